package api_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/demo"
)

// S1: every route of the program as every role, a tablet, a program and nobody,
// with everything a form, an address or a body can be but what was meant. No
// answer is a 5xx, errors of the API are problems as described, nobody of
// another organisation reads a name of the ward's, and memory comes back.
func TestS1HostileRequests(t *testing.T) {
	size.Long(t)
	each := size.Pick(300, 500, 3000)
	for i := range size.Pick(1, 1, 34) {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) { // a part that runs by itself
			h := newHostile(t, uint64(i)+1)
			before := heap()
			for range each {
				h.ask()
			}
			h.server.CloseClientConnections()
			if after := heap(); after > before+64<<20 {
				t.Errorf("%d MB of memory before, %d after", before>>20, after>>20)
			}
			t.Logf("%d requests, answers %v", each, h.answers)
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// caller is somebody who asks.
type caller struct {
	name    string
	client  *http.Client
	header  http.Header
	login   bool
	foreign bool // of an organisation that has nothing to do with the ward
}

// hostile asks the ward for what it may not be asked for.
type hostile struct {
	*apptest.Ward
	t       *testing.T
	random  *rand.Rand
	server  *httptest.Server
	callers []caller
	ids     []string            // of anything
	named   map[string][]string // of what a parameter of a route means
	near    map[string][]string // likewise, of the cell whose people ask
	fields  []string            // of forms and calls
	secret  []string            // names that nobody else reads
	answers map[int]int
	next    int
}

func newHostile(t *testing.T, seed uint64) *hostile {
	t.Helper()
	database := filepath.Join(t.TempDir(), "kiemphieu.db")
	w := apptest.OpenWard(t, app.Config{Database: database})
	w.Pages.Close() // streams end at once
	h := &hostile{Ward: w, t: t, random: rand.New(rand.NewPCG(seed, 78)), answers: map[int]int{},
		server: httptest.NewServer(w.Server.Handler()), fields: fieldsOf(t, "pages/*.go", "v1/*.go")}
	t.Cleanup(h.server.Close)
	h.read(database)
	for _, role := range congress.Roles() {
		i := slices.IndexFunc(w.Accounts, func(a demo.Account) bool { return a.Role == string(role) })
		if i >= 0 {
			h.signIn(w.Accounts[i].Login, false)
		}
	}
	h.strangers()
	h.tablet()
	h.callers = append(h.callers, caller{name: "nobody", client: apitest.Browser(t)})
	return h
}

// read takes ids and names from the database.
func (h *hostile) read(database string) {
	h.t.Helper()
	pool, err := sql.Open("sqlite", "file:"+database+"?mode=ro")
	apitest.Must(h.t, err)
	defer pool.Close() // read only
	collect := func(query string) (list []string) {
		rows, err := pool.QueryContext(h.t.Context(), query)
		apitest.Must(h.t, err)
		defer rows.Close() // read only
		for rows.Next() {
			var text string
			apitest.Must(h.t, rows.Scan(&text))
			list = append(list, text)
		}
		apitest.Must(h.t, rows.Err())
		return list
	}
	h.near = map[string][]string{}
	h.named = map[string][]string{"pass": {"A", "B", "C"}, "entry": {"1", "2"}, "batch": {"b", ""},
		"name": {"bien-ban.pdf", "phieu.pdf", "nhan-tap.pdf", "x"}}
	for name, of := range map[string]string{"congress": "congresses", "contest": "contests", "round": "rounds",
		"org": "organisations", "account": "accounts", "member": "members", "document": "documents"} {
		h.named[name] = collect("SELECT " + name + "_id FROM " + of + " LIMIT 40")
		h.ids = append(h.ids, h.named[name]...)
		h.near[name] = collect(fmt.Sprintf(`SELECT %s_id
FROM %s
WHERE org_id = (SELECT org_id FROM accounts WHERE login = 'cb01.truongban')`, name, of))
	}
	h.secret = collect("SELECT name FROM organisations UNION SELECT name FROM members")
}

// fieldsOf reads from the source how fields are called.
func fieldsOf(t *testing.T, patterns ...string) (names []string) {
	t.Helper()
	tag := regexp.MustCompile(`(?:form|json):"([^",]+)|QueryParam\("([^"]+)`)
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		apitest.Must(t, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			apitest.Must(t, err)
			for _, m := range tag.FindAllStringSubmatch(string(content), -1) {
				names = append(names, m[1]+m[2])
			}
		}
	}
	slices.Sort(names)
	return append(slices.Compact(names), "trang", "tim", "sap", "khoa", "to")
}

func (h *hostile) signIn(login string, foreign bool) {
	h.t.Helper()
	by := caller{name: login, login: true, client: apitest.Browser(h.t), foreign: foreign}
	if at := h.enter(by); at != "/" {
		h.t.Fatalf("%s cannot sign in: %s", login, at)
	}
	h.callers = append(h.callers, by)
}

// enter signs in, and returns where that leads.
func (h *hostile) enter(by caller) string {
	h.t.Helper()
	answer, _ := h.post(by.client, "/dang-nhap", url.Values{"login": {by.name}, "password": {h.Password}})
	return answer.Header.Get("Location")
}

func (h *hostile) post(c *http.Client, path string, form url.Values) (*http.Response, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.server.URL+path,
		strings.NewReader(form.Encode()))
	apitest.Must(h.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.Do(r)
	apitest.Must(h.t, err)
	body, err := io.ReadAll(answer.Body)
	apitest.Must(h.t, errors.Join(err, answer.Body.Close()))
	return answer, string(body)
}

// strangers are people and a program of a base committee elsewhere.
func (h *hostile) strangers() {
	h.t.Helper()
	ctx := context.Background()
	org, err := h.Congress.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Model: congress.ModelOffice, Name: "Xa Lạ"})
	apitest.Must(h.t, err)
	hash, err := apptest.Hash(h.Password)
	apitest.Must(h.t, err)
	for _, role := range congress.Roles() {
		_, err := h.Congress.CreateAccount(ctx, congress.AccountInput{OrgID: org, Login: "xa." + string(role),
			Name: "Kẻ Lạ", Role: role, PasswordHash: hash})
		apitest.Must(h.t, err)
		h.signIn("xa."+string(role), true)
		if role != congress.RoleAdministrator {
			continue
		}
		c := h.callers[len(h.callers)-1].client
		answer, body := h.post(c, "/quan-tri/tich-hop/ma", url.Values{"token_name": {"Cổng"}, "days": {"30"},
			"scopes": {"read:congresses", "read:results", "read:statistics", "write:bundles"}})
		at := strings.Index(body, "kp_")
		if at < 0 {
			h.t.Fatalf("no key: %d", answer.StatusCode)
		}
		h.callers = append(h.callers, caller{name: "a program", client: apitest.Browser(h.t), foreign: true,
			header: http.Header{"Authorization": {"Bearer " + body[at:at+len("kp_")+26]}}})
	}
}

