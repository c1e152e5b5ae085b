// Package web holds what a browser is given: templates, styles, scripts,
// fonts, and the sentences by code, all embedded in the binary.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"kiemphieu/words"
)

//go:embed templates static locale
var files embed.FS

// Site is the loaded web content. What it gives does not change once made.
type Site struct {
	pages     map[string]func() *template.Template // each parsed when it is first asked for
	words     map[string]string
	terms     []Term
	help      map[string][]string // by role
	accidents []Accident
	assets    map[string]string // file under static → address with the hash of its content

	conferences *sync.Map // who chairs → func() *Site: the same at a meeting that is no congress; nil of those
	chair       string    // who chairs there

	version string   // hash of all files
	packed  sync.Map // compressed files, by address, made when first asked for
}

// Load reads the locale and lists the pages; an error is a defect of the build.
func Load() (*Site, error) { return loaded() }

// loaded reads what is embedded once: it never changes, and neither does a Site.
var loaded = sync.OnceValues(load)

func load() (*Site, error) {
	s := &Site{}
	text, err := files.ReadFile("locale/vi.json")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if err := json.Unmarshal(text, &s.words); err != nil {
		return nil, fmt.Errorf("web: locale/vi.json: %w", err)
	}
	maps.Copy(s.words, words.All())
	if err := errors.Join(readJSON("locale/glossary.json", &s.terms), readJSON("locale/help.json", &s.help),
		readJSON("locale/accidents.json", &s.accidents)); err != nil {
		return nil, err
	}
	if err := s.hashAssets(); err != nil {
		return nil, err
	}
	s.conferences = &sync.Map{}
	names, err := pageNames()
	s.pages = parsed(names, s.funcs(), func(text string) string { return text })
	return s, err
}

// indentation is for people; a browser is not sent it.
var indentation = regexp.MustCompile(`\n\s+`)

// form is the begin of a form that is sent. No browser judges what was typed, in
// a language of its own: the server does, at the field, and keeps what was typed.
var form = regexp.MustCompile(`<form method="post"((?:[^>{]|\{\{.*?\}\})*)>`)

// pageNames lists the pages: the templates but those that all pages share.
func pageNames() ([]string, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(path.Base(name), ".html")
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "layout" || name == "parts" }), nil
}

// parsed returns what parses each of these pages once.
func parsed(names []string, funcs template.FuncMap, say func(string) string) map[string]func() *template.Template {
	pages := map[string]func() *template.Template{}
	for _, name := range names {
		pages[name] = sync.OnceValue(func() *template.Template { return template.Must(parse(name, funcs, say)) })
	}
	return pages
}

// parse makes the template of a page together with the layout, the parts that
// all pages share, and those in the directory of its name. Their sentences are
// as say writes them.
func parse(page string, funcs template.FuncMap, say func(string) string) (*template.Template, error) {
	own, err := fs.Glob(files, "templates/"+page+"/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	t := template.New(page).Funcs(funcs)
	for _, file := range append([]string{"templates/layout.html", "templates/parts.html",
		"templates/" + page + ".html"}, own...) {
		text, err := files.ReadFile(file)
		if err == nil {
			_, err = t.New(path.Base(file)).Parse(form.ReplaceAllString(
				indentation.ReplaceAllString(say(string(text)), "\n"), `<form method="post"$1 novalidate>`))
		}
		if err != nil {
			return nil, fmt.Errorf("web: %s: %w", file, err)
		}
	}
	return t, nil
}

// Page returns the template of a page; nil for an unknown one. A template that
// cannot be parsed is a defect of the build, and a panic.
func (s *Site) Page(name string) *template.Template {
	if page := s.pages[name]; page != nil {
		return page()
	}
	return nil
}

// Text returns the sentence of a code with its {named} places filled in. An
// unknown code stands for itself: a test finds it, and a user still sees something.
func (s *Site) Text(code string, params map[string]string) string {
	text, ok := s.words[code]
	if !ok {
		return code
	}
	for name, value := range params {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// Has reports whether a code has a sentence.
func (s *Site) Has(code string) bool {
	_, ok := s.words[code]
	return ok
}

// Words returns the sentences whose codes begin with one of the prefixes, for a script.
func (s *Site) Words(prefixes ...string) map[string]string {
	words := map[string]string{}
	for _, code := range slices.Sorted(maps.Keys(s.words)) {
		for _, prefix := range prefixes {
			if strings.HasPrefix(code, prefix) {
				words[code] = s.words[code]
			}
		}
	}
	return words
}

// hashAssets returns every static file an address that changes with the build.
// One hash stands for all of them, because scripts import one another by
// relative address, and for templates and sentences too, because a station
// keeps its page together with its scripts.
func (s *Site) hashAssets() error {
	sum := sha256.New()
	var names []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := files.ReadFile(name)
		sum.Write(content)
		if asset, ok := strings.CutPrefix(name, "static/"); ok {
			names = append(names, asset)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	for _, code := range slices.Sorted(maps.Keys(s.words)) { // also those that are no file here
		fmt.Fprintf(sum, "%s %s\n", code, s.words[code])
	}
	s.version = hex.EncodeToString(sum.Sum(nil))[:12]
	s.assets = make(map[string]string, len(names))
	for _, name := range names {
		s.assets[name] = "/tinh/" + s.version + "/" + name
	}
	return nil
}

// StationWorker returns the service worker's script: the list of what the
// counting station needs to start without a server, then the code that keeps it.
func (s *Site) StationWorker() ([]byte, error) {
	code, err := files.ReadFile("static/station/sw.js")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	shell := map[string]any{"version": s.version, "files": s.shell()}
	list, err := json.Marshal(shell)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return append(append([]byte("const SHELL = "), list...), append([]byte(";\n"), code...)...), nil
}

// shellFiles are what the pages of the shell load beside the station's own.
var shellFiles = []string{"system.css", "station.css", "print.css", "page.js", "day.js", "tie.js", "witness.js"}

// shell lists the addresses of all that the station's page loads, and the pages
// that say what to do when something is wrong with server or tablet.
func (s *Site) shell() []string {
	list := []string{"/tram", "/su-co", "/kiem-tra-may"}
	for _, name := range slices.Sorted(maps.Keys(s.assets)) {
		own := strings.HasPrefix(name, "station/") || strings.HasPrefix(name, "vendor/") ||
			strings.HasPrefix(name, "read/") || path.Ext(name) == ".svg" || slices.Contains(shellFiles, name)
		if own && !strings.HasSuffix(name, ".md") && !strings.HasSuffix(name, ".txt") && name != "station/sw.js" {
			list = append(list, s.assets[name])
		}
	}
	return list
}

// Asset returns the content of a static file by its address, and whether there is one.
func (s *Site) Asset(address string) ([]byte, bool) {
	for name, known := range s.assets {
		if known == address {
			content, err := files.ReadFile("static/" + name)
			return content, err == nil
		}
	}
	return nil, false
}

// Packed returns a static file compressed with gzip, and whether that is worth
// anything: fonts and pictures are compressed already.
func (s *Site) Packed(address string) ([]byte, bool) {
	if packed, ok := s.packed.Load(address); ok {
		return packed.([]byte), true
	}
	switch path.Ext(address) {
	case ".css", ".js", ".svg", ".wasm", ".webmanifest":
	default:
		return nil, false
	}
	content, ok := s.Asset(address)
	if !ok {
		return nil, false
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil { // the level is one that there is
		panic(err)
	}
	if _, err := w.Write(content); err != nil || w.Close() != nil {
		return nil, false
	}
	s.packed.Store(address, out.Bytes())
	return out.Bytes(), true
}
