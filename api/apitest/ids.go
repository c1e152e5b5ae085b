package apitest

import (
	"net/http"
	"regexp"
	"strings"
)

// anID finds the ids of a page.
var anID = regexp.MustCompile(`<[^>]*\sid="([^"]*)"`)

// holdIDs holds a page to ids that stand once each: a label, a message and an
// address would else lead to another thing than the one meant.
func (h *House) holdIDs(r *http.Request, answer *http.Response, body string) {
	h.T.Helper()
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return
	}
	for _, id := range twice(body) {
		h.T.Errorf("%s %s has the id %q twice", r.Method, r.URL.Path, id)
	}
}

// twice lists the ids that stand more than once on a page.
func twice(page string) []string {
	var found []string
	seen := map[string]int{}
	for _, m := range anID.FindAllStringSubmatch(page, -1) {
		if seen[m[1]]++; seen[m[1]] == 2 {
			found = append(found, m[1])
		}
	}
	return found
}
