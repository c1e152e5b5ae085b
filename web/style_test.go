package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sheets are all stylesheets: the system, and what station, projector, paper and
// the door of the certificate add to it.
var sheets = []string{"static/print.css", "static/projector.css", "static/station.css", "static/system.css",
	"static/trust/trust.css"}

// U1: one system in few sheets, which come over a hall's Wi-Fi in no time.
func TestU1OneSystemOfStyle(t *testing.T) {
	var found []string
	var packed bytes.Buffer
	all := gzip.NewWriter(&packed)
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".css" {
			return err
		}
		found = append(found, name)
		text, err := files.ReadFile(name)
		if err == nil {
			_, err = all.Write(text)
		}
		return err
	})
	if err == nil {
		err = all.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found, sheets) {
		t.Errorf("the style stands in %v, not in %v", found, sheets)
	}
	if kb := packed.Len() >> 10; kb >= 40 {
		t.Errorf("the style weighs %d KB compressed", kb)
	}
}

var (
	ownStyle  = regexp.MustCompile(`\sstyle="|<style`)
	ownColour = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
)

// U1: nothing one-off: no page has a style of its own, and no colour is named
// outside of the tokens but white, what is darker on request, and lines on paper.
func TestU1NothingOneOff(t *testing.T) {
	for name, text := range written(t) {
		if strings.HasSuffix(name, ".html") && ownStyle.MatchString(text) {
			t.Errorf("%s has a style of its own", name)
		}
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		if _, rules, ok := strings.Cut(text, "--wide"); ok {
			text = rules
		}
		for _, colour := range ownColour.FindAllString(text, -1) {
			if !slices.Contains([]string{"#fff", "#000", "#888", "#1b1917", "#4d4742"}, colour) {
				t.Errorf("%s names the colour %s", name, colour)
			}
		}
	}
}

var (
	cssNote   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssHead   = regexp.MustCompile(`[^{}]+\{`)
	cssClass  = regexp.MustCompile(`\.([a-zA-Z][\w-]*)`)
	classes   = regexp.MustCompile(`(?s)class="((?:\{\{.*?\}\}|[^"])*)"`)
	action    = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	nameParts = regexp.MustCompile(`[\w-]+`)
)

// composed are classes that stand whole in no template: it ends them with a figure or
// a name, or the server gives the kind of a slot of the list.
var composed = regexp.MustCompile(`^((of-|p-|r|g)(\d+|reason|sheaves|machine)|seat)$`)

// U1: a class that a template gives has a style, and a style has something that
// wears it: what is dead is deleted.
func TestU1EveryClassHasAStyleAndAWearer(t *testing.T) {
	styled, said := map[string]bool{}, map[string]bool{}
	worn := map[string]string{}
	for name, text := range written(t) {
		if strings.HasSuffix(name, ".css") {
			for _, head := range cssHead.FindAllString(cssNote.ReplaceAllString(text, ""), -1) {
				for _, m := range cssClass.FindAllStringSubmatch(head, -1) {
					styled[m[1]] = true
				}
			}
			continue
		}
		for _, word := range nameParts.FindAllString(text, -1) {
			said[word] = true
		}
		if strings.HasSuffix(name, ".html") {
			for _, m := range classes.FindAllStringSubmatch(text, -1) {
				for _, class := range strings.Fields(action.ReplaceAllString(m[1], " ")) {
					worn[class] = name
				}
			}
		}
	}
	for class, name := range worn {
		if !styled[class] && class != "g" && class != "of-" {
			t.Errorf("%s: class %s has no style", name, class)
		}
	}
	for class := range styled {
		if !said[class] && !composed.MatchString(class) {
			t.Errorf("the style of .%s is worn by nothing", class)
		}
	}
	if len(worn) < 100 || len(styled) < 100 {
		t.Errorf("%d classes are worn, %d have a style", len(worn), len(styled))
	}
}
