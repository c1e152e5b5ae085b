package congress_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress"
)

var generate = flag.Bool("generate", false, "rewrite docs/events.md")

func TestMain(m *testing.M) {
	flag.Parse()
	failed := m.Run()
	if run, list := flag.Lookup("test.run"), flag.Lookup("test.list"); failed == 0 && !testing.Short() &&
		run.Value.String() == "" && list.Value.String() == "" {
		for _, wrong := range unsaid() { // once all tests have run, the long ones too
			fmt.Println("--- FAIL: T6: no day says", wrong)
			failed = 1
		}
	}
	os.Exit(failed)
}

// declared are the packages of the house as their source declares them. Of others
// nothing is known: no event has a part of theirs.
type declared map[string]*types.Package

// Import implements [types.Importer].
func (d declared) Import(path string) (*types.Package, error) {
	if d[path] != nil {
		return d[path], nil
	}
	d[path] = types.NewPackage(path, filepath.Base(path))
	d[path].MarkComplete()
	dir, own := strings.CutPrefix(path, "kiemphieu/")
	if !own {
		return d[path], nil
	}
	names, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	read := types.Config{Importer: d, IgnoreFuncBodies: true, Error: func(error) {}}
	d[path], _ = read.Check(path, set, files, nil) // what is not known of others is an error
	return d[path], nil
}

// field is one of an object as it stands in JSON.
type field struct {
	name string
	of   types.Type
}

// fieldsOf lists fields in their order, with those of embedded structs.
func fieldsOf(object *types.Struct) (fields []field) {
	for i := range object.NumFields() {
		name, _, _ := strings.Cut(reflect.StructTag(object.Tag(i)).Get("json"), ",")
		switch f := object.Field(i); {
		case f.Embedded() && name == "":
			fields = append(fields, fieldsOf(f.Type().Underlying().(*types.Struct))...)
		case name != "" && name != "-":
			fields = append(fields, field{name, f.Type()})
		}
	}
	return fields
}

// objects are those that events have, by name.
type objects map[string]*types.Struct

// inWords says what a type looks like in JSON, and keeps the objects in it.
func (o objects) inWords(t types.Type) string {
	switch is := t.Underlying().(type) {
	case *types.Struct:
		name := types.Unalias(t).(*types.Named).Obj().Name()
		name = strings.ToUpper(name[:1]) + strings.TrimSuffix(name[1:], "JSON")
		if o[name] == nil {
			o[name] = is
			for _, f := range fieldsOf(is) {
				o.inWords(f.of)
			}
		}
		return fmt.Sprintf("object **%s**", name)
	case *types.Pointer:
		return o.inWords(is.Elem())
	case *types.Slice:
		return "array of " + o.inWords(is.Elem())
	case *types.Map:
		return "object with " + o.inWords(is.Elem()) + " values"
	case *types.Basic:
		kinds := map[types.BasicInfo]string{types.IsString: "string", types.IsBoolean: "boolean"}
		return cmp.Or(kinds[is.Info()&(types.IsString|types.IsBoolean)], "integer")
	}
	return t.String()
}

