package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/auth"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// house is a served program with two base committees, two cells under the
// first, and an account for every role in every one of the organisations.
type house struct {
	t        *testing.T
	ctx      context.Context
	db       *store.DB
	server   *Server
	url      string
	orgs     map[string]congress.OrgID // "parent", "own", "sibling", "foreign"
	hash     string
	clients  map[string]*http.Client
	contract *contract         // that answers of the API are held against
	ids      map[string]string // path parameters of the cell "own"
}

const housePassword = "mat-khau-de-thu"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), orgs: map[string]congress.OrgID{}, clients: map[string]*http.Client{}}
	var err error
	h.db, err = store.Open(h.ctx, filepath.Join(t.TempDir(), "kiemphieu.db"), store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, h.db.Close()) })
	must(t, h.db.Migrate(h.ctx))
	cs := congress.NewService(congress.Config{Store: h.db, Random: rand.Reader})
	h.server, err = New(Config{Congress: cs, Ratify: ratify.NewService(ratify.Config{Store: h.db.Ratify(), Calendar: ratify.ShippedCalendar()}), Sessions: h.db.Sessions(), Ping: h.db.Ping, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	must(t, err)
	ts := httptest.NewServer(h.server.Handler())
	t.Cleanup(ts.Close)
	h.url = ts.URL
	h.hash, err = auth.Hash(housePassword)
	must(t, err)
	h.build(cs)
	h.ids["token"], h.ids["webhook"] = "t", "w"
	return h
}

func (h *house) build(cs *congress.Service) {
	h.t.Helper()
	for _, o := range []struct {
		name, under string
		kind        congress.OrganisationKind
	}{{"parent", "", congress.KindBase}, {"foreign", "", congress.KindBase}, {"own", "parent", congress.KindCell}, {"sibling", "parent", congress.KindCell}} {
		id, err := cs.CreateOrganisation(h.ctx, h.orgs[o.under], congress.OrganisationInput{Kind: o.kind, Model: congress.ModelOffice, Name: o.name})
		must(h.t, err)
		h.orgs[o.name] = id
		for _, role := range congress.Roles() {
			_, err := cs.CreateAccount(h.ctx, congress.AccountInput{OrgID: id, Login: o.name + "." + string(role), Name: "Người " + o.name, Role: role, PasswordHash: h.hash})
			must(h.t, err)
		}
	}
	by := congress.Actor{AccountID: "x", Name: "X", Role: congress.RoleOrganiser, OrgID: h.orgs["own"]}
	meeting, err := cs.CreateCongress(h.ctx, by, h.orgs["own"], congress.CongressInput{Title: "Đại hội", Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	must(h.t, err)
	contest, err := cs.AddContest(h.ctx, by, meeting, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	must(h.t, err)
	round, err := cs.StartRound(h.ctx, by, contest, ballot.Ordinary)
	must(h.t, err)
	account, err := cs.AccountByLogin(h.ctx, "own.teller")
	must(h.t, err)
	device, err := cs.InviteDevice(h.ctx, meeting, "", "hash")
	must(h.t, err)
	h.ids = map[string]string{"org": string(h.orgs["own"]), "congress": string(meeting), "contest": string(contest), "round": string(round), "account": string(account.ID),
		"pass": "A", "entry": "1", "batch": "b", "name": "x.pdf", "document": "d", "secret": "s", "code": "ABCDEF", "device": string(device)}
}

// client gives a browser that is signed in, or nobody's for "".
func (h *house) client(login string) *http.Client {
	h.t.Helper()
	if c, ok := h.clients[login]; ok {
		return c
	}
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if login != "" {
		answer, _ := h.send(c, "/dang-nhap", url.Values{"login": {login}, "password": {housePassword}})
		if answer.Header.Get("Location") != "/" {
			h.t.Fatalf("%s cannot sign in: %d", login, answer.StatusCode)
		}
	}
	h.clients[login] = c
	return c
}

// send posts a form.
func (h *house) send(c *http.Client, path string, form url.Values) (*http.Response, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url+path, strings.NewReader(form.Encode()))
	must(h.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(c, r)
}

// call sends an empty form, or an empty body, to a route.
func (h *house) call(c *http.Client, method, path string, header map[string]string) (*http.Response, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.ctx, method, h.url+path, strings.NewReader(""))
	must(h.t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return h.do(c, r)
}

func (h *house) do(c *http.Client, r *http.Request) (*http.Response, string) {
	h.t.Helper()
	answer, err := c.Do(r)
	must(h.t, err)
	body, err := io.ReadAll(answer.Body)
	must(h.t, err)
	must(h.t, answer.Body.Close())
	h.describe(r, answer, string(body))
	return answer, string(body)
}

// address fills in a route's parameters with things of the cell "own".
func (h *house) address(rt route) (path string, scoped bool) {
	parts := strings.Split(rt.path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = h.ids[name]
			scoped = scoped || slices.Contains([]string{"org", "congress", "contest", "round", "account", "device"}, name)
		}
	}
	return strings.Join(parts, "/"), scoped
}

// S4: every route, as every role of every related organisation. Outside the
// subtree a thing does not exist; within it a wrong role is forbidden; roles
// of the hall act for their own organisation alone.
func TestS4EveryRoleAtEveryRoute(t *testing.T) {
	h := openHouse(t)
	h.server.Close() // streams end at once
	asserted := 0
	for _, rt := range h.server.routes() {
		if rt.path == "/dang-xuat" || rt.method+rt.path == "POST/dang-nhap" { // signing in and out is what they do to everybody
			continue
		}
		path, scoped := h.address(rt)
		h.assertSignedOut(rt, path)
		for _, relation := range []string{"own", "sibling", "parent", "foreign"} {
			for _, role := range congress.Roles() {
				want := expected(rt, scoped, relation, role)
				answer, _ := h.call(h.client(relation+"."+string(role)), rt.method, path, nil)
				if problem := judge(want, answer.StatusCode); problem != "" {
					t.Errorf("%s %s as %s of %s: %d, %s", rt.method, rt.path, role, relation, answer.StatusCode, problem)
				}
				asserted++
			}
		}
	}
	t.Logf("%d cells asserted", asserted)
}

// expected works out the gate's answer from the sentence above, not from its
// code: 0 means that the request passes.
func expected(rt route, scoped bool, relation string, role congress.Role) int {
	sees := !scoped || relation == "own" || relation == "parent"
	hall := role == congress.RolePresidium || role == congress.RoleChief || role == congress.RoleTeller
	switch {
	case rt.gate.public:
		return 0
	case !sees:
		return http.StatusNotFound
	case len(rt.gate.roles) > 0 && !slices.Contains(rt.gate.roles, role):
		return http.StatusForbidden
	case len(rt.gate.roles) > 0 && scoped && hall && relation != "own":
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

func (h *house) assertSignedOut(rt route, path string) {
	h.t.Helper()
	answer, body := h.call(h.client(""), rt.method, path, nil)
	switch {
	case rt.gate.public:
		if answer.StatusCode >= http.StatusInternalServerError {
			h.t.Errorf("%s %s signed out: %d", rt.method, rt.path, answer.StatusCode)
		}
	case strings.HasPrefix(rt.path, "/api/"):
		var p problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || answer.StatusCode != http.StatusUnauthorized || p.Code != "signed_out" || answer.Header.Get("Content-Type") != "application/problem+json" {
			h.t.Errorf("%s %s signed out: %d %s", rt.method, rt.path, answer.StatusCode, body)
		}
	case answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/dang-nhap":
		h.t.Errorf("%s %s signed out: %d", rt.method, rt.path, answer.StatusCode)
	}
}

// The few routes that need no sign-in are these and no others.
func TestPublicRoutesAreFew(t *testing.T) {
	h := openHouse(t)
	var public []string
	for _, rt := range h.server.routes() {
		if rt.gate.public {
			public = append(public, rt.method+" "+rt.path)
		}
	}
	want := []string{"GET /dang-nhap", "POST /dang-nhap", "POST /dang-xuat", "GET /thiet-lap/:secret", "POST /thiet-lap/:secret",
		"GET /nhan-may/:secret", "POST /nhan-may/:secret", "GET /tram", "GET /tram-sw.js", "GET /kiem-tra-may", "GET /trinh-chieu", "GET /trinh-chieu/:code", "GET /trinh-chieu/:code/truc-tiep",
		"GET /lich/:secret", "GET /api/v1/openapi.json"}
	if !slices.Equal(public, want) {
		t.Errorf("public: %v", public)
	}
}

// An escaped slash never reaches a route (echo before 4.16 let it past).
func TestEscapedSlashStepsPastNoRoute(t *testing.T) {
	h := openHouse(t)
	for _, path := range []string{"/dai-hoi/x%2Fthong-tin", "/quan-tri%2Ftai-khoan", "/lan-bau/x%2f..%2fy", "/%2Fquan-tri"} {
		if answer, _ := h.call(h.client("parent.administrator"), "GET", path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

// S6: what browsers must keep to, on every kind of answer; and a form from
// another site is refused.
func TestS6HeadersAndForeignForms(t *testing.T) {
	h := openHouse(t)
	for _, path := range []string{"/dang-nhap", "/", "/khong-co", "/api/v1/rounds/x/passes/A/station", "/metrics"} {
		answer, _ := h.call(h.client(""), "GET", path, nil)
		csp := answer.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, answer.Header)
		}
	}
	answer, _ := h.call(h.client("parent.administrator"), "POST", "/quan-tri/tai-khoan", map[string]string{"Sec-Fetch-Site": "cross-site"})
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a form from another site: %d", answer.StatusCode)
	}
	answer, _ = h.send(h.client(""), "/dang-nhap", url.Values{"login": {"own.chief"}, "password": {housePassword}})
	cookie := answer.Header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("cookie %s", cookie)
	}
}

// Five wrong passwords lock an account, and neither that nor anything else
// tells whether a login exists.
func TestWrongPasswordsLock(t *testing.T) {
	h := openHouse(t)
	try := func(login, password string) string {
		_, body := h.send(&http.Client{}, "/dang-nhap", url.Values{"login": {login}, "password": {password}})
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
	if got := try("own.chief", housePassword); got == "" || got == unknown {
		t.Errorf("after five wrong passwords: %q", got)
	}
}

// Database gone: 503, nothing acknowledged, nothing inside told.
func TestDatabaseGoneIsSaid(t *testing.T) {
	h := openHouse(t)
	broken := *h.server
	broken.Ping = func(context.Context) error { return congress.ErrUnavailable }
	ts := httptest.NewServer(broken.Handler())
	t.Cleanup(ts.Close)
	h.url = ts.URL
	answer, _ := h.call(h.client(""), "GET", "/readyz", nil)
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", answer.StatusCode)
	}
	p := h.server.describe(fmt.Errorf("pq: password of user x: %w", congress.ErrUnavailable))
	if p.Status != http.StatusServiceUnavailable || strings.Contains(p.Detail, "pq") {
		t.Errorf("%+v", p)
	}
	if p := h.server.describe(fmt.Errorf("secret detail")); p.Status != http.StatusInternalServerError || strings.Contains(p.Detail, "secret") {
		t.Errorf("%+v", p)
	}
}
