package office_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
)

// forest is a tree that tests climb in.
type forest struct {
	*testing.T
	*app.Program
	ctx context.Context
	by  congress.Actor
	ids map[string]congress.OrgID
}

// plant makes a superior with two wards, and cells below these.
func plant(t *testing.T) forest {
	t.Helper()
	p, by := open(t, time.Now)
	f := forest{t, p, context.Background(), by, map[string]congress.OrgID{"top": by.OrgID}}
	top, err := p.Congress.OrganisationOf(f.ctx, by, by.OrgID)
	must(t, err)
	f.by.OrgPath = top.Organisation.Path
	f.add("top", "A", congress.KindBase, "Đảng bộ phường Kỳ Trinh")
	f.add("top", "B", congress.KindBase, "Đảng bộ phường Hải Ninh")
	for i := range 3 {
		f.add("A", fmt.Sprint("a", i), congress.KindCell, fmt.Sprint("Chi bộ Tổ dân phố ", i))
		f.add("B", fmt.Sprint("b", i), congress.KindCell, fmt.Sprint("Chi bộ Thôn ", i))
	}
	return f
}

func (f forest) add(parent, name string, kind congress.OrganisationKind, title string) {
	f.Helper()
	id, err := f.Congress.CreateOrganisation(f.ctx, f.ids[parent], congress.OrganisationInput{Kind: kind,
		Model: congress.ModelResidential, Name: title})
	must(f.T, err)
	f.ids[name] = id
}

// meet sets up a congress of a cell.
func (f forest) meet(cell string) {
	f.Helper()
	_, err := f.Congress.CreateCongress(f.ctx, f.by, f.ids[cell], congress.CongressInput{Title: "Đại hội",
		Term: "2025–2027", HeldOn: "2025-05-05", Profile: "190-QD/TW"})
	must(f.T, err)
}

// below writes what stands below an organisation.
func (f forest) below(name, search string) string {
	f.Helper()
	b, err := f.Office.BranchOf(f.ctx, f.by, f.ids[name], office.Search{Text: search})
	must(f.T, err)
	var names []string
	for _, child := range b.Children {
		names = append(names, child.Name)
	}
	return strings.Join(names, "; ")
}

func (f forest) refused(what string, err error, code string) {
	f.Helper()
	var wrong *congress.FieldError
	if !errors.As(err, &wrong) || wrong.Code != code {
		f.Errorf("%s: %v", what, err)
	}
}

// A branch moves with all below it; its sums go along, and the place tells of it.
func TestABranchMoves(t *testing.T) {
	f := plant(t)
	must(t, f.Office.Move(f.ctx, f.by, f.ids["a1"], f.ids["B"]))
	if got := f.below("B", ""); got != "Chi bộ Thôn 0; Chi bộ Thôn 1; Chi bộ Thôn 2; Chi bộ Tổ dân phố 1" {
		t.Errorf("below B: %s", got)
	}
	must(t, f.Office.Move(f.ctx, f.by, f.ids["A"], f.ids["B"]))
	if got := f.below("top", "to dan pho 2"); got != "Chi bộ Tổ dân phố 2" {
		t.Errorf("found: %s", got)
	}
	b, err := f.Office.BranchOf(f.ctx, f.by, f.ids["a2"], office.Search{})
	if err != nil || len(b.Above) != 3 || b.Above[1].ID != f.ids["B"] {
		t.Errorf("above: %+v, %v", b.Above, err)
	}
	b, err = f.Office.BranchOf(f.ctx, f.by, f.ids["A"], office.Search{})
	if err != nil || len(b.Events) != 1 || b.Events[0].Kind != office.EventMoved ||
		b.Events[0].Was != "Đảng ủy phường" || b.Events[0].Became != "Đảng bộ phường Hải Ninh" {
		t.Errorf("events: %+v, %v", b.Events, err)
	}
}

