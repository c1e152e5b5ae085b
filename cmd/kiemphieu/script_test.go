package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/rogpeppe/go-internal/testscript"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/migrations"
	"kiemphieu/store/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kiemphieu": main})
}

// The stories of the command line: each file of testdata/script is one.
func TestStoriesOfTheCommandLine(t *testing.T) {
	size.Long(t)
	filled := t.TempDir()
	t.Run("ward", func(t *testing.T) {
		apptest.OpenWard(t, app.Config{Database: filepath.Join(filled, "kiemphieu.db")})
	})
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Condition: func(name string) (bool, error) {
		if name != "postgres" {
			return false, fmt.Errorf("unknown condition %q", name)
		}
		return pgtest.There(t), nil
	}, Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"ward": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(filled)))
		},
		"installed": func(ts *testscript.TestScript, _ bool, args []string) { newInstallation(ts, args) },
		"older":     func(ts *testscript.TestScript, _ bool, args []string) { olderDatabase(ts, args) },
		"sql":       func(ts *testscript.TestScript, _ bool, args []string) { changeBehind(ts, args) },
		"postgres": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Setenv(args[0], pgtest.DatabaseIn(t, cmp.Or(strings.Join(args[1:], ""), "UTF8")))
		},
		"refused": func(ts *testscript.TestScript, _ bool, args []string) { everyCommandRefuses(ts, args) },
	}})
}

// newInstallation makes an empty one: installed DIR | ADDRESS.
func newInstallation(ts *testscript.TestScript, args []string) {
	at := place{data: ts.MkAbs(args[0])}
	if strings.Contains(args[0], "://") {
		at = place{database: args[0], data: ts.MkAbs("beside")}
	}
	ts.Check(os.MkdirAll(at.data, 0o700))
	p, err := app.Open(context.Background(), app.Config{Database: at.url(), Keys: at.keyDir()})
	ts.Check(err)
	ts.Check(p.Close())
}

// olderDatabase makes an SQLite file with the schema of a number: older FILE NUMBER.
func olderDatabase(ts *testscript.TestScript, args []string) {
	number, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	pool, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { ts.Check(pool.Close()) }()
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, migrations.SQLite())
	ts.Check(err)
	_, err = p.UpTo(context.Background(), number)
	ts.Check(err)
}

// changeBehind runs statements on an SQLite file or a PostgreSQL address: sql PLACE STATEMENT...
func changeBehind(ts *testscript.TestScript, args []string) {
	driver, address := "postgres", args[0]
	if !strings.Contains(address, "://") {
		driver, address = "sqlite", "file:"+ts.MkAbs(address)
	}
	pool, err := sql.Open(driver, address)
	ts.Check(err)
	defer func() { ts.Check(pool.Close()) }()
	for _, statement := range args[1:] {
		_, err := pool.ExecContext(context.Background(), statement)
		ts.Check(err)
	}
}

// everyCommandRefuses runs each command that reads data, none of which may
// start, write anything, or say more than what is wrong and, once, the hint:
// refused HINT --data DIR | --database ADDRESS.
func everyCommandRefuses(ts *testscript.TestScript, args []string) {
	hint, place := args[0], args[1:]
	before := filesOf(ts, place)
	for _, command := range [][]string{
		{"serve", "--listen", "127.0.0.1:0"}, {"migrate", "status"}, {"backup", "refused.zip"}, {"restore", "b.zip"},
		{"user", "reset", "an"},
		{"doctor", "--listen", "127.0.0.1:0"},
	} {
		err := ts.Exec("kiemphieu", append(command, place...)...)
		stderr := ts.ReadFile("stderr")
		if said := ts.ReadFile("stdout") + stderr; err == nil || strings.Count(said, hint) != 1 {
			ts.Fatalf("%s %v said:\n%s", command, err, said)
		}
		if n := strings.Count(stderr, "\n"); command[0] != "doctor" && n != 3 {
			ts.Fatalf("%s said %d lines, not where, what and what to do:\n%s", command, n, stderr)
		}
	}
	if after := filesOf(ts, place); after != before {
		ts.Fatalf("files before:\n%s\nafter:\n%s", before, after)
	}
	if _, err := os.Stat(ts.MkAbs("refused.zip")); err == nil {
		ts.Fatalf("a backup was written")
	}
}

// filesOf returns names and contents of a data directory.
func filesOf(ts *testscript.TestScript, place []string) string {
	if place[0] != "--data" {
		return ""
	}
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(place[1]), "*"))
	ts.Check(err)
	for _, file := range files {
		all.WriteString(filepath.Base(file) + "\n" + ts.ReadFile(file))
	}
	return all.String()
}
