package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// inFile finds a file field within the part that says "Chọn tệp" in its place.
var inFile = regexp.MustCompile(`<div class="(?:f )?file">\s*<(?:span|label) class="b"[^\n]*\s*<input[^>]*type="file"`)

// No control speaks the language of the browser: a day is the part "day", a file
// the part "file", and what was typed is judged by the server alone.
func TestNoControlSpeaksTheBrowsersLanguage(t *testing.T) {
	for _, name := range templates(t) {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"date", "time", "datetime-local", "month", "week", "color"} {
			if strings.Contains(string(text), `type="`+kind+`"`) {
				t.Errorf("%s has a field of type %q", name, kind)
			}
		}
		bare := inFile.ReplaceAllString(string(text), "")
		if strings.Contains(bare, `type="file"`) {
			t.Errorf("%s has a file field of its own", name)
		}
		whole := form.ReplaceAllString(string(text), `<form method="post"$1 novalidate>`)
		for _, begin := range regexp.MustCompile(`<form method="post"[^\n]*`).FindAllString(whole, -1) {
			if !strings.Contains(begin, "novalidate") {
				t.Errorf("%s: the browser judges %s", name, begin)
			}
		}
	}
}

// A paper is offered to read and print first, then to work on: PDF before Word, everywhere.
func TestPapersAreOfferedAsPDFFirst(t *testing.T) {
	paper := regexp.MustCompile(`href="([^"]*)\.(pdf|docx)[?"]`)
	for _, name := range templates(t) {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		printed := map[string]bool{}
		for _, found := range paper.FindAllStringSubmatch(string(text), -1) {
			if found[2] == "docx" && !printed[found[1]] {
				t.Errorf("%s offers %s to work on before it offers it to print", name, found[1])
			}
			printed[found[1]] = true
		}
	}
}

// templates names all templates.
func templates(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"templates/*.html", "templates/*/*.html"} {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}
