package ratify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
	"kiemphieu/store"
	"kiemphieu/verify"
)

// house is a server: the cell's, where the demo's ward met, or the superior's.
type house struct {
	t        *testing.T
	db       *store.DB
	congress *congress.Service
	ratify   *ratify.Service
}

func houseOf(t *testing.T, p *app.Program) house { return house{t, p.Store, p.Congress, p.Ratify} }

func openHouse(t *testing.T) house {
	t.Helper()
	return houseOf(t, apptest.Open(t, app.Config{}))
}

// wardHouse is the house of the demo's ward.
func wardHouse(t *testing.T) (house, []congress.Congress) {
	t.Helper()
	h := houseOf(t, apptest.OpenWard(t, app.Config{}).Program)
	meetings, err := h.congress.CongressesUnder(context.Background(), "/")
	must(t, err)
	return h, slices.DeleteFunc(meetings, func(c congress.Congress) bool { return c.State != congress.StateRatified })
}

// bundle exports a congress, verifies it and reads it.
func (h house) bundle(id congress.CongressID) bundle.Contents {
	h.t.Helper()
	ctx := context.Background()
	signer, _, err := h.congress.LogKey(ctx)
	must(h.t, err)
	var out bytes.Buffer
	must(h.t, h.ratify.ExportBundle(ctx, id, &out, signer))
	report, raw, err := verify.Verify(&out, verify.Options{})
	must(h.t, err)
	if !report.OK {
		h.t.Fatal(report.Failed())
	}
	b, err := bundle.Read(raw)
	must(h.t, err)
	return b
}

// superior makes a ward with cells of these names, and gives its committee.
func (h house) superior(cells ...string) congress.Actor {
	h.t.Helper()
	ctx := context.Background()
	top, err := h.congress.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindSuperior,
		Name: "Đảng bộ thị xã"})
	must(h.t, err)
	ward, err := h.congress.CreateOrganisation(ctx, top, congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ phường Kỳ Trinh"})
	must(h.t, err)
	for _, name := range cells {
		_, err := h.congress.CreateOrganisation(ctx, ward, congress.OrganisationInput{Kind: congress.KindCell,
			Model: congress.ModelResidential, Name: name})
		must(h.t, err)
	}
	return congress.Actor{AccountID: "s", Name: "Đảng ủy", Role: congress.RoleSuperior, OrgID: top,
		OrgPath: "/" + string(top) + "/"}
}

// know has a house take the key of a bundle for that of an organisation by name.
func (h house) know(by congress.Actor, b bundle.Contents, name string) {
	h.t.Helper()
	all, err := h.congress.Organisations(context.Background())
	must(h.t, err)
	for _, o := range all {
		if o.Name == name {
			must(h.t, h.ratify.AcceptKey(context.Background(), by, o.ID, b.Verifier, "điện thoại"))
		}
	}
}

func (h house) dossier(id congress.CongressID) ratify.DossierView {
	h.t.Helper()
	v, err := h.ratify.DossierOf(context.Background(), id)
	must(h.t, err)
	return v
}

func TestBundlesComeInAtTheSuperior(t *testing.T) {
	cell, meetings := wardHouse(t) // filled once for both
	t.Run("the ward is the same there", func(t *testing.T) { sameWard(t, cell, meetings) })
	t.Run("an appointment comes along", func(t *testing.T) { appointmentComesAlong(t, cell, meetings) })
	t.Run("some are refused", func(t *testing.T) { refusals(t, cell, meetings) })
}

