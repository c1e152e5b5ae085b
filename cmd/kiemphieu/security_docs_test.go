package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tests and files that the pages on security name are there.
func TestDocumentsOfSecurityNameWhatIsThere(t *testing.T) {
	source := readSource(t)
	for _, page := range []string{"docs/asvs.md", "docs/threats.md"} {
		named := 0
		for _, span := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(read(t, page), -1) {
			switch name := span[1]; {
			case strings.HasPrefix(name, "Test"):
				named++
				if !source.tests[name] {
					t.Errorf("%s names %s: no such test", page, name)
				}
			case isPath(name):
				named++
				if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
					t.Errorf("%s: %v", page, err)
				}
			}
		}
		if named < 50 {
			t.Errorf("%s names only %d tests and files: the search is blind", page, named)
		}
	}
}

// isPath reports whether a name begins with a folder of the repository.
func isPath(name string) bool {
	top, _, nested := strings.Cut(name, "/")
	info, err := os.Stat(filepath.Join(root, top))
	return nested && top != "" && err == nil && info.IsDir()
}

// Requirements of levels 1 and 2 in each chapter of ASVS 5.0.
var asvsChapters = []int{27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7}

// Each requirement has one row with a state, in the order of the standard; what
// is met names what shows it, and the sum on top is that of the rows.
func TestDocumentsOfSecurityHaveEveryRequirement(t *testing.T) {
	text := read(t, "docs/asvs.md")
	row := regexp.MustCompile(`(?m)^\| (\d+)\.(\d+)\.(\d+) \| [12] \| [^|]+ \| \*\*([^*]+)\*\* \| ([^|]+) \|$`)
	states, chapters, before := map[string]int{}, map[string]int{}, ""
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		at := fmt.Sprintf("%3s.%3s.%3s", m[1], m[2], m[3])
		if at <= before {
			t.Errorf("%s stands after %s", at, before)
		}
		before = at
		states[m[4]]++
		chapters[m[1]]++
		if m[4] == "met" && !strings.Contains(m[5], "`Test") {
			t.Errorf("%s is met, and names no test", at)
		}
	}
	for i, want := range asvsChapters {
		if got := chapters[fmt.Sprint(i+1)]; got != want {
			t.Errorf("chapter %d has %d rows, want %d", i+1, got, want)
		}
	}
	sum := fmt.Sprintf("Of %d requirements %d are met, %d are met without a test, %d are n/a and %d are open.",
		states["met"]+states["met without a test"]+states["n/a"]+states["open"], states["met"],
		states["met without a test"], states["n/a"], states["open"])
	if !strings.Contains(text, sum) || len(states) != 4 {
		t.Errorf("the page should say: %s (%v)", sum, states)
	}
}
