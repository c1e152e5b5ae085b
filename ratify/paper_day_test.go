package ratify_test

import (
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/recount"
)

// No paper about a congress is of a day before it, or of one that has not come, at any
// of the doors that give one a day.
func TestNoPaperIsOfADayBeforeItsCongress(t *testing.T) {
	d := appointing(t) // a congress of 3 March, sent up that day; it is April
	decide := func(kind ratify.DecisionKind) func(congress.Date) error {
		return func(day congress.Date) error {
			_, err := d.s.Decide(d.ctx, d.superior, "c", ratify.Resolution{Kind: kind,
				Decision:  ratify.Decision{Number: "1-QĐ/ĐU", DecidedOn: day, Reason: "x"},
				Appointee: ratify.Appointee{ContestID: "s", MemberID: "m3"}})
			return err
		}
	}
	recounts := recount.NewService(d.db, nil)
	for name, door := range map[string]struct {
		field, early string
		open         func(day congress.Date) error
	}{
		"submission": {"sent_on", "before_congress", func(day congress.Date) error {
			return d.s.NumberSubmission(d.ctx, d.cell, "c", ratify.SubmissionInput{Number: 1, Day: day,
				SignedBy: ratify.SignedBy{Post: ratify.PostSecretary, Signer: "A"}})
		}},
		"ratification": {"decided_on", "before_submission", decide(ratify.DecideRatify)},
		"annulment":    {"decided_on", "before_submission", decide(ratify.DecideAnnul)},
		"appointment":  {"decided_on", "before_submission", decide(ratify.DecideAppoint)},
		"complaint": {"day", "before_congress", func(day congress.Date) error {
			return d.complain(0, ratify.ComplaintReceived, day)
		}},
		"custody": {"day", "before_congress", func(day congress.Date) error {
			return d.s.NoteCustody(d.ctx, d.cell, "c", ratify.CustodyInput{Step: ratify.CustodySealed, Day: day,
				Packets: 1, Holder: "A"})
		}},
		"recount": {"day", "before_congress", func(day congress.Date) error {
			return recounts.Want(d.ctx, d.superior, "r", recount.Order{Number: "1-QĐ/ĐU", Day: day, Reason: "x"})
		}},
	} {
		for day, code := range map[congress.Date]string{"2025-03-02": door.early, "2030-01-01": "future",
			"": "required", "2025-02-30": "format"} {
			if err := door.open(day); !isField(err, door.field, code) {
				t.Errorf("%s of %q: %v, want %s", name, day, err, code)
			}
		}
	}
}

// A tờ trình is of a day until it went up: what was sent is not written later, and what
// is sent is not older than a congress whose day was corrected since.
func TestASubmissionIsOfADayUntilItWentUp(t *testing.T) {
	d := openDesk(t, false)
	number := func(day congress.Date) error {
		return d.s.NumberSubmission(d.ctx, d.cell, "c", ratify.SubmissionInput{Number: 1, Day: day,
			SignedBy: ratify.SignedBy{Post: ratify.PostSecretary, Signer: "A"}})
	}
	must(t, number("2025-03-03"))
	hold := func(day congress.Date) {
		t.Helper()
		acts := congress.Acts[congress.Tx]{Store: d.db}
		must(t, acts.Do(d.ctx, d.cell, congress.CongressID("c"), func(_ congress.Tx, a *congress.Act) error {
			a.Congress.HeldOn = day
			return nil
		}))
	}
	d.now = d.now.AddDate(0, 0, 2)
	hold("2025-03-04")
	if err := d.s.Submit(d.ctx, d.cell, "c", ""); !isField(err, "sent_on", "before_congress") {
		t.Errorf("sent up with a tờ trình older than the congress: %v", err)
	}
	must(t, number("2025-03-05"))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.now = d.now.AddDate(0, 0, 1)
	if err := number("2025-03-06"); !isField(err, "sent_on", "after_sent") {
		t.Errorf("a tờ trình of the day after it went up: %v", err)
	}
	must(t, number("2025-03-04"))
	if got := d.check("submission"); got != ratify.CheckWarning {
		t.Errorf("a tờ trình of a day that was said anew is %s", got)
	}
	hold("2025-03-05") // by a program that asks for no such thing
	if got := d.check("submission"); got != ratify.CheckFailed {
		t.Errorf("a tờ trình of a day before the congress is %s", got)
	}
}

// A result is annulled after whatever was decided about it.
func TestAnAnnulmentFollowsWhatItUndoes(t *testing.T) {
	d := appointing(t)
	if _, err := d.s.Decide(d.ctx, d.superior, "c", appointment(ratify.Appointee{ContestID: "s",
		MemberID: "m3"})); err != nil {
		t.Fatal(err)
	}
	annul := ratify.Decision{Number: "129-QĐ/ĐU", DecidedOn: "2025-03-25", Reason: "x"}
	if err := d.s.Annul(d.ctx, d.superior, "c", annul); !isField(err, "decided_on", "before_appointment") {
		t.Errorf("annulled before somebody was appointed: %v", err)
	}
	annul.DecidedOn = "2025-03-26"
	must(t, d.s.Annul(d.ctx, d.superior, "c", annul))
}
