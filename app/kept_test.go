package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/demo"
	"kiemphieu/minutes"
	"kiemphieu/verify"
)

// keep writes what the version in cmd/kiemphieu/VERSION leaves behind, the
// demo's ward, into testdata: see "close a version" in docs/contributing.md.
var keep = flag.Bool("keep", false, "keep data of this version in testdata")

// What is kept of a version.
const (
	keptDatabase = "kiemphieu.db.gz" // as it stands in a data directory
	keptBackup   = "backup.zip"
	keptBox      = "box.json.gz" // the papers of the cell that is in the middle of its count
	keptOutcomes = "outcomes.txt"
)

// Data of every version since 0.1.0 opens: a data directory is migrated, a
// backup is restored, the outcomes are those that were written down then, the
// count goes on where it stood, and every congress stands up to verify.
func TestDataOfEveryVersionOpens(t *testing.T) {
	if *keep {
		keepThisVersion(t)
	}
	for _, version := range keptVersions(t) {
		dir := filepath.Join("testdata", version)
		outcomes, err := os.ReadFile(filepath.Join(dir, keptOutcomes))
		must(t, err)
		for kind, put := range map[string]func(*testing.T, string, *demo.Clock) *app.Program{"data directory": found,
			"backup": restored} {
			t.Run(version+" "+kind, func(t *testing.T) {
				t.Parallel()
				clock := demo.ClockAt(time.Date(2022, 7, 20, 8, 0, 0, 0, time.UTC))
				p := put(t, dir, clock)
				if got := outcomesOf(t, p); got != string(outcomes) {
					t.Errorf("outcomes are\n%s\nand were\n%s", got, outcomes)
				}
				d := &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Print: minutes.WritePapers,
					Progress: func(string) {}}
				must(t, d.Finish(t.Context(), unzipped(t, filepath.Join(dir, keptBox))))
				verifyAll(t, p)
			})
		}
	}
}

// keptVersions lists the versions of testdata: at least the first, and each
// that the changelog has below its newest section.
func keptVersions(t *testing.T) []string {
	t.Helper()
	changelog, err := os.ReadFile("../CHANGELOG.md")
	must(t, err)
	versions := []string{"0.1.0"}
	for i, heading := range regexp.MustCompile(`(?m)^## \[(\d.*?)\]`).FindAllSubmatch(changelog, -1) {
		if version := string(heading[1]); i > 0 && version != versions[0] {
			versions = append(versions, version)
		}
	}
	return versions
}

// found returns a program over a data directory as that version left it.
func found(t *testing.T, dir string, clock *demo.Clock) *app.Program {
	t.Helper()
	database := filepath.Join(t.TempDir(), "kiemphieu.db")
	must(t, os.WriteFile(database, unzipped(t, filepath.Join(dir, keptDatabase)), 0o600))
	return apptest.Open(t, app.Config{Database: database, Now: clock.Now})
}

// restored returns a program over a backup of that version.
func restored(t *testing.T, dir string, clock *demo.Clock) *app.Program {
	t.Helper()
	p := apptest.Open(t, app.Config{Now: clock.Now})
	backup, err := os.ReadFile(filepath.Join(dir, keptBackup))
	must(t, err)
	_, err = p.Store.Restore(t.Context(), bytes.NewReader(backup), int64(len(backup)))
	must(t, err)
	return p
}

// outcomesOf tells the state of every congress and who was elected with how many votes.
func outcomesOf(t *testing.T, p *app.Program) string {
	t.Helper()
	var text strings.Builder
	all, err := p.Congress.CongressesUnder(t.Context(), "/")
	must(t, err)
	for _, c := range all {
		view, err := p.Congress.Overview(t.Context(), c.ID)
		must(t, err)
		fmt.Fprintf(&text, "%s: %s, nhật ký %d việc\n", c.Title, c.State, c.LogSize)
		names := map[string]string{}
		for _, m := range view.Members {
			names[string(m.ID)] = m.Name
		}
		for _, contest := range view.Contests {
			fmt.Fprintf(&text, "  %s: bầu %d\n", contest.Contest.Office, contest.Contest.Seats)
			for _, e := range contest.Elected {
				fmt.Fprintf(&text, "    %s %d/%d\n", names[string(e.MemberID)], e.Votes, e.Base)
			}
		}
	}
	return text.String()
}

// verifyAll exports every congress of a finished ward and runs all checks on it.
func verifyAll(t *testing.T, p *app.Program) {
	t.Helper()
	signer, _, err := p.Congress.LogKey(t.Context())
	must(t, err)
	all, err := p.Congress.CongressesUnder(t.Context(), "/")
	must(t, err)
	if len(all) != 11 {
		t.Errorf("%d congresses", len(all))
	}
	for _, c := range all {
		var bundle bytes.Buffer
		must(t, p.Ratify.ExportBundle(t.Context(), c.ID, &bundle, signer))
		report, _, err := verify.Verify(&bundle, verify.Options{})
		must(t, err)
		if !report.OK || int64(report.LogSize) != c.LogSize {
			t.Errorf("%s: %s; %d events of %d", c.Title, report.Failed(), report.LogSize, c.LogSize)
		}
	}
}

// keepThisVersion makes the ward in its own time and with repeatable chance:
// only the salts of the passwords and the times of the migrations differ from run to run.
func keepThisVersion(t *testing.T) {
	t.Helper()
	version, err := os.ReadFile("../cmd/kiemphieu/VERSION")
	must(t, err)
	dir := filepath.Join("testdata", strings.TrimSpace(string(version)))
	must(t, os.MkdirAll(dir, 0o755)) //nolint:gosec // a folder of the repository
	clock, database := &demo.Clock{}, filepath.Join(t.TempDir(), "kiemphieu.db")
	p, err := app.Open(t.Context(), app.Config{Database: database, Now: clock.Now,
		Random: rand.NewChaCha8([32]byte([]byte(strings.Repeat("kiemphieu", 4))[:32]))})
	must(t, err)
	d := &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Print: minutes.WritePapers,
		Progress: func(string) {}}
	d.Hash, err = auth.Hash("mat-khau-mau")
	must(t, err)
	_, err = d.Fill(t.Context())
	must(t, err)
	box, err := json.Marshal(d.Box)
	must(t, err)
	var backup bytes.Buffer
	_, err = p.Store.Backup(context.Background(), &backup)
	must(t, err)
	outcomes := outcomesOf(t, p)
	must(t, p.Close())
	content, err := os.ReadFile(database)
	must(t, err)
	files := map[string][]byte{keptDatabase: zipped(t, content), keptBackup: backup.Bytes(), keptBox: zipped(t, box),
		keptOutcomes: []byte(outcomes)}
	size := 0
	for name, content := range files {
		must(t, os.WriteFile(filepath.Join(dir, name), content, 0o644)) //nolint:gosec // a file of the repository
		size += len(content)
	}
	t.Logf("kept %d bytes in app/%s", size, dir)
	if size > 300_000 {
		t.Errorf("%d bytes are too many for the repository", size)
	}
}

func zipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(t, err)
	_, err = w.Write(content)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close() // read only
	r, err := gzip.NewReader(f)
	must(t, err)
	content, err := io.ReadAll(r)
	must(t, err)
	return content
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
