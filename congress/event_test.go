package congress

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kiemphieu/schema"
)

// catalogue lists one value of every event.
func catalogue() []Event {
	return []Event{congressCreated{}, congressChanged{}, CongressMoved{}, congressCorrected{}, dayExplained{},
		rosterSaved{}, officersChanged{}, officerAccount{},
		baseFrozen{}, AttendanceChanged{}, OpenedUnready{}, basisCited{}, contestChanged{}, contestSettled{},
		contestReopened{}, foreseenAnswered{},
		roundStarted{}, listFrozen{}, roundReopened{}, roundGivenUp{}, papersMade{}, papersShuffled{},
		papersHandedOut{}, boxOpened{},
		ballotAccountCorrected{}, countingChosen{},
		BatchAccepted{}, batchSuperseded{}, passesCompared{}, machineChecked{}, lotCast{}, machineStopped{},
		handCountEntered{}, minutesNoted{}, complaintHeard{}, confirmed{},
		ResultSealed{},
		resultReleased{}, runningShown{}, DeviceAdmitted{}, deviceShutOut{}, passTaken{}, documentStored{},
		mandateNoted{}, mandateEnded{},
		DecisionProposed{}, DecisionWithdrawn{}, Appointed{}, PaperNumbered{}, DossierDecided{},
		ComplaintNoted{}, CustodyNoted{}, RecountNoted{}, KeyChanged{}}
}

// generate rewrites docs/events.md instead of comparing it.
func generate() bool {
	f := flag.Lookup("generate")
	return f != nil && f.Value.String() == "true"
}

// AtEnd lists what is wrong once all tests have run, the long ones too; a run of
// some of them does not ask.
var AtEnd func() []string

func TestMain(m *testing.M) {
	flag.Bool("generate", false, "rewrite docs/events.md")
	flag.Parse()
	failed := m.Run()
	if run, list := flag.Lookup("test.run"), flag.Lookup("test.list"); failed == 0 && !testing.Short() &&
		run.Value.String() == "" && list.Value.String() == "" {
		for _, wrong := range AtEnd() {
			fmt.Println("--- FAIL: T6: no day says", wrong)
			failed = 1
		}
	}
	os.Exit(failed)
}

// inWords says what a schema allows.
func inWords(s schema.Schema) string {
	if name, ok := s["$ref"]; ok {
		return fmt.Sprintf("object **%s**", name)
	}
	switch s["type"] {
	case "array":
		return "array of " + inWords(s["items"].(schema.Schema))
	case "object":
		return "object with " + inWords(s["additionalProperties"].(schema.Schema)) + " values"
	}
	return fmt.Sprint(s["type"])
}

// docs/events.md is printed from the code; `make generate` rewrites it.
func TestEventsAreDocumented(t *testing.T) {
	source, err := os.ReadFile("event.go")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString("# Events\n\nWhat the log of a congress tells. Each event is one leaf: canonical JSON (RFC 8785) " +
		"of\n`{at, by, role, kind, data, state}`, `at` to the minute in UTC, `by` an account id. No event tells of a single " +
		"paper or names a voter.\nPrinted from `congress/event.go` by `make generate`; a test compares.\n")
	types := schema.New("", nil)
	for _, e := range catalogue() {
		kind := reflect.TypeOf(e)
		comment := regexp.MustCompile(`// ` + kind.Name() + `: (.*)`).FindSubmatch(source)
		if comment == nil {
			t.Errorf("%s has no comment", kind.Name())
			continue
		}
		fmt.Fprintf(&out, "\n## `%s`\n\n%s\n\n", e.kind(), comment[1])
		for _, f := range schema.Fields(kind) {
			fmt.Fprintf(&out, "- `%s` %s\n", f.Name, inWords(types.Of(f.Type)))
		}
	}
	out.WriteString("\n## Objects\n")
	for _, name := range slices.Sorted(maps.Keys(types.Structs)) {
		object := types.Structs[name].(schema.Schema)
		fmt.Fprintf(&out, "\n**%s**\n\n", name)
		properties := object["properties"].(schema.Schema)
		for _, field := range slices.Sorted(maps.Keys(properties)) {
			fmt.Fprintf(&out, "- `%s` %s\n", field, inWords(properties[field].(schema.Schema)))
		}
	}
	if generate() {
		if err := os.WriteFile("../docs/events.md", []byte(out.String()), 0o644); err != nil { //nolint:gosec // a public document
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != out.String() {
		t.Error("docs/events.md differs from the code: run make generate")
	}
}

// Every event type of event.go stands in the catalogue.
func TestCatalogueIsComplete(t *testing.T) {
	source, err := os.ReadFile("event.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`(?m)^func \(\w+\) kind\(\)`).FindAll(source, -1)); n != len(catalogue()) {
		t.Errorf("%d events in the catalogue, %d in event.go", len(catalogue()), n)
	}
}

// The order of names on a ballot: given name, family name, middle names, in
// Vietnamese collation, whatever the form of Unicode and the place of tone marks.
func TestNamesOrderAsOnTheBallot(t *testing.T) {
	ordered := []string{"Trần Văn An", "Nguyễn Thị Ánh", "Lê Văn Bình", "Lê Xuân Bình", "Trần Anh Bình", "Hồ Thị Dung",
		"Lê Văn Đạt", "Võ Thị Hòa", "Nguyễn Văn Hùng", "Ksor Phước", "Y Moan Ênuôl"}
	for i := 1; i < len(ordered); i++ {
		if i == len(ordered)-1 { // Ênuôl sorts under E, before H
			if compareNames(ordered[i], "Nguyễn Văn Hùng") >= 0 {
				t.Errorf("%s does not come before H", ordered[i])
			}
			continue
		}
		if compareNames(ordered[i-1], ordered[i]) >= 0 {
			t.Errorf("%s does not come before %s", ordered[i-1], ordered[i])
		}
	}
	if compareNames("Võ Thị Hoà", "Võ Thị Hòa") != 0 || !SameName("VÕ THỊ HOÀ", norm.NFD.String("Võ Thị Hòa")) {
		t.Error("the place of a tone mark makes a difference")
	}
	if given := []string{"Ngô Văn Dũng", "Ðặng Văn Ðạt", "Bùi Thị Đông"}; compareNames(given[0], given[1]) >= 0 ||
		compareNames(given[1], given[2]) >= 0 || !SameName(given[1], "Đặng Văn Đạt") {
		t.Error("a Đ that is an Icelandic letter sorts elsewhere")
	}
	for _, spelling := range []string{"H’Hen Niê", "H‘Hen Niê", "HʼHen Niê", "H`Hen Niê", "H' Hen Niê", "h'hen  niê"} {
		if !SameName("H'Hen Niê", spelling) {
			t.Errorf("%s is another name", spelling)
		}
	}
}
