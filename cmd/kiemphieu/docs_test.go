package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each direct dependency has its reason, and nothing else has one.
func TestDependenciesHaveTheirReason(t *testing.T) {
	mod, err := modfile.Parse("go.mod", []byte(read(t, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, "docs/dependencies.md")
	required := map[string]bool{}
	for _, r := range mod.Require {
		required[r.Mod.Path] = true
		if !r.Indirect && !strings.Contains(text, "\n| `"+r.Mod.Path+"` |") {
			t.Errorf("%s has no row in docs/dependencies.md", r.Mod.Path)
		}
	}
	for _, row := range regexp.MustCompile("\n\\| `([^`]+)` \\|").FindAllStringSubmatch(text, -1) {
		if !required[row[1]] {
			t.Errorf("docs/dependencies.md gives a reason for %s, which go.mod does not have", row[1])
		}
	}
}

// The table of README has every flag that the environment can set.
func TestReadmeHasTheConfiguration(t *testing.T) {
	readme := read(t, "README.md")
	variable := regexp.MustCompile(`--([a-z-]+) .*\((KIEMPHIEU_[A-Z_]+)\)`)
	told := 0
	for _, command := range subcommands() {
		for _, f := range variable.FindAllStringSubmatch(command.Flags().FlagUsages(), -1) {
			told++
			if row := "| `--" + f[1] + "` | `" + f[2] + "` |"; !strings.Contains(readme, row) {
				t.Errorf("README has no row %s", row)
			}
		}
	}
	if told == 0 {
		t.Error("no flag names its environment variable")
	}
}

// Links between the documents lead somewhere.
func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	var files []string
	for _, folder := range []string{".", "docs", "docs/decisions"} {
		found, err := filepath.Glob(filepath.Join(root, folder, "*.md"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s has %d documents, %v", folder, len(found), err)
		}
		files = append(files, found...)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}
