package congress_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The pictures in docs/states.md and the transition tables say the same.
func TestStatesAreDrawnAsCoded(t *testing.T) {
	text, err := os.ReadFile("../docs/states.md")
	must(t, err)
	diagrams := strings.Split(string(text), "```mermaid")
	if len(diagrams) != 3 {
		t.Fatalf("%d diagrams, want 2", len(diagrams)-1)
	}
	compareArrows(t, diagrams[1], "congress.go", "congressTransitions")
	compareArrows(t, diagrams[2], "round.go", "roundTransitions")
}

// compareArrows holds a diagram against the table that a function of a file returns.
func compareArrows(t *testing.T, diagram, file, table string) {
	t.Helper()
	var drawn, coded []string
	for _, m := range regexp.MustCompile(`(\w+) --> (\w+): (\w+)`).FindAllStringSubmatch(diagram, -1) {
		drawn = append(drawn, fmt.Sprint(m[1:]))
	}
	value, rows := constants(t), source(t, file, table)
	for _, m := range regexp.MustCompile(`\{(\w+), (\w+), (\w+)\}`).FindAllStringSubmatch(rows, -1) {
		coded = append(coded, fmt.Sprint([]string{value[m[1]], value[m[3]], value[m[2]]}))
	}
	slices.Sort(drawn)
	slices.Sort(coded)
	if len(coded) < 10 || !slices.Equal(drawn, coded) {
		t.Errorf("%s: drawn %v\ncoded %v", table, drawn, coded)
	}
}

// source is the text of a function.
func source(t *testing.T, file, function string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	_, after, found := strings.Cut(string(text), "\nfunc "+function+"(")
	body, _, ended := strings.Cut(after, "\n}\n")
	if !found || !ended {
		t.Fatalf("%s has no %s", file, function)
	}
	return body
}

// constants are the texts of all constants of the room, by name.
func constants(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	must(t, err)
	values := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, m := range regexp.MustCompile(`(?m)^\t(\w+) +(?:\w+ +)?= "(\w+)"`).FindAllStringSubmatch(string(text), -1) {
			values[m[1]] = m[2]
		}
	}
	return values
}
