package congress_test

import (
	"errors"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// A day outside the time of its regulation is refused, and the refusal names the
// regulation; what was so before can still be edited.
func TestADayIsWithinTheTimeOfItsRegulation(t *testing.T) {
	h := openHall(t, 12)
	c := h.overview().Congress
	for _, wrong := range []struct {
		day     congress.Date
		profile string
	}{{"2024-10-09", "190-QD/TW"}, {"2024-10-10", "244-QD/TW"}, {"2014-06-08", "244-QD/TW"}} {
		in := congress.CongressInput{Title: c.Title, Term: c.Term, HeldOn: wrong.day, Profile: wrong.profile}
		_, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
		for _, err := range []error{err, h.s.UpdateCongress(h.ctx, h.organiser, h.congress, in)} {
			got := refused[*congress.FieldError](t, wrong.profile, err)
			if got.Field != "held_on" || got.Code != "outside_profile" ||
				!strings.Contains(got.Value, wrong.profile[:3]) {
				t.Errorf("%v: %+v", wrong, got)
			}
		}
	}
	for day, profile := range map[congress.Date]string{"2024-10-10": "190-QD/TW", "2024-10-09": "244-QD/TW"} {
		must(t, h.s.UpdateCongress(h.ctx, h.organiser, h.congress, congress.CongressInput{Title: c.Title, Term: c.Term,
			HeldOn: day, Profile: profile}))
	}
}

// Whoever names no regulation for a meeting gets the one in force on its day.
func TestANewMeetingIsUnderTheRegulationOfItsDay(t *testing.T) {
	h := openHall(t, 12)
	for _, meeting := range []congress.Meeting{congress.MeetingCongress, congress.MeetingByElection} {
		for day, want := range map[congress.Date]string{"2024-10-10": "190-QD/TW", "2024-10-09": "244-QD/TW"} {
			id, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, congress.CongressInput{Meeting: meeting,
				Title: "Chi bộ", Term: "2022–2025", HeldOn: day})
			must(t, err)
			o, err := h.s.Overview(h.ctx, id)
			must(t, err)
			if o.Congress.Profile != want {
				t.Errorf("%q on %s is under %s", meeting, day, o.Congress.Profile)
			}
		}
	}
	_, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, congress.CongressInput{Title: "Chi bộ", Term: "1990–1995",
		HeldOn: "1990-01-01"})
	if got := refused[*congress.FieldError](t, "a day before all", err); got.Code != "outside_profile" {
		t.Errorf("a day before all: %+v", got)
	}
}

// A text that the administrator enters is cited by congresses from its day on,
// stands in the log once the congress opens, and changes nothing that is sealed.
func TestAnAdministratorExtendsTheLegalBases(t *testing.T) {
	h := openHall(t, 8)
	top := congress.Actor{Name: "Q", Role: congress.RoleAdministrator, OrgID: h.overview().Superior.ID}
	later := congress.LegalBasis{Kind: tally.CharterBasis, From: "2025-02-28", Text: "Quy định số 999-QĐ/TW. "}
	must(t, h.s.AddLegalBasis(h.ctx, top, later))
	must(t, h.s.AddLegalBasis(h.ctx, top, congress.LegalBasis{Kind: tally.ElectionBasis, From: "2025-03-02",
		Text: "Quyết định số 998-QĐ/TW"})) // the day after
	rules := h.overview().Rules
	if rules.CharterBasis != "Quy định số 999-QĐ/TW" || !strings.Contains(rules.LegalBasis, "190-QĐ/TW") {
		t.Fatalf("%s; %s", rules.LegalBasis, rules.CharterBasis)
	}
	id := h.round(h.contest(ballot.Secretary, 1, 1), ballot.Ordinary, congress.CodeQR, 8)
	h.decide(id, repeat(8, "+")...)
	cited := ""
	for _, e := range h.log() {
		if strings.Contains(string(e.Leaf), "basis.cited") {
			cited += string(e.Leaf)
		}
	}
	if !strings.Contains(cited, "999-QĐ/TW") || strings.Contains(cited, "998-QĐ/TW") {
		t.Errorf("cited: %s", cited)
	}
	must(t, h.s.RemoveLegalBasis(h.ctx, top, tally.CharterBasis, "2025-02-28"))
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	if report.Rules.CharterBasis != "Quy định số 999-QĐ/TW" {
		t.Errorf("the sealed round cites %s", report.Rules.CharterBasis)
	}
	var person *congress.PersonError
	if err := h.s.AddLegalBasis(h.ctx, h.organiser, later); !errors.As(err, &person) {
		t.Errorf("an organiser: %v", err)
	}
	var field *congress.FieldError
	for name, wrong := range map[string]congress.LegalBasis{"basis_kind": {Kind: "x", From: "2025-01-01", Text: "x"},
		"basis_from": {Kind: tally.CharterBasis, From: "1/1", Text: "x"},
		"basis_text": {Kind: tally.CharterBasis, From: "2025-01-01", Text: " "}} {
		if err := h.s.AddLegalBasis(h.ctx, top, wrong); !errors.As(err, &field) || field.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