// tablet joins a congress that is counted.
func (h *hostile) tablet() {
	h.t.Helper()
	ctx := context.Background()
	for _, a := range h.Accounts {
		account, err := h.Congress.AccountByLogin(ctx, a.Login)
		apitest.Must(h.t, err)
		by, err := h.Congress.ActorOf(ctx, account.ID)
		apitest.Must(h.t, err)
		meetings, err := h.Congress.CongressesUnder(ctx, by.OrgPath)
		apitest.Must(h.t, err)
		for _, m := range meetings {
			if by.Role != congress.RoleChief || m.OrgID != by.OrgID {
				continue
			}
			id, err := h.Congress.InviteDevice(ctx, by, m.ID, "", auth.LinkHash("invitation"))
			if err != nil {
				continue
			}
			_, err = h.Congress.ClaimDevice(ctx, auth.LinkHash("invitation"), auth.LinkHash("key"), "digits")
			apitest.Must(h.t, err)
			apitest.Must(h.t, h.Congress.AdmitDevice(ctx, by, id, "digits"))
			apitest.Must(h.t, h.Congress.UseDevice(ctx, id, account.ID))
			h.named["device"] = []string{string(id)}
			h.callers = append(h.callers, caller{name: "a tablet", client: apitest.Browser(h.t),
				header: http.Header{"Cookie": {api.DeviceCookie + "=key"}}})
			return
		}
	}
	h.t.Fatal("no congress has a chief")
}

func pick[T any](h *hostile, list []T) T { return list[h.random.IntN(len(list))] }

// nasty are values that nobody means.
var nasty = []string{"", " ", "0", "-1", "1", "2", "99999999999999999999", "9223372036854775807",
	"-9223372036854775808", "1e9", "NaN", "\x00", "a\x00b", "\xff\xfe", "Nguyễn", "e\u0302\u0301", "\u202egiả", "🗳️",
	"../../etc/passwd",
	"%2e%2e", "<script>alert(1)</script>", "'; DROP TABLE log; --", "=1+1", "true", "null", "{}", "[]", "2025-02-30",
	"31/02/2025", "01/03/2025", "2025-03-01", "99/99/9999", "25:61", "A", "B", "C", "other", "two_passes", "totals",
	"committee", "secretary", "delegates", "chief", "qr", "none", "KP1:AAAA", strings.Repeat("ă", 5000),
	strings.Repeat("9", 400), "kp_aaaaaaaaaaaaaaaaaaaaaaaaaa", "x.pdf", "bien-ban.pdf", "phieu.pdf", "\n\r\n", "ten",
	"-ten"}

func (h *hostile) value() string {
	if h.random.IntN(3) == 0 {
		return pick(h, h.ids)
	}
	return pick(h, nasty)
}

