package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/congress"
)

// What stands in front of the handlers refuses a program in the form in which
// handlers do: problem+json, with a code of its own.
func TestGuardsAnswerProgramsAsHandlersDo(t *testing.T) {
	h := apitest.Open(t)
	send := func(method, path, body string, header map[string]string) (*http.Response, string) {
		r, err := http.NewRequestWithContext(h.Ctx, method, h.URL+path, strings.NewReader(body))
		apitest.Must(t, err)
		for name, value := range header {
			r.Header.Set(name, value)
		}
		return h.Do(h.Client("own.chief"), r)
	}
	large := `{"reader":"` + strings.Repeat("x", 6<<20) + `"}`
	pass := "/api/v1/rounds/" + h.IDs["round"] + "/passes/A"
	for _, guard := range []struct {
		name, method, path, body string
		header                   map[string]string
		status                   int
		code                     string
	}{
		{"another site", "POST", pass + "/pair", "{}", map[string]string{"Sec-Fetch-Site": "cross-site"},
			http.StatusForbidden, "cross_origin"},
		{"a body too large", "POST", pass + "/pair", large, nil, http.StatusRequestEntityTooLarge, "too_large"},
		{"an escaped slash", "GET", "/api/v1/congresses/x%2Fresults", "", nil, http.StatusNotFound, "not_found"},
		{"no such route", "GET", "/api/v1/nothing", "", nil, http.StatusNotFound, "not_found"},
		{"another method", "DELETE", "/api/v1/congresses", "", nil, http.StatusMethodNotAllowed, "method"},
	} {
		answer, body := send(guard.method, guard.path, guard.body, guard.header)
		assertProblem(t, guard.name, answer, body, guard.status, guard.code)
	}
	d := serveDisturbed(h)
	d.find = errors.New("pq: password of user x")
	answer, body := send("GET", "/api/v1/station", "", nil)
	assertProblem(t, "sessions gone", answer, body, http.StatusServiceUnavailable, "unavailable")
}

// A body that does not say how large it is is cut off all the same.
func TestBodiesOfUnknownSizeAreBounded(t *testing.T) {
	h := apitest.Open(t)
	large := `{"reader":"` + strings.Repeat("x", 6<<20) + `"}`
	unknown := struct{ *strings.Reader }{strings.NewReader(large)}
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+"/api/v1/rounds/"+h.IDs["round"]+
		"/passes/A/pair", unknown)
	apitest.Must(t, err)
	answer, body := h.Do(h.Client("own.chief"), r)
	assertProblem(t, "a stream", answer, body, http.StatusRequestEntityTooLarge, "too_large")
}

// assertProblem also holds that the answer tells nothing of what is inside.
func assertProblem(t *testing.T, name string, answer *http.Response, body string, status int, code string) {
	t.Helper()
	var p api.Problem
	err := json.Unmarshal([]byte(body), &p)
	if err != nil || answer.StatusCode != status || p.Code != code || p.Status != status || p.Detail == "" ||
		p.Request == "" ||
		answer.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(body, "pq:") {
		t.Errorf("%s: %d %s %s", name, answer.StatusCode, answer.Header.Get("Content-Type"), body)
	}
}

