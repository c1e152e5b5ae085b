package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// routeAddress fills in a route's parameters with things of the cell "own".
func routeAddress(h *apitest.House, rt api.Route) (path string, scoped bool) {
	parts := strings.Split(rt.Path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = h.IDs[name]
			scoped = scoped || slices.Contains([]string{"org", "congress", "contest", "round", "account", "device"},
				name)
		}
	}
	return strings.Join(parts, "/"), scoped
}

// S4: every route, as every role of every related organisation. Outside the
// subtree a thing does not exist; within it a wrong role is forbidden; roles
// of the hall act for their own organisation alone.
func TestS4EveryRoleAtEveryRoute(t *testing.T) {
	size.Long(t)
	h := apitest.Open(t)
	h.Pages.Close() // streams end at once
	asserted := 0
	for _, rt := range h.Server.Routes {
		// signing in and out is what they do to everybody
		if rt.Path == "/dang-xuat" || rt.Method+rt.Path == "POST/dang-nhap" {
			continue
		}
		path, scoped := routeAddress(h, rt)
		assertSignedOut(h, rt, path)
		for _, relation := range []string{"own", "sibling", "parent", "foreign"} {
			for _, role := range congress.Roles() {
				want := expected(rt, scoped, relation, role)
				answer, _ := h.Call(h.Client(relation+"."+string(role)), rt.Method, path, nil)
				if problem := judge(want, answer.StatusCode); problem != "" {
					t.Errorf("%s %s as %s of %s: %d, %s", rt.Method, rt.Path, role, relation, answer.StatusCode,
						problem)
				}
				asserted++
			}
		}
	}
	t.Logf("%d cells asserted", asserted)
}

// expected works out the gate's answer from the sentence above, not from its
// code: 0 means that the request passes.
func expected(rt api.Route, scoped bool, relation string, role congress.Role) int {
	sees := !scoped || relation == "own" || relation == "parent"
	hall := role == congress.RolePresidium || role == congress.RoleChief || role == congress.RoleTeller
	switch {
	case rt.Gate.Public:
		return 0
	case !sees:
		return http.StatusNotFound
	case len(rt.Gate.Roles) > 0 && !slices.Contains(rt.Gate.Roles, role):
		return http.StatusForbidden
	case len(rt.Gate.Roles) > 0 && scoped && hall && relation != "own":
		return http.StatusForbidden
	}
	return 0
}

// judge compares; a request that passes may fail for any reason of its own but
// sign-in, role, or a defect. A 404 of its own is told apart by the routes
// that have nothing to show yet.
func judge(want, got int) string {
	switch {
	case want != 0 && got != want:
		return fmt.Sprintf("want %d", want)
	case want == 0 && (got == http.StatusUnauthorized || got >= http.StatusInternalServerError):
		return "want it to pass"
	}
	return ""
}

func assertSignedOut(h *apitest.House, rt api.Route, path string) {
	h.T.Helper()
	answer, body := h.Call(h.Client(""), rt.Method, path, nil)
	switch {
	case rt.Gate.Public:
		if answer.StatusCode >= http.StatusInternalServerError {
			h.T.Errorf("%s %s signed out: %d", rt.Method, rt.Path, answer.StatusCode)
		}
	case strings.HasPrefix(rt.Path, "/api/"):
		var p api.Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || answer.StatusCode != http.StatusUnauthorized ||
			p.Code != "signed_out" || answer.Header.Get("Content-Type") != "application/problem+json" {
			h.T.Errorf("%s %s signed out: %d %s", rt.Method, rt.Path, answer.StatusCode, body)
		}
	case answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/dang-nhap":
		h.T.Errorf("%s %s signed out: %d", rt.Method, rt.Path, answer.StatusCode)
	}
}

// The few routes that need no sign-in are these and no others.
func TestPublicRoutesAreFew(t *testing.T) {
	h := apitest.Open(t)
	var public []string
	for _, rt := range h.Server.Routes {
		if rt.Gate.Public {
			public = append(public, rt.Method+" "+rt.Path)
		}
	}
	want := []string{"GET /dang-nhap", "POST /dang-nhap", "POST /dang-xuat", "GET /thiet-lap/:secret",
		"POST /thiet-lap/:secret", "GET /lich/:secret", "GET /huong-dan", "GET /huong-dan/:name", "GET /su-co",
		"GET /trinh-chieu", "GET /trinh-chieu/:code", "GET /trinh-chieu/:code/truc-tiep", "GET /nhan-may/:secret",
		"POST /nhan-may/:secret",
		"GET /tram", "GET /tram-sw.js", "GET /kiem-tra-may", "GET /api/v1/devices/:device/revocation",
		"GET /api/v1/openapi.json"}
	if !slices.Equal(public, want) {
		t.Errorf("public: %v", public)
	}
}

// An empty installation says at its door that it is new, and where lost data
// may be; one with accounts does not.
func TestTheDoorOfANewInstallation(t *testing.T) {
	const words = "Nơi làm việc mới, chưa có tài khoản nào"
	p := apptest.Open(t, app.Config{})
	answer := httptest.NewRecorder()
	p.Server.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/dang-nhap",
		http.NoBody))
	for _, said := range []string{words, "khôi phục bản sao lưu"} {
		if !strings.Contains(answer.Body.String(), said) {
			t.Errorf("%d, without %q: %s", answer.Code, said, answer.Body)
		}
	}
	h := apitest.Open(t)
	if _, page := h.Call(http.DefaultClient, "GET", "/dang-nhap", nil); strings.Contains(page, words) {
		t.Errorf("an installation with accounts calls itself new: %s", page)
	}
}

