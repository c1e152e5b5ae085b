package verify

import (
	"os"
	"regexp"
	"strings"
	"testing"
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
		for _, f := range regexp.MustCompile("\n- `([a-z0-9_]+)`").FindAllStringSubmatch(section, -1) {
			fields = append(fields, f[1])
		}
		told[kind] = strings.Join(fields, " ")
	}
	if len(told) < 20 {
		t.Fatalf("%d kinds of event found", len(told))
	}
	for kind, fields := range told {
		if eventForms()[kind] != fields {
			t.Errorf("%s has the fields %q, the forms allow %q", kind, fields, eventForms()[kind])
		}
	}
}
