package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// A merge that was left half done swallows rules of a stylesheet and lines of a
// list without a word: no file keeps its marks.
func TestNoMergeIsLeftHalfDone(t *testing.T) {
	marks := regexp.MustCompile(`(?m)^(<{7}|>{7}|\|{7})( |$)`)
	looked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "data", "dist"}, d.Name()):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		looked++
		text, err := os.ReadFile(path)
		if at := marks.FindIndex(text); at != nil {
			t.Errorf("%s:%d", path, bytes.Count(text[:at[0]], []byte("\n"))+1)
		}
		return err
	})
	if err != nil || looked < 500 {
		t.Errorf("%d files, %v", looked, err)
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
