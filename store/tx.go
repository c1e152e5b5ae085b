package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
	"kiemphieu/congress/trial"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
)

// tx is one transaction over all tables.
type tx struct {
	q        *sqlx.Tx // nil: of a glance
	prepared *statements
	own      map[string]repeated // queries that the pool has not prepared, and this transaction may
	db       *DB
	now      time.Time
	writable bool
	shared   bool                                      // others' work is in the same SQL transaction
	over     bool                                      // of a view
	quiet    bool                                      // nobody is told of its statements
	glanced  bool                                      // without q: the one statement was run
	touched  map[string]bool                           // tables that were written to
	changed  map[congress.OrgID]bool                   // cells whose rows for lists are stale
	meetings map[congress.CongressID]congress.Congress // as they were when they were locked
	offices  map[congress.OrgID]map[string]bool        // tables beside congresses that were looked at and written to
	states   map[congress.OrgID][]officeState          // of a view: what was signed last beside congresses
	ahead    *lookahead                                // what was read with a lock
	later    []laterWrite                              // rows that go with the next statement that writes
	text     []byte                                    // where an act writes rows as texts, one after another
	after    []func(context.Context)                   // run once the transaction is durable
}

var _ ratify.Tx = (*tx)(nil)

// Now is fixed at the begin of the transaction.
func (t *tx) Now() time.Time { return t.now }

// InTx implements congress.Store.
func (db *DB) InTx(ctx context.Context, fn func(congress.Tx) error) error {
	return db.inTx(ctx, func(t *tx) error { return fn(t) })
}

// tell tells of a statement whoever counts them.
func (db *DB) tell(statement string) {
	if db.trace != nil {
		db.trace(statement)
	}
}

// What [Options.Trace] is told of the beginning of a transaction.
const (
	beginning     = "BEGIN"
	beginningView = "BEGIN READ ONLY"
)

// View implements congress.Store.
func (db *DB) View(ctx context.Context, fn func(congress.Tx) error) error {
	return db.view(ctx, func(t *tx) error { return fn(t) })
}

// Ratify returns the same database as a ratify.Store.
func (db *DB) Ratify() ratify.Store { return view[ratify.Tx]{db, func(t *tx) ratify.Tx { return t }} }

// Statistics returns the same database as a statistics.Store.
func (db *DB) Statistics() statistics.Store {
	return view[statistics.Tx]{db, func(t *tx) statistics.Tx { return t }}
}

// Calendar returns the same database as a calendar.Store.
func (db *DB) Calendar() calendar.Store {
	return view[calendar.Tx]{db, func(t *tx) calendar.Tx { return t }}
}

// view is the database as a package sees it that knows less of it than there is.
type view[T any] struct {
	db *DB
	of func(*tx) T
}

func (v view[T]) InTx(ctx context.Context, fn func(T) error) error {
	return v.db.inTx(ctx, func(t *tx) error { return fn(v.of(t)) })
}

func (v view[T]) Counted(ctx context.Context) error { return v.db.Counted(ctx) }

func (v view[T]) View(ctx context.Context, fn func(T) error) error {
	return v.db.view(ctx, func(t *tx) error { return fn(v.of(t)) })
}

func (db *DB) inTx(ctx context.Context, do func(*tx) error) error {
	return db.inTxUntold(ctx, func(t *tx) error {
		db.tell(beginning)
		return do(t)
	})
}

// inTxUntold is inTx without telling of its beginning.
func (db *DB) inTxUntold(ctx context.Context, do func(*tx) error) error {
	fn := func(t *tx) error {
		if err := do(t); err != nil {
			return err
		}
		if err := t.renewCells(ctx); err != nil {
			return err
		}
		if err := t.signOffices(ctx); err != nil {
			return err
		}
		if err := t.sendWaiting(ctx); err != nil {
			return err
		}
		return trial.Over(ctx)
	}
	if db.queue != nil {
		return db.enqueue(ctx, fn)
	}
	return db.inPostgres(ctx, fn)
}

func (db *DB) view(ctx context.Context, fn func(*tx) error) error {
	if t, ok := ctx.Value(snapshotKey{db}).(*tx); ok && !t.over {
		return db.dialect.classify(fn(t))
	}
	db.tell(beginningView)
	sqlTx, giveBack, err := db.begin(ctx, db.read, &sql.TxOptions{Isolation: db.dialect.isolation, ReadOnly: true})
	if err != nil {
		return err
	}
	defer giveBack()
	defer rollback(sqlTx)
	t := &tx{q: sqlTx, prepared: db.reading, db: db, now: db.now()}
	defer func() { t.over = true }()
	return db.dialect.classify(fn(t))
}

// snapshotKey finds the transaction of a [DB.Snapshot] in a context.
type snapshotKey struct{ db *DB }

// Snapshot runs fn with a context under which views of this database share one
// transaction, until fn returns. Nothing may be written meanwhile.
func (db *DB) Snapshot(ctx context.Context, fn func(context.Context) error) error {
	return db.view(ctx, func(t *tx) error { return fn(context.WithValue(ctx, snapshotKey{db}, t)) })
}

// unreachable marks an error that kept a transaction from beginning.
func (db *DB) unreachable(err error) error {
	if err = db.dialect.classify(err); errors.Is(err, congress.ErrUnavailable) {
		return err
	}
	return errors.Join(congress.ErrUnavailable, err)
}

// runAfter runs what must wait for the commit. The work is durable by then.
func (t *tx) runAfter(ctx context.Context) {
	for _, fn := range t.after {
		fn(context.WithoutCancel(ctx))
	}
}