// An escaped slash never reaches a route (echo before 4.16 let it past).
func TestEscapedSlashStepsPastNoRoute(t *testing.T) {
	h := apitest.Open(t)
	for _, path := range []string{"/dai-hoi/x%2Fthong-tin", "/quan-tri%2Ftai-khoan", "/lan-bau/x%2f..%2fy",
		"/%2Fquan-tri"} {
		if answer, _ := h.Call(h.Client("parent.administrator"), "GET", path,
			nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

// S6: what browsers must keep to, on every kind of answer; and a form from
// another site is refused.
func TestS6HeadersAndForeignForms(t *testing.T) {
	h := apitest.Open(t)
	for _, path := range []string{"/dang-nhap", "/", "/khong-co", "/api/v1/rounds/x/passes/A/station", "/metrics"} {
		answer, _ := h.Call(h.Client(""), "GET", path, nil)
		csp := answer.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") ||
			answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, answer.Header)
		}
	}
	answer, _ := h.Call(h.Client("parent.administrator"), "POST", "/quan-tri/tai-khoan",
		map[string]string{"Sec-Fetch-Site": "cross-site"})
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a form from another site: %d", answer.StatusCode)
	}
	answer, _ = h.Send(h.Client(""), "/dang-nhap", url.Values{"login": {"own.chief"}, "password": {apitest.Password}})
	cookie := answer.Header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("cookie %s", cookie)
	}
}

// No route takes what another site has a browser send, whether the browser says so or
// only from where; and no answer is kept by anybody on its way, but by programs for themselves.
func TestS6EveryRouteKeepsToItsSite(t *testing.T) {
	size.Long(t)
	h := apitest.Open(t)
	h.Pages.Close() // streams end at once
	for _, rt := range h.Server.Routes {
		path, _ := routeAddress(h, rt)
		for _, who := range []string{"", "own.organiser", "own.chief", "parent.administrator"} {
			if rt.Method == http.MethodGet {
				answer, _ := h.Call(h.Client(who), rt.Method, path, nil)
				if kept := answer.Header.Get("Cache-Control"); kept != "no-store" && kept != "private, no-cache" {
					t.Errorf("%s as %q is kept: %q", rt.Path, who, kept)
				}
				continue
			}
			for _, head := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
				{"Origin": "https://evil.example"}, {"Origin": "null"}} {
				answer, _ := h.Call(h.Client(who), rt.Method, path, head)
				if answer.StatusCode != http.StatusForbidden {
					t.Errorf("%s %s as %q with %v: %d", rt.Method, rt.Path, who, head, answer.StatusCode)
				}
			}
		}
	}
}

// Five wrong passwords lock an account, and neither that nor anything else
// tells whether a login exists.
func TestWrongPasswordsLock(t *testing.T) {
	h := apitest.Open(t)
	try := func(login, password string) string {
		_, body := h.Send(&http.Client{}, "/dang-nhap", url.Values{"login": {login}, "password": {password}})
		_, after, _ := strings.Cut(body, `role="alert"`)
		message, _, _ := strings.Cut(after, "</div>")
		return message
	}
	unknown := try("nobody", "wrong")
	for range 5 {
		if got := try("own.chief", "wrong"); got != unknown || got == "" {
			t.Errorf("a known login is told apart: %q, %q", got, unknown)
		}
	}
	if got := try("own.chief", apitest.Password); got == "" || got == unknown {
		t.Errorf("after five wrong passwords: %q", got)
	}
}

// What goes wrong inside is told as what it is and no more: a database that is
// gone is 503, anything unknown 500, and nothing of it goes out.
func TestNothingInsideIsTold(t *testing.T) {
	h := apitest.Open(t)
	cfg := h.Server.Config
	cfg.Probe = func(context.Context) error { return congress.ErrUnavailable }
	fail := func(path string, err error) api.Route {
		return api.Get(path, api.Everybody(), func(*api.Request) error { return err })
	}
	cfg.Routes = append(slices.Clone(cfg.Routes), fail("/hong/csdl", fmt.Errorf("pq: password of user x: %w",
		congress.ErrUnavailable)), fail("/hong/la", errors.New("pq: secret detail")))
	h.Listen(api.New(cfg))
	for path, want := range map[string]int{"/readyz": http.StatusServiceUnavailable,
		"/hong/csdl": http.StatusServiceUnavailable, "/hong/la": http.StatusInternalServerError} {
		if answer, body := h.Call(h.Client(""), "GET", path, nil); answer.StatusCode != want ||
			strings.Contains(body, "pq:") {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
}

// Whoever is told what went wrong keeps their ways on, wherever it went wrong; a stranger has none.
func TestTheErrorPageKeepsTheWaysOn(t *testing.T) {
	h := apitest.Open(t)
	for path, want := range map[string]int{"/khong-co": http.StatusNotFound, "/dai-hoi/khong-co": http.StatusNotFound,
		"/quan-tri": http.StatusForbidden} {
		answer, page := h.Call(h.Client("own.chief"), "GET", path, nil)
		if answer.StatusCode != want || !strings.Contains(page, "Hôm nay") || !strings.Contains(page, "Đăng xuất") {
			t.Errorf("%s: %d, without the ways on: %s", path, answer.StatusCode, page)
		}
	}
	if _, page := h.Call(h.Client(""), "GET", "/khong-co", nil); strings.Contains(page, "Đăng xuất") {
		t.Errorf("a stranger has ways on: %s", page)
	}
}
