package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/pressly/goose/v3"

	"kiemphieu/congress"
)

func (db *DB) openPostgres(ctx context.Context, url string) error {
	db.dialect = dialect{name: "PostgreSQL", goose: goose.DialectPostgres, migrations: postgresMigrations(), lock: " FOR UPDATE",
		stamp: "SELECT pg_current_xact_id()::text", classify: classifyPostgres, taken: takenPostgres, rewrite: rewriteNothing}
	pool, err := sqlx.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("store: database address: %w", err)
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		return errors.Join(congress.ErrUnavailable, err, pool.Close())
	}
	db.write, db.read, db.clean = pool, pool, db.rewriteTables
	return nil
}

// The violations that the contract promises to name.
const (
	foreignKey = pq.ErrorCode("23503")
	unique     = pq.ErrorCode("23505")
)

// takenPostgres reports whether a unique value is somebody else's.
func takenPostgres(err error) bool {
	var server *pq.Error
	return errors.As(err, &server) && server.Code == unique
}

// classifyPostgres turns a driver's error into one of the contract by its code.
func classifyPostgres(err error) error {
	if err == nil {
		return nil
	}
	var server *pq.Error
	if errors.As(err, &server) {
		switch server.Code.Class() {
		case "08", "53", "57", "58": // connection, resources, operator intervention, system
			return errors.Join(congress.ErrUnavailable, err)
		case "40": // serialisation
			return errors.Join(congress.ErrConflict, err)
		}
		if server.Code == foreignKey || server.Code == unique {
			return errors.Join(congress.ErrConflict, err)
		}
		return err
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, sql.ErrConnDone) {
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

// inPostgres runs fn in a transaction of its own; PostgreSQL groups commits by itself.
func (db *DB) inPostgres(ctx context.Context, fn func(*tx) error) error {
	for attempt := 0; ; attempt++ {
		t, err := db.tryPostgres(ctx, fn)
		if err == nil {
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

func (db *DB) tryPostgres(ctx context.Context, fn func(*tx) error) (*tx, error) {
	sqlTx, err := db.write.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return nil, db.unreachable(err)
	}
	defer rollback(sqlTx)
	t := &tx{q: sqlTx, db: db, now: db.now(), writable: true}
	if err := fn(t); err != nil {
		return nil, err
	}
	return t, sqlTx.Commit()
}
