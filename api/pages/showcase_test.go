package pages_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
)

var (
	styleNote  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	styleHead  = regexp.MustCompile(`[^{}]+\{`)
	styleClass = regexp.MustCompile(`\.([a-zA-Z][\w-]*)`)
	wornHere   = regexp.MustCompile(`class="([^"]*)"`)
)

// elsewhere are classes that are no part to be shown: how many groups stand side by
// side, a page's frame, what script draws when it is asked, and the band of a rehearsal.
var elsewhere = regexp.MustCompile(`^(g[3-6]|has-side|days|other|rehearsal)$`)

// U1: the page of all parts shows every class that the system gives a style.
func TestU1TheShowcaseShowsEveryPart(t *testing.T) {
	h := apitest.OpenIn(t, app.Config{Showcase: true})
	answer, page := h.Call(h.Client("own.organiser"), http.MethodGet, "/thanh-phan", nil)
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
	shown := map[string]bool{}
	for _, m := range wornHere.FindAllStringSubmatch(page, -1) {
		for _, class := range strings.Fields(m[1]) {
			shown[class] = true
		}
	}
	style, err := os.ReadFile(filepath.Join("..", "..", "web", "static", "system.css"))
	apitest.Must(t, err)
	missing, n := map[string]bool{}, 0
	for _, head := range styleHead.FindAllString(styleNote.ReplaceAllString(string(style), ""), -1) {
		for _, m := range styleClass.FindAllStringSubmatch(head, -1) {
			n++
			if !shown[m[1]] && !elsewhere.MatchString(m[1]) {
				missing[m[1]] = true
			}
		}
	}
	for class := range missing {
		t.Errorf("nothing on /thanh-phan wears .%s", class)
	}
	if n < 300 {
		t.Errorf("%d classes have a style", n)
	}
}