// A ward of which every cell sent its bundle reads as the ward itself.
func sameWard(t *testing.T, cell house, meetings []congress.Congress) {
	t.Helper()
	ctx := context.Background()
	there := openHouse(t)
	var names []string
	for _, c := range meetings {
		names = append(names, cell.dossier(c.ID).Overview.Organisation.Name)
	}
	by := there.superior(names...)
	there.know(by, cell.bundle(meetings[0].ID), "Đảng bộ phường Kỳ Trinh")
	for _, c := range meetings {
		_, err := there.ratify.ImportBundle(ctx, by, cell.bundle(c.ID))
		must(t, err)
		sameDossier(t, cell.dossier(c.ID), there.dossier(c.ID))
	}
	home, err := cell.ratify.SummaryOf(ctx, "/", nil)
	must(t, err)
	away, err := there.ratify.SummaryOf(ctx, by.OrgPath, nil)
	must(t, err)
	home.Cells = away.Cells // two cells of the ward have not finished
	home.Seats = away.Seats
	if home != away || away.Ratified != 9 {
		t.Errorf("the ward reads %+v, at home %+v", away, home)
	}
}

// Who was appointed is known by the roster's id, and from elsewhere by name.
func appointmentComesAlong(t *testing.T, cell house, meetings []congress.Congress) {
	t.Helper()
	ctx := context.Background()
	there := openHouse(t)
	by := there.superior(cell.dossier(meetings[0].ID).Overview.Organisation.Name)
	b := cell.bundle(meetings[0].ID)
	elected := b.Elected[0].MemberID
	b.Passages = append(b.Passages,
		bundle.Passage{At: 1659340800, By: "Đảng ủy", Appointed: &congress.Appointed{Contest: b.Contests[1].ID,
			Member: elected,
			Number: "9-QĐ/ĐU", DecidedOn: "2022-08-01"}},
		bundle.Passage{At: 1659427200, By: "Đảng ủy", Appointed: &congress.Appointed{Contest: b.Contests[2].ID,
			Name: "Người Nơi Khác", Number: "10-QĐ/ĐU", DecidedOn: "2022-08-02"}})
	there.know(by, b, "Đảng bộ phường Kỳ Trinh")
	_, err := there.ratify.ImportBundle(ctx, by, b)
	must(t, err)
	v := there.dossier(meetings[0].ID)
	names := map[congress.ContestID]string{}
	for _, a := range v.Appointments {
		names[a.ContestID] = a.Name + " " + a.Number + " " + a.Office + " " + a.AppointedBy
	}
	if want := v.Overview.Member(elected).Name + " 9-QĐ/ĐU secretary Đảng ủy"; names[b.Contests[1].ID] != want ||
		names[b.Contests[2].ID] != "Người Nơi Khác 10-QĐ/ĐU deputy Đảng ủy" {
		t.Errorf("%v", names)
	}
	b.Passages = append(b.Passages, bundle.Passage{At: 1659427200, Appointed: &congress.Appointed{Contest: "?",
		Name: "X", Number: "1",
		DecidedOn: "2022-08-02"}})
	other := openHouse(t)
	by = other.superior(v.Overview.Organisation.Name)
	other.know(by, b, "Đảng bộ phường Kỳ Trinh")
	if _, err := other.ratify.ImportBundle(ctx, by, b); !isField(err, "file", "bundle_forked") {
		t.Errorf("an office of nowhere: %v", err)
	}
}

