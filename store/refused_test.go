package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// ruin is a way in which a whole database stops being one of this program.
type ruin struct {
	name string
	do   func(t *testing.T, path string)
	want error
}

// statements ruins a database by SQL.
func statements(list ...string) func(*testing.T, string) {
	return func(t *testing.T, path string) { run(t, connect(t, "sqlite", "file:"+path), list...) }
}

// another puts another program's database there.
func another(list ...string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		must(t, os.Remove(path))
		statements(list...)(t, path)
	}
}

func overwritten(content []byte, from, of int) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		must(t, err)
		info, err := f.Stat()
		must(t, err)
		_, err = f.WriteAt(content, info.Size()*int64(from)/int64(of))
		must(t, err)
		must(t, f.Close())
	}
}

// partial is the same for both databases.
func partial() []ruin {
	return []ruin{
		{"a table is gone", statements("DROP TABLE deliveries"), store.ErrPartialSchema},
		{"a later table is there already", statements("DELETE FROM goose_db_version WHERE version_id >= 9"),
			store.ErrPartialSchema},
		{"a migration was left out", statements("DELETE FROM goose_db_version WHERE version_id = 4"),
			store.ErrPartialSchema},
		{"newer", statements("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)"),
			store.ErrNewerSchema},
		{"versions without tables", another(`CREATE TABLE goose_db_version (version_id INTEGER, is_applied INTEGER)`,
			"INSERT INTO goose_db_version VALUES (1, 1)"), store.ErrPartialSchema},
	}
}

func ruins() []ruin {
	return append(partial(),
		ruin{"empty file", func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }, store.ErrDamaged},
		ruin{"cut off", func(t *testing.T, path string) { must(t, os.Truncate(path, 20_000)) }, store.ErrDamaged},
		ruin{"cut off within the header", func(t *testing.T, path string) { must(t, os.Truncate(path, 60)) },
			store.ErrDamaged},
		ruin{"overwritten in the middle", overwritten([]byte(strings.Repeat("x", 9000)), 1, 2), store.ErrDamaged},
		ruin{"no SQLite file", overwritten([]byte("PK\x03\x04 some archive or other"), 0, 1), store.ErrForeign},
		ruin{"a short text", func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("xin chào"), 0o600)) },
			store.ErrForeign},
		ruin{"another program's", another("CREATE TABLE accounts (id INTEGER)", "INSERT INTO accounts VALUES (1)"),
			store.ErrForeign},
		ruin{"another program's, with a write-ahead log", another("PRAGMA journal_mode = WAL",
			"CREATE TABLE t (id INTEGER)"), store.ErrForeign},
		ruin{"another program's that also uses goose", another("CREATE TABLE goose_db_version (version_id INTEGER, "+
			"is_applied INTEGER)",
			"INSERT INTO goose_db_version VALUES (20240101, 1)", "CREATE TABLE t (id INTEGER)"), store.ErrForeign},
	)
}

// What is not a whole database of this program is refused, and not a byte
// beside it or in it changes.
func TestRuinedFilesAreRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	for _, r := range ruins() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "kiemphieu.db")
			whole, err := store.Open(t.Context(), path, store.Options{})
			must(t, err)
			must(t, whole.Migrate(t.Context()))
			must(t, whole.Close())
			t.Run("ruin", func(t *testing.T) { r.do(t, path) }) // its connections are closed
			before := contents(t, filepath.Dir(path))
			db, err := store.Open(t.Context(), path, store.Options{})
			wantError(t, r.name, err, r.want)
			if err == nil {
				must(t, db.Close())
			}
			if after := contents(t, filepath.Dir(path)); !maps.Equal(before, after) {
				t.Errorf("files before %v, after %v", before, after)
			}
		})
	}
}

// contents returns the hash of every file in a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	sums := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		sums[e.Name()] = fmt.Sprintf("%x", sha256.Sum256(text))
	}
	return sums
}

