// Package apptest gives tests the program as it is shipped. It is imported by
// test files alone.
package apptest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Open opens a program, until the test is over. Where cfg names no database,
// it is a new SQLite file.
func Open(tb testing.TB, cfg app.Config) *app.Program {
	tb.Helper()
	if cfg.Database == "" {
		cfg.Database = filepath.Join(tb.TempDir(), "kiemphieu.db")
		if err := os.WriteFile(cfg.Database, empty(tb), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	if strings.Contains(cfg.Database, "://") && cfg.Keys == "" {
		cfg.Keys = tb.TempDir()
	}
	p, err := app.Open(context.Background(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

// emptyDatabase is an SQLite file with the whole schema and nothing in it: to
// make it takes longer than most tests do, so it is made once and copied.
var emptyDatabase struct {
	once sync.Once
	file []byte
	err  error
}

func empty(tb testing.TB) []byte {
	tb.Helper()
	e := &emptyDatabase
	e.once.Do(func() { e.file, e.err = newDatabase(tb.TempDir()) })
	if e.err != nil {
		tb.Fatal(e.err)
	}
	return e.file
}

func newDatabase(dir string) ([]byte, error) {
	name := filepath.Join(dir, "empty.db")
	p, err := app.Open(context.Background(), app.Config{Database: name})
	if err != nil {
		return nil, err
	}
	if err := p.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(name) //nolint:gosec // of this test
}

// Morning is a clock that goes on from eight o'clock of a day in Viet Nam.
func Morning(day congress.Date) func() time.Time {
	midnight, _ := day.Midnight()
	opened := time.Now()
	return func() time.Time { return midnight.Add(time.Hour + time.Since(opened)) }
}

// Run runs what goes on beside requests, until the test is over.
func Run(tb testing.TB, p *app.Program) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := p.Run(ctx); err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

// Change writes to a congress what no use case would, and signs it as an act does:
// without that, everything afterwards is refused.
func Change(tb testing.TB, p *app.Program, id congress.CongressID, write func(ratify.Tx, *congress.Act) error) {
	tb.Helper()
	acts := congress.Acts[ratify.Tx]{Store: p.Store.Ratify()}
	by := congress.Actor{Role: congress.RoleSuperior, OrgPath: "/"}
	if err := acts.Do(context.Background(), by, id, write); err != nil {
		tb.Fatal(err)
	}
}
