package congress_test

import (
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// ready opens a hall whose first round waits for its papers to be handed out,
// with nothing noted about its preparation.
func ready(t *testing.T, rehearsal bool) (*hall, congress.RoundID) {
	t.Helper()
	h := openHall(t, 12)
	if rehearsal {
		h = newHall(t, h.program, 12, congress.CongressInput{Title: "Diễn tập", Term: "2025–2027", HeldOn: "2025-03-01",
			Profile: "190-QD/TW", Rehearsal: true})
	}
	var nothing []congress.PreparationInput
	for _, item := range congress.PreparationItems() {
		nothing = append(nothing, congress.PreparationInput{Item: item})
	}
	must(t, h.s.NotePreparation(h.ctx, h.organiser, h.congress, nothing))
	id, err := h.s.StartRound(h.ctx, h.organiser, h.contest(ballot.Committee, 3, 4), ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeNone))
	h.print(id, 12, 0)
	return h, id
}

// unprepared returns what the log says about an opening without preparation.
func (h *hall) unprepared() *congress.OpenedUnready {
	h.t.Helper()
	var found *congress.OpenedUnready
	must(h.t, h.program.Store.View(h.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(h.ctx, h.congress)
		if err != nil {
			return err
		}
		found, err = congress.LoadUnready(h.ctx, tx, c)
		return err
	}))
	return found
}

// A congress opens unprepared only with a reason, which the log keeps with
// what was missing.
func TestUnpreparedCongressNeedsAReason(t *testing.T) {
	h, id := ready(t, false)
	h.prepare(congress.ItemReport, congress.ItemReview)
	if n := len(h.overview().Unready()); n != len(congress.PreparationItems())-2 {
		t.Errorf("%d items are missing", n)
	}
	for what, reason := range map[string]string{"unprepared": " ", "too_long": strings.Repeat("a", 501)} {
		err := refused[*congress.FieldError](t, what, h.s.HandOutWithReason(h.ctx, h.chief, id, 12, 12, reason))
		if err.Field != "unprepared" || err.Code != what {
			t.Errorf("%+v", err)
		}
	}
	wantRefusal[*congress.FieldError](t, "no reason at all", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	if c := h.overview().Congress; c.State != congress.StatePreparing || h.unprepared() != nil {
		t.Fatalf("the congress is %s", c.State)
	}
	must(t, h.s.HandOutWithReason(h.ctx, h.chief, id, 12, 12, "  bầu bổ sung gấp "))
	found := h.unprepared()
	if found == nil || found.Reason != "bầu bổ sung gấp" || len(found.Missing) != 6 ||
		found.Missing[0] != congress.ItemPersonnel1 {
		t.Errorf("%+v", found)
	}
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 11)) // once it is open nothing is asked again
	wantRefusal[*congress.StateError](t, "noted after it opened", h.s.NotePreparation(h.ctx, h.organiser, h.congress,
		[]congress.PreparationInput{{Item: congress.ItemReport}}))
}

// A prepared congress needs no reason and keeps none; a rehearsal neither.
func TestPreparedCongressAndRehearsalOpen(t *testing.T) {
	h, id := ready(t, false)
	h.prepare(congress.PreparationItems()...)
	must(t, h.s.HandOutWithReason(h.ctx, h.chief, id, 12, 12, "không cần"))
	if found := h.unprepared(); found != nil {
		t.Errorf("%+v", found)
	}
	rehearsal, id := ready(t, true)
	if missing := rehearsal.overview().Unready(); missing != nil {
		t.Errorf("a rehearsal lacks %v", missing)
	}
	must(t, rehearsal.s.HandOut(rehearsal.ctx, rehearsal.chief, id, 12, 12))
}

// An item has its day and its approval, or neither; what lies ahead is not done.
func TestPreparationIsChecked(t *testing.T) {
	h := openHall(t, 5)
	for want, in := range map[string]congress.PreparationInput{
		"political_report.done_on format":       {Item: congress.ItemReport, DoneOn: "1/2/2025", ApprovedBy: "x"},
		"political_report.done_on future":       {Item: congress.ItemReport, DoneOn: "2999-01-01", ApprovedBy: "x"},
		"political_report.done_on required":     {Item: congress.ItemReport, ApprovedBy: "x"},
		"political_report.approved_by required": {Item: congress.ItemReport, DoneOn: "2025-01-01", ApprovedBy: " "},
		"political_report.note too_long":        {Item: congress.ItemReport, Note: strings.Repeat("a", 501)},
		"item unknown":                          {Item: "dinner"},
	} {
		err := refused[*congress.FieldError](t, want, h.s.NotePreparation(h.ctx, h.organiser, h.congress,
			[]congress.PreparationInput{in}))
		if err.Field+" "+err.Code != want {
			t.Errorf("%s: %+v", want, err)
		}
	}
	wantRefusal[*congress.StateError](t, "handed over before the congress",
		h.s.NotePreparation(h.ctx, h.organiser, h.congress,
			[]congress.PreparationInput{{Item: congress.ItemHandover, DoneOn: "2025-01-01", ApprovedBy: "x"}}))
	before := h.overview().Preparing()[0]
	must(t, h.s.NotePreparation(h.ctx, h.presidium, h.congress, []congress.PreparationInput{{Item: congress.ItemReport,
		DoneOn: before.DoneOn, ApprovedBy: before.ApprovedBy}}))
	if after := h.overview().Preparing()[0]; after != before || !after.Done() || after.NotedBy != h.organiser.Name {
		t.Errorf("the same again changed %+v into %+v", before, after)
	}
}
