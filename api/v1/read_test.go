package v1_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	v1 "kiemphieu/api/v1"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// read calls the API with a key and reads the answer.
func read[T any](h *apitest.House, key, path string) T {
	h.T.Helper()
	answer, body := h.Call(h.Client(""), http.MethodGet, path, apitest.Carrying(key))
	var got T
	if err := json.Unmarshal([]byte(body), &got); err != nil || answer.StatusCode != http.StatusOK {
		h.T.Fatalf("%s: %d %s", path, answer.StatusCode, body)
	}
	return got
}

// wardKey makes a key of the demonstration ward's committee.
func wardKey(h *apitest.House, scopes ...outside.Scope) string {
	h.T.Helper()
	orgs, err := h.Congress.Organisations(h.Ctx)
	apitest.Must(h.T, err)
	_, err = h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: orgs[0].ID, Login: "ward.administrator",
		Name: "Quản trị", Role: congress.RoleAdministrator, PasswordHash: h.Hash})
	apitest.Must(h.T, err)
	return h.Key("ward", scopes...)
}

// What programs read is what the pages show: the whole ward page by page, and
// of a congress whose count is not over not a number.
func TestProgramsReadWhatIsSealed(t *testing.T) {
	h, ratified := apitest.OpenWard(t)
	key := wardKey(h, outside.Scopes()...)
	all := map[congress.CongressID]v1.Congress{}
	pages, path := 0, "/api/v1/congresses?limit=4"
	for next := path; next != ""; pages++ {
		list := read[v1.Congresses](h, key, next)
		for _, c := range list.Items {
			all[c.ID] = c
		}
		next = ""
		if list.Next != "" {
			next = path + "&cursor=" + list.Next
		}
	}
	if len(all) != 11 || pages != 3 {
		t.Fatalf("%d congresses on %d pages", len(all), pages)
	}
	for _, c := range ratified {
		got := all[c.ID]
		results := read[v1.Results](h, key, "/api/v1/congresses/"+string(c.ID)+"/results")
		dossiers := read[v1.Dossiers](h, key, "/api/v1/congresses/"+string(c.ID)+"/dossiers")
		if got != read[v1.Congress](h, key, "/api/v1/congresses/"+string(c.ID)) ||
			got.State != congress.StateRatified || got.Deadlines.Report == "" || got.Deadlines.Decision == "" ||
			got.Dossier != "ratified" {
			t.Errorf("%+v", got)
		}
		if len(results.Rounds) == 0 || results.Rounds[0].Valid == 0 || results.Rounds[0].Candidates[0].Name == "" ||
			len(dossiers.Items) == 0 {
			t.Errorf("%s: %+v %+v", c.Title, results, dossiers)
		}
	}
	for id, c := range all {
		if c.State == congress.StateInSession || c.State == congress.StatePreparing {
			nothingYet(h, key, id)
		}
	}
	orgs := read[v1.Organisations](h, key, "/api/v1/organisations?limit=200")
	if len(orgs.Items) != 12 || orgs.Next != "" {
		t.Errorf("%d organisations", len(orgs.Items))
	}
	var top v1.Organisation
	for _, o := range orgs.Items {
		if o.Parent == "" {
			top = o
		}
	}
	if sum := read[v1.Summary](h, key, "/api/v1/organisations/"+string(top.ID)+"/summary"); sum.Cells != 11 ||
		sum.Ratified != len(ratified) || sum.Elected == 0 {
		t.Errorf("%+v", sum)
	}
	if got := read[v1.Organisation](h, key, "/api/v1/organisations/"+string(top.ID)); got != top {
		t.Errorf("%+v", got)
	}
}

// nothingYet: rounds that run are not told, whatever was counted of them.
func nothingYet(h *apitest.House, key string, id congress.CongressID) {
	h.T.Helper()
	o, err := h.Congress.Overview(h.Ctx, id)
	apitest.Must(h.T, err)
	sealed := 0
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			if r.State == congress.RoundSealed {
				sealed++
			}
		}
	}
	got := read[v1.Results](h, key, "/api/v1/congresses/"+string(id)+"/results")
	if len(got.Rounds) != sealed {
		h.T.Errorf("%s: %d rounds are told, %d are sealed", o.Congress.Title, len(got.Rounds), sealed)
	}
}

