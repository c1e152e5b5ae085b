package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"kiemphieu/congress"
)

func (db *DB) openPostgres(ctx context.Context, url string) error {
	turns, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return fmt.Errorf("store: migration lock: %w", err)
	}
	db.dialect = dialect{name: "PostgreSQL", turns: []goose.ProviderOption{goose.WithSessionLocker(turns)},
		goose: goose.DialectPostgres, migrations: postgresMigrations(), tables: tablesPostgres,
		isolation: sql.LevelRepeatableRead, lock: " FOR UPDATE",
		together: true, turn: countingTurn, stamp: "SELECT pg_current_xact_id()::text", logs: statementLogPostgres,
		classify: classifyPostgres, taken: takenPostgres, load: loadPostgres, bonds: bondsPostgres,
		rewrite: rewriteNothing, hex: hexPostgres}
	// binary_parameters: one round trip a statement instead of two.
	quick, err := postgresPool(url, db.patience, map[string]string{"synchronous_commit": "off"})
	if err != nil {
		return err
	}
	durable, err := postgresPool(url, db.patience, nil)
	if err != nil {
		return errors.Join(err, quick.Close())
	}
	plain, err := postgresPool(url, 0, nil)
	if err != nil {
		return errors.Join(err, quick.Close(), durable.Close())
	}
	err = db.refused(quick.PingContext(ctx))
	if err == nil {
		err = knowsVietnamese(ctx, quick)
	}
	if err == nil {
		_, err = db.dialect.check(ctx, quick)
	}
	if err != nil {
		return errors.Join(err, quick.Close(), durable.Close(), plain.Close())
	}
	db.url = url
	db.write, db.read, db.plain, db.durable, db.clean = quick, quick, plain, durable, db.rewriteTables
	db.flushes = make(chan flushing)
	db.background.Go(db.flusher)
	return nil
}

// refused tells a server that is not there, or not yet, from one that does not
// let us in.
func (db *DB) refused(err error) error {
	var server *pq.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &server) && (server.Code.Class() == "28" || server.Code == pqerror.InvalidCatalogName):
		return errors.Join(ErrRefused, err)
	}
	return db.unreachable(err)
}

// MayWrite gives [ErrReadOnly] where PostgreSQL takes no writes. It writes nothing.
func (db *DB) MayWrite(ctx context.Context) error {
	if db.url == "" {
		return nil // the file was opened to be written
	}
	return mayWrite(ctx, db.plain)
}

func mayWrite(ctx context.Context, q sqlx.QueryerContext) error {
	var only string
	if err := sqlx.GetContext(ctx, q, &only, "SHOW transaction_read_only"); err != nil {
		return classifyPostgres(err)
	}
	if only == "on" {
		return errors.Join(congress.ErrUnavailable, ErrReadOnly)
	}
	return nil
}

// knowsVietnamese refuses a database that cannot keep every letter, as LATIN1, or
// does not know what a letter is, as SQL_ASCII.
func knowsVietnamese(ctx context.Context, pool *sqlx.DB) error {
	var encoding string
	if err := pool.GetContext(ctx, &encoding, "SHOW server_encoding"); err != nil {
		return classifyPostgres(err)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("%w: %s", ErrEncoding, encoding)
	}
	return nil
}

// countingTurn has one transaction count statistics after the other. The number
// is of this program alone.
const countingTurn = "SELECT pg_advisory_xact_lock(7301)"

const tablesPostgres = `SELECT tablename
	FROM pg_tables
	WHERE schemaname = current_schema()
	ORDER BY tablename`

// hangs is how long one server of several is waited for before the next is asked.
const hangs = 2 * time.Second

// planning is the setting by which statements are planned: once on a connection, where the
// server itself would plan the first five runs of each and come to the same. The address
// of a database with partitions says auto.
const planning = "plan_cache_mode"