// docs/events.md is printed from the code; `make generate` rewrites it.
func TestEventsAreDocumented(t *testing.T) {
	source, err := os.ReadFile("event.go")
	must(t, err)
	room, err := declared{}.Import("kiemphieu/congress")
	must(t, err)
	var out strings.Builder
	out.WriteString("# Events\n\nWhat the log of a congress tells. Each event is one leaf: canonical JSON (RFC 8785) " +
		"of\n`{at, by, role, kind, data, state}`, `at` to the minute in UTC, `by` an account id. No event tells of a single " +
		"paper or names a voter.\nPrinted from `congress/event.go` by `make generate`; a test compares.\n")
	met := objects{}
	for _, e := range regexp.MustCompile(`(?m)^func \((\w+)\) kind\(\) string +\{ return "(.*)" \}`).FindAllSubmatch(source, -1) {
		name, kind := string(e[1]), e[2]
		comment := regexp.MustCompile(`// ` + name + `: (.*)`).FindSubmatch(source)
		if comment == nil {
			t.Errorf("%s has no comment", name)
			continue
		}
		fmt.Fprintf(&out, "\n## `%s`\n\n%s\n\n", kind, comment[1])
		for _, f := range fieldsOf(room.Scope().Lookup(name).Type().Underlying().(*types.Struct)) {
			fmt.Fprintf(&out, "- `%s` %s\n", f.name, met.inWords(f.of))
		}
	}
	out.WriteString("\n## Objects\n")
	for _, name := range slices.Sorted(maps.Keys(met)) {
		fmt.Fprintf(&out, "\n**%s**\n\n", name)
		for _, f := range slices.SortedFunc(slices.Values(fieldsOf(met[name])), func(a, b field) int {
			return cmp.Compare(a.name, b.name)
		}) {
			fmt.Fprintf(&out, "- `%s` %s\n", f.name, met.inWords(f.of))
		}
	}
	if *generate {
		must(t, os.WriteFile("../docs/events.md", []byte(out.String()), 0o644)) //nolint:gosec // a public document
	}
	have, err := os.ReadFile("../docs/events.md")
	must(t, err)
	if string(have) != out.String() {
		t.Error("docs/events.md differs from the code: run make generate")
	}
}

// Every event is told of in the one form that the list of them is read from.
func TestCatalogueIsComplete(t *testing.T) {
	source, err := os.ReadFile("event.go")
	must(t, err)
	page, err := os.ReadFile("../docs/events.md")
	must(t, err)
	told, coded := strings.Count(string(page), "\n## `"), strings.Count(string(source), ") kind() ")
	if told != coded {
		t.Errorf("%d events in docs/events.md, %d in event.go", told, coded)
	}
}

// ordered lists names in the order in which the holders of one office are listed.
func ordered(names ...string) (sorted []string) {
	var v congress.OfficesView
	for _, name := range names {
		v.Mandates = append(v.Mandates, congress.Mandate{Name: name})
	}
	for _, m := range v.InForce() {
		sorted = append(sorted, m.Name)
	}
	return sorted
}

// The order of names on a ballot: given name, family name, middle names, in
// Vietnamese collation, whatever the form of Unicode and the place of tone marks.
func TestNamesOrderAsOnTheBallot(t *testing.T) {
	for _, names := range [][]string{
		{"Trần Văn An", "Nguyễn Thị Ánh", "Lê Văn Bình", "Lê Xuân Bình", "Trần Anh Bình", "Hồ Thị Dung", "Lê Văn Đạt",
			"Y Moan Ênuôl", "Võ Thị Hòa", "Nguyễn Văn Hùng", "Ksor Phước"},
		{"Ngô Văn Dũng", "Ðặng Văn Ðạt", "Bùi Thị Đông"}, // a Đ that is an Icelandic letter
	} {
		backwards := slices.Clone(names)
		slices.Reverse(backwards)
		if got := ordered(backwards...); !slices.Equal(got, names) {
			t.Errorf("%q, want %q", got, names)
		}
	}
	for _, same := range [][]string{{"Võ Thị Hoà", "Võ Thị Hòa"}, {"Võ Thị Hòa", "Võ Thị Hoà"}} {
		if got := ordered(same...); !slices.Equal(got, same) {
			t.Error("the place of a tone mark makes a difference")
		}
	}
	if !congress.SameName("VÕ THỊ HOÀ", norm.NFD.String("Võ Thị Hòa")) ||
		!congress.SameName("Ðặng Văn Ðạt", "Đặng Văn Đạt") {
		t.Error("one name is two")
	}
	for _, spelling := range []string{"H’Hen Niê", "H‘Hen Niê", "HʼHen Niê", "H`Hen Niê", "H' Hen Niê", "h'hen  niê"} {
		if !congress.SameName("H'Hen Niê", spelling) {
			t.Errorf("%s is another name", spelling)
		}
	}
}
