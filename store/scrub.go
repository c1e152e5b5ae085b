package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
)

// residueKey is the setting that says: something was deleted beyond recovery
// by the databases' word, and their files have not followed yet. It is
// written with the deletion, so that a crash between the two is made good by
// the next start.
const residueKey = "store.residue"

// paperTables hold what comes from papers while a round is counted.
func paperTables() []string { return []string{"batches", "counted", "hand_counts", "manifests"} }

// WipeCount implements congress.Counts.
func (t *tx) WipeCount(ctx context.Context, r congress.Round) error {
	for _, table := range paperTables() {
		if _, err := t.exec(ctx, "DELETE FROM "+table+"\nWHERE org_id = $1 AND round_id = $2", r.OrgID,
			r.ID); err != nil {
			return err
		}
		if err := t.db.dialect.rewrite(ctx, t, table); err != nil {
			return err
		}
	}
	// what the names under the seal stand for has a salt in it
	if _, err := t.exec(ctx, "UPDATE confirmations\nSET subject = ''\nWHERE org_id = $1 AND round_id = $2", r.OrgID,
		r.ID); err != nil {
		return err
	}
	if err := t.db.dialect.rewrite(ctx, t, "confirmations"); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "DELETE FROM pairs\nWHERE org_id = $1 AND round_id = $2", r.OrgID, r.ID); err != nil {
		return err
	}
	stamp, err := one[string](ctx, t, t.db.dialect.stamp)
	if err != nil {
		return err
	}
	t.after = append(t.after, t.db.scrubSoon)
	return t.PutSetting(ctx, residueKey, stamp)
}

// scrubSoon scrubs now or, if something is in the way, leaves it to keepClean.
func (db *DB) scrubSoon(ctx context.Context) {
	err := db.Scrub(ctx)
	if err == nil {
		return
	}
	db.log.ErrorContext(ctx, "deleted count is still in the database's files", "error", err)
	select {
	case db.dirty <- struct{}{}:
	default: // it is told already
	}
}

// keepClean tries again what scrubSoon could not do, ever more slowly.
func (db *DB) keepClean() {
	ctx := context.Background()
	for {
		select {
		case <-db.stop:
			return
		case <-db.dirty:
		}
		for pause := time.Second; db.Scrub(ctx) != nil; pause = min(2*pause, time.Minute) {
			select {
			case <-db.stop:
				return
			case <-time.After(pause):
			}
		}
		db.log.InfoContext(ctx, "deleted count is gone from the database's files")
	}
}

// Scrub removes from the database's files what WipeCount deleted. It does
// nothing where nothing is left; the program calls it by itself after every
// wipe and at every start. An error means that something may be left.
func (db *DB) Scrub(ctx context.Context) error {
	db.scrubbing.Lock()
	defer db.scrubbing.Unlock()
	var stamp string
	err := db.view(ctx, func(t *tx) (err error) {
		stamp, err = t.Setting(ctx, residueKey)
		return err
	})
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := db.clean(ctx, stamp); err != nil {
		return fmt.Errorf("store: scrub: %w", db.dialect.classify(err))
	}
	return db.inTx(ctx, func(t *tx) error { // another wipe since has another stamp
		_, err := t.exec(ctx, "DELETE FROM settings\nWHERE key = $1 AND value = $2", residueKey, stamp)
		return err
	})
}

// errInUse: a reader still needs what is to be removed.
var errInUse = errors.New("store: a reader is in the way")

// rewriteSQLite puts the rows that stay into fresh pages. secure_delete
// zeroes what it frees, but where rows move within the tree it leaves copies
// in the gaps of pages that stay in use (found in 1 of 5 databases of 600 rows
// of different size; with fresh pages in none of 60).
func rewriteSQLite(ctx context.Context, t *tx, table string) error {
	for _, statement := range []string{
		"CREATE TEMP TABLE kept AS SELECT * FROM " + table,
		"DELETE FROM " + table,
		"INSERT INTO " + table + " SELECT * FROM kept",
		"DROP TABLE kept",
	} {
		// not kept: the table is another each time
		if _, err := t.q.ExecContext(t.within(ctx, statement), statement); err != nil {
			return t.db.dialect.classify(err)
		}
	}
	return nil
}

// emptyLog moves the write-ahead log into the database file and cuts it to
// nothing. It waits for readers a short while only, because writers wait too.
func emptyLog(ctx context.Context, path string) error {
	db, err := sqlx.Open("sqlite", dsn(path, false, 250*time.Millisecond))
	if err != nil {
		return err
	}
	defer db.Close() // read only: what it wrote is on disk
	for attempt := 0; ; attempt++ {
		var busy, frames, moved int
		if err := db.QueryRowxContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		if attempt == 8 {
			return errInUse
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// rewriteNothing: PostgreSQL's tables are rewritten after the commit.
func rewriteNothing(context.Context, *tx, string) error { return nil }

// rewriteTables returns the tables new files and drops the old ones. VACUUM
// would carry over rows that some older snapshot can still see, or a snapshot
// that is taken while an older transaction still runs, be it in another database
// of the server, so both must be gone first.
func (db *DB) rewriteTables(ctx context.Context, stamp string) error {
	for attempt := 0; ; attempt++ {
		var readers int
		err := db.plain.GetContext(ctx, &readers, `SELECT count(*)
			FROM pg_stat_activity
			WHERE pid <> pg_backend_pid()
			AND (age(backend_xid) >= age($1::xid8::xid)
				OR age(backend_xmin) >= age($1::xid8::xid) AND COALESCE(datname, current_database()) = current_database())`,
			stamp)
		if err != nil {
			return err
		}
		if readers == 0 {
			break
		}
		if attempt == 40 {
			return errInUse
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, table := range append(paperTables(), "confirmations") {
		if _, err := db.plain.ExecContext(ctx, "VACUUM FULL "+table); err != nil {
			return err
		}
	}
	return nil
}
