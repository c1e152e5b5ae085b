package apitest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// object is a JSON object.
type object = map[string]any

// Contract is the served description, made ready for holding answers against it.
type Contract struct {
	mutex    sync.Mutex
	compiler *jsonschema.Compiler
	Document object
	compiled map[string]*jsonschema.Schema
}

const contractURL = "mem:///openapi.json"

// ServedContract reads the description that the house serves.
func (h *House) ServedContract() *Contract {
	h.T.Helper()
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodGet, h.URL+"/api/v1/openapi.json", nil)
	Must(h.T, err)
	answer, err := http.DefaultClient.Do(r)
	Must(h.T, err)
	document, err := jsonschema.UnmarshalJSON(answer.Body)
	Must(h.T, err)
	Must(h.T, answer.Body.Close())
	c := &Contract{compiler: jsonschema.NewCompiler(), Document: document.(object),
		compiled: map[string]*jsonschema.Schema{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	Must(h.T, c.compiler.AddResource(contractURL, document))
	return c
}

// Schema compiles the schema at a place of the document.
func (c *Contract) Schema(keys ...string) (*jsonschema.Schema, error) {
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

// Operation finds what the document says about a call.
func (c *Contract) Operation(method, path string) (address string, described object) {
	parts := strings.Split(path, "/")
	paths := c.Document["paths"].(object)
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

// Check holds an answer against the document.
func (c *Contract) Check(method, path string, answer *http.Response, body string) error {
	address, described := c.Operation(method, path)
	if described == nil {
		if answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusMethodNotAllowed {
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
	schema, err := c.Schema("paths", address, strings.ToLower(method), "responses", status, "content", media, "schema")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// holdTo holds every answer of the API that a test sees against the document.
func (h *House) holdTo(r *http.Request, answer *http.Response, body string) {
	h.T.Helper()
	if !strings.HasPrefix(r.URL.Path, "/api/") || r.Method == http.MethodHead {
		return
	}
	if h.contract == nil {
		h.contract = h.ServedContract()
	}
	if err := h.contract.Check(r.Method, r.URL.Path, answer, body); err != nil {
		h.T.Errorf("%s %s answers %d otherwise than it is described: %v\n%.400s", r.Method, r.URL.Path,
			answer.StatusCode, err, body)
	}
}
