package verify_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// The log may tell what docs/events.md lists, and nothing else: that document
// is printed from the events themselves.
func TestFormsAreThoseOfTheCatalogue(t *testing.T) {
	text, err := os.ReadFile("../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	events, _, _ := strings.Cut(string(text), "\n## Objects\n")
	for _, section := range strings.Split(events, "\n## `")[1:] {
		kind, _, _ := strings.Cut(section, "`")
		var fields []string
		for _, f := range regexp.MustCompile("\n- `([a-z0-9_]+)` (.*)").FindAllStringSubmatch(section, -1) {
			fields = append(fields, f[1]+map[string]string{"integer": "#", "boolean": "?"}[f[2]])
		}
		told[kind] = strings.Join(fields, " ")
	}
	if len(told) < 20 {
		t.Fatalf("%d kinds of event found", len(told))
	}
	_, forms := verify.Forms()
	for kind, fields := range told {
		if allowed := forms[kind][".data"]; allowed != fields {
			t.Errorf("%s has the fields %q, the forms allow %q", kind, fields, allowed)
		}
	}
}

// A field that has the name of another event's, and another type, is read as
// its own event writes it.
func TestEveryFieldOfAnEventIsRead(t *testing.T) {
	text, err := os.ReadFile("../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string]any{"string": "x", "integer": 1, "boolean": true, "array of string": []string{"x"},
		"array of integer": []int{1}, "object with integer values": map[string]int{"a": 1}}
	events, _, _ := strings.Cut(string(text), "\n## Objects\n")
	valid, err := os.ReadFile(filepath.Join(vectorsDir, "00-valid.kpz"))
	must(t, err)
	u := unpack(t, valid)
	filled := 0
	for _, section := range strings.Split(events, "\n## `")[1:] {
		kind, _, _ := strings.Cut(section, "`")
		data := map[string]any{}
		for _, f := range regexp.MustCompile("\n- `([a-z0-9_]+)` (.*)").FindAllStringSubmatch(section, -1) {
			if sample, ok := samples[f[2]]; ok {
				data[f[1]] = sample
				filled++
			}
		}
		leaf, err := record.Canonical(map[string]any{"at": "2025-03-01T01:00Z", "by": "x", "role": "organiser",
			"kind": kind, "data": data})
		must(t, err)
		u.lines(func(log []string) []string { return append(log, string(leaf)+"\n") })
	}
	for _, c := range run(t, u.pack(), verify.Options{}).Checks {
		if c.Code == "form" && !c.OK() {
			t.Error(c.Failures)
		}
	}
	if filled < 100 {
		t.Errorf("%d fields filled", filled)
	}
}

var generate = flag.Bool("generate", false, "rewrite the forms in docs/verify.md")

// What stands under "Forms" in docs/verify.md is printed from the code; `make generate`
// rewrites it.
func TestFormsAreDocumented(t *testing.T) {
	const document, heading = "../docs/verify.md", "## Forms\n"
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(text), heading)
	about, _, _ := strings.Cut(rest, "\n### ")
	var out strings.Builder
	out.WriteString(head + heading + about)
	files, events := verify.Forms()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		tellForm(&out, name, files[name])
	}
	common := maps.Clone(events["congress.created"])
	delete(common, ".data")
	tellForm(&out, "A line of log.jsonl", common)
	for _, kind := range slices.Sorted(maps.Keys(events)) {
		own := maps.Clone(events[kind])
		maps.DeleteFunc(own, func(place, _ string) bool { _, all := common[place]; return all })
		tellForm(&out, kind, own)
	}
	if *generate {
		if err := os.WriteFile(document, []byte(out.String()), 0o644); err != nil { //nolint:gosec // a public document
			t.Fatal(err)
		}
	} else if out.String() != string(text) {
		t.Error("docs/verify.md differs from the code: run make generate")
	}
}

func tellForm(out *strings.Builder, name string, form map[string]string) {
	fmt.Fprintf(out, "\n### `%s`\n\n", name)
	for _, place := range slices.Sorted(maps.Keys(form)) {
		at, fields := place, form[place]
		if at == "" {
			at = "."
		}
		if fields == "" {
			fields = "…"
		}
		fmt.Fprintf(out, "- `%s`: `%s`\n", at, fields)
	}
}