// postgresPool opens a pool whose sessions have these settings and wait so long
// for a server that hangs; 0 for ever, as long work needs.
func postgresPool(url string, patience time.Duration, settings map[string]string) (*sqlx.DB, error) {
	config, err := pq.NewConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: database address: %w", err)
	}
	config.BinaryParameters = true
	if config.Runtime == nil {
		config.Runtime = map[string]string{}
	}
	config.Runtime["random_page_cost"] = "1.1" // what a page of lists needs is in memory: rows are found, not sought
	if config.Runtime[planning] == "" {
		config.Runtime[planning] = "force_generic_plan"
	}
	maps.Copy(config.Runtime, settings)
	if len(config.Multi) > 0 && config.ConnectTimeout == 0 && patience > 0 {
		// one server that hangs leaves time to ask the others
		config.ConnectTimeout = min(hangs, patience/time.Duration(len(config.Multi)+2))
	}
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, fmt.Errorf("store: database address: %w", err)
	}
	if patience > 0 {
		connector.Dialer(patientDialer{patience: patience})
	}
	pool := sqlx.NewDb(sql.OpenDB(servedConnector{connector}), "postgres")
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// takenPostgres reports whether a unique value is somebody else's.
func takenPostgres(err error) bool {
	var server *pq.Error
	return errors.As(err, &server) && server.Code == pqerror.UniqueViolation
}

// classifyPostgres turns a driver's error into one of the contract by its code.
func classifyPostgres(err error) error {
	if err == nil {
		return nil
	}
	var server *pq.Error
	if errors.As(err, &server) {
		if server.Code == pqerror.DiskFull {
			return errors.Join(congress.ErrUnavailable, ErrFull, err)
		}
		switch server.Code.Class() {
		case "08", "53", "57", "58": // connection, resources, operator intervention, system
			return errors.Join(congress.ErrUnavailable, err)
		case "40": // serialisation
			return errors.Join(congress.ErrConflict, err)
		}
		switch server.Code {
		case pqerror.ReadOnlySQLTransaction:
			return errors.Join(congress.ErrUnavailable, ErrReadOnly, err)
		case pqerror.InsufficientPrivilege:
			return errors.Join(congress.ErrUnavailable, ErrNotWritable, err)
		case pqerror.UndefinedTable: // the database is being put back, or somebody took it away
			return errors.Join(congress.ErrUnavailable, err)
		case pqerror.ForeignKeyViolation, pqerror.UniqueViolation:
			return errors.Join(congress.ErrConflict, err)
		}
		return err
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, sql.ErrConnDone) {
		return errors.Join(congress.ErrUnavailable, err)
	}
	return err
}

// serialisation reports whether running the transaction again may help.
func serialisation(err error) bool {
	var server *pq.Error
	return errors.As(err, &server) && (server.Code == "40001" || server.Code == "40P01")
}

// maxRetries bounds how often a transaction is run again.
const maxRetries = 5

// inPostgres runs fn in a transaction of its own and returns once it is
// durable. The commit itself does not wait for the disk, so that the lock on
// the congress is given to the next tablet at once; the wait follows outside
// the lock, for all that came meanwhile together.
func (db *DB) inPostgres(ctx context.Context, fn func(*tx) error) error {
	for attempt := 0; ; attempt++ {
		t, w, err := db.tryPostgres(ctx, fn)
		if err == nil {
			if err := db.flush(w); err != nil {
				return db.unreachable(err)
			}
			t.runAfter(ctx)
			return nil
		}
		if !serialisation(err) || attempt == maxRetries {
			return classifyPostgres(err)
		}
		pause := time.Duration(rand.Int64N(int64(10*time.Millisecond) << attempt)) //nolint:gosec // jitter, not a secret
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return errors.Join(congress.ErrUnavailable, ctx.Err())
		}
	}
}

// tryPostgres runs fn once. The lane is left with the commit: the disk is
// waited for by all together, before the witness.
func (db *DB) tryPostgres(ctx context.Context, fn func(*tx) error) (*tx, *witness, error) {
	waiting, cancel := context.WithTimeoutCause(ctx, db.patience, errSlow)
	defer cancel()
	leave, err := db.lanes.Enter(waiting)
	if err != nil {
		return nil, nil, errors.Join(congress.ErrUnavailable, err)
	}
	defer leave()
	sqlTx, giveBack, w, err := db.beginWitnessed(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer giveBack()
	defer rollback(sqlTx)
	t := &tx{q: sqlTx, prepared: db.writing, db: db, now: db.now(), writable: true}
	if err := fn(t); err != nil {
		return nil, nil, err
	}
	return t, w, sqlTx.Commit()
}