// An answer that is known costs no body; a page that cannot be is refused at
// its field.
func TestAnswersHaveTagsAndPagesHaveBounds(t *testing.T) {
	h := apitest.Open(t)
	key := h.Key("parent", outside.ScopeCongresses)
	header := apitest.Carrying(key)
	answer, _ := h.Call(h.Client(""), http.MethodGet, "/api/v1/organisations", header)
	tag := answer.Header.Get("ETag")
	if tag == "" || answer.Header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("%v", answer.Header)
	}
	header["If-None-Match"] = `"x", W/` + tag
	if answer, body := h.Call(h.Client(""), http.MethodGet, "/api/v1/organisations",
		header); answer.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	_, err := h.Congress.CreateOrganisation(h.Ctx, h.Orgs["parent"], congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "mới"})
	apitest.Must(t, err)
	if answer, _ := h.Call(h.Client(""), http.MethodGet, "/api/v1/organisations",
		header); answer.StatusCode != http.StatusOK || answer.Header.Get("ETag") == tag {
		t.Errorf("changed: %d", answer.StatusCode)
	}
	for _, query := range []string{"limit=0", "limit=201", "limit=x", "cursor=%21"} {
		answer, body := h.Call(h.Client(""), http.MethodGet, "/api/v1/congresses?"+query, apitest.Carrying(key))
		if field, _, _ := strings.Cut(query, "="); answer.StatusCode != http.StatusUnprocessableEntity ||
			!strings.Contains(body, `"field":"`+field+`"`) {
			t.Errorf("%s: %d %s", query, answer.StatusCode, body)
		}
	}
	_, body := h.Call(h.Client(""), http.MethodGet, "/api/v1/congresses?limit=0&cursor=%21", apitest.Carrying(key))
	var p api.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Code != "fields" || p.Field != "limit" ||
		len(p.Errors) != 2 ||
		p.Errors[0].Code != "field_range" || p.Errors[1].Field != "cursor" || p.Errors[1].Code != "field_format" ||
		p.Errors[1].Detail == "" {
		t.Errorf("two wrong: %s", body)
	}
	if list := read[v1.Organisations](h, h.Key("own", outside.ScopeCongresses),
		"/api/v1/organisations"); len(list.Items) != 1 || list.Items[0].ID != h.Orgs["own"] {
		t.Errorf("a cell sees %+v", list)
	}
}

// A program of the superior brings bundles with a key of its own.
func TestProgramsBringBundles(t *testing.T) {
	home, meetings := apitest.OpenWard(t)
	bundle := home.Export("danguy", meetings[0].ID)
	o, err := home.Congress.Overview(home.Ctx, meetings[0].ID)
	apitest.Must(t, err)
	there := apitest.OpenSuperior(t, o.Organisation.Name)
	_, err = there.Congress.CreateAccount(there.Ctx, congress.AccountInput{OrgID: there.Orgs["top"],
		Login: "top.administrator", Name: "Quản trị", Role: congress.RoleAdministrator, PasswordHash: there.Hash})
	apitest.Must(t, err)
	key := there.Key("top", outside.ScopeBundles)
	bring := func(content []byte) (*http.Response, string) {
		r, err := http.NewRequestWithContext(there.Ctx, http.MethodPost, there.URL+"/api/v1/bundles",
			bytes.NewReader(content))
		apitest.Must(t, err)
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/octet-stream")
		return there.Do(there.Client(""), r)
	}
	_, err = there.Outside.CreateWebhook(there.Ctx, congress.Actor{OrgID: there.Orgs["top"]},
		outside.WebhookInput{URL: "https://example.org/tin", Events: outside.WebhookEvents(), Secret: "s"})
	apitest.Must(t, err)
	altered := bytes.Clone(bundle)
	altered[len(altered)/2] ^= 1
	if answer, body := bring(altered); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(body, `"code":"bundle_checks"`) || !strings.Contains(body, `"findings":["1. `) {
		t.Errorf("altered: %d %s", answer.StatusCode, body)
	}
	if answer, body := bring(bundle); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(body, "bundle_unknown_key") || there.Arrived() != 0 {
		t.Errorf("a key that nobody compared: %d %s", answer.StatusCode, body)
	}
	_, waiting, err := there.Ratify.KeysOf(there.Ctx, congress.Actor{OrgPath: "/"})
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d bundles wait, %v", len(waiting), err)
	}
	there.AcceptKeyOf(home)
	answer, body := bring(bundle)
	if answer.StatusCode != http.StatusCreated || !strings.Contains(body, string(meetings[0].ID)) ||
		there.Arrived() != 1 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	if answer, body := bring(bundle); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(body, "bundle_older") {
		t.Errorf("again: %d %s", answer.StatusCode, body)
	}
	_, told, err := there.Outside.Webhooks(there.Ctx, congress.Actor{OrgID: there.Orgs["top"]})
	if err != nil || len(told) != 1 || told[0].Event != outside.WebhookDecided {
		t.Errorf("told: %+v, %v", told, err)
	}
}
