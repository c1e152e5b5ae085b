// Package page is the checks of package verify once more, written anew in
// JavaScript, as one HTML file that anybody opens from a stick: without a
// network, a server or this program. What the two share is what a bundle may
// hold ([verify.Forms]) and the list of words ([record.WordList]); tests hold
// one against the other on every bundle they know.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// Name is the file's name wherever it is handed out.
const Name = "kiem-tra-ho-so.html"

//go:embed page.html script
var files embed.FS

// parts are the scripts, each after those that it imports.
func parts() []string {
	return []string{"hash", "signature", "bundle", "rules", "form", "day", "machine", "count", "checks", "screen"}
}

// What a script has of a module: each becomes a scope of its own, since two may
// have functions of one name.
var (
	imported = regexp.MustCompile(`(?ms)^import (\{.*?\}) from "\./(\w+)\.js";\n`)
	exported = regexp.MustCompile(`(?m)^export (const|function) (\w+)`)
)

// scope gives a script as an object of what it exports.
func scope(part string) string {
	script := imported.ReplaceAllString(read("script/"+part+".js"), "const $1 = ${2}_js;\n")
	var names []string
	for _, found := range exported.FindAllStringSubmatch(script, -1) {
		names = append(names, found[2])
	}
	return fmt.Sprintf("const %s_js = (() => {\n%sreturn { %s };\n})();\n", part,
		exported.ReplaceAllString(script, "$1 $2"), strings.Join(names, ", "))
}

// HTML is the page.
var HTML = sync.OnceValue(func() []byte {
	fields, events := verify.Forms()
	forms, err := json.Marshal(map[string]any{"files": fields, "events": events})
	if err != nil { // texts always marshal
		panic(err)
	}
	words, err := json.Marshal(record.WordList())
	if err != nil {
		panic(err)
	}
	var script strings.Builder
	fmt.Fprintf(&script, "const FORMS = %s;\nconst WORDS = %s;\n", forms, words)
	for _, part := range parts() {
		script.WriteString(scope(part))
	}
	return []byte(strings.Replace(read("page.html"), "/*SCRIPT*/", "(() => {\n"+script.String()+"})();", 1))
})

func read(name string) string {
	content, err := files.ReadFile(name)
	if err != nil { // it is embedded
		panic(err)
	}
	return string(content)
}
