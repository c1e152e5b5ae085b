package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contract is the served description, made ready for holding answers against it.
type contract struct {
	mutex    sync.Mutex
	compiler *jsonschema.Compiler
	document object
	compiled map[string]*jsonschema.Schema
	checked  map[string]int // answers by operation
}

const contractURL = "mem:///openapi.json"

func newContract(t *testing.T, s *Server) *contract {
	t.Helper()
	text, err := json.Marshal(s.document())
	must(t, err)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	must(t, err)
	c := &contract{compiler: jsonschema.NewCompiler(), document: document.(object), compiled: map[string]*jsonschema.Schema{}, checked: map[string]int{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	must(t, c.compiler.AddResource(contractURL, document))
	return c
}

// schema compiles the schema at a place of the document.
func (c *contract) schema(keys ...string) (*jsonschema.Schema, error) {
	place := contractURL + "#"
	for _, key := range keys {
		place += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(key)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.compiled[place] == nil {
		compiled, err := c.compiler.Compile(place)
		if err != nil {
			return nil, err
		}
		c.compiled[place] = compiled
	}
	return c.compiled[place], nil
}

// operation finds what the document says about a call.
func (c *contract) operation(method, path string) (address string, described object) {
	parts := strings.Split(path, "/")
	paths := c.document["paths"].(object)
	for address, methods := range paths {
		pattern := strings.Split(address, "/")
		fits := len(pattern) == len(parts)
		for i := 0; fits && i < len(parts); i++ {
			fits = pattern[i] == parts[i] || (strings.HasPrefix(pattern[i], "{") && paths[path] == nil)
		}
		if op, ok := methods.(object)[strings.ToLower(method)].(object); fits && ok {
			return address, op
		}
	}
	return "", nil
}

// check holds an answer against the document.
func (c *contract) check(method, path string, answer *http.Response, body string) error {
	address, described := c.operation(method, path)
	if described == nil {
		if answer.StatusCode == http.StatusNotFound {
			return nil // no such route, which is what was asked about
		}
		return fmt.Errorf("is in no description")
	}
	status, responses := fmt.Sprint(answer.StatusCode), described["responses"].(object)
	if responses[status] == nil {
		if answer.StatusCode < http.StatusBadRequest {
			return fmt.Errorf("status %s is not described", status)
		}
		status = "default"
	}
	c.mutex.Lock()
	c.checked[method+" "+address+" "+status]++
	c.mutex.Unlock()
	content, _ := responses[status].(object)["content"].(object)
	if content == nil {
		if body != "" {
			return fmt.Errorf("has a body that is not described: %s", body)
		}
		return nil
	}
	media, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	if content[media] == nil {
		return fmt.Errorf("is of type %q", media)
	}
	schema, err := c.schema("paths", address, strings.ToLower(method), "responses", status, "content", media, "schema")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// describe holds every answer of the API that a test sees against the document.
func (h *house) describe(r *http.Request, answer *http.Response, body string) {
	h.t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		return
	}
	if h.contract == nil {
		h.contract = newContract(h.t, h.server)
	}
	if err := h.contract.check(r.Method, r.URL.Path, answer, body); err != nil {
		h.t.Errorf("%s %s answers %d otherwise than it is described: %v\n%.400s", r.Method, r.URL.Path, answer.StatusCode, err, body)
	}
}

// Every route under /api is in the document, with its gate, and nothing else is.
func TestEveryRouteOfTheAPIIsDescribed(t *testing.T) {
	h := openHouse(t)
	var routes, described []string
	for _, rt := range h.server.routes() {
		if strings.HasPrefix(rt.path, "/api/") {
			routes = append(routes, rt.method+" "+openPath(rt.path))
		}
	}
	names := map[string]bool{}
	for path, methods := range h.server.document()["paths"].(object) {
		for method, op := range methods.(object) {
			described = append(described, strings.ToUpper(method)+" "+path)
			id := op.(object)["operationId"].(string)
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
	h := openHouse(t)
	answer, body := h.call(h.client(""), http.MethodGet, "/api/v1/openapi.json", nil)
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(body, `{"components"`) || !strings.Contains(body, `"openapi":"3.1.0"`) {
		t.Fatalf("%d %.200s", answer.StatusCode, body)
	}
	c := newContract(t, h.server)
	all := c.document["components"].(object)["schemas"].(object)
	if len(all) < 15 {
		t.Fatalf("only %d schemas", len(all))
	}
	for name := range all {
		if _, err := c.schema("components", "schemas", name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, op := range operations() {
		if answer, described := c.operation(op.method, strings.ReplaceAll(op.path, ":", "")); described == nil || answer != openPath(op.path) {
			t.Errorf("%s %s is not found: %s", op.method, op.path, answer)
		}
	}
}

// The check bites: an answer with a field more, a field less, of another
// type or status is told.
func TestAnswersOtherThanDescribedAreFound(t *testing.T) {
	h := openHouse(t)
	c := newContract(t, h.server)
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
		if err := c.check(http.MethodGet, "/api/v1/organisations/x", answer, body); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
	answer := &http.Response{StatusCode: http.StatusAccepted, Header: http.Header{"Content-Type": {"application/json"}}}
	if c.check(http.MethodGet, "/api/v1/organisations/x", answer, right) == nil {
		t.Error("a status that is not described")
	}
	if c.check(http.MethodGet, "/api/v2/x", answer, right) == nil {
		t.Error("a route that is not described")
	}
}
