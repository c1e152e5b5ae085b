package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ruled finds a figure that a regulation, a term or a province sets, where
// people read it: "7 ngày làm việc", "30%", "dưới 42 tuổi", "từ 1/3". Articles
// 1 to 3 are those of every decision.
var ruled = regexp.MustCompile(
	`\b\d+ ?% (?:số|của)|\b\d+ (?:ngày làm việc|tháng(?: |$|\.)|tuổi|đảng viên)|(?:từ|≥) 1/\d\b|\b\d+-(?:QĐ|HD)/TW|khoản \d|[Đđ]iều (?:[4-9]|\d\d)\b`)

// free are texts whose figures no profile sets.
func free(text string) bool {
	for _, part := range []string{
		"50 tuổi",                 // a band of the statistics
		"18 tuổi",                 // the age of joining, by which dates in lists are doubted
		"station.practice.clause", // practice papers are of no congress
	} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// Numbers, articles and legal bases of the rules stand in tally alone: no
// template, no sentence of the screens, no text in the code says one.
func TestNumbersComeFromTheProfile(t *testing.T) {
	hunted := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		top, _, _ := strings.Cut(filepath.ToSlash(name), "/")
		for _, text := range readable(t, top, name) {
			hunted++
			if found := ruled.FindString(text); found != "" && !free(text) {
				t.Errorf("%s says %q in %q: it is the profile's to say", name, found, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if hunted < 1000 {
		t.Errorf("only %d texts: the hunt is blind", hunted)
	}
}

// readable returns what people read of a file: lines of templates and sentences,
// literals of code. tally is the home of the numbers; demo tells an invented
// story with its own dates.
func readable(t *testing.T, top, name string) []string {
	t.Helper()
	switch ext := filepath.Ext(name); {
	case top == "tally" || top == "demo" || top == "data" || strings.HasSuffix(name, "_test.go"):
		return nil
	case ext == ".html", ext == ".json" && (top == "web" || top == "words"):
		return strings.Split(read(t, name), "\n")
	case ext == ".go":
		return literals(t, name)
	}
	return nil
}

func literals(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, read(t, name), 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			texts = append(texts, strings.Trim(literal.Value, "`\""))
		}
		return true
	})
	return texts
}
