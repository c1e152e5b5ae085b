package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"kiemphieu/congress"
	"kiemphieu/congress/lane"
	"kiemphieu/migrations"
)

// DB is an open database.
type DB struct {
	write   *sqlx.DB // SQLite: one connection; PostgreSQL: the pool
	read    *sqlx.DB // SQLite: read-only connections; PostgreSQL: the same pool
	plain   *sqlx.DB // for what is no transaction of the contract: migrations, scrubs
	durable *sqlx.DB // PostgreSQL: whose commits wait for the disk
	reading *statements
	writing *statements
	dialect dialect
	url     string // of PostgreSQL, "" for SQLite
	at      placed // SQLite: its file
	now     func() time.Time
	trace   func(statement string)
	log     *slog.Logger
	keyring congress.Keyring // nil: nothing is signed
	notes   sync.Map         // signed notes of offices whose signature was looked at
	noted   atomic.Int64     // how many
	held    sync.Map         // rows that were held against their signature, and when, by [heldKey]
	holding atomic.Int64     // how many
	homes   sync.Map         // whose a thing is, by its id
	housed  atomic.Int64     // how many

	standby *standby // servers that follow the primary; nil where none is read

	patience time.Duration // see the constant of this name

	queue      chan *job      // SQLite: transactions that wait for the writer
	lanes      lane.Lanes     // PostgreSQL: writers of a congress that wait without a connection
	flushes    chan flushing  // PostgreSQL: commits that wait for the disk
	watching   witnesses      // PostgreSQL: the connection that waits for them
	stop       chan struct{}  // closed by Close
	background sync.WaitGroup // what runs until then

	uncounted chan struct{} // something was noted for the statistics
	dirty     chan struct{} // a scrub failed
	scrubbing sync.Mutex    // one scrub at a time
	// clean removes from the files what the transaction with this stamp deleted.
	clean func(ctx context.Context, stamp string) error
}

// dialect is what the two databases do differently.
type dialect struct {
	name       string // for people
	goose      goose.Dialect
	migrations fs.FS
	tables     string                                   // statement that lists the tables
	isolation  sql.IsolationLevel                       // of what reads one moment
	turns      []goose.ProviderOption                   // how replicas that migrate at once take turns
	lock       string                                   // clause that makes other writers of the selected rows wait
	together   bool                                     // one statement may write to two tables
	stamp      string                                   // statement that gives a text of this transaction alone
	classify   func(error) error                        // into an error of the contract
	taken      func(error) bool                         // a unique value is somebody else's
	load       loader                                   // begins to add many rows to a table
	bonds      string                                   // statement that lists what is made once tables are full
	rewrite    func(context.Context, *tx, string) error // what a wipe does to a table within its transaction
	hex        func(string) string                      // has a query write bytes in hex
	turn       string                                   // statement that has others who say it wait for the transaction
	logs       string                                   // statement that lists the settings by which it logs statements
}

// Options of Open; the zero value is what the program uses.
type Options struct {
	// Now replaces the clock in tests.
	Now func() time.Time
	// Trace is told of the "BEGIN" of every transaction, "BEGIN READ ONLY" of a
	// view, and of its statements, so that tests can count them; nil for nobody.
	Trace func(statement string)
	// Patience is how long callers wait for a database that hangs; 0 for as long as the program does.
	Patience time.Duration
	// Log is told what could not be scrubbed from the database's files; nil for nobody.
	Log *slog.Logger
	// Keyring holds the key that signs the history of congresses; nil where nothing is signed.
	Keyring congress.Keyring
	// Read is the address of PostgreSQL servers that follow the primary, for what
	// may be some seconds old; "" for none.
	Read string
	// Behind is how old what they show may be; 0 for thirty seconds.
	Behind time.Duration
	// Existing refuses to make an SQLite file, with ErrNoDatabase.
	Existing bool
}

// Open opens the database at url: a postgres:// address, or else the path of
// an SQLite file, which is created if it is not there. It does not migrate.
// What is damaged, of another program or of a newer one is refused and left as
// it is, to the byte.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	db := &DB{now: opts.Now, trace: opts.Trace, log: opts.Log, keyring: opts.Keyring,
		stop: make(chan struct{}), uncounted: make(chan struct{}, 1), dirty: make(chan struct{}, 1),
		patience: cmp.Or(opts.Patience, patience)}
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if isPostgres(url) {
		err = db.openPostgres(ctx, url)
	} else {
		err = db.openSQLite(ctx, url, opts.Existing)
	}
	if err != nil {
		return nil, err
	}
	if opts.Read != "" {
		if err := db.openStandby(opts.Read, cmp.Or(opts.Behind, standbyBehind)); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	db.reading, db.writing = newStatements(db.read), newStatements(db.write)
	db.background.Go(func() { db.reading.prepare(db.stop) })
	db.background.Go(func() { db.writing.prepare(db.stop) })
	db.background.Go(db.keepClean)
	db.background.Go(db.counter)
	return db, nil
}

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Name tells people which database this is: "SQLite" or "PostgreSQL".
func (db *DB) Name() string { return db.dialect.name }

// Close finishes the transactions that run, refuses those that still wait,
// and closes the database. It is called once.
func (db *DB) Close() error {
	close(db.stop)
	db.background.Wait()
	db.watching.close()
	var errs []error
	pools := []*sqlx.DB{db.read, db.write, db.plain, db.durable}
	if db.standby != nil {
		pools = append(pools, db.standby.pool)
	}
	for _, pool := range pools { // a second Close does nothing
		if pool == nil {
			continue
		}
		if err := pool.Close(); !dead(err) { // what is gone is closed
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// rollback ends a transaction that may be over already. It does not depend on
// the caller's context; if the connection is gone the database rolls back by itself.
func rollback(tx *sqlx.Tx) { _ = tx.Rollback() }

func sqliteMigrations() fs.FS   { return migrations.SQLite() }
func postgresMigrations() fs.FS { return migrations.Postgres() }