// sameDossier compares all that the page of a dossier shows.
func sameDossier(t *testing.T, home, away ratify.DossierView) {
	t.Helper()
	name := home.Overview.Congress.Title
	if !reflect.DeepEqual(home.Checks, away.Checks) || home.Deadlines != away.Deadlines {
		t.Errorf("%s: checks\n%+v\n%+v", name, home.Checks, away.Checks)
	}
	if !reflect.DeepEqual(home.Overview.Head, away.Overview.Head) {
		t.Errorf("%s: figures\n%+v\n%+v", name, home.Overview.Head, away.Overview.Head)
	}
	d, e := home.Dossier, away.Dossier
	d.OrgID, d.SubmittedAt, d.DecidedAt = e.OrgID, d.SubmittedAt.Minute(), d.DecidedAt.Minute()
	if d != e || len(home.History) != len(away.History) {
		t.Errorf("%s: dossier\n%+v\n%+v", name, d, e)
	}
	if len(home.Reports) != len(away.Reports) || len(home.Reports) == 0 {
		t.Fatalf("%s: %d reports, %d", name, len(home.Reports), len(away.Reports))
	}
	for i, r := range home.Reports {
		s := away.Reports[i]
		if r.LogRoot != s.LogRoot || r.Breakdown != s.Breakdown || !reflect.DeepEqual(r.Outcome, s.Outcome) ||
			!r.Sheet.Equal(s.Sheet) ||
			!reflect.DeepEqual(r.Sheaves, s.Sheaves) || !reflect.DeepEqual(r.Named(congress.Duties()...),
			s.Named(congress.Duties()...)) || !reflect.DeepEqual(r.Definition, s.Definition) {
			t.Errorf("%s: report %d\n%+v\n%+v", name, i, r, s)
		}
		for _, id := range r.Outcome.Elected {
			m, n := r.Candidate(id), s.Candidate(id)
			m.OrgID, m.Card, m.Group = n.OrgID, "", ""
			if m != n {
				t.Errorf("%s: elected\n%+v\n%+v", name, m, n)
			}
		}
	}
}

// earlier is the bundle as it was when its log had fewer events.
func earlier(b bundle.Contents, events int) bundle.Contents {
	b.Leaves = b.Leaves[:len(b.Leaves)-events]
	b.Passages = b.Passages[:1]
	b.Congress.State, b.Congress.LogSize = congress.StateSubmitted, int64(len(b.Leaves))
	return b
}

