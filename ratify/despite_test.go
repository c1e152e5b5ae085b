package ratify_test

import (
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// A check that failed is not ratified past by one person, whatever the committee
// wants: one records the reason, another confirms, and the dossier keeps it.
func TestFailedChecksAreRatifiedPastByTwoAlone(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-03"))
	decision := ratify.Decision{Number: "127-QĐ/ĐU", DecidedOn: "2025-03-03", Reason: "x"}
	if err := d.s.Ratify(d.ctx, d.superior, "c", decision); !isField(err, "despite", "checks_failed") {
		t.Fatalf("ratified past a check that failed: %v", err)
	}
	decision.Despite = "đơn không liên quan kết quả"
	decided, err := d.s.Decide(d.ctx, d.superior, "c", ratify.Resolution{Kind: ratify.DecideRatify, Decision: decision})
	must(t, err)
	v := d.dossier()
	if decided || v.Proposal == nil || v.Proposal.Despite != decision.Despite {
		t.Fatalf("decided by one: %t %+v", decided, v.Proposal)
	}
	if err := d.s.Confirm(d.ctx, d.superior, "c", v.Proposal.Digest()); err == nil {
		t.Error("confirmed by the same person")
	}
	second := d.superior
	second.AccountID, second.Name = "b2", "Người thứ hai"
	must(t, d.s.Confirm(d.ctx, second, "c", v.Proposal.Digest()))
	if v := d.dossier(); v.Overview.Congress.State != congress.StateRatified || v.Dossier.Despite != decision.Despite {
		t.Errorf("%+v", v.Dossier)
	}
}

// What failed after one person proposed is found when the second confirms.
func TestWhatFailsAfterTheProposalStopsTheSecond(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{TwoDecide: true}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "1-QĐ/ĐU", DecidedOn: "2025-03-03"}))
	must(t, d.complain(0, ratify.ComplaintReceived, "2025-03-03"))
	second := d.superior
	second.AccountID = "b2"
	err := d.s.Confirm(d.ctx, second, "c", d.dossier().Proposal.Digest())
	if !isField(err, "despite", "checks_failed") {
		t.Errorf("confirmed past a complaint: %v", err)
	}
}
