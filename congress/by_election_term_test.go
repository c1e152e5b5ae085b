package congress_test

import (
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Family, section 4: a by-election adds to a term. It is held once the congress of
// that term was, and in no term whose congress was annulled.
func TestAByElectionIsWithinItsTerm(t *testing.T) {
	day := apptest.Morning("2025-03-01")
	p := apptest.Open(t, app.Config{Now: func() time.Time { return day() }})
	h := newHall(t, p, 12, congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027",
		HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	h.decide(h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12), repeat(12, "0111")...)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	began := h.congress

	in := byElection("2025-02-28")
	_, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	if got := refused[*congress.FieldError](t, "before its term", err); got.Code != "before_term" {
		t.Errorf("%+v", got)
	}
	in.HeldOn = "2025-03-01"
	id, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	must(t, err)
	in.HeldOn = "2025-02-28"
	if got := refused[*congress.FieldError](t, "moved before its term", h.s.UpdateCongress(h.ctx, h.organiser, id,
		in)); got.Field != "held_on" {
		t.Errorf("%+v", got)
	}

	must(t, p.Ratify.Submit(h.ctx, h.organiser, began, ""))
	must(t, p.Ratify.Annul(h.ctx, h.above(), began, ratify.Decision{Number: "1-QĐ/ĐU",
		DecidedOn: "2025-03-01", Reason: "Vi phạm"}))
	_, err = h.s.CreateCongress(h.ctx, h.organiser, h.org, byElection("2025-03-01"))
	if got := refused[*congress.FieldError](t, "a term that is none", err); got.Code != "term_annulled" {
		t.Errorf("%+v", got)
	}
}
