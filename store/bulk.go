package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
)

// alone runs fn in a transaction that has the database for itself, as a restore
// needs it: it may take as long as it takes, and what is left when ctx ends is
// what was there before. What it commits is on the disk. Only fn heeds ctx: a
// transaction that is rolled back beside it would meet a COPY under way.
func (db *DB) alone(ctx context.Context, fn func(*tx) error) error {
	sqlTx, err := db.plain.BeginTxx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return db.unreachable(err)
	}
	defer rollback(sqlTx)
	t := &tx{q: sqlTx, db: db, now: db.now(), writable: true}
	if err := fn(t); err != nil {
		return errors.Join(ctx.Err(), db.dialect.classify(err))
	}
	if err := t.sendWaiting(ctx); err != nil {
		return errors.Join(ctx.Err(), db.dialect.classify(err))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.dialect.classify(sqlTx.Commit())
}

// bond is a foreign key, or an index that is not of a key of its table.
type bond struct{ Undo, Redo string } // statements

// unbound runs fill while tables have no bonds, where the database makes them sooner of
// rows that are there than row by row.
func (t *tx) unbound(ctx context.Context, fill func() error) error {
	if t.db.dialect.bonds == "" {
		return fill()
	}
	bonds, err := all[bond](ctx, t, t.db.dialect.bonds)
	if err != nil {
		return err
	}
	var undo, redo []string
	for _, b := range bonds {
		undo, redo = append(undo, b.Undo), append(redo, b.Redo)
	}
	if _, err := t.exec(ctx, strings.Join(undo, ";\n")); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	slices.Reverse(redo)
	if _, err := t.exec(ctx, strings.Join(redo, ";\n")); err != nil {
		return fmt.Errorf("store: restore: %w", t.unstored(ctx, err))
	}
	return nil
}

// bondsPostgres lists bonds in the order in which they can be undone.
const bondsPostgres = `SELECT undo, redo
	FROM (SELECT 1 AS turn, conrelid::regclass || ' ' || conname AS name,
			format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS undo,
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
				pg_get_constraintdef(oid)) AS redo
		FROM pg_constraint
		WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace
		UNION ALL
		SELECT 2, indexrelid::regclass::text, 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
		FROM pg_index
		JOIN pg_class ON pg_class.oid = indexrelid
		WHERE relnamespace = current_schema()::regnamespace AND NOT relispartition AND NOT EXISTS (
			SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')) bonds
	ORDER BY turn, name`

// loading adds rows to a table that nobody else writes to, the quickest way
// that its database has. While it goes on, its transaction does nothing else.
type loading interface {
	add(ctx context.Context, row []any) error
	end(ctx context.Context) error
	stop() // after an error, before its transaction is rolled back; after end it does nothing
}

// loader begins to add rows to a table.
type loader func(ctx context.Context, q *sqlx.Tx, table string, columns []string) (loading, error)

// load begins to add rows with these columns.
func (t *tx) load(ctx context.Context, table string, columns []string) (loading, error) {
	if !t.writable {
		return nil, errReadOnly
	}
	if err := t.sendWaiting(ctx); err != nil {
		return nil, err
	}
	return t.db.dialect.load(ctx, t.q, table, columns)
}

// loadRows adds rows of one type.
func loadRows[T any](ctx context.Context, t *tx, table string, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return t.loadLists(ctx, table, columns(rows[0]), len(rows), func(i int) []any { return values(rows[i]) })
}

// loadLists adds n rows with these columns.
func (t *tx) loadLists(ctx context.Context, table string, cols []string, n int, row func(int) []any) error {
	into, err := t.load(ctx, table, cols)
	if err != nil {
		return err
	}
	defer into.stop()
	for i := range n {
		list := row(i)
		if err := unholdable(list, cols); err != nil {
			return err
		}
		if err := into.add(ctx, list); err != nil {
			return t.db.dialect.classify(err)
		}
	}
	return t.db.dialect.classify(into.end(ctx))
}

// copying sends rows as PostgreSQL's COPY takes them. Its foreign keys are
// checked at the end of the table.
type copying struct{ stmt *sql.Stmt }

func loadPostgres(ctx context.Context, q *sqlx.Tx, table string, columns []string) (loading, error) {
	stmt, err := q.PrepareContext(ctx, "COPY "+table+" ("+strings.Join(columns, ", ")+") FROM STDIN")
	return copying{stmt}, err
}

func (c copying) add(ctx context.Context, row []any) error {
	_, err := c.stmt.ExecContext(ctx, row...)
	return err
}

func (c copying) end(ctx context.Context) error {
	_, err := c.stmt.ExecContext(ctx)
	return errors.Join(err, c.stmt.Close())
}

func (c copying) stop() { _ = c.stmt.Close() } // the error before it is told

// rowsInserted is how many rows one statement gives to SQLite.
const rowsInserted = 16

// inserting gathers rows for a statement that inserts several.
type inserting struct {
	q       *sqlx.Tx
	insert  string // up to the values
	row     string // places of one row
	several *sql.Stmt
	waiting []any
	rows    int
}

func loadSQLite(ctx context.Context, q *sqlx.Tx, table string, columns []string) (loading, error) {
	in := &inserting{q: q, insert: "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")\nVALUES ",
		row: "(" + strings.Repeat(", ?", len(columns))[2:] + ")"}
	var err error
	in.several, err = q.PrepareContext(ctx, in.statement(rowsInserted))
	return in, err
}

func (in *inserting) statement(rows int) string {
	return in.insert + strings.Repeat(", "+in.row, rows)[2:]
}

func (in *inserting) add(ctx context.Context, row []any) error {
	in.waiting, in.rows = append(in.waiting, row...), in.rows+1
	if in.rows < rowsInserted {
		return nil
	}
	_, err := in.several.ExecContext(ctx, in.waiting...)
	in.waiting, in.rows = in.waiting[:0], 0
	return err
}

func (in *inserting) end(ctx context.Context) error {
	var err error
	if in.rows > 0 {
		_, err = in.q.ExecContext(ctx, in.statement(in.rows), in.waiting...)
	}
	return errors.Join(err, in.several.Close())
}

func (in *inserting) stop() { _ = in.several.Close() } // as above
