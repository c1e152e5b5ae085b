package congress_test

import (
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// The chief notes what the minutes say beside the figures, until the seal; it
// stands in the log, and every field that is wrong is named.
func TestTheChiefNotesForTheMinutes(t *testing.T) {
	h := openHall(t, 8)
	id := h.round(h.contest(ballot.Secretary, 1, 1), ballot.Ordinary, congress.CodeQR, 8)
	for field, n := range map[string]congress.MinutesNotes{"copies": {}, "writer": {Copies: 3,
		Writer: strings.Repeat("a", 101)}, "doubtful": {Copies: 3, Doubtful: 9, Conclusion: "x"},
		"conclusion": {Copies: 3, Doubtful: 1}} {
		got := refused[*congress.FieldError](t, field, h.s.NoteMinutes(h.ctx, h.chief, id, n))
		if got.Field != field {
			t.Errorf("%s: %+v", field, got)
		}
	}
	got := refused[*congress.FieldError](t, "a conclusion about no paper", h.s.NoteMinutes(h.ctx, h.chief, id,
		congress.MinutesNotes{Copies: 3, Conclusion: "hợp lệ"}))
	if got.Field != "doubtful" {
		t.Errorf("%+v", got)
	}
	must(t, h.s.NoteMinutes(h.ctx, h.chief, id, congress.MinutesNotes{Copies: 2}))
	want := congress.MinutesNotes{Copies: 3, Writer: "Lê Thị Bình", Doubtful: 1, Conclusion: "hợp lệ"}
	typed := want
	typed.Writer, typed.Conclusion = "  Lê Thị Bình ", " hợp lệ "
	must(t, h.s.NoteMinutes(h.ctx, h.chief, id, typed))
	if got, err := h.s.MinutesNotesOf(h.ctx, h.view(id).Round); err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
	h.decide(id, repeat(8, "+")...)
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	if report.Notes != want || report.Began == 0 {
		t.Errorf("%+v", report.Notes)
	}
	wantRefusal[*congress.StateError](t, "sealed", h.s.NoteMinutes(h.ctx, h.chief, id, want))
}

// Which congress it is stands on papers, so it is frozen with a list.
func TestTheOrdinalOfACongress(t *testing.T) {
	h := openHall(t, 12)
	c := h.overview().Congress
	in := congress.CongressInput{Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Profile: c.Profile, Ordinal: 12}
	must(t, h.s.UpdateCongress(h.ctx, h.organiser, h.congress, in))
	if got := h.overview().Congress.Ordinal; got != 12 {
		t.Errorf("ordinal %d", got)
	}
	h.frozenList()
	in.Ordinal = 13
	got := refused[*congress.FieldError](t, "frozen", h.s.UpdateCongress(h.ctx, h.organiser, h.congress, in))
	if got.Field != "ordinal" || got.Code != "list_frozen" || got.Value != "12" {
		t.Errorf("%+v", got)
	}
	in.Ordinal = -1
	_, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	if got := refused[*congress.FieldError](t, "negative", err); got.Field != "ordinal" {
		t.Errorf("%+v", got)
	}
}
