package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// What may be some seconds old is read from a standby, and says as of when. Acts
// and all other views are the primary's. A standby that falls behind, ends or
// fails in the middle is left alone, and the primary asked.
func TestAsideReadsAStandbyThatKeepsUp(t *testing.T) {
	t.Parallel()
	primary := pgtest.NewCluster(t, "wal_level=replica")
	follower := primary.Standby()
	db, err := store.Open(t.Context(), primary.Address(), store.Options{Patience: 4 * time.Second,
		Behind: 8 * time.Second, Read: fmt.Sprintf(
			"postgres://postgres@/postgres?host=%s,%s&sslmode=disable&target_session_attrs=standby", primary.Dir(),
			follower.Dir())})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	note(t, db, "first")
	primary.Until("SELECT replay_lsn >= pg_current_wal_flush_lsn() FROM pg_stat_replication")

	seen, asOf := aside(t, db)
	if age := time.Since(asOf); seen != "first" || age > 5*time.Second {
		t.Errorf("the standby shows %q, as of %v ago", seen, age)
	}
	follower.Do("SELECT pg_wal_replay_pause()")
	note(t, db, "second")
	if seen, asOf = aside(t, db); seen != "first" || asOf.IsZero() {
		t.Errorf("a standby that stands still shows %q, as of %v", seen, asOf)
	}
	must(t, db.View(t.Context(), func(tx congress.Tx) (err error) {
		seen, err = tx.Setting(t.Context(), "noted")
		return err
	}))
	if seen != "second" {
		t.Errorf("a view shows %q while a standby stands still", seen)
	}
	time.Sleep(9 * time.Second)
	if seen, asOf = aside(t, db); seen != "second" || !asOf.IsZero() {
		t.Errorf("instead of a standby that is too far behind: %q, as of %v", seen, asOf)
	}
}

// The standby ends while it is asked: whoever asks is told to ask the primary,
// which the next call does at once.
func TestAsideFallsBackToThePrimary(t *testing.T) {
	t.Parallel()
	primary := pgtest.NewCluster(t, "wal_level=replica")
	follower := primary.Standby()
	db, err := store.Open(t.Context(), primary.Address(), store.Options{Patience: 4 * time.Second,
		Read: follower.Address()})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	note(t, db, "first")
	primary.Until("SELECT replay_lsn >= pg_current_wal_flush_lsn() FROM pg_stat_replication")
	primary.Do("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
	err = db.Aside(t.Context(), func(ctx context.Context, asOf time.Time) error {
		if asOf.IsZero() {
			t.Error("the standby was not asked")
		}
		follower.Kill()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) { // it sees that it is dead
			err := db.View(ctx, func(tx congress.Tx) error {
				_, err := tx.Setting(ctx, "noted")
				return err
			})
			if err != nil || time.Now().After(deadline) {
				return err
			}
		}
	})
	wantError(t, "in the middle", err, congress.ErrUnavailable)
	note(t, db, "second")
	if seen, asOf := aside(t, db); seen != "second" || !asOf.IsZero() {
		t.Errorf("instead of a standby that is gone: %q, as of %v", seen, asOf)
	}
}

// Nothing is written aside, and an act within goes to the primary.
func TestAsideWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		note(t, db, "first")
		if seen, asOf := aside(t, db); seen != "first" || !asOf.IsZero() {
			t.Errorf("without a standby: %q, as of %v", seen, asOf)
		}
		err := db.Aside(t.Context(), func(ctx context.Context, _ time.Time) error {
			return db.View(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "noted", "x") })
		})
		if err == nil || errors.Is(err, sql.ErrNoRows) {
			t.Errorf("a write aside: %v", err)
		}
	})
}

func note(t *testing.T, db *store.DB, text string) {
	t.Helper()
	must(t, db.InTx(t.Context(), func(tx congress.Tx) error { return tx.PutSetting(t.Context(), "noted", text) }))
}

// aside reads what was noted, and as of when it is.
func aside(t *testing.T, db *store.DB) (seen string, asOf time.Time) {
	t.Helper()
	must(t, db.Aside(t.Context(), func(ctx context.Context, of time.Time) error {
		asOf = of
		return db.View(ctx, func(tx congress.Tx) (err error) {
			seen, err = tx.Setting(ctx, "noted")
			return err
		})
	}))
	return seen, asOf
}
