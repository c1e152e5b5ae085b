package apptest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/demo"
	"kiemphieu/minutes"
)

// Ward is a program with the demo's ward in it. Its clock is the demo's, so
// that the congresses go on in their own year.
type Ward struct {
	*app.Program
	Demo     *demo.Demo
	Password string         // of all accounts
	Accounts []demo.Account // who can sign in
}

// OpenWard opens a program with the ward, which the demo has left as it is
// shown to visitors: one cell counts and one has not begun.
func OpenWard(tb testing.TB, cfg app.Config) *Ward {
	tb.Helper()
	w, err := filled()
	if err != nil {
		tb.Fatal(err)
	}
	if cfg.Database == "" {
		cfg.Database = filepath.Join(tb.TempDir(), "kiemphieu.db")
	}
	if err := os.WriteFile(cfg.Database, w.database, 0o600); err != nil {
		tb.Fatal(err)
	}
	clock := demo.ClockAt(w.now)
	cfg.Now = clock.Now
	p := Open(tb, cfg)
	return &Ward{Program: p, Password: w.password, Accounts: w.accounts,
		Demo: &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Box: w.box, Print: minutes.WritePapers, Progress: func(string) {}}}
}

// ward is the ward as a database file, for every test to copy.
type ward struct {
	database []byte
	password string
	accounts []demo.Account
	box      *demo.SavedBox
	now      time.Time // the demo's clock after the last congress
}

// filled is the ward, filled once for all tests of a run.
var filled = sync.OnceValues(func() (ward, error) {
	dir, err := os.MkdirTemp("", "ward")
	if err != nil {
		return ward{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of the machine's temporary files
	database := filepath.Join(dir, "kiemphieu.db")
	w, err := fill(database)
	if err == nil {
		w.database, err = os.ReadFile(database) //nolint:gosec // the file is the one just made
	}
	return w, err
})

func fill(database string) (w ward, err error) {
	ctx, clock := context.Background(), &demo.Clock{}
	p, err := app.Open(ctx, app.Config{Database: database, Now: clock.Now})
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	w.password = auth.NewPassword()
	hash, err := auth.Hash(w.password)
	if err != nil {
		return w, err
	}
	d := &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Hash: hash, Print: minutes.WritePapers, Progress: func(string) {}}
	w.accounts, err = d.Fill(ctx)
	w.box, w.now = d.Box, clock.Now()
	return w, err
}
