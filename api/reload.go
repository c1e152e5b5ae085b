package api

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// reload gives the address of every form that has no page of its own one to
// come back to: whoever reloads the answer to a form gets the page on which
// the form stands, the nearest above its address.
func (s *Server) reload(read func(string, echo.HandlerFunc)) {
	pages, done := map[string]bool{"": true}, map[string]bool{}
	for _, r := range s.Routes {
		pages[r.Path] = pages[r.Path] || r.Method == http.MethodGet
	}
	for _, r := range s.Routes {
		if r.Method != http.MethodPost || pages[r.Path] || done[r.Path] || strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		above := r.Path
		for !pages[above] {
			above = above[:strings.LastIndexByte(above, '/')]
		}
		read(r.Path, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, filled(above, c)) })
		done[r.Path] = true
	}
}

// filled writes the parameters of a call into the pattern of a page.
func filled(pattern string, c echo.Context) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = url.PathEscape(c.Param(name))
		}
	}
	return cmp.Or(strings.Join(parts, "/"), "/")
}
