package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"kiemphieu/congress"
)

const (
	standbyBehind = 30 * time.Second // a standby is asked while it is at most so far behind
	standbyBeat   = time.Second      // how often the primary writes something that tells how far it is
)

// standby is a second place that reads: servers that follow the primary.
type standby struct {
	pool     *sqlx.DB
	prepared *statements
	behind   time.Duration
}

// openStandby prepares to read from servers that follow; it asks none of them yet.
func (db *DB) openStandby(url string, behind time.Duration) error {
	if db.url == "" || !isPostgres(url) {
		return fmt.Errorf("store: %w: a standby is one of PostgreSQL", ErrRefused)
	}
	pool, err := postgresPool(url, db.patience, map[string]string{"default_transaction_read_only": "on"})
	if err != nil {
		return err
	}
	db.standby = &standby{pool: pool, prepared: newStatements(pool), behind: behind}
	db.background.Go(func() { db.standby.prepared.prepare(db.stop) })
	db.background.Go(db.beat)
	return nil
}

// beat writes to the primary, over and over, what changes nothing: how old a
// standby's data are is known from the last commit that came there.
func (db *DB) beat() {
	for {
		select {
		case <-db.stop:
			return
		case <-time.After(standbyBeat):
		}
		ctx, cancel := context.WithTimeout(context.Background(), db.patience)
		_, _ = db.write.ExecContext(ctx, writeNothing) // the next one tells
		cancel()
	}
}

// Aside runs fn with a context under which views of this database share one
// transaction of a standby, as of the moment of its last commit. Where there is no
// standby, or none that keeps up, views read the primary as ever, and asOf is zero.
// What it returns wraps [congress.ErrUnavailable] where the standby failed in the
// middle. It is for what decides and changes nothing.
func (db *DB) Aside(ctx context.Context, fn func(ctx context.Context, asOf time.Time) error) error {
	t, asOf, end := db.follow(ctx)
	if t == nil {
		return fn(ctx, time.Time{})
	}
	defer end()
	err := fn(context.WithValue(ctx, snapshotKey{db}, t), asOf)
	var server *pq.Error
	if errors.As(err, &server) || errors.Is(err, congress.ErrConflict) { // its rows, or its schema, were moving on
		return errors.Join(congress.ErrUnavailable, err)
	}
	return err
}

// follow begins a transaction on a standby that keeps up; nil where there is none.
func (db *DB) follow(ctx context.Context) (t *tx, asOf time.Time, end func()) {
	if db.standby == nil {
		return nil, asOf, nil
	}
	db.tell(beginningView)
	readOnly := &sql.TxOptions{Isolation: db.dialect.isolation, ReadOnly: true}
	sqlTx, giveBack, err := db.begin(ctx, db.standby.pool, readOnly)
	if err != nil {
		return nil, asOf, nil
	}
	t = &tx{q: sqlTx, prepared: db.standby.prepared, db: db, now: db.now()}
	end = func() {
		t.over = true
		rollback(sqlTx)
		giveBack()
	}
	asOf, err = one[time.Time](ctx, t, standbyAsOf, db.standby.behind.Seconds())
	if err != nil {
		end()
		return nil, asOf, nil
	}
	return t, asOf, end
}

// standbyAsOf gives the moment of the last commit that came to a standby; no row
// from a primary, or from a standby that is too far behind.
const standbyAsOf = `SELECT pg_last_xact_replay_timestamp()
	WHERE pg_is_in_recovery() AND pg_last_xact_replay_timestamp() > clock_timestamp() - make_interval(secs => $1)`
