package congress

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The pictures in docs/states.md and the transition tables say the same.
func TestStatesAreDrawnAsCoded(t *testing.T) {
	text, err := os.ReadFile("../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	diagrams := strings.Split(string(text), "```mermaid")
	if len(diagrams) != 3 {
		t.Fatalf("%d diagrams, want 2", len(diagrams)-1)
	}
	compareArrows(t, "congress", diagrams[1], congressTransitions())
	compareArrows(t, "round", diagrams[2], roundTransitions())
}

func compareArrows[S, A ~string](t *testing.T, subject, diagram string, table []transition[S, A]) {
	t.Helper()
	var drawn, coded []string
	for _, m := range regexp.MustCompile(`(\w+) --> (\w+): (\w+)`).FindAllStringSubmatch(diagram, -1) {
		drawn = append(drawn, fmt.Sprint(m[1:]))
	}
	for _, arrow := range table {
		coded = append(coded, fmt.Sprint([]string{string(arrow.from), string(arrow.to), string(arrow.act)}))
	}
	slices.Sort(drawn)
	slices.Sort(coded)
	if !slices.Equal(drawn, coded) {
		t.Errorf("%s: drawn %v\ncoded %v", subject, drawn, coded)
	}
}
