package ratify_test

import (
	"errors"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// complain goes a step with a complaint on a day.
func (d *desk) complain(number int, step ratify.ComplaintStep, day congress.Date) error {
	return d.s.NoteComplaint(d.ctx, d.superior, "c", ratify.ComplaintInput{Number: number, Step: step, Day: day,
		Form: ratify.FormComplaint, To: "Ủy ban kiểm tra", Code: "3-KL/UBKT", Text: "về thùng phiếu",
		Breach: step == ratify.ComplaintFound})
}

func (d *desk) check(code string) ratify.CheckResult {
	d.t.Helper()
	for _, c := range d.dossier().Checks {
		if c.Code == code {
			return c.Result
		}
	}
	d.t.Fatalf("no check %s", code)
	return ""
}

// afterwards lists what the desk has to do after a decision.
func (d *desk) afterwards() []ratify.Afterwards {
	d.t.Helper()
	v, err := d.s.DeskOf(d.ctx, d.superior.OrgPath)
	must(d.t, err)
	if len(v.After) != v.AfterN {
		d.t.Errorf("%d of %d", len(v.After), v.AfterN)
	}
	return v.After
}

func refusedIn(err error, subject, state string) bool {
	var s *congress.StateError
	return errors.As(err, &s) && s.Subject == subject && s.State == state
}

// Rule 9.4: a complaint stops the time for the decision until it is decided, step
// by step; a breach that was found is a check that failed.
func TestComplaintStopsTheTimeForTheDecision(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	before := d.dossier()
	d.now = d.now.AddDate(0, 0, 9)
	if err := d.complain(0, ratify.ComplaintReceived, "2025-03-13"); !isField(err, "day", "future") {
		t.Errorf("received ahead: %v", err)
	}
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-05"))
	if number := d.dossier().Complaints[0].Steps[0].Number; number != "01-GN/ĐU" {
		t.Errorf("the receipt has the number %q", number)
	}
	if v := d.dossier(); before.Deadlines.Decide == "" || v.Deadlines.Decide != "" ||
		v.Overview.Congress.ComplaintsOpen != 1 ||
		d.check("complaints") != ratify.CheckFailed {
		t.Errorf("%+v then %+v", before.Deadlines, v.Deadlines)
	}
	if waits := d.afterwards(); len(waits) != 1 || waits[0].Complaints != 1 {
		t.Errorf("what the desk has to do afterwards: %+v", waits)
	}
	if err := d.complain(1, ratify.ComplaintDecided, "2025-03-06"); !refusedIn(err, "complaint", "received") {
		t.Errorf("decided before it was verified: %v", err)
	}
	if err := d.complain(1, ratify.ComplaintHanded, "2025-03-04"); !isField(err, "day", "before_step") {
		t.Errorf("handed on before it came: %v", err)
	}
	must(t, d.complain(1, ratify.ComplaintHanded, "2025-03-06"))
	must(t, d.complain(1, ratify.ComplaintFound, "2025-03-10"))
	must(t, d.complain(1, ratify.ComplaintDecided, "2025-03-12"))
	if waits := d.afterwards(); len(waits) != 0 {
		t.Errorf("the desk still has to do: %+v", waits)
	}
	v := d.dossier()
	if v.Deadlines.Decide <= before.Deadlines.Decide || !v.Complaints[0].Breach() || v.Complaints[0].Late ||
		d.check("complaints") != ratify.CheckFailed {
		t.Errorf("decided: %+v %+v", v.Deadlines, v.Complaints)
	}
	own := d.superior
	own.OrgID = "cell"
	if err := d.s.NoteComplaint(d.ctx, own, "c", ratify.ComplaintInput{Step: ratify.ComplaintReceived,
		Day: "2025-03-05", Form: ratify.FormComplaint, Text: "x"}); err == nil {
		t.Error("the cell takes complaints about itself")
	}
}

// Rule 9.4: a result is annulled also after it was ratified, at any time; what was
// ratified stays told, and the statistics follow.
func TestResultIsAnnulledAfterItWasRatified(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "127-QĐ/ĐU", DecidedOn: "2025-03-03"}))
	if d.total().Elected != 2 {
		t.Fatalf("%+v", d.total())
	}
	d.now = d.now.AddDate(2, 0, 0)
	annul := ratify.Decision{Number: "9-QĐ/ĐU", DecidedOn: "2025-03-02", Reason: "vi phạm Điều 33"}
	if err := d.s.Annul(d.ctx, d.superior, "c", annul); err == nil {
		t.Error("annulled before it was ratified")
	}
	annul.DecidedOn = congress.At(d.now).Date()
	must(t, d.s.Annul(d.ctx, d.superior, "c", annul))
	v := d.dossier()
	first, ratified := v.Dossier.Ratification()
	second, annulled := v.Dossier.Annulment()
	if v.Overview.Congress.State != congress.StateAnnulled || !ratified || first.Number != "127-QĐ/ĐU" || !annulled ||
		second.Number != "09-QĐ/ĐU" || second.Reason != annul.Reason || d.total().Elected != 0 {
		t.Errorf("%+v, %+v", v.Dossier, d.total())
	}
}

