package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

func TestMigrationsAreTwins(t *testing.T) {
	t.Parallel()
	var lists [2]string
	for i, name := range names() {
		status, err := open(t, emptyPlace(t, name)).MigrationStatus(context.Background())
		must(t, err)
		lists[i] = fmt.Sprint(status)
		for n, m := range status {
			if n > 0 && m.Version <= status[n-1].Version || !m.Applied {
				t.Errorf("%s: %+v at place %d", name, m, n+1)
			}
		}
	}
	if lists[0] != lists[1] || lists[0] == "[]" {
		t.Errorf("SQLite %s, PostgreSQL %s", lists[0], lists[1])
	}
}

// A database of a newer program is left alone; migrating twice changes nothing.
func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			must(t, db.Migrate(ctx))
			applied := strings.Replace("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)", "1)",
				map[string]string{"SQLite": "1)", "PostgreSQL": "true)"}[name], 1)
			run(t, behind(t, name, address), applied)
			wantError(t, "migrate", db.Migrate(ctx), store.ErrNewerSchema)
			_, err := db.MigrationStatus(ctx)
			wantError(t, "status", err, store.ErrNewerSchema)
		})
	}
}

// Replicas that start at once on an empty server migrate it once.
func TestR7ReplicasMigrateAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := emptyPlace(t, "PostgreSQL")
	var wg sync.WaitGroup
	for range 4 {
		db, err := store.Open(ctx, address, store.Options{})
		must(t, err)
		wg.Go(func() {
			if err := errors.Join(db.Migrate(ctx), db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// A database without a schema can be asked about it.
func TestStatusBeforeTheFirstMigration(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		db, err := store.Open(context.Background(), emptyPlace(t, name), store.Options{})
		must(t, err)
		status, err := db.MigrationStatus(context.Background())
		if err != nil || len(status) == 0 || status[0].Applied {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
		must(t, db.Close())
	}
}

// What the promises rest on stands in the file and on every connection.
func TestSQLiteKeepsItsPragmas(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := filepath.Join(t.TempDir(), "một thư mục", "a?b%20c#.db") // any path a person may choose
	db := open(t, address)
	in(t, db, func(tx ratify.Tx) error { return tx.PutSetting(ctx, "k", "v") })
	found, err := filepath.Glob(filepath.Join(filepath.Dir(address), "*.db"))
	if err != nil || len(found) != 1 || found[0] != address {
		t.Errorf("files %q, %v", found, err)
	}
	if _, err := os.Stat(address + "-wal"); err != nil {
		t.Errorf("no write-ahead log: %v", err)
	}
	for range 3 { // foreign keys hold in every transaction
		wantError(t, "foreign key", db.InTx(ctx, func(tx congress.Tx) error {
			return tx.PutCongress(ctx, congress.Congress{ID: "c", OrgID: "nobody", Title: "x",
				State: congress.StatePreparing})
		}), congress.ErrConflict)
	}
}
