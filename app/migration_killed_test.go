package app_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
)

// migratedAt has TestMigrationWriter open data of this path.
const migratedAt = "APP_MIGRATED_AT"

// TestMigrationWriter is no test: it is the program that is killed while it
// brings old data up to date, as serve does at its start.
func TestMigrationWriter(t *testing.T) {
	path := os.Getenv(migratedAt)
	if path == "" {
		return
	}
	fmt.Println("begun")
	p, err := app.Open(t.Context(), app.Config{Database: path})
	must(t, err)
	fmt.Println("opened")
	must(t, p.Close())
}

// R1 around a migration: the program is killed at any moment while it brings
// data of the first version up to date. The next start goes on, and every
// outcome is the one that was written down then.
func TestR1KilledWhileItMigrates(t *testing.T) {
	size.Long(t)
	kills := size.Pick(1, 2, 100)
	random := rand.New(rand.NewPCG(uint64(kills), 12))
	old := unzipped(t, filepath.Join("testdata", "0.1.0", keptDatabase))
	outcomes, err := os.ReadFile(filepath.Join("testdata", "0.1.0", keptOutcomes))
	must(t, err)
	lasts := migrating(t, old, time.Hour, string(outcomes))
	for range kills {
		migrating(t, old, time.Duration(random.Int64N(int64(lasts))), string(outcomes))
	}
	t.Logf("%d kills within %v of a migration", kills, lasts)
}

// migrating starts the program over old data, kills it so long after, and looks
// at what the next start makes of it.
func migrating(t *testing.T, old []byte, after time.Duration, outcomes string) (lasted time.Duration) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kiemphieu.db")
	must(t, os.WriteFile(path, old, 0o600))
	program := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMigrationWriter$") //nolint:gosec // this test
	program.Env = append(os.Environ(), migratedAt+"="+path)
	out, err := program.StdoutPipe()
	must(t, err)
	must(t, program.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	began := time.Now()
	kill := time.AfterFunc(after, func() { _ = program.Process.Kill() })
	for lines.Scan() && lines.Text() != "opened" {
	}
	lasted = time.Since(began)
	kill.Stop()
	_ = program.Process.Kill()
	_ = program.Wait()
	p := apptest.Open(t, app.Config{Database: path})
	must(t, p.Store.CheckFile(t.Context()))
	if got := outcomesOf(t, p); got != outcomes {
		t.Errorf("killed after %v: outcomes are\n%s\nand were\n%s", after, got, outcomes)
	}
	_, _, err = p.Congress.LogKey(t.Context()) // signs what was there
	must(t, err)
	examined, err := p.ExamineAll(t.Context())
	must(t, err)
	for _, e := range examined {
		if e.Broken != nil {
			t.Errorf("killed after %v: %s: %v", after, e.Title, e.Broken)
		}
	}
	return lasted
}
