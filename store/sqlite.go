package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"kiemphieu/congress"
)

// minSQLite is the first version without the WAL-reset bug.
const minSQLite = "3.51.3"

// dsn returns the connection string; pragmas stand in it so that every pooled
// connection has them. patience is how long a statement waits for a lock.
// temp_store(2) keeps temporary tables in memory. A file that is not there is not made.
func dsn(path string, readOnly bool, patience time.Duration) string {
	busy := fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds())
	q := url.Values{"mode": {"rw"}, "_pragma": {busy, "foreign_keys(1)", "secure_delete(1)", "synchronous(FULL)",
		"temp_store(2)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func dialectSQLite() dialect {
	return dialect{name: "SQLite", goose: goose.DialectSQLite3, migrations: sqliteMigrations(), tables: tablesSQLite,
		classify: classifySQLite, taken: takenSQLite, stamp: "SELECT hex(randomblob(16))",
		load: loadSQLite, rewrite: rewriteSQLite,
		hex: func(query string) string { return query }}
}

func (db *DB) openSQLite(ctx context.Context, path string, existing bool) error {
	db.dialect = dialectSQLite()
	if err := db.dialect.prepareFile(ctx, path, existing); err != nil {
		return err
	}
	var err error
	if db.at, err = place(path); err != nil {
		return err
	}
	if db.write, err = sqlx.Open("sqlite", dsn(path, false, db.patience)); err != nil {
		return fmt.Errorf("store: open %s: %w", path, err)
	}
	db.write.SetMaxOpenConns(1)
	var version string
	if err := db.write.GetContext(ctx, &version, "SELECT sqlite_version()"); err != nil {
		err = errors.Join(fmt.Errorf("store: open %s: %w", path, unwritable(err)), db.write.Close())
		notMade(path)
		return err
	}
	if olderVersion(version, minSQLite) {
		return errors.Join(fmt.Errorf("store: SQLite %s is older than %s", version, minSQLite), db.write.Close())
	}
	db.read = sqlx.NewDb(sql.OpenDB(placedConnector{db.write.Driver(), dsn(path, true, db.patience), db.at}), "sqlite")
	db.read.SetMaxOpenConns(8)
	db.read.SetMaxIdleConns(8) // opening one reads the whole schema, and prepares every statement anew
	db.plain = db.write
	db.queue, db.clean = make(chan *job), func(ctx context.Context, _ string) error { return emptyLog(ctx, path) }
	db.background.Go(db.writer)
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
	case sqlitelib.SQLITE_CONSTRAINT_UNIQUE, sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY,
		sqlitelib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return errors.Join(congress.ErrConflict, err)
	}
	switch driver.Code() & 0xff {
	case sqlitelib.SQLITE_FULL:
		return errors.Join(congress.ErrUnavailable, ErrFull, err)
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_IOERR,
		sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_CORRUPT:
		return errors.Join(congress.ErrUnavailable, err)
	}
	return err
}

// takenSQLite reports whether a unique value is somebody else's.
func takenSQLite(err error) bool {
	var driver *sqlite.Error
	return errors.As(err, &driver) && driver.Code() == sqlitelib.SQLITE_CONSTRAINT_UNIQUE
}
