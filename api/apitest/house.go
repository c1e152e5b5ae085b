// Package apitest serves the whole program to tests of the server, its pages
// and its calls.
package apitest

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// House is a served program. The one that Open makes has two base committees,
// two cells under the first, and an account for every role in every one of the
// organisations.
type House struct {
	*app.Program
	T             testing.TB
	Ctx           context.Context
	URL           string
	Orgs          map[string]congress.OrgID // "parent", "own", "sibling", "foreign"
	Hash          string                    // of Password
	IDs           map[string]string         // path parameters of the cell "own"
	HallAddresses func() (program, certificate []string)
	clients       map[string]*http.Client
	contract      *Contract // that answers of the API are held against
}

// Password is everybody's.
const Password = apptest.Password

// Must ends the test on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// empty is a house without a program.
func empty(t testing.TB) *House {
	t.Helper()
	hash, err := apptest.Hash(Password)
	Must(t, err)
	return &House{T: t, Ctx: context.Background(), Orgs: map[string]congress.OrgID{}, IDs: map[string]string{},
		Hash: hash, clients: map[string]*http.Client{}}
}

// Serve serves a program of its own, with nothing in it.
func Serve(t testing.TB, cfg app.Config) *House {
	t.Helper()
	h := empty(t)
	cfg.HallAddresses = h.doors
	h.Program = apptest.Open(t, cfg)
	h.Listen(h.Server)
	return h
}

// ServeTree serves a generated tree of so many cells.
func ServeTree(t testing.TB, cells int, cfg app.Config) *House {
	t.Helper()
	h := &House{T: t, Ctx: context.Background(), clients: map[string]*http.Client{},
		Program: apptest.OpenTree(t, cells, cfg)}
	h.Listen(h.Server)
	return h
}

func (h *House) doors() (program, certificate []string) {
	if h.HallAddresses == nil {
		return nil, nil
	}
	return h.HallAddresses()
}

// Listen has the house served by another server from now on.
func (h *House) Listen(server *api.Server) {
	ts := httptest.NewServer(server.Handler())
	h.T.Cleanup(ts.Close)
	h.URL = ts.URL
}

// Open serves a house.
func Open(t testing.TB) *House { return OpenIn(t, app.Config{}) }

// OpenIn serves a house in a program of this kind.
func OpenIn(t testing.TB, cfg app.Config) *House {
	t.Helper()
	h := Serve(t, cfg)
	for _, o := range []struct {
		name, under string
		kind        congress.OrganisationKind
	}{{"parent", "", congress.KindBase}, {"foreign", "", congress.KindBase}, {"own", "parent", congress.KindCell},
		{"sibling", "parent", congress.KindCell}} {
		id, err := h.Congress.CreateOrganisation(h.Ctx, h.Orgs[o.under],
			congress.OrganisationInput{Kind: o.kind, Model: congress.ModelOffice, Name: o.name})
		Must(t, err)
		h.Orgs[o.name] = id
		for _, role := range congress.Roles() {
			_, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: id,
				Login: o.name + "." + string(role), Name: "Người " + o.name, Role: role, PasswordHash: h.Hash})
			Must(t, err)
		}
	}
	h.furnish()
	return h
}

