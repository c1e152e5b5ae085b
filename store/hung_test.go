package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// impatient opens a database whose callers wait only a moment for it.
func impatient(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), url, store.Options{Now: now, Patience: 2 * time.Second})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(context.Background()))
	return db
}

// everything tries what callers do, more of them at once than a pool has
// connections, and returns what each was told.
func everything(db *store.DB) []error {
	ctx := context.Background()
	errs := make([]error, 90)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			switch i % 4 {
			case 0:
				errs[i] = db.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, strconv.Itoa(i), "v") })
			case 1:
				errs[i] = db.View(ctx, func(tx congress.Tx) error {
					_, err := tx.CountAccounts(ctx)
					return err
				})
			case 3:
				errs[i] = db.Glance(ctx, func(tx congress.Tx) error {
					_, err := tx.CountAccounts(ctx)
					return err
				})
			default:
				errs[i] = db.Probe(ctx)
			}
		})
	}
	wg.Wait()
	return errs
}

// A database that hangs holds nobody: each caller is told so after a while,
// nothing is acknowledged, and all goes on once it is back.
func TestStoreDoesNotHangWithPostgreSQL(t *testing.T) {
	t.Parallel()
	url, wire := pgtest.Wired(t)
	db := impatient(t, url)
	for _, err := range everything(db) {
		must(t, err)
	}
	wire.Freeze()
	for _, err := range everything(db) {
		wantError(t, "while it hangs", err, congress.ErrUnavailable)
	}
	wire.Thaw()
	for _, err := range everything(db) {
		must(t, err)
	}
}

// Whoever else has locked the file, callers are told so, all of them at once
// and not one after the other; readers go on.
func TestStoreDoesNotHangWithSQLite(t *testing.T) {
	size.Long(t)
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kiemphieu.db")
	db := impatient(t, path)
	other := connect(t, "sqlite", path)
	other.SetMaxOpenConns(1)
	run(t, other, "BEGIN IMMEDIATE", "DELETE FROM settings")
	for i, err := range everything(db) {
		if i%2 == 1 {
			must(t, err)
			continue
		}
		wantError(t, "while it is locked", err, congress.ErrUnavailable)
	}
	run(t, other, "ROLLBACK")
	for _, err := range everything(db) {
		must(t, err)
	}
}

// Connections that died while nobody used them cost no caller anything,
// however many there are.
func TestStoreOutlivesDeadConnections(t *testing.T) {
	t.Parallel()
	url, wire := pgtest.Wired(t)
	db := open(t, url)
	admin := connect(t, "postgres", url)
	for i := range 4 {
		for _, err := range everything(db) { // all connections are open now
			must(t, err)
		}
		if i%2 == 0 {
			_, err := admin.ExecContext(context.Background(), `SELECT pg_terminate_backend(pid)
				FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			must(t, err)
			for left := 1; left > 0; { // they are told, and end a moment later
				must(t, admin.QueryRowContext(context.Background(), `SELECT count(*)
					FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&left))
			}
		} else {
			wire.Cut()
		}
		time.Sleep(20 * time.Millisecond) // nobody used them just now
		for _, err := range everything(db) {
			must(t, err)
		}
	}
}

// A probe says what a write would, and leaves nothing.
func TestStoreProbe(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		before, err := db.Counts(context.Background())
		must(t, err)
		must(t, db.Probe(context.Background()))
		after, err := db.Counts(context.Background())
		must(t, err)
		for i := range before {
			if after[i] != before[i] {
				t.Errorf("%v became %v", before[i], after[i])
			}
		}
	})
}

// A server that takes no writes, as one that follows another or that an
// administrator has closed, is told as that, however it came to be so: what is
// there can be read, and nothing is written behind an administrator's back.
func TestPostgreSQLThatTakesNoWrites(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	primary := pgtest.NewCluster(t, "wal_level=replica")
	db := impatient(t, primary.Address())
	standby := primary.Standby()
	closed := func(name string, db *store.DB) {
		t.Helper()
		note := func(tx congress.Tx) error { return tx.PutSetting(ctx, "noted", name) }
		for what, err := range map[string]error{"a write": db.InTx(ctx, note), "the probe": db.Probe(ctx)} {
			wantError(t, name+", "+what, err, congress.ErrUnavailable)
			wantError(t, name+", "+what, err, store.ErrReadOnly)
		}
		wantError(t, name+", asked", db.MayWrite(ctx), store.ErrReadOnly)
		must(t, db.View(ctx, func(tx congress.Tx) error { _, err := tx.CountAccounts(ctx); return err }))
	}
	must(t, db.MayWrite(ctx))
	primary.Do("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	primary.Until("SELECT current_setting('default_transaction_read_only') = 'on'")
	closed("by an administrator", db)
	primary.Do("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
	primary.Until("SELECT current_setting('default_transaction_read_only') = 'off'")
	must(t, db.Probe(ctx))

	follower, err := store.Open(ctx, standby.Address(), store.Options{Now: now})
	must(t, err)
	defer func() { must(t, follower.Close()) }()
	wantError(t, "to migrate", follower.Migrate(ctx), store.ErrReadOnly)
	closed("a standby", follower)
}

// A database from which somebody took a table, as while it is put back, or our
// rights is not there for the moment: that is no fault of the program's.
func TestPostgreSQLWithoutTablesOrRights(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	cluster := pgtest.NewCluster(t)
	db := impatient(t, cluster.Address())
	count := func() error {
		return db.View(ctx, func(tx congress.Tx) error { _, err := tx.CountAccounts(ctx); return err })
	}
	cluster.Do("ALTER TABLE accounts RENAME TO aside")
	wantError(t, "without its table", count(), congress.ErrUnavailable)
	cluster.Do("ALTER TABLE aside RENAME TO accounts")
	must(t, count())
	cluster.Do("CREATE ROLE plain LOGIN")
	_, err := store.Open(ctx, strings.Replace(cluster.Address(), "postgres@", "plain@", 1), store.Options{Now: now})
	wantError(t, "without rights", err, congress.ErrUnavailable)
	wantError(t, "without rights", err, store.ErrNotWritable)
}

// A file that is deleted, moved or replaced under a running program takes with
// it whatever is written then: nothing is acknowledged. What was written before
// can be read, and all goes on when the file is back.
func TestSQLiteFileThatIsNoLongerThere(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	path, away := filepath.Join(dir, "kiemphieu.db"), filepath.Join(dir, "away.db")
	db := impatient(t, path)
	note := func(text string) error {
		return db.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "noted", text) })
	}
	must(t, note("before"))
	must(t, os.Rename(path, away))
	refused := func(what string) {
		t.Helper()
		for range 3 {
			err := note(what)
			wantError(t, what, err, congress.ErrUnavailable)
			wantError(t, what, err, store.ErrReplaced)
		}
		wantError(t, what, db.Probe(ctx), store.ErrReplaced)
		must(t, db.View(ctx, func(tx congress.Tx) error {
			noted, err := tx.Setting(ctx, "noted")
			if noted != "before" {
				t.Errorf("%s: reads %q", what, noted)
			}
			return err
		}))
	}
	refused("moved away")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made where it had been: %v", err)
	}
	other := impatient(t, filepath.Join(dir, "other.db"))
	must(t, other.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "noted", "elsewhere") }))
	content, err := os.ReadFile(filepath.Join(dir, "other.db"))
	must(t, err)
	must(t, os.WriteFile(path, content, 0o600))
	refused("replaced")
	must(t, os.Rename(away, path))
	must(t, note("after"))
}