func refusals(t *testing.T, cell house, meetings []congress.Congress) {
	t.Helper()
	ctx := context.Background()
	there := openHouse(t)
	b := cell.bundle(meetings[0].ID)
	by := there.superior(b.Organisation.Name, "Chi bộ Hai")
	refuse := func(code string, b bundle.Contents) {
		t.Helper()
		if _, err := there.ratify.ImportBundle(ctx, by, b); !isField(err, "file", code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	rehearsal, none, stranger := b, b, b
	rehearsal.Congress.Rehearsal = true
	if _, err := there.ratify.ImportBundle(ctx, by, rehearsal); !errors.Is(err, ratify.ErrRehearsal) {
		t.Errorf("rehearsal: %v", err)
	}
	none.Passages = nil
	refuse("bundle_no_dossier", none)
	stranger.Organisation.Name = "Chi bộ Xa"
	refuse("bundle_no_cell", stranger)
	refuse("bundle_unknown_key", earlier(b, 1))
	there.know(by, b, b.Organisation.Name)
	refuse("bundle_decision_inside", b) // the cell's own key decides nothing
	there.know(by, b, "Đảng bộ phường Kỳ Trinh")
	if all, err := there.congress.CongressesUnder(ctx, "/"); err != nil || len(all) != 0 {
		t.Fatalf("what was refused left %d congresses, %v", len(all), err)
	}
	_, err := there.ratify.ImportBundle(ctx, by, earlier(b, 1))
	must(t, err)
	refuse("bundle_older", earlier(b, 1))
	refuse("bundle_older", earlier(b, 2))
	forked := b
	forked.Leaves = slices.Clone(b.Leaves)
	forked.Leaves[3] = append(slices.Clone(forked.Leaves[3]), ' ')
	refuse("bundle_forked", forked)
	key := b
	key.Verifier = "another"
	refuse("bundle_unknown_key", key)
	second := b
	second.Congress.ID, second.Contests, second.Rounds = "another", nil, nil
	refuse("bundle_second", second)
	namesake := b
	namesake.Congress.ID, namesake.Congress.Term, namesake.Organisation.ID = "third", "2030–2033", "foreign"
	refuse("bundle_other_cell", namesake)
	p, err := there.ratify.PreviewBundle(ctx, by, second)
	if wrong, _ := congress.FieldsOf(p.Err); err != nil || len(wrong) == 0 || p.Decisions == 0 || !p.ByName {
		t.Errorf("preview %+v, %v", p, err)
	}
	thief := b
	thief.Congress.ID, thief.Congress.Term = "another", "2030–2033"
	refuse("bundle_forked", thief)
	thief.Contests = nil
	refuse("bundle_forked", thief)
	below := by
	below.OrgPath += "x/"
	if _, err := there.ratify.ImportBundle(ctx, below, b); !isField(err, "file", "bundle_no_cell") {
		t.Errorf("somebody who does not see the cell: %v", err)
	}
	if v := there.dossier(b.Congress.ID); v.Dossier.State != ratify.DossierSubmitted {
		t.Errorf("a refused bundle changed the dossier: %+v", v.Dossier)
	}
	_, err = there.ratify.ImportBundle(ctx, by, b)
	must(t, err)
	sameDossier(t, cell.dossier(b.Congress.ID), there.dossier(b.Congress.ID))
	if v := there.dossier(b.Congress.ID); strings.HasPrefix(v.Overview.Members[0].Name, "(") ||
		len(v.Overview.Members) != len(b.Members) {
		t.Errorf("roster %+v", v.Overview.Members)
	}
	refuse("bundle_older", b)
}

// What only a superior tells is no cell's to tell: a log that it comes in with, under
// the cell's key, is refused whole, be it a complaint that was decided, a proposal that
// the superior's own decision would stumble over, a recount that was ordered, or who
// signs a decision that is still to come.
func TestOnlyASuperiorTellsWhatASuperiorDoes(t *testing.T) {
	ctx := context.Background()
	cell, meetings := wardHouse(t)
	b := earlier(cell.bundle(meetings[0].ID), 1)
	with := func(kind, role, data string) bundle.Contents {
		told := b
		told.Leaves = append(slices.Clone(b.Leaves), fmt.Appendf(nil,
			`{"at":"2022-07-20T01:00Z","by":"","data":{%s},"kind":%q,"role":%q}`, data, kind, role))
		told.Congress.LogSize++
		told.Checkpoints = append(slices.Clone(b.Checkpoints), congress.KeptCheckpoint{CongressID: b.Congress.ID,
			Size: told.Congress.LogSize, Verifier: b.Verifier, Note: "x"})
		return told
	}
	houses, by := map[string]house{}, map[string]congress.Actor{}
	for _, key := range []string{b.Organisation.Name, "Đảng bộ phường Kỳ Trinh"} { // whose it is known for
		there := openHouse(t)
		by[key], houses[key] = there.superior(b.Organisation.Name), there
		there.know(by[key], b, key)
	}
	const day = `"day":"2022-07-01"`
	for what, c := range map[string]struct {
		bundle   bundle.Contents
		superior bool
	}{
		"a complaint": {with("complaint.told", "superior", `"complaint":1,"step":"received","text":"x",`+day), true},
		"a complaint under another role": {with("complaint.told", "organiser", `"complaint":1,"step":"received",`+
			`"text":"x",`+day), true},
		"a proposal":       {with("decision.proposed", "superior", `"version":1,"decision":"ratified"`), true},
		"one taken back":   {with("decision.withdrawn", "superior", `"version":1,"decision":"ratified"`), true},
		"a recount":        {with("recount.told", "superior", `"recount":1,"step":"ordered",`+day), true},
		"its own":          {with("recount.told", "chief", `"recount":1,"step":"ordered","text":"x"`), false},
		"who signs":        {with("paper.numbered", "superior", `"code":"1-QĐ/ĐU","paper":"QĐ",`+day), true},
		"who signs for it": {with("paper.numbered", "organiser", `"code":"1-TTr/CB","paper":"TTr",`+day), false},
	} {
		for key, there := range houses {
			p, err := there.ratify.PreviewBundle(ctx, by[key], c.bundle)
			must(t, err)
			if refused := isField(p.Err, "file", "bundle_decision_inside"); refused != (c.superior &&
				key == b.Organisation.Name) {
				t.Errorf("%s, by the key of %s: %v", what, key, p.Err)
			}
		}
	}
}
