package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every file, folder, test and target that docs/contributing.md names is there.
func TestContributingNamesWhatIsThere(t *testing.T) {
	text, makefile, source := read(t, "docs/contributing.md"), read(t, "Makefile"), readSource(t)
	paths, targets, tests := 0, 0, 0
	for _, span := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		words := strings.Fields(span[1])
		switch {
		case words[0] == "make":
			targets++
			if !strings.Contains(makefile, "\n"+words[1]+":") {
				t.Errorf("there is no target %s", words[1])
			}
		case strings.HasPrefix(words[0], "Test"):
			tests++
			if !source.tests[words[0]] {
				t.Errorf("there is no test %s", words[0])
			}
		default:
			paths += pathsThere(t, words)
		}
	}
	if paths < 30 || targets < 8 || tests < 3 {
		t.Errorf("only %d paths, %d targets and %d tests were seen", paths, targets, tests)
	}
}

// pathsThere looks for the words that are paths; what make builds need not be there.
func pathsThere(t *testing.T, words []string) int {
	t.Helper()
	n := 0
	for _, word := range words {
		if !strings.Contains(word, "/") && !strings.HasSuffix(word, ".md") || word == "dist/" {
			continue
		}
		n++
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(word))); err != nil {
			t.Error(err)
		}
	}
	return n
}
