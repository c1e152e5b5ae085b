package main

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.." // of the module
	module = "kiemphieu"
)

// room is one package and all that it may import besides the standard library.
type room struct {
	own     []string // packages of this module
	others  []string // other modules; subpackages go with them
	without []string // packages of the standard library, with their subpackages
	all     bool     // the place that joins everything
	tests   bool     // it helps tests, and is imported by them alone
}

// outside is what the pure rooms do not touch: clock, chance, file, network, database.
var outside = []string{"context", "database/sql", "os", "io/fs", "log", "math/rand", "crypto/rand", "net", "time"}

// rooms are the only arrows of the house; .golangci.yml tells the same to the
// linter. The pure rooms cannot name a voter: members live in congress, and
// they cannot import it. verify trusts nothing that the server believes.
var rooms = map[string]room{
	"ballot":         {without: outside},
	"tally":          {own: []string{"ballot"}, without: outside},
	"record":         {others: []string{"golang.org/x/mod/sumdb"}},
	"congress/trial": {},
	"congress/lane":  {},
	"progress":       {without: []string{"io", "os"}},
	"congress/text":  {without: outside, others: []string{"golang.org/x/text/unicode/norm"}},
	"congress": {own: []string{"tally", "ballot", "record", "congress/text", "congress/lane", "progress"},
		others: []string{"github.com/google/uuid", "golang.org/x/text"}},
	"congress/list":   {own: []string{"congress"}},
	"congress/bundle": {own: []string{"congress", "tally", "ballot", "record"}},
	"roster": {own: []string{"congress", "congress/text"}, others: []string{"github.com/xuri/excelize/v2",
		"golang.org/x/text"}},
	"verify":      {own: []string{"record", "tally", "ballot"}},
	"verify/page": {own: []string{"record", "verify"}},
	"ratify": {own: []string{"recount",
		"congress/text", "congress/list", "congress", "congress/bundle", "tally", "ballot",
		"record",
		"ratify/calendar"}},
	"ratify/statistics": {own: []string{"congress", "congress/list", "tally", "ballot"}},
	"recount":           {own: []string{"congress", "congress/text", "tally", "ballot"}},
	"ratify/calendar":   {own: []string{"congress", "congress/text"}},
	"outside":           {own: []string{"congress", "congress/text"}, others: []string{"github.com/google/uuid"}},
	"security":          {own: []string{"congress"}, others: []string{"github.com/google/uuid"}},
	"office": {own: []string{"congress", "congress/list", "ratify", "ballot"},
		others: []string{"github.com/google/uuid"}},
	"minutes": {own: []string{"recount",
		"congress/text", "ratify", "roster", "congress", "tally", "ballot", "record", "words",
		"ratify/statistics"}, others: []string{"golang.org/x/text/unicode/norm", "codeberg.org/go-pdf/fpdf",
		"github.com/go-fonts/liberation", "golang.org/x/image",
		"github.com/skip2/go-qrcode", "github.com/xuri/excelize/v2"}},
	"migrations": {},
	"schema":     {},
	"store": {own: []string{"security",
		"congress/trial", "congress/lane", "congress/list", "ratify", "ratify/calendar", "congress", "tally", "ballot",
		"record",
		"migrations", "progress", "ratify/statistics", "office", "outside"}, others: []string{"github.com/jmoiron/sqlx",
		"github.com/lib/pq",
		"github.com/pressly/goose/v3", "modernc.org/sqlite"}},
	"store/pgtest": {tests: true, own: []string{"app/size"}, others: []string{"github.com/lib/pq"}},
	"words":        {without: outside},
	"web":          {own: []string{"congress", "words"}},
	"api/auth": {own: []string{"congress", "congress/text"}, others: []string{"github.com/alexedwards/argon2id",
		"github.com/ccojocar/zxcvbn-go"}},
	"api/live": {own: []string{"congress"}},
	"api/webhook": {own: []string{"outside"}, others: []string{
		"github.com/standard-webhooks/standard-webhooks/libraries"}},
	"api": {own: []string{"security",
		"congress/trial", "congress/text", "api/auth", "api/webhook", "outside", "ratify", "verify",
		"congress", "tally", "ballot", "web", "ratify/calendar", "words"},
		others: []string{"github.com/labstack/echo/v4",
			"github.com/prometheus/client_golang", "github.com/alexedwards/scs/v2"}},
	"api/pages": {own: []string{"recount", "security",
		"congress/trial", "congress/list", "congress/text", "app/backup", "app/health", "api", "api/auth",
		"api/live", "api/webhook", "minutes", "ratify",
		"roster", "verify", "verify/page", "congress/bundle", "congress", "tally", "ballot", "record", "web", "words",
		"ratify/calendar", "ratify/statistics", "office", "outside"}, others: []string{"github.com/labstack/echo/v4",
		"github.com/arran4/golang-ical", "github.com/go-playground/form/v4", "github.com/skip2/go-qrcode"}},
	"api/v1": {own: []string{"security",
		"congress/text", "outside", "api", "api/auth", "ratify", "verify", "congress/bundle",
		"congress", "tally", "ballot", "record", "schema", "web", "minutes"},
		others: []string{"github.com/labstack/echo/v4"}},
	"api/apitest": {tests: true, own: []string{"api", "api/auth", "app", "app/apptest", "demo",
		"congress", "outside", "ballot"}, others: []string{"github.com/santhosh-tekuri/jsonschema/v6"}},
	"demo":    {own: []string{"ratify", "congress", "tally", "ballot"}},
	"keyring": {own: []string{"congress", "congress/text", "record"}, others: []string{"filippo.io/age"}},
	"app": {own: []string{"recount", "security",
		"keyring", "verify", "api", "api/pages", "api/v1", "api/webhook", "store", "ratify",
		"ratify/calendar", "congress", "web", "ratify/statistics", "office", "outside", "app/backup", "app/health",
		"progress"}},
	"app/health":        {own: []string{"app/backup", "store", "congress"}},
	"app/backup":        {own: []string{"store"}, others: []string{"filippo.io/age"}},
	"app/size":          {tests: true},
	"app/smalldisk":     {tests: true, own: []string{"app/size"}},
	"minutes/papertest": {tests: true, own: []string{"app/size"}},
	"app/apptest": {tests: true, own: []string{"app", "api/auth", "ballot", "congress", "demo", "minutes",
		"ratify"}, others: []string{"github.com/alexedwards/argon2id"}},
	"cmd/kiemphieu":             {all: true},
	"cmd/kiemphieu/certificate": {own: []string{"web"}, others: []string{"golang.org/x/crypto"}},
	"e2e":                       {},
	"scripts/figures":           {},
	"app/cluster":               {tests: true},
	"scripts/cluster":           {tests: true, own: []string{"app/cluster"}},
	"scripts/papers":            {tests: true, own: []string{"ballot", "congress", "minutes"}},
}