// A handler that panics is answered as any defect is; the log has its stack
// and the id that the answer names, and the server goes on.
func TestPanicsKeepTheirStack(t *testing.T) {
	var log bytes.Buffer
	h := apitest.Serve(t, app.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	cfg := h.Server.Config
	cfg.Routes = append(slices.Clone(cfg.Routes), api.Get("/hong", api.Everybody(), stumble),
		api.Get("/api/v1/hong", api.Everybody(), stumble))
	h.Listen(api.New(cfg))
	answer, body := h.Call(h.Client(""), "GET", "/hong", nil)
	if answer.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "Chương trình gặp lỗi") ||
		strings.Contains(body, "stumbled") {
		t.Errorf("a page: %d %s", answer.StatusCode, body)
	}
	id := answer.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(body, id) || !strings.Contains(log.String(), "id="+id) ||
		!strings.Contains(log.String(), "stumbled") || !strings.Contains(log.String(), "api_test.stumble") {
		t.Errorf("the log lacks the stack or the id %q:\n%s", id, log.String())
	}
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodGet, h.URL+"/api/v1/hong", nil)
	apitest.Must(t, err)
	call, err := http.DefaultClient.Do(r)
	apitest.Must(t, err)
	var p api.Problem
	apitest.Must(t, errors.Join(json.NewDecoder(call.Body).Decode(&p), call.Body.Close()))
	if call.StatusCode != http.StatusInternalServerError || p.Code != "internal" || p.Request == "" {
		t.Errorf("a call: %d %+v", call.StatusCode, p)
	}
	if answer, _ := h.Call(h.Client(""), "GET", "/dang-nhap", nil); answer.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d", answer.StatusCode)
	}
}

func stumble(*api.Request) error { panic("stumbled over " + string(congress.RoleChief)) }

// What a request says of itself and only a proxy could know is believed by nobody:
// an id in the log is ours, and an address that a page shows is as the settings say.
func TestNobodyBelievesHeadersOfProxies(t *testing.T) {
	hearsay := map[string]string{"X-Request-Id": "giả", "Sec-Fetch-Site": "same-origin"}
	for _, c := range []struct {
		said, address string
		secure        bool
	}{{"https", "http://", false}, {"http", "https://", true}} {
		for _, name := range []string{"X-Forwarded-Proto", "X-Forwarded-Protocol", "X-Url-Scheme"} {
			hearsay[name] = c.said
		}
		hearsay["X-Forwarded-Ssl"] = map[bool]string{true: "off", false: "on"}[c.secure]
		var log bytes.Buffer
		h := apitest.OpenIn(t, app.Config{Secure: c.secure, Log: slog.New(slog.NewTextHandler(&log, nil))})
		answer, _ := h.Send(apitest.Browser(t), "/dang-nhap", url.Values{"login": {"own.chief"},
			"password": {apitest.Password}})
		for _, cookie := range answer.Cookies() { // no jar sends one for HTTPS over the plain connection of a test
			hearsay["Cookie"] += cookie.Name + "=" + cookie.Value + "; "
		}
		answer, body := h.Call(http.DefaultClient, http.MethodPost, "/mat-khau/lich", hearsay)
		if answer.StatusCode != http.StatusOK || !strings.Contains(body, c.address+"127.0.0.1") {
			t.Errorf("secure %v: %d, no address with %s", c.secure, answer.StatusCode, c.address)
		}
		if strings.Contains(log.String(), "giả") || answer.Header.Get("X-Request-Id") == "giả" {
			t.Errorf("secure %v: the id of the request is the one it brought", c.secure)
		}
	}
}

// Every file that the station loads says its charset, where it is text.
func TestStaticFilesSayTheirCharset(t *testing.T) {
	h := apitest.Serve(t, app.Config{})
	_, shell := h.Call(h.Client(""), http.MethodGet, "/tram-sw.js", nil)
	files := regexp.MustCompile(`/tinh/[^"]+`).FindAllString(shell, -1)
	for _, file := range files {
		answer, _ := h.Call(h.Client(""), http.MethodGet, file, nil)
		kind := answer.Header.Get("Content-Type")
		binary := strings.HasPrefix(kind, "font/") || kind == "application/wasm" || kind == "image/png"
		if answer.StatusCode != http.StatusOK || !binary && !strings.HasSuffix(kind, "; charset=utf-8") {
			t.Errorf("%s: %d %s", file, answer.StatusCode, kind)
		}
	}
	if !slices.ContainsFunc(files, func(f string) bool { return strings.HasSuffix(f, ".svg") }) {
		t.Errorf("no picture among %d files", len(files))
	}
}
