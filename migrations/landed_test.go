package migrations

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// What has landed stands on machines that nobody here can reach: it never
// changes, and what comes after it has a higher number.
func TestLandedMigrationsNeverChange(t *testing.T) {
	record, err := os.ReadFile("landed.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range compare(string(record), SQLite(), Postgres()) {
		t.Error(finding)
	}
}

// row is a line of landed.txt.
type row struct{ name, sqlite, postgres string }

func (r row) String() string { return r.name + " " + r.sqlite + " " + r.postgres }

// number is 0 for a name that has none.
func (r row) number() int {
	digits, _, _ := strings.Cut(r.name, "_")
	n, _ := strconv.Atoi(digits)
	return n
}

// compare lists how the files differ from what the record says.
func compare(record string, sqlite, postgres fs.FS) []string {
	landed, have := parse(record), present(sqlite, postgres)
	var findings []string
	last := 0
	for _, r := range landed {
		if r.number() <= last {
			findings = append(findings, fmt.Sprintf("landed.txt: %s does not come after %04d", r.name, last))
		}
		last = max(last, r.number())
		if have[r.name] != r {
			findings = append(findings, r.name+" has landed and was changed: put it back and write a new migration")
		}
		delete(have, r.name)
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		findings = append(findings, refuse(have[name], last))
		last = max(last, have[name].number())
	}
	return findings
}

// refuse says what to do about a migration that is not in the record.
func refuse(r row, last int) string {
	switch {
	case r.sqlite == "" || r.postgres == "":
		return r.name + " is there for one database only"
	case r.number() <= last:
		return fmt.Sprintf("%s needs a number above %04d", r.name, last)
	}
	return "landed.txt misses a row; when the migration is as it shall stand for ever, append:\n" + r.String()
}

func parse(record string) []row {
	var rows []row
	for line := range strings.Lines(record) {
		var r row
		if n, _ := fmt.Sscan(line, &r.name, &r.sqlite, &r.postgres); n == 3 && !strings.HasPrefix(line, "#") {
			rows = append(rows, r)
		}
	}
	return rows
}

// present returns a row for each migration of either database.
func present(sqlite, postgres fs.FS) map[string]row {
	rows := map[string]row{}
	for name, sum := range sums(sqlite) {
		rows[name] = row{name: name, sqlite: sum}
	}
	for name, sum := range sums(postgres) {
		rows[name] = row{name: name, sqlite: rows[name].sqlite, postgres: sum}
	}
	return rows
}

func sums(dir fs.FS) map[string]string {
	sums := map[string]string{}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		panic(err) // the pattern is well formed
	}
	for _, name := range names {
		content, err := fs.ReadFile(dir, name)
		if err != nil {
			panic(err) // both file systems are in memory
		}
		sums[strings.TrimSuffix(name, ".sql")] = fmt.Sprintf("%x", sha256.Sum256(content))
	}
	return sums
}

// Each thing that must not happen to migrations is found.
func TestChangesOfMigrationsAreFound(t *testing.T) {
	one := func() fstest.MapFS {
		return fstest.MapFS{"0001_a.sql": {Data: []byte("a")}, "0002_b.sql": {Data: []byte("b")}}
	}
	var record strings.Builder
	rows := present(one(), one())
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintln(&record, rows[name])
	}
	if found := compare(record.String(), one(), one()); found != nil {
		t.Fatalf("unchanged: %q", found)
	}
	file := &fstest.MapFile{Data: []byte("x")}
	for what, c := range map[string]struct {
		change func(sqlite, postgres fstest.MapFS)
		record string
		want   string
	}{
		"changed": {func(s, _ fstest.MapFS) { s["0001_a.sql"] = file }, "",
			"0001_a has landed and was changed"},
		"changed in one": {func(_, p fstest.MapFS) { p["0002_b.sql"] = file }, "",
			"0002_b has landed and was changed"},
		"removed": {func(s, p fstest.MapFS) { delete(s, "0002_b.sql"); delete(p, "0002_b.sql") }, "",
			"0002_b has landed and was changed"},
		"not recorded": {func(s, p fstest.MapFS) { s["0003_c.sql"], p["0003_c.sql"] = file, file }, "",
			"landed.txt misses a row"},
		"in one only": {func(s, _ fstest.MapFS) { s["0003_c.sql"] = file }, "",
			"0003_c is there for one database only"},
		"the same number": {func(s, p fstest.MapFS) { s["0002_c.sql"], p["0002_c.sql"] = file, file }, "",
			"0002_c needs a number above 0002"},
		"no number": {func(s, p fstest.MapFS) { s["c.sql"], p["c.sql"] = file, file }, "",
			"c needs a number above 0002"},
		"record reversed": {func(_, _ fstest.MapFS) {}, rows["0001_a"].String() + "\n",
			"landed.txt: 0001_a does not come after 0002"},
	} {
		sqlite, postgres := one(), one()
		c.change(sqlite, postgres)
		if found := strings.Join(compare(record.String()+c.record, sqlite, postgres), "\n"); !strings.Contains(found,
			c.want) {
			t.Errorf("%s: found %q, want %q", what, found, c.want)
		}
	}
}