// refuses says what is wrong with an import, or "" if the room may have it.
func (r room) refuses(path string) string {
	under := func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") }
	own, isOwn := strings.CutPrefix(path, module+"/")
	first, _, _ := strings.Cut(path, "/")
	switch {
	case rooms[own].tests && !r.tests:
		return "is for test files alone"
	case r.all:
		return ""
	case isOwn && !slices.Contains(r.own, own):
		return "is not one of its arrows"
	case !isOwn && strings.Contains(first, ".") && !slices.ContainsFunc(r.others, under):
		return "is not a library of this room"
	case slices.ContainsFunc(r.without, under):
		return "reaches outside a pure room"
	}
	return ""
}

func TestImportsFollowTheArrows(t *testing.T) {
	list := exec.CommandContext(context.Background(), "go", "list", "-e", "-json=ImportPath,Imports", "./...")
	list.Dir = root
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); seen++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		r, ok := rooms[strings.TrimPrefix(p.ImportPath, module+"/")]
		if !ok {
			t.Errorf("%s has no row in the table of rooms", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			if why := r.refuses(path); why != "" {
				t.Errorf("%s imports %s, which %s", p.ImportPath, path, why)
			}
		}
	}
	if seen < 5 {
		t.Errorf("go list told of %d packages only", seen)
	}
}

// The table bites: each of these must be refused.
func TestArrowsThatMustNotBe(t *testing.T) {
	for _, c := range []struct{ room, path string }{
		{"tally", "kiemphieu/congress"},
		{"tally", "time"},
		{"ballot", "math/rand/v2"},
		{"ballot", "net/http"},
		{"record", "kiemphieu/ballot"},
		{"congress", "kiemphieu/congress/bundle"},
		{"congress", "kiemphieu/outside"},
		{"ratify/calendar", "kiemphieu/ratify"},
		{"ratify/statistics", "kiemphieu/ratify"},
		{"verify", "kiemphieu/congress"},
		{"verify", "kiemphieu/store"},
		{"api", "kiemphieu/store"},
		{"api", "kiemphieu/api/pages"},
		{"api", "kiemphieu/api/v1"},
		{"api/pages", "kiemphieu/api/v1"},
		{"api/v1", "kiemphieu/api/pages"},
		{"store", "kiemphieu/api"},
		{"store", "kiemphieu/store/pgtest"},
		{"congress", "github.com/jmoiron/sqlx"},
		{"api", "kiemphieu/app"},
		{"demo", "kiemphieu/app"},
		{"cmd/kiemphieu", "kiemphieu/store/pgtest"},
		{"cmd/kiemphieu", "kiemphieu/app/apptest"},
		{"cmd/kiemphieu", "kiemphieu/api/apitest"},
	} {
		if rooms[c.room].refuses(c.path) == "" {
			t.Errorf("%s may import %s", c.room, c.path)
		}
	}
}

// Votes are integers: no file of the pure rooms names or writes a floating
// point number.
func TestPureRoomsKnowNoFloat(t *testing.T) {
	for _, dir := range []string{"ballot", "tally"} {
		files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, error %v", dir, len(files), err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				refuseFloats(t, file)
			}
		}
	}
}

func refuseFloats(t *testing.T, file string) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if slices.Contains([]string{"float32", "float64", "complex64", "complex128"}, n.Name) {
				t.Errorf("%s: %s", set.Position(n.Pos()), n.Name)
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT {
				t.Errorf("%s: %s", set.Position(n.Pos()), n.Value)
			}
		}
		return true
	})
}

// Viet Nam's zone has one home: a copy would be a second one to keep right.
func TestTheZoneHasOneHome(t *testing.T) {
	homes := 0
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(filepath.Join(root, path))
		if bytes.Contains(source, []byte("time.FixedZone(")) {
			homes++
			if path != "congress/time.go" {
				t.Errorf("%s makes a zone of its own", path)
			}
		}
		return err
	})
	if err != nil || homes == 0 {
		t.Errorf("%d homes, error %v", homes, err)
	}
}

// Every folder at the top is a room with a row, or one of those without code.
func TestTopLevelFoldersAreKnown(t *testing.T) {
	known := []string{"deploy", "docs", "scripts", "bin", "data", "dist"}
	for name := range rooms {
		top, _, _ := strings.Cut(name, "/")
		known = append(known, top)
	}
	entries, err := fs.ReadDir(os.DirFS(root), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) {
			t.Errorf("folder %s is no room of the house", e.Name())
		}
	}
}