// The same on PostgreSQL, where whole databases and other programs' stand side by side.
func TestRuinedPostgresIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		made       bool // by this program
		statements []string
		want       error
	}{
		"a table is gone": {true, []string{"DROP TABLE deliveries"}, store.ErrPartialSchema},
		"left out": {true, []string{"DELETE FROM goose_db_version WHERE version_id = 4"},
			store.ErrPartialSchema},
		"newer": {true, []string{
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)"}, store.ErrNewerSchema},
		"another program's": {false, []string{"CREATE TABLE accounts (id INTEGER)"}, store.ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := pgtest.Database(t)
			if c.made {
				_ = open(t, address)
			}
			pool := connect(t, "postgres", address)
			run(t, pool, c.statements...)
			before := fmt.Sprint(schemaOf(t, "PostgreSQL", pool), query(t, pool,
				"SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_user_tables WHERE relname LIKE 'goose%'"))
			_, err := store.Open(t.Context(), address, store.Options{})
			wantError(t, name, err, c.want)
			after := fmt.Sprint(schemaOf(t, "PostgreSQL", pool), query(t, pool,
				"SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_user_tables WHERE relname LIKE 'goose%'"))
			if before != after {
				t.Errorf("before %s\nafter %s", before, after)
			}
		})
	}
}

// An account of the server that may not make tables is told so.
func TestPostgresThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(pgtest.Database(t))
	must(t, err)
	pool := connect(t, "postgres", address.String())
	role := "only_reads" + strings.TrimPrefix(address.Path, "/")
	run(t, pool, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "CREATE ROLE "+role+" LOGIN PASSWORD 'x'")
	t.Cleanup(func() { run(t, pool, "DROP ROLE "+role) })
	address.User = url.UserPassword(role, "x")
	db, err := store.Open(t.Context(), address.String(), store.Options{})
	must(t, err)
	wantError(t, "migrate", db.Migrate(t.Context()), store.ErrNotWritable)
	must(t, db.Close())
}

// A database that waits for migrations opens, is told, and stays as it is until
// somebody migrates it; one that is not there is not made by asking.
func TestOlderSchemaIsToldAndMigrated(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "kiemphieu.db")
	_, err := store.Open(ctx, path, store.Options{Existing: true})
	wantError(t, "missing", err, store.ErrNoDatabase)
	if entries := contents(t, filepath.Dir(path)); len(entries) != 0 {
		t.Errorf("files %v", entries)
	}
	for range 2 { // a program that ended before it migrated leaves what can be opened
		db, err := store.Open(ctx, path, store.Options{})
		must(t, err)
		wantError(t, "empty", db.UpToDate(ctx), store.ErrNoDatabase)
		must(t, db.Close())
	}
	migrateTo(t, path, 10)
	db, err := store.Open(ctx, path, store.Options{})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	wantError(t, "older", db.UpToDate(ctx), store.ErrOlderSchema)
	must(t, db.Migrate(ctx))
	must(t, db.UpToDate(ctx))
}

// A database that cannot keep every letter, or does not know what a letter is, is
// refused before anything is written to it.
func TestADatabaseOfOtherLettersIsRefused(t *testing.T) {
	for _, encoding := range []string{"LATIN1", "SQL_ASCII"} {
		address, err := url.Parse(pgtest.Database(t))
		must(t, err)
		name := address.Path[1:] + "_" + strings.ToLower(encoding)
		address.Path = "/postgres"
		admin := connect(t, "postgres", address.String())
		run(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING '"+encoding+"' LOCALE 'C'")
		t.Cleanup(func() { run(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
		address.Path = "/" + name
		db, err := store.Open(t.Context(), address.String(), store.Options{})
		if err == nil {
			err = errors.Join(db.Migrate(t.Context()), db.Close())
		}
		if !errors.Is(err, store.ErrEncoding) {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}
