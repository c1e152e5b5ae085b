package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"kiemphieu/congress"
)

// minSQLite is the first version without the WAL-reset bug.
const minSQLite = "3.51.3"

// dsn gives the connection string; pragmas stand in it so that every pooled
// connection has them.
func dsn(path string, readOnly bool) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "secure_delete(1)", "synchronous(FULL)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (db *DB) openSQLite(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("store: data directory: %w", err)
	}
	db.dialect = dialect{name: "SQLite", goose: goose.DialectSQLite3, migrations: sqliteMigrations(), classify: classifySQLite}
	var err error
	if db.write, err = sqlx.Open("sqlite", dsn(path, false)); err != nil {
		return fmt.Errorf("store: open %s: %w", path, err)
	}
	db.write.SetMaxOpenConns(1)
	var version string
	if err := db.write.GetContext(ctx, &version, "SELECT sqlite_version()"); err != nil {
		return errors.Join(fmt.Errorf("store: open %s: %w", path, err), db.write.Close())
	}
	if olderVersion(version, minSQLite) {
		return errors.Join(fmt.Errorf("store: SQLite %s is older than %s", version, minSQLite), db.write.Close())
	}
	if db.read, err = sqlx.Open("sqlite", dsn(path, true)); err != nil {
		return errors.Join(fmt.Errorf("store: open %s: %w", path, err), db.write.Close())
	}
	db.read.SetMaxOpenConns(8)
	db.queue, db.done = make(chan *job, maxGroup), make(chan struct{})
	go db.writer()
	return nil
}

// olderVersion compares dotted versions.
func olderVersion(a, b string) bool {
	var x, y [3]int
	_, errA := fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	_, errB := fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	return errA == nil && errB == nil && slices.Compare(x[:], y[:]) < 0
}

// classifySQLite turns a driver's error into one of the contract by its code.
func classifySQLite(err error) error {
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return err
	}
	switch driver.Code() {
	case sqlitelib.SQLITE_CONSTRAINT_UNIQUE, sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY, sqlitelib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return errors.Join(congress.ErrConflict, err)
	}
	switch driver.Code() & 0xff {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_IOERR, sqlitelib.SQLITE_FULL, sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_CORRUPT:
		return errors.Join(congress.ErrUnavailable, err)
	}
	return err
}

// job is one transaction that waits for the writer.
type job struct {
	ctx    context.Context
	fn     func(*tx) error
	answer chan error
	err    error // what fn gave
	after  []func(context.Context) error
}

// maxGroup bounds how many transactions one commit makes durable.
const maxGroup = 64

// enqueue runs fn through the writer and answers once it is durable.
func (db *DB) enqueue(ctx context.Context, fn func(*tx) error) error {
	j := &job{ctx: ctx, fn: fn, answer: make(chan error, 1)}
	select {
	case db.queue <- j:
	case <-ctx.Done():
		return errors.Join(congress.ErrUnavailable, ctx.Err())
	}
	return <-j.answer // a queued job is always answered: nobody is left in doubt
}

// writer commits what has queued up, group after group, until the queue is closed.
func (db *DB) writer() {
	defer close(db.done)
	for first := range db.queue {
		group := []*job{first}
	collect:
		for len(group) < maxGroup {
			select {
			case j, ok := <-db.queue:
				if !ok {
					break collect
				}
				group = append(group, j)
			default:
				break collect
			}
		}
		db.commitGroup(group)
	}
}

// commitGroup runs every job under a savepoint and commits once.
func (db *DB) commitGroup(group []*job) {
	err := db.runGroup(group)
	for _, j := range group {
		switch {
		case j.err != nil:
			j.answer <- db.dialect.classify(j.err)
		case err != nil:
			j.answer <- errors.Join(congress.ErrUnavailable, err)
		default:
			j.answer <- db.runAfter(j.ctx, j.after)
		}
	}
}

func (db *DB) runGroup(group []*job) error {
	ctx := context.Background() // one caller's cancellation must not undo another's work
	sqlTx, err := db.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(sqlTx)
	for _, j := range group {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if err := db.runJob(ctx, sqlTx, j); err != nil {
			return err
		}
	}
	return sqlTx.Commit()
}

// runJob runs one job; only an error of the savepoint itself ends the group.
func (db *DB) runJob(ctx context.Context, sqlTx *sqlx.Tx, j *job) error {
	if _, err := sqlTx.ExecContext(ctx, "SAVEPOINT job"); err != nil {
		return err
	}
	t := &tx{q: sqlTx, db: db, now: db.now(), writable: true}
	if j.err = protect(func() error { return j.fn(t) }); j.err != nil {
		if _, err := sqlTx.ExecContext(ctx, "ROLLBACK TO job"); err != nil {
			return err
		}
	}
	j.after = t.after
	_, err := sqlTx.ExecContext(ctx, "RELEASE job")
	return err
}

// protect turns a panic of one job into its own error.
func protect(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic in transaction: %v", p)
		}
	}()
	return fn()
}
