package v1_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// Every route under /api is in the document, with its gate, and nothing else is.
func TestEveryRouteOfTheAPIIsDescribed(t *testing.T) {
	h := apitest.Open(t)
	var routes, described []string
	for _, rt := range h.Server.Routes {
		if strings.HasPrefix(rt.Path, "/api/") {
			routes = append(routes, rt.Method+" "+openPath(rt.Path))
		}
	}
	names := map[string]bool{}
	for path, methods := range h.ServedContract().Document["paths"].(map[string]any) {
		for method, op := range methods.(map[string]any) {
			described = append(described, strings.ToUpper(method)+" "+path)
			id := op.(map[string]any)["operationId"].(string)
			if names[id] || id == "" {
				t.Errorf("%s %s: the name %q is taken", method, path, id)
			}
			names[id] = true
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(routes, described) {
		t.Errorf("routes %v\ndescribed %v", routes, described)
	}
}

// The document is one of OpenAPI 3.1: every schema compiles, every reference
// leads somewhere, every key it asks for is one that the page can make.
func TestDescriptionHoldsTogether(t *testing.T) {
	h := apitest.Open(t)
	answer, body := h.Call(h.Client(""), http.MethodGet, "/api/v1/openapi.json", nil)
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(body, `{"components"`) ||
		!strings.Contains(body, `"openapi":"3.1.0"`) {
		t.Fatalf("%d %.200s", answer.StatusCode, body)
	}
	c := h.ServedContract()
	all := c.Document["components"].(map[string]any)["schemas"].(map[string]any)
	if len(all) < 15 {
		t.Fatalf("only %d schemas", len(all))
	}
	for name := range all {
		if _, err := c.Schema("components", "schemas", name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, rt := range h.Server.Routes {
		if !strings.HasPrefix(rt.Path, "/api/") {
			continue
		}
		if answer, described := c.Operation(rt.Method, strings.ReplaceAll(rt.Path, ":", "")); described == nil ||
			answer != openPath(rt.Path) {
			t.Errorf("%s %s is not found: %s", rt.Method, rt.Path, answer)
		}
	}
}

// openPath writes ":org" as "{org}".
func openPath(path string) string { return regexp.MustCompile(`:(\w+)`).ReplaceAllString(path, "{$1}") }

// The check bites: an answer with a field more, a field less, of another
// type or status is told.
func TestAnswersOtherThanDescribedAreFound(t *testing.T) {
	h := apitest.Open(t)
	c := h.ServedContract()
	right := `{"id":"x","parent":"","kind":"cell","model":"office","name":"n","place":""}`
	for body, ok := range map[string]bool{
		right: true,
		strings.Replace(right, `"id":"x"`, `"id":1`, 1):            false,
		strings.Replace(right, `"id":"x",`, ``, 1):                 false,
		strings.Replace(right, `"id":"x"`, `"id":"x","more":1`, 1): false,
		strings.Replace(right, `"cell"`, `"tree"`, 1):              false,
		`null`: false,
	} {
		answer := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
		if err := c.Check(http.MethodGet, "/api/v1/organisations/x", answer, body); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
	answer := &http.Response{StatusCode: http.StatusAccepted, Header: http.Header{"Content-Type": {"application/json"}}}
	if c.Check(http.MethodGet, "/api/v1/organisations/x", answer, right) == nil {
		t.Error("a status that is not described")
	}
	if c.Check(http.MethodGet, "/api/v2/x", answer, right) == nil {
		t.Error("a route that is not described")
	}
}