// furnish returns the cell "own" one of everything that an address can name.
func (h *House) furnish() {
	h.T.Helper()
	by := congress.Actor{AccountID: "x", Name: "X", Role: congress.RoleOrganiser, OrgID: h.Orgs["own"]}
	meeting, err := h.Congress.CreateCongress(h.Ctx, by, h.Orgs["own"],
		congress.CongressInput{Title: "Đại hội", Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	Must(h.T, err)
	contest, err := h.Congress.AddContest(h.Ctx, by, meeting, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	Must(h.T, err)
	round, err := h.Congress.StartRound(h.Ctx, by, contest, ballot.Ordinary)
	Must(h.T, err)
	// nobody signs in with it: routes lock it and take its password
	account, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: h.Orgs["own"], Login: "own.spare",
		Name: "Người own", Role: congress.RoleTeller, PasswordHash: h.Hash})
	Must(h.T, err)
	device, err := h.Congress.InviteDevice(h.Ctx, by, meeting, "", "hash")
	Must(h.T, err)
	h.IDs = map[string]string{"org": string(h.Orgs["own"]), "congress": string(meeting), "contest": string(contest),
		"round": string(round), "account": string(account),
		"pass": "A", "entry": "1", "batch": "b", "name": "x.pdf", "document": "d", "secret": "s", "code": "ABCDEF",
		"device": string(device), "token": "t", "webhook": "w"}
}

// Appoint makes the people of the hall whose accounts the cell "own" has
// officers of its congress.
func (h *House) Appoint() {
	h.T.Helper()
	by := congress.Actor{AccountID: "x", Name: "X", Role: congress.RoleOrganiser, OrgID: h.Orgs["own"]}
	meeting := congress.CongressID(h.IDs["congress"])
	duties := []congress.Duty{congress.DutyChair, congress.DutyChief, congress.DutyTeller}
	var roster []congress.Member
	for _, duty := range duties {
		roster = append(roster, congress.Member{Name: "Người own " + string(duty), Official: true})
	}
	Must(h.T, h.Congress.SaveRoster(h.Ctx, by, meeting, roster))
	o, err := h.Congress.Overview(h.Ctx, meeting)
	Must(h.T, err)
	for i, duty := range duties {
		account, err := h.Congress.AccountByLogin(h.Ctx, "own."+string(duty.Role()))
		Must(h.T, err)
		Must(h.T, h.Congress.GiveDuty(h.Ctx, by, meeting, o.Members[i].ID, duty))
		Must(h.T, h.Congress.LinkAccount(h.Ctx, by, meeting, o.Members[i].ID, account.ID))
	}
}

// Browser returns a browser that knows nobody and follows no redirect.
func Browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	Must(t, err)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// Client returns the browser of somebody who is signed in, or nobody's for "".
func (h *House) Client(login string) *http.Client {
	h.T.Helper()
	if c, ok := h.clients[login]; ok {
		return c
	}
	c := Browser(h.T)
	if login != "" {
		answer, _ := h.Send(c, "/dang-nhap", url.Values{"login": {login}, "password": {Password}})
		if answer.Header.Get("Location") != "/" {
			h.T.Fatalf("%s cannot sign in: %d", login, answer.StatusCode)
		}
	}
	h.clients[login] = c
	return c
}

// Send posts a form.
func (h *House) Send(c *http.Client, path string, form url.Values) (*http.Response, string) {
	h.T.Helper()
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+path, strings.NewReader(form.Encode()))
	Must(h.T, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.Do(c, r)
}

// Call sends an empty form, or an empty body, to a route.
func (h *House) Call(c *http.Client, method, path string, header map[string]string) (*http.Response, string) {
	h.T.Helper()
	r, err := http.NewRequestWithContext(h.Ctx, method, h.URL+path, strings.NewReader(""))
	Must(h.T, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return h.Do(c, r)
}

// Do sends a request and reads the answer. No page has one id twice; what the API answers is held
// against its description.
func (h *House) Do(c *http.Client, r *http.Request) (*http.Response, string) {
	h.T.Helper()
	answer, err := c.Do(r)
	Must(h.T, err)
	body, err := io.ReadAll(answer.Body)
	Must(h.T, err)
	Must(h.T, answer.Body.Close())
	h.holdTo(r, answer, string(body))
	h.holdIDs(r, answer, string(body))
	return answer, string(body)
}

// Key makes a key of an organisation with these scopes.
func (h *House) Key(org string, scopes ...outside.Scope) string {
	h.T.Helper()
	form := url.Values{"token_name": {"Cổng thông tin"}, "days": {"30"}}
	for _, scope := range scopes {
		form.Add("scopes", string(scope))
	}
	answer, body := h.Send(h.Client(org+".administrator"), "/quan-tri/tich-hop/ma", form)
	at := strings.Index(body, "kp_")
	if answer.StatusCode != http.StatusOK || at < 0 {
		h.T.Fatalf("no key: %d %s", answer.StatusCode, body)
	}
	return body[at : at+len("kp_")+26]
}

// Carrying is the header of a call with a key.
func Carrying(key string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + key}
}
