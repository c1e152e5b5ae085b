package api_test

import (
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// Metrics are the operator's: this machine's, unless a proxy stands between,
// and whoever has the token; a wrong one opens nothing, from this machine either.
func TestMetricsAreForTheOperator(t *testing.T) {
	with := apptest.Open(t, app.Config{OperatorToken: "mã-của-người-vận-hành"}).Server.Handler()
	without := apptest.Open(t, app.Config{}).Server.Handler()
	for _, c := range []struct {
		name, from, token, forwarded string
		handler                      http.Handler
		status                       int
		host                         string
	}{
		{"this machine", "127.0.0.1:5", "", "", without, 200, ""},
		{"this machine, v6", "[::1]:5", "", "", with, 200, "[::1]"},
		{"this machine by name", "127.0.0.1:5", "", "", with, 200, "localhost:8080"},
		{"a site whose name was led here", "127.0.0.1:5", "", "", without, 403, "evil.example:8080"},
		{"the token at a name", "192.0.2.7:5", "mã-của-người-vận-hành", "", with, 200, "cap-uy.example"},
		{"another one", "192.0.2.7:5", "", "", with, 403, ""},
		{"another one, no token set", "192.0.2.7:5", "x", "", without, 403, ""},
		{"the token", "192.0.2.7:5", "mã-của-người-vận-hành", "", with, 200, ""},
		{"a wrong token", "127.0.0.1:5", "sai", "", with, 403, ""},
		{"an empty one", "192.0.2.7:5", " ", "", without, 403, ""},
		{"behind a proxy", "127.0.0.1:5", "", "192.0.2.7", with, 403, ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody)
		r.RemoteAddr, r.Host = c.from, cmp.Or(c.host, "127.0.0.1:8080")
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(c.token))
		}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		answer := httptest.NewRecorder()
		if c.handler.ServeHTTP(answer, r); answer.Code != c.status {
			t.Errorf("%s: %d", c.name, answer.Code)
		}
		if leaked := strings.Contains(answer.Body.String(), "go_goroutines"); leaked != (c.status == 200) {
			t.Errorf("%s: figures %v", c.name, leaked)
		}
	}
}

// Half-sent bodies of one address keep nobody else out: what is too much is
// told so, and goes again once some have ended.
func TestOneAddressHasSoManyBodies(t *testing.T) {
	handler := apptest.Open(t, app.Config{}).Server.Handler()
	post := func(from string, body io.Reader) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/dang-nhap", body)
		r.RemoteAddr = from + ":5"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		return answer.Code
	}
	held, ended := make(chan *io.PipeWriter, 256), make(chan int, 256)
	for range 256 {
		body, rest := io.Pipe()
		go func() { ended <- post("192.0.2.1", body) }()
		_, _ = rest.Write([]byte("login=a")) // taken once the request is under way
		held <- rest
	}
	if status := post("192.0.2.1", strings.NewReader("login=a&password=b")); status != http.StatusTooManyRequests {
		t.Errorf("the 257th of one address: %d", status)
	}
	if status := post("192.0.2.2", strings.NewReader("login=a&password=b")); status != http.StatusUnauthorized {
		t.Errorf("another address: %d", status)
	}
	for range 256 {
		_ = (<-held).CloseWithError(io.ErrUnexpectedEOF)
	}
	for range 256 {
		<-ended
	}
	if status := post("192.0.2.1", strings.NewReader("login=a&password=b")); status == http.StatusTooManyRequests {
		t.Errorf("after they ended: %d", status)
	}
}

// Behind a proxy of ours a caller is whom the proxy saw, never whom the caller
// says; without one the header says nothing.
func TestTheAddressBehindAProxy(t *testing.T) {
	for proxied, want := range map[bool]string{true: "198.51.100.7", false: "192.0.2.9"} {
		p := apptest.Open(t, app.Config{Proxied: proxied})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/dang-nhap",
			strings.NewReader("login=a&password=b"))
		r.RemoteAddr = "192.0.2.9:5"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", "203.0.113.1, 198.51.100.7")
		p.Server.Handler().ServeHTTP(httptest.NewRecorder(), r)
		list, _, err := p.Security.List(t.Context(), congress.Actor{OrgPath: "/"}, security.Query{})
		if err != nil || len(list) != 1 || list[0].From != want {
			t.Errorf("proxied %v: %v %v", proxied, list, err)
		}
	}
}
