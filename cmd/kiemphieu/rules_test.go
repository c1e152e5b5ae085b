package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// source is what stands in the Go files of the house.
type source struct {
	comments map[string]string              // file → its comments
	declared map[string]map[string]struct{} // top folder → names of functions, methods, types
	tests    map[string]bool
}

func readSource(t *testing.T) source {
	t.Helper()
	s := source{comments: map[string]string{}, declared: map[string]map[string]struct{}{}, tests: map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		s.add(strings.TrimPrefix(filepath.ToSlash(path), root+"/"), file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s source) add(path string, file *ast.File) {
	top, _, _ := strings.Cut(path, "/")
	if s.declared[top] == nil {
		s.declared[top] = map[string]struct{}{}
	}
	for _, group := range file.Comments {
		s.comments[path] += group.Text() + "\n"
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.declared[top][d.Name.Name] = struct{}{}
			s.tests[d.Name.Name] = s.tests[d.Name.Name] || strings.HasPrefix(d.Name.Name, "Test")
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					s.declared[top][spec.Name.Name] = struct{}{}
				}
			}
		}
	}
}

var (
	ruleRow    = regexp.MustCompile(`(?m)^(?:## (\d)\. |\| (\d\.\d+) \|)`)
	ruleCited  = regexp.MustCompile(`\b[Rr]ules?\s+(\d+(?:\.\d+)?)((?:(?:,\s*|\s+and\s+|\s+to\s+)\d+(?:\.\d+)?)*)`)
	number     = regexp.MustCompile(`\d+(?:\.\d+)?`)
	document   = regexp.MustCompile(`[\w./-]*\w\.md\b`)
	backticked = regexp.MustCompile("`(\\w+(?:\\.\\w+)+)`")
	testNamed  = regexp.MustCompile("`(Test\\w+)`")
)

// Every number of a rule that code, tests or documents cite is in
// docs/rules.md.
func TestRulesThatAreCitedAreThere(t *testing.T) {
	known := map[string]bool{}
	for _, row := range ruleRow.FindAllStringSubmatch(read(t, "docs/rules.md"), -1) {
		if n := row[1] + row[2]; known[n] {
			t.Errorf("rule %s stands twice", n)
		}
		known[row[1]+row[2]] = true
	}
	texts := readSource(t).comments
	pages, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		name := "docs/" + filepath.Base(page)
		texts[name] = read(t, name)
	}
	cited := 0
	for name, text := range texts {
		for _, m := range ruleCited.FindAllString(text, -1) {
			for _, n := range number.FindAllString(m, -1) {
				cited++
				if !known[n] {
					t.Errorf("%s cites %q: docs/rules.md has no %s", name, m, n)
				}
			}
		}
	}
	if cited < 30 {
		t.Errorf("only %d rules are cited: the search is blind", cited)
	}
}

// A document that a comment names is in the repository: by its path from the
// top, or by its name beside the file.
func TestDocumentsThatAreNamedAreThere(t *testing.T) {
	named := 0
	for name, text := range readSource(t).comments {
		for _, doc := range document.FindAllString(text, -1) {
			named++
			_, top := os.Stat(filepath.Join(root, doc))
			_, beside := os.Stat(filepath.Join(root, filepath.Dir(name), doc))
			if top != nil && beside != nil {
				t.Errorf("%s names %s, which is not there", name, doc)
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d documents are named: the search is blind", named)
	}
}

// The code and the tests that docs/rules.md names exist, and every rule that
// is applied has both.
func TestRulesNameCodeAndTests(t *testing.T) {
	s := readSource(t)
	text := read(t, "docs/rules.md")
	for _, m := range testNamed.FindAllStringSubmatch(text, -1) {
		if !s.tests[m[1]] {
			t.Errorf("docs/rules.md names %s: no such test", m[1])
		}
	}
	for _, m := range backticked.FindAllStringSubmatch(text, -1) {
		parts := strings.Split(m[1], ".")
		names, isRoom := s.declared[parts[0]]
		if _, ok := names[parts[len(parts)-1]]; isRoom && !ok {
			t.Errorf("docs/rules.md names %s: not in %s", m[1], parts[0])
		}
	}
	for _, line := range strings.Split(text, "\n") {
		cells := strings.Split(line, " | ")
		if ruleRow.MatchString(line) && len(cells) == 5 && strings.HasSuffix(line, "– |") &&
			!strings.Contains(line, "**Not yet applied**") {
			t.Errorf("no test: %s", line)
		}
	}
}