// ask sends one request to the next route as anybody.
func (h *hostile) ask() {
	rt := h.Server.Routes[h.next%len(h.Server.Routes)]
	h.next++
	by := pick(h, h.callers)
	method := rt.Method
	if h.random.IntN(12) == 0 {
		method = pick(h, []string{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"})
	}
	body, kind := h.body(rt)
	address := h.address(rt)
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+address, bytes.NewReader(body))
	if err != nil {
		return // no address at all
	}
	for name, values := range by.header {
		r.Header[name] = values
	}
	r.Header.Set("Content-Type", kind)
	if h.random.IntN(4) == 0 {
		r.Header.Set("Accept-Encoding", pick(h, []string{"gzip", "br;q=0", "*", "identity;q=0"}))
	}
	answer, err := by.client.Do(r)
	if err != nil {
		h.t.Errorf("%s %.200s as %s: %v", method, address, by.name, err)
		return
	}
	got, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		h.t.Errorf("%s %.200s as %s: %v", method, address, by.name, err)
		return
	}
	h.answers[answer.StatusCode]++
	if by.login && answer.Header.Get("Location") == "/dang-nhap" {
		h.enter(by) // somebody ended the session
	}
	h.judge(by, answer, string(got), fmt.Sprintf("%s %.200s as %s, %s %.300q", method, address, by.name, kind, body))
}

// address fills in a route's parameters, and what follows a question mark.
func (h *hostile) address(rt api.Route) string {
	parts := strings.Split(rt.Path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			parts[i] = url.PathEscape(h.value())
			if known := h.named[part[1:]]; len(known) > 0 && h.random.IntN(8) > 0 {
				parts[i] = pick(h, known)
			}
			if known := h.near[part[1:]]; len(known) > 0 && h.random.IntN(2) > 0 {
				parts[i] = pick(h, known)
			}
		}
	}
	address := strings.Join(parts, "/")
	if h.random.IntN(3) == 0 {
		address += "?" + h.form().Encode()
	}
	return address
}

func (h *hostile) form() url.Values {
	form := url.Values{}
	for range h.random.IntN(12) {
		form.Add(pick(h, h.fields), h.value())
	}
	return form
}

// body is a form, a call or a file, whole or in part, under its own name or another.
func (h *hostile) body(rt api.Route) (body []byte, kind string) {
	kinds := []string{"application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
		"text/plain", "", "application/octet-stream"}
	choice := h.random.IntN(10)
	switch {
	case strings.HasPrefix(rt.Path, "/api/") && choice < 7:
		body, _ = json.Marshal(h.object(3))
		kind = kinds[1]
	case choice < 7:
		body, kind = []byte(h.form().Encode()), kinds[0]
	case choice == 7:
		return h.file()
	default:
		body, kind = []byte(h.value()+h.form().Encode()), pick(h, kinds)
	}
	if h.random.IntN(6) == 0 {
		body = body[:len(body)/2]
	}
	return body, kind
}

func (h *hostile) object(deep int) any {
	switch n := h.random.IntN(9); {
	case n < 5 && deep > 0:
		object := map[string]any{}
		for range h.random.IntN(8) {
			object[pick(h, h.fields)] = h.object(deep - 1)
		}
		return object
	case n == 5 && deep > 0:
		return []any{h.object(deep - 1), h.object(deep - 1)}
	case n == 6:
		return h.random.IntN(1000) - 500
	case n == 7:
		return h.random.IntN(2) == 0
	default:
		return h.value()
	}
}

func (h *hostile) file() ([]byte, string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for range 1 + h.random.IntN(3) {
		part, err := w.CreateFormFile(pick(h, append(h.fields, "file", "tep")), pick(h, nasty))
		apitest.Must(h.t, err)
		_, err = part.Write([]byte(pick(h, []string{"", "PK\x03\x04 no zip", "STT;Họ và tên\n1;Nguyễn Văn A\n",
			strings.Repeat("x", 1<<16), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})))
		apitest.Must(h.t, err)
	}
	for name, values := range h.form() {
		apitest.Must(h.t, w.WriteField(name, values[0]))
	}
	apitest.Must(h.t, w.Close())
	return out.Bytes(), w.FormDataContentType()
}

func (h *hostile) judge(by caller, answer *http.Response, body, asked string) {
	h.t.Helper()
	if answer.StatusCode >= http.StatusInternalServerError {
		h.t.Errorf("%s: %d %.300s", asked, answer.StatusCode, body)
	}
	call := strings.HasPrefix(answer.Request.URL.Path, "/api/") && answer.Request.Method != http.MethodHead
	if call && answer.StatusCode >= http.StatusBadRequest {
		var p api.Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || p.Code == "" || p.Status != answer.StatusCode ||
			answer.Header.Get("Content-Type") != "application/problem+json" {
			h.t.Errorf("%s: %d is no problem: %s %.300s", asked, answer.StatusCode, answer.Header.Get("Content-Type"),
				body)
		}
	}
	for _, name := range h.secret {
		if by.foreign && strings.Contains(body, name) {
			h.t.Errorf("%s: reads of %q", asked, name)
		}
	}
}