// Rule 9.5: sealed papers have a holder, are opened by decision and sealed again,
// and destroyed by decision once their time is over and no complaint is open.
func TestSealedPapersAreKeptByDecision(t *testing.T) {
	d := openDesk(t, false)
	day := d.now
	tell := func(step ratify.CustodyStep, after int) error {
		d.now = day.AddDate(0, 0, after)
		return d.s.NoteCustody(d.ctx, d.cell, "c", ratify.CustodyInput{Step: step, Day: congress.At(d.now).Date(),
			Packets: 3, Holder: "Đồng chí A", Code: "4-QĐ/CB", Text: "theo đơn"})
	}
	if err := tell(ratify.CustodyOpened, 0); !refusedIn(err, "custody", "") {
		t.Errorf("opened before it was sealed: %v", err)
	}
	must(t, tell(ratify.CustodySealed, 0))
	must(t, tell(ratify.CustodyHanded, 1))
	if err := tell(ratify.CustodyDestroyed, 30); !isField(err, "day", "too_early") {
		t.Errorf("destroyed after a month: %v", err)
	}
	must(t, tell(ratify.CustodyOpened, 31))
	if err := tell(ratify.CustodyHanded, 32); !refusedIn(err, "custody", "opened") {
		t.Errorf("handed over open: %v", err)
	}
	must(t, tell(ratify.CustodySealed, 32))
	must(t, tell(ratify.CustodyKept, 33))
	if err := tell(ratify.CustodyDestroyed, 300); !refusedIn(err, "custody", "complaint") {
		t.Errorf("destroyed while kept: %v", err)
	}
	must(t, tell(ratify.CustodyReleased, 300))
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-05"))
	if err := tell(ratify.CustodyDestroyed, 301); !refusedIn(err, "custody", "complaint") {
		t.Errorf("destroyed during a complaint: %v", err)
	}
	must(t, d.complain(1, ratify.ComplaintWithdrawn, "2025-03-06"))
	must(t, tell(ratify.CustodyDestroyed, 302))
	v := d.dossier().Custody
	if len(v.Steps) != 7 || v.Packets != 0 || v.Holder != "" || v.Last().Holder != "" || len(v.Next()) != 0 {
		t.Errorf("%+v", v)
	}
	if kept := v.Until(6); kept.Packets != 3 || kept.Holder != "Đồng chí A" {
		t.Errorf("before they were destroyed: %+v", kept)
	}
	if err := d.s.NoteCustody(d.ctx, d.cell, "c", ratify.CustodyInput{Step: ratify.CustodyOpened,
		Day: "2025-04-01"}); !isField(err, "paper_number", "required") {
		t.Errorf("opened without a decision: %v", err)
	}
}

// What was decided in time stays so: a complaint that comes after the decision stops no
// clock, and its end moves no deadline; the superior still has it to decide, and what its
// paper tells is what was known then.
func TestAComplaintAfterTheDecisionMovesNoDeadline(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.now = d.now.AddDate(0, 0, 9)
	decide := func(number int, day congress.Date) {
		t.Helper()
		must(t, d.complain(number, ratify.ComplaintHanded, day))
		must(t, d.complain(number, ratify.ComplaintFound, day))
		must(t, d.complain(number, ratify.ComplaintDecided, day))
	}
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-05"))
	decide(1, "2025-03-06")
	due := d.dossier().Deadlines.Decide
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "127-QĐ/ĐU", DecidedOn: "2025-03-07",
		Despite: "đã khắc phục"}))
	must(t, d.s.Confirm(d.ctx, d.second(), "c", d.dossier().Proposal.Digest()))
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-10"))
	if v := d.dossier(); v.Deadlines.Decide != due || len(d.afterwards()) != 1 {
		t.Errorf("the decision was due on %s, now %s; %d wait", due, v.Deadlines.Decide, len(d.afterwards()))
	}
	decide(2, "2025-03-12")
	v := d.dossier()
	if v.Deadlines.Decide != due || v.Overview.Congress.ComplaintEnded != "2025-03-06" || len(d.afterwards()) != 0 {
		t.Errorf("the decision was due on %s, now %s: %+v", due, v.Deadlines.Decide, v.Overview.Congress)
	}
	if at := v.AtDecision("127-QĐ/ĐU", "2025-03-07"); len(at.Complaints) != 1 || at.Complaints[0].Open() ||
		len(v.Complaints) != 2 {
		t.Errorf("at the decision: %+v", at.Complaints)
	}
}