// Nothing stands below itself, below a cell, or twice under one name.
func TestMovesThatAreRefused(t *testing.T) {
	f := plant(t)
	f.add("B", "twin", congress.KindCell, "Chi bộ Tổ dân phố  0")
	f.refused("below itself", f.Office.Move(f.ctx, f.by, f.ids["A"], f.ids["A"]), "below_itself")
	f.refused("below a cell", f.Office.Move(f.ctx, f.by, f.ids["a0"], f.ids["b0"]), "below_cell")
	f.refused("where it stands", f.Office.Move(f.ctx, f.by, f.ids["a0"], f.ids["A"]), "stands_there")
	f.refused("one name", f.Office.Move(f.ctx, f.by, f.ids["a0"], f.ids["B"]), "duplicate")
	f.refused("the top", f.Office.Move(f.ctx, f.by, f.ids["top"], f.ids["B"]), "below_itself")
	ward := f.by
	ward.OrgID, ward.OrgPath = f.ids["A"], f.by.OrgPath+string(f.ids["A"])+"/"
	f.refused("out of sight", f.Office.Move(f.ctx, ward, f.ids["a0"], f.ids["B"]), "required")
	_, err := f.Congress.CreateOrganisation(f.ctx, f.ids["A"], congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "CHI BỘ TỔ DÂN PHỐ 0"})
	f.refused("a second of the name", err, "duplicate")
	f.refused("renamed to another's", f.Office.Edit(f.ctx, f.by, f.ids["a0"], congress.OrganisationInput{
		Model: congress.ModelOffice, Name: "Chi bộ Tổ dân phố 1"}), "duplicate")
}

// What is merged goes on in another one: its cells and the accounts of its
// office are there, and it has no congress any more.
func TestOneGoesOnInAnother(t *testing.T) {
	f := plant(t)
	account, err := f.Congress.CreateAccount(f.ctx, congress.AccountInput{OrgID: f.ids["A"], Login: "a", Name: "A",
		Role: congress.RoleSuperior, PasswordHash: "x"})
	must(t, err)
	f.meet("a0")
	f.refused("under way", f.Office.Merge(f.ctx, f.by, f.ids["a0"], f.ids["a1"]), "congress_under_way")
	f.refused("another kind", f.Office.Merge(f.ctx, f.by, f.ids["a1"], f.ids["B"]), "other_kind")
	must(t, f.Office.Merge(f.ctx, f.by, f.ids["A"], f.ids["B"]))
	if got := f.below("top", ""); got != "Đảng bộ phường Hải Ninh" {
		t.Errorf("below the top: %s", got)
	}
	if n := strings.Count(f.below("B", ""), ";") + 1; n != 6 {
		t.Errorf("%d below B", n)
	}
	actor, err := f.Congress.ActorOf(f.ctx, account)
	if err != nil || actor.OrgID != f.ids["B"] {
		t.Errorf("account: %+v, %v", actor, err)
	}
	must(t, f.Office.Merge(f.ctx, f.by, f.ids["b0"], f.ids["b1"]))
	_, err = f.Congress.CreateCongress(f.ctx, f.by, f.ids["b0"], congress.CongressInput{Title: "Đại hội",
		Term: "2025–2027", HeldOn: "2025-05-05", Profile: "190-QD/TW"})
	f.refused("a congress of what is merged", err, "merged")
	b, err := f.Office.BranchOf(f.ctx, f.by, f.ids["b0"], office.Search{})
	if err != nil || b.MergedInto.ID != f.ids["b1"] || len(b.Events) != 1 {
		t.Errorf("%+v, %v", b, err)
	}
}

// Who is in office goes on where their cell goes on, since when they held it; a
// second secretary does not. Both cells tell who merged them.
func TestOfficesGoOnInAnother(t *testing.T) {
	f := plant(t)
	for _, m := range []struct{ cell, name, office string }{
		{"b0", "Lê An", "secretary"}, {"b0", "Lê An", "committee"}, {"b0", "Vũ Ba", "deputy"},
		{"b1", "Trần Bích", "secretary"}, {"b1", "Trần Bích", "committee"},
	} {
		must(t, f.Congress.NoteMandate(f.ctx, f.by, f.ids[m.cell], congress.MandateInput{
			Office: ballot.Office(m.office), Term: "2022–2025", Name: m.name, From: "2022-06-01",
			How: congress.HowElected, Decision: "1-QĐ/ĐU", Grounds: "Hồ sơ lưu"}))
	}
	must(t, f.Office.Merge(f.ctx, f.by, f.ids["b0"], f.ids["b1"]))
	offices := func(cell string) (held, told string) {
		v, err := f.Congress.OfficesOf(f.ctx, f.ids[cell])
		must(t, err)
		for _, m := range v.InForce() {
			held += fmt.Sprintln(m.Office, m.Name, m.From, m.Decision)
		}
		for _, n := range v.Notes {
			if n.By != f.by.Name || n.Reason == "" {
				t.Errorf("%+v", n)
			}
			if n.Act != "noted" {
				told += fmt.Sprintln(n.Act, n.Office, n.Name, n.Reason)
			}
		}
		for _, m := range v.Past() {
			if cell == "b0" && m.Ending != "Sáp nhập vào Chi bộ Thôn 1" {
				t.Errorf("%+v", m)
			}
		}
		return held, told
	}
	if held, told := offices("b0"); held != "" || strings.Count(told, "carried") != 2 ||
		!strings.Contains(told, "ended secretary Lê An Chi bộ Thôn 1") {
		t.Errorf("where they were:\n%s%s", held, told)
	}
	held, told := offices("b1")
	want := "committee Lê An 2022-06-01 1-QĐ/ĐU\ncommittee Trần Bích 2022-06-01 1-QĐ/ĐU\n" +
		"secretary Trần Bích 2022-06-01 1-QĐ/ĐU\ndeputy Vũ Ba 2022-06-01 1-QĐ/ĐU\n"
	if held != want || strings.Count(told, "came") != 2 {
		t.Errorf("where they go on:\n%s%s", held, told)
	}
}