// within returns the context for one statement. Interrupting a statement makes
// SQLite roll back the whole transaction, with the work of others in it: there
// a caller who is gone is noticed between statements only.
func (t *tx) within(ctx context.Context, query string) context.Context {
	if !t.quiet {
		t.db.tell(query)
	}
	if t.shared && ctx.Err() == nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// errReadOnly: a write within View.
var errReadOnly = errors.New("store: write in a read-only transaction")

// exec runs a statement.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !t.writable {
		return 0, errReadOnly
	}
	table := t.touch(query)
	t.ahead = nil
	if err := unholdable(args, nil); err != nil {
		return 0, err
	}
	query, args, err := t.withWaiting(ctx, table, query, args)
	if err != nil {
		return 0, err
	}
	ctx = t.within(ctx, query)
	var result sql.Result
	if stmt := t.statement(ctx, query).stmt; stmt != nil {
		result, err = stmt.ExecContext(ctx, args...)
	} else {
		result, err = t.q.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, t.db.dialect.classify(err)
	}
	return result.RowsAffected()
}

// one scans a single row, or gives congress.ErrNotFound.
func one[T any](ctx context.Context, t *tx, query string, args ...any) (T, error) {
	var row T
	if unholdable(args, nil) != nil {
		return row, congress.ErrNotFound
	}
	err := t.sendWaiting(ctx)
	if err != nil {
		return row, err
	}
	err = t.scan(ctx, &row, query, args)
	if errors.Is(err, sql.ErrNoRows) {
		return row, congress.ErrNotFound
	}
	return row, t.db.dialect.classify(err)
}

// scan scans a single row.
func (t *tx) scan(ctx context.Context, row any, query string, args []any) error {
	if t.q == nil {
		return t.glance(ctx, row, query, args)
	}
	ctx = t.within(ctx, query)
	if stmt := t.statement(ctx, query).stmt; stmt != nil {
		return stmt.GetContext(ctx, row, args...)
	}
	return t.q.GetContext(ctx, row, query, args...)
}

// all scans every row.
func all[T any](ctx context.Context, t *tx, query string, args ...any) ([]T, error) {
	rows := []T{}
	if unholdable(args, nil) != nil {
		return rows, nil //nolint:nilerr // what no row can hold, no row has
	}
	if t.q == nil {
		return rows, errMore
	}
	err := t.sendWaiting(ctx)
	if err != nil {
		return rows, err
	}
	ctx = t.within(ctx, query)
	if stmt := t.statement(ctx, query).stmt; stmt != nil {
		err = stmt.SelectContext(ctx, &rows, args...)
	} else {
		err = t.q.SelectContext(ctx, &rows, query, args...)
	}
	return rows, t.db.dialect.classify(err)
}

// put inserts a row or replaces the one with the same key. Its columns are
// the db tags of the struct, so that a struct and its table cannot drift
// apart unnoticed: a missing column fails the first test that writes.
func put(ctx context.Context, t *tx, table, key string, row any) error {
	query, list, err := putting(table, key, row)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, query, list...)
	return err
}

// putting writes the statement of put, and what it is given.
func putting(table, key string, row any) (query string, list []any, err error) {
	cols, list := columns(row), values(row)
	if err := unholdable(list, cols); err != nil {
		return "", nil, err
	}
	statement, ok := upserts.Load(table)
	if !ok {
		statement = upsert(table, key, cols)
		upserts.Store(table, statement)
	}
	return statement.(string), list, nil //nolint:forcetypeassert // nothing else is stored
}

// upserts keeps the statement of put for each table, which has one type of rows.
var upserts sync.Map

// values lists the fields with a db tag, in the order of columns.
func values(row any) []any {
	value := reflect.ValueOf(row)
	fields := taggedFields(value.Type()).at
	list := make([]any, len(fields))
	for i, field := range fields {
		list[i] = value.Field(field).Interface()
		if blob, ok := list[i].([]byte); ok && blob == nil {
			list[i] = []byte{} // nothing, which is no NULL
		}
	}
	return list
}

// upsert writes the statement of put; key is the list of key columns.
func upsert(table, key string, cols []string) string {
	var places, sets []string
	for i, col := range cols {
		places = append(places, "$"+strconv.Itoa(i+1))
		if !strings.Contains(", "+key+",", ", "+col+",") {
			sets = append(sets, col+" = excluded."+col)
		}
	}
	return "INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ")\nVALUES (" + strings.Join(places, ", ") +
		")\nON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

// columns lists the db tags of a struct; the list is not to be changed.
func columns(row any) []string { return taggedFields(reflect.TypeOf(row)).columns }

// tagged is the columns of a struct, and which field each is.
type tagged struct {
	columns []string
	at      []int
}

// taggedTypes keeps the answers of taggedFields.
var taggedTypes sync.Map

func taggedFields(kind reflect.Type) tagged {
	if known, ok := taggedTypes.Load(kind); ok {
		return known.(tagged) //nolint:forcetypeassert // nothing else is stored
	}
	var of tagged
	for i := range kind.NumField() {
		if tag := kind.Field(i).Tag.Get("db"); tag != "" {
			of.columns, of.at = append(of.columns, tag), append(of.at, i)
		}
	}
	taggedTypes.Store(kind, of)
	return of
}

// from writes "SELECT <columns of T> FROM <rest>".
func from[T any](rest string) string {
	var row T
	return "SELECT " + strings.Join(columns(row), ", ") + "\nFROM " + rest
}
