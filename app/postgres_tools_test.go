package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/store/pgtest"
)

// inDatabase is another database of the same server.
func inDatabase(t *testing.T, address, name string) string {
	t.Helper()
	at, err := url.Parse(address)
	must(t, err)
	at.Path = "/" + name
	return at.String()
}

// standsHere opens the program over a database and returns how many rows there
// are; every congress holds against its signatures.
func standsHere(t *testing.T, database, keys string) string {
	t.Helper()
	p, err := app.Open(t.Context(), app.Config{Database: database, Keys: keys})
	must(t, err)
	defer func() { must(t, p.Close()) }()
	all, err := p.ExamineAll(t.Context())
	must(t, err)
	for _, e := range all {
		if !e.OK() {
			t.Errorf("%s: %v %s", e.Title, e.Broken, e.Report.Failed())
		}
	}
	counts, err := p.Store.Counts(t.Context())
	must(t, err)
	return fmt.Sprint(len(all), counts)
}

// PostgreSQL's own tools bring the data back as docs/operations.md says: a dump
// into another database, and a base backup with archived logs to the moment
// before somebody deleted what the dump had kept.
func TestPostgresToolsBringTheDataBack(t *testing.T) {
	const made = " TEMPLATE template0 ENCODING 'UTF8'"
	primary := pgtest.NewArchive(t)
	primary.Do("CREATE DATABASE ours"+made, "CREATE DATABASE dumped"+made)
	address, keys := inDatabase(t, primary.Address(), "ours"), t.TempDir()
	p := apptest.Open(t, app.Config{Database: address, Keys: keys})
	copied, err := os.ReadFile("testdata/0.1.0/backup.zip")
	must(t, err)
	_, err = p.Store.Restore(context.Background(), bytes.NewReader(copied), int64(len(copied)))
	must(t, err)
	_, _, err = p.Congress.LogKey(t.Context())
	must(t, err)
	want := standsHere(t, address, keys)

	file := filepath.Join(t.TempDir(), "dump")
	pgtest.Run(t, "pg_dump", "-Fc", "-f", file, address)
	dumped := inDatabase(t, primary.Address(), "dumped")
	pgtest.Run(t, "pg_restore", "--no-owner", "-d", dumped, file)
	if got := standsHere(t, dumped, keys); got != want {
		t.Errorf("dumped and restored:\n%s\nwant\n%s", got, want)
	}

	primary.Do("SELECT pg_create_restore_point('before')")
	by := inDatabase(t, primary.Address(), "ours")
	pool, err := sql.Open("postgres", by)
	must(t, err)
	_, err = pool.ExecContext(t.Context(), "DELETE FROM log")
	must(t, errors.Join(err, pool.Close()))
	recovered := primary.RecoveredTo("before")
	if got := standsHere(t, inDatabase(t, recovered.Address(), "ours"), keys); got != want {
		t.Errorf("recovered:\n%s\nwant\n%s", got, want)
	}
}
