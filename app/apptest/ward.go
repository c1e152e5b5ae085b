package apptest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/congress"
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

// OpenWard opens a program with the ward as the demo leaves it for visitors:
// one cell counts and one has not begun.
func OpenWard(tb testing.TB, cfg app.Config) *Ward {
	tb.Helper()
	return open(tb, cfg, filled)
}

// OpenFinishedWard opens a program with the ward after all its cells have met.
func OpenFinishedWard(tb testing.TB, cfg app.Config) *Ward {
	tb.Helper()
	return open(tb, cfg, finished)
}

// ward is the ward as a database file, for every test to copy.
type ward struct {
	Database []byte
	Keys     map[string][]byte // the files of its keyring
	Password string
	Accounts []demo.Account
	Box      *demo.SavedBox
	Now      time.Time // the demo's clock after the last congress
}

func open(tb testing.TB, cfg app.Config, made func() (ward, error)) *Ward {
	tb.Helper()
	w, err := made()
	if err != nil {
		tb.Fatal(err)
	}
	if cfg.Database == "" {
		cfg.Database = filepath.Join(tb.TempDir(), "kiemphieu.db")
	}
	if err := w.write(cfg.Database); err != nil {
		tb.Fatal(err)
	}
	clock := demo.ClockAt(w.Now)
	cfg.Now = clock.Now
	p := Open(tb, cfg)
	return &Ward{Program: p, Demo: play(p, clock, w.Box), Password: w.Password, Accounts: w.Accounts}
}

func play(p *app.Program, clock *demo.Clock, box *demo.SavedBox) *demo.Demo {
	return &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Box: box, Print: minutes.WritePapers,
		Progress: func(string) {}}
}

// The ward is made once for all tests of a package, and where it is shared, of all packages.
var (
	filled = once("filled.json", func() (ward, error) {
		return ward{Password: Password}.after(fill)
	})
	finished = once("finished.json", func() (ward, error) {
		w, err := filled()
		if err != nil {
			return w, err
		}
		return w.after(finish)
	})
)

// sharedIn names the folder in which one run of make keeps what its packages
// share; without it each makes its own.
const sharedIn = "KIEMPHIEU_SHARED"

// once makes a ward, or takes what another package has made of the same source.
func once(name string, make func() (ward, error)) func() (ward, error) {
	return sync.OnceValues(func() (w ward, err error) {
		folder := os.Getenv(sharedIn)
		if folder == "" {
			return make()
		}
		file := filepath.Join(folder, name)
		if content, err := os.ReadFile(file); err == nil { //nolint:gosec // of this run
			err = json.Unmarshal(content, &w)
			return w, err
		}
		if w, err = make(); err != nil {
			return w, err
		}
		content, err := json.Marshal(w)
		if err != nil {
			return w, err
		}
		return w, keepShared(file, content)
	})
}

// keepShared writes a file that others find whole or not at all.
func keepShared(file string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), "")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close(), os.Rename(f.Name(), file))
}

// after returns the ward as a step leaves it.
func (w ward) after(step func(context.Context, *ward, *demo.Demo) error) (_ ward, err error) {
	dir, err := os.MkdirTemp("", "ward")
	if err != nil {
		return w, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of the machine's temporary files
	database := filepath.Join(dir, "kiemphieu.db")
	if w.Database != nil {
		if err := w.write(database); err != nil {
			return w, err
		}
	}
	ctx, clock := context.Background(), demo.ClockAt(w.Now)
	p, err := app.Open(ctx, app.Config{Database: database, Now: clock.Now})
	if err != nil {
		return w, err
	}
	d := play(p, clock, w.Box)
	d.Print = func(congress.Printing, io.Writer) error { return nil }
	if err := errors.Join(step(ctx, &w, d), p.Store.Counted(ctx), p.Close()); err != nil {
		return w, err
	}
	w.Box, w.Now = d.Box, clock.Now()
	return w, w.read(database)
}

// write puts the ward's files where a database is to be.
func (w ward) write(database string) error {
	if err := os.WriteFile(database, w.Database, 0o600); err != nil {
		return err
	}
	for name, content := range w.Keys {
		file := filepath.Join(filepath.Dir(database), name)
		err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, content, 0o600))
		if err != nil {
			return err
		}
	}
	return nil
}

// read takes the files of a ward that was closed.
func (w *ward) read(database string) (err error) {
	if w.Database, err = os.ReadFile(database); err != nil { //nolint:gosec // the file just made
		return err
	}
	w.Keys = map[string][]byte{}
	files := os.DirFS(filepath.Dir(database))
	return fs.WalkDir(files, "keys", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		w.Keys[name], err = fs.ReadFile(files, name)
		return err
	})
}

func fill(ctx context.Context, w *ward, d *demo.Demo) (err error) {
	if d.Hash, err = Hash(w.Password); err != nil {
		return err
	}
	w.Accounts, err = d.Fill(ctx)
	return err
}

func finish(ctx context.Context, w *ward, d *demo.Demo) error {
	box, err := json.Marshal(w.Box)
	if err != nil {
		return err
	}
	return d.Finish(ctx, box)
}
