package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kiemphieu/congress"
)

// read calls the API with a key and reads the answer.
func read[T any](h *house, key, path string) T {
	h.t.Helper()
	answer, body := h.call(h.client(""), http.MethodGet, path, carrying(key))
	var got T
	if err := json.Unmarshal([]byte(body), &got); err != nil || answer.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %d %s", path, answer.StatusCode, body)
	}
	return got
}

// wardKey makes a key of the demonstration ward's committee.
func (h *house) wardKey(scopes ...congress.Scope) string {
	h.t.Helper()
	orgs, err := h.server.Congress.Organisations(h.ctx)
	must(h.t, err)
	_, err = h.server.Congress.CreateAccount(h.ctx, congress.AccountInput{OrgID: orgs[0].ID, Login: "ward.administrator", Name: "Quản trị", Role: congress.RoleAdministrator, PasswordHash: h.hash})
	must(h.t, err)
	return h.key("ward", scopes...)
}

// What programs read is what the pages show: the whole ward page by page, and
// of a congress whose count is not over not a number.
func TestProgramsReadWhatIsSealed(t *testing.T) {
	h, ratified := openWard(t)
	key := h.wardKey(congress.Scopes()...)
	all := map[congress.CongressID]congressJSON{}
	pages, path := 0, "/api/v1/congresses?limit=4"
	for next := path; next != ""; pages++ {
		list := read[congressesJSON](h, key, next)
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
		results := read[resultsJSON](h, key, "/api/v1/congresses/"+string(c.ID)+"/results")
		dossiers := read[dossiersJSON](h, key, "/api/v1/congresses/"+string(c.ID)+"/dossiers")
		if got != read[congressJSON](h, key, "/api/v1/congresses/"+string(c.ID)) || got.State != congress.StateRatified || got.Deadlines.Report == "" || got.Deadlines.Decision == "" || got.Dossier != "ratified" {
			t.Errorf("%+v", got)
		}
		if len(results.Rounds) == 0 || results.Rounds[0].Valid == 0 || results.Rounds[0].Candidates[0].Name == "" || len(dossiers.Items) == 0 {
			t.Errorf("%s: %+v %+v", c.Title, results, dossiers)
		}
	}
	for id, c := range all {
		if c.State == congress.StateInSession || c.State == congress.StatePreparing {
			h.nothingYet(key, id)
		}
	}
	orgs := read[organisationsJSON](h, key, "/api/v1/organisations?limit=200")
	if len(orgs.Items) != 12 || orgs.Next != "" {
		t.Errorf("%d organisations", len(orgs.Items))
	}
	var top organisationJSON
	for _, o := range orgs.Items {
		if o.Parent == "" {
			top = o
		}
	}
	if sum := read[summaryJSON](h, key, "/api/v1/organisations/"+string(top.ID)+"/summary"); sum.Cells != 11 || sum.Ratified != len(ratified) || sum.Elected == 0 {
		t.Errorf("%+v", sum)
	}
	if got := read[organisationJSON](h, key, "/api/v1/organisations/"+string(top.ID)); got != top {
		t.Errorf("%+v", got)
	}
}

// nothingYet: rounds that run are not told, whatever was counted of them.
func (h *house) nothingYet(key string, id congress.CongressID) {
	h.t.Helper()
	o, err := h.server.Congress.Overview(h.ctx, id)
	must(h.t, err)
	sealed := 0
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			if r.State == congress.RoundSealed {
				sealed++
			}
		}
	}
	got := read[resultsJSON](h, key, "/api/v1/congresses/"+string(id)+"/results")
	if len(got.Rounds) != sealed {
		h.t.Errorf("%s: %d rounds are told, %d are sealed", o.Congress.Title, len(got.Rounds), sealed)
	}
}

// An answer that is known costs no body; a page that cannot be is refused at
// its field.
func TestAnswersHaveTagsAndPagesHaveBounds(t *testing.T) {
	h := openHouse(t)
	key := h.key("parent", congress.ScopeCongresses)
	header := carrying(key)
	answer, _ := h.call(h.client(""), http.MethodGet, "/api/v1/organisations", header)
	tag := answer.Header.Get("ETag")
	if tag == "" || answer.Header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("%v", answer.Header)
	}
	header["If-None-Match"] = `"x", W/` + tag
	if answer, body := h.call(h.client(""), http.MethodGet, "/api/v1/organisations", header); answer.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	_, err := h.server.Congress.CreateOrganisation(h.ctx, h.orgs["parent"], congress.OrganisationInput{Kind: congress.KindCell, Model: congress.ModelOffice, Name: "mới"})
	must(t, err)
	if answer, _ := h.call(h.client(""), http.MethodGet, "/api/v1/organisations", header); answer.StatusCode != http.StatusOK || answer.Header.Get("ETag") == tag {
		t.Errorf("changed: %d", answer.StatusCode)
	}
	for _, query := range []string{"limit=0", "limit=201", "limit=x", "cursor=%21"} {
		answer, body := h.call(h.client(""), http.MethodGet, "/api/v1/congresses?"+query, carrying(key))
		if field, _, _ := strings.Cut(query, "="); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `"field":"`+field+`"`) {
			t.Errorf("%s: %d %s", query, answer.StatusCode, body)
		}
	}
	if list := read[organisationsJSON](h, h.key("own", congress.ScopeCongresses), "/api/v1/organisations"); len(list.Items) != 1 || list.Items[0].ID != h.orgs["own"] {
		t.Errorf("a cell sees %+v", list)
	}
}

// A program of the superior brings bundles with a key of its own.
func TestProgramsBringBundles(t *testing.T) {
	home, meetings := openWard(t)
	bundle := home.export("danguy", meetings[0].ID)
	o, err := home.server.Congress.Overview(home.ctx, meetings[0].ID)
	must(t, err)
	there := openSuperior(t, o.Organisation.Name)
	_, err = there.server.Congress.CreateAccount(there.ctx, congress.AccountInput{OrgID: there.orgs["top"], Login: "top.administrator", Name: "Quản trị", Role: congress.RoleAdministrator, PasswordHash: there.hash})
	must(t, err)
	key := there.key("top", congress.ScopeBundles)
	bring := func(content []byte) (*http.Response, string) {
		r, err := http.NewRequestWithContext(there.ctx, http.MethodPost, there.url+pathBundleProgram, bytes.NewReader(content))
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/octet-stream")
		return there.do(there.client(""), r)
	}
	_, err = there.server.Congress.CreateWebhook(there.ctx, congress.Actor{OrgID: there.orgs["top"]}, congress.WebhookInput{URL: "https://example.org/tin", Events: congress.ToldEvents(), Secret: "s"})
	must(t, err)
	altered := bytes.Clone(bundle)
	altered[len(altered)/2] ^= 1
	if answer, body := bring(altered); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `"code":"bundle_checks"`) || !strings.Contains(body, `"findings":["1. `) {
		t.Errorf("altered: %d %s", answer.StatusCode, body)
	}
	answer, body := bring(bundle)
	if answer.StatusCode != http.StatusCreated || !strings.Contains(body, string(meetings[0].ID)) || there.arrived() != 1 {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	if answer, body := bring(bundle); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "bundle_older") {
		t.Errorf("again: %d %s", answer.StatusCode, body)
	}
	_, told, err := there.server.Congress.Webhooks(there.ctx, congress.Actor{OrgID: there.orgs["top"]})
	if err != nil || len(told) != 1 || told[0].Event != congress.TellDecided {
		t.Errorf("told: %+v, %v", told, err)
	}
}
