package tally_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

func compiled(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

// Every file that is counted and every result fit the published schemas.
func TestFilesAndResultsFitTheSchemas(t *testing.T) {
	in, out := compiled(t, tally.InputSchema()), compiled(t, tally.OutputSchema())
	files := []string{example(t), byHand(t), oneName, twoNames, twoTotals}
	random := rand.New(rand.NewPCG(190, 8))
	for range 2_000 {
		files = append(files, randomElection(random).file())
	}
	for _, file := range files {
		if err := valid(t, in, file); err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if result := outcomeOf(t, file); valid(t, out, result) != nil {
			t.Fatalf("%v\n%s", valid(t, out, result), result)
		}
	}
	for _, g := range goldens() {
		if _, o := g.outcome(t); valid(t, out, toJSON(o)) != nil {
			t.Errorf("%s: %v", g.name, valid(t, out, toJSON(o)))
		}
	}
}

// A refused file for each rule: its line is the one beside it, docs/tally.md
// lists it, and says whether the schema refuses it too.
func TestEveryRefusalHasItsFile(t *testing.T) {
	docs, err := os.ReadFile("../docs/tally.md")
	if err != nil {
		t.Fatal(err)
	}
	in := compiled(t, tally.InputSchema())
	files, err := filepath.Glob("testdata/refused/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no refused files", err)
	}
	for _, name := range files {
		file, want := read(t, name), read(t, strings.TrimSuffix(name, ".json")+".err")
		_, err := tally.ReadElection(strings.NewReader(file))
		if err == nil || err.Error()+"\n" != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		told := "| `" + strings.TrimSuffix(filepath.Base(name), ".json") + "` | yes |"
		if valid(t, in, file) == nil {
			told = strings.Replace(told, "yes", "no", 1)
		}
		if !strings.Contains(string(docs), told) {
			t.Errorf("docs/tally.md has no row %q", told)
		}
	}
	if rows := strings.Count(string(docs), "` | yes |") + strings.Count(string(docs), "` | no |"); rows != len(files) {
		t.Errorf("docs/tally.md has %d refusals, there are %d files", rows, len(files))
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The lists of words in the schemas are those of the code.
func TestSchemasKnowTheWordsOfTheCode(t *testing.T) {
	in := compiled(t, tally.InputSchema())
	var profiles []string
	for _, r := range tally.Regulations() {
		profiles = append(profiles, r.Name)
	}
	judged := slices.DeleteFunc(ballot.Reasons(), func(r ballot.Reason) bool { return !r.Judged() })
	for path, want := range map[string]string{
		"profile": toJSON(profiles), "meeting": toJSON([]tally.Meeting{tally.MembersCongress, tally.DelegatesCongress,
			tally.CommitteeMeeting}),
		"contest.office": toJSON(ballot.Offices()), "contest.kind": toJSON([]ballot.Kind{ballot.Ordinary,
			ballot.TieBreak}),
		"contest.style":                  toJSON([]ballot.Style{ballot.CrossOut, ballot.AgreeDisagree}),
		"ballots.sheets.defects":         toJSON(judged),
		"ballots.totals.invalid_reasons": toJSON(ballot.Reasons()),
	} {
		if got := toJSON(wordsAt(in, strings.Split(path, ".")...)); got != want {
			t.Errorf("%s: the schema knows %s, the code %s", path, got, want)
		}
	}
	deductions := map[tally.Meeting]string{tally.MembersCongress: "members", tally.DelegatesCongress: "delegates",
		tally.CommitteeMeeting: "committee"}
	for i, meeting := range []tally.Meeting{tally.MembersCongress, tally.DelegatesCongress, tally.CommitteeMeeting} {
		if got, want := toJSON(wordsAt(in.AllOf[i].Then, "electorate", "deductions")),
			toJSON(tally.DeductionKinds(meeting)); got != want {
			t.Errorf("%s: the schema knows %s, the code %s", deductions[meeting], got, want)
		}
	}
	if got, want := toJSON(wordsAt(compiled(t, tally.OutputSchema()), "next")),
		toJSON([]tally.Next{tally.Complete, tally.TieBallot, tally.CongressDecides}); got != want {
		t.Errorf("next: the schema knows %s, the code %s", got, want)
	}
}

// wordsAt returns the enumeration of the field at a path, through references and
// the items of lists.
func wordsAt(s *jsonschema.Schema, path ...string) []any {
	for s.Ref != nil || s.Items2020 != nil {
		if s.Ref != nil {
			s = s.Ref
			continue
		}
		s = s.Items2020
	}
	switch {
	case len(path) > 0:
		return wordsAt(s.Properties[path[0]], path[1:]...)
	case s.PropertyNames != nil:
		return wordsAt(s.PropertyNames)
	}
	return s.Enum.Values
}