// Only what is empty is removed; its parent tells of it.
func TestOnlyTheEmptyIsRemoved(t *testing.T) {
	f := plant(t)
	f.meet("a0")
	f.refused("with cells", f.Office.Remove(f.ctx, f.by, f.ids["A"]), "not_empty")
	f.refused("with a congress", f.Office.Remove(f.ctx, f.by, f.ids["a0"]), "not_empty")
	must(t, f.Office.Remove(f.ctx, f.by, f.ids["a1"]))
	b, err := f.Office.BranchOf(f.ctx, f.by, f.ids["A"], office.Search{})
	if err != nil || b.Found != 2 || len(b.Events) != 1 || b.Events[0].Was != "Chi bộ Tổ dân phố 1" {
		t.Errorf("%+v, %v", b, err)
	}
}

// Thousands stand on pages of fifty, and are found without marks.
func TestThousandsAreFound(t *testing.T) {
	f := plant(t)
	for i := range 300 {
		f.add("B", "", congress.KindCell, fmt.Sprintf("Chi bộ Khu phố %03d", i))
	}
	b, err := f.Office.BranchOf(f.ctx, f.by, f.ids["B"], office.Search{Page: 5})
	if err != nil || b.Found != 303 || list.Pages(b.Found) != 7 || len(b.Children) != list.Size ||
		b.Children[0].Name != "Chi bộ Khu phố 250" || b.Counts.Cells != 303 {
		t.Errorf("%d of %d, %v", len(b.Children), b.Found, err)
	}
	if last, err := f.Office.BranchOf(f.ctx, f.by, f.ids["B"], office.Search{Page: 99}); err != nil ||
		len(last.Children) != 3 {
		t.Errorf("beyond the last page: %d, %v", len(last.Children), err)
	}
	b, err = f.Office.BranchOf(f.ctx, f.by, f.ids["top"], office.Search{Text: "khu pho 17"})
	if err != nil || b.Found != 10 || b.Children[3].Under[0].ID != f.ids["B"] {
		t.Errorf("%d, %v", b.Found, err)
	}
}

// What cells have elected is summed above them, wherever they are moved.
func TestSumsGoAlong(t *testing.T) {
	w := apptest.OpenWard(t, app.Config{})
	ctx := context.Background()
	account, err := w.Congress.AccountByLogin(ctx, "quantri")
	must(t, err)
	by, err := w.Congress.ActorOf(ctx, account.ID)
	must(t, err)
	part, err := w.Congress.CreateOrganisation(ctx, by.OrgID, congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng ủy bộ phận"})
	must(t, err)
	organiser, err := w.Congress.AccountByLogin(ctx, "cb01.capuy")
	must(t, err)
	counts := func(id congress.OrgID) office.Counts {
		b, err := w.Office.BranchOf(ctx, by, id, office.Search{})
		must(t, err)
		b.Counts.Below = 0
		return b.Counts
	}
	before := counts(by.OrgID)
	must(t, w.Office.Move(ctx, by, organiser.OrgID, part))
	if got := counts(part); got.Cells != 1 || got.Held != 1 || got.Elected == 0 {
		t.Errorf("the new branch: %+v", got)
	}
	if got := counts(by.OrgID); got != before {
		t.Errorf("the top: %+v, was %+v", got, before)
	}
	must(t, w.Office.Move(ctx, by, organiser.OrgID, by.OrgID))
	if got := counts(part); got != (office.Counts{}) {
		t.Errorf("the branch that was left: %+v", got)
	}
	must(t, w.Office.Remove(ctx, by, part))
}
