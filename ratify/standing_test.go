package ratify_test

import (
	"errors"
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// meet puts another meeting of the cell beside the one of the desk.
func (d *desk) meet(c congress.Congress) {
	d.t.Helper()
	c.OrgID, c.Title, c.Profile = "cell", "Đại hội", "190-QD/TW"
	must(d.t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return errors.Join(tx.PutCongress(d.ctx, c), tx.PutContest(d.ctx, congress.Contest{OrgID: "cell",
			CongressID: c.ID, ID: "k" + congress.ContestID(c.ID), Position: 1, Office: "committee", Seats: 5}),
			tx.Recount(d.ctx, "cell", c.ID))
	}))
}

func (d *desk) states() string {
	var all []string
	for _, r := range d.inbox(ratify.InboxFilter{}).Rows {
		all = append(all, fmt.Sprint(r.Congress.ID, " ", r.State))
	}
	return fmt.Sprint(all)
}

// What is to be held changes no figure, and a dossier that waits stays in the
// inbox whatever is set up after it.
func TestWhatIsToBeHeldChangesNothing(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	figures := map[string]int{"held": 1, "submitted": 1, "preparing": 0, "seats": 2, "elected": 2, "reelected": 1,
		"handed_out": 3, "without": 0, "cells": 1}
	want(t, d.statistics(statistics.Filter{}), figures)
	before, err := d.s.SummaryOf(d.ctx, "/top/", nil)
	must(t, err)
	d.meet(congress.Congress{ID: "a", HeldOn: "2025-03-03", State: congress.StatePreparing, Founded: 1})
	d.meet(congress.Congress{ID: "z", HeldOn: "2030-03-03", Term: "2030", State: congress.StatePreparing, Founded: 2})
	d.meet(congress.Congress{ID: "zz", HeldOn: "2030-04-03", State: congress.StateInSession, Founded: 3})
	d.meet(congress.Congress{ID: "b", HeldOn: "2026-04-03", State: congress.StatePreparing,
		Meeting: congress.MeetingByElection, Founded: 4})
	want(t, d.statistics(statistics.Filter{}), figures)
	after, rows := d.summary()
	if after != before || len(rows) != 1 || rows[0].Congress.ID != "c" {
		t.Errorf("%+v, before %+v", after, before)
	}
	if got := d.states(); got != "[c arrived zz missing]" {
		t.Errorf("the inbox shows %s", got)
	}
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "1", DecidedOn: "2025-03-03"}))
	if got := d.states(); got != "[zz missing]" {
		t.Errorf("the inbox shows %s", got)
	}
}

// A by-election adds to its term and replaces nothing; its dossier is one of its own.
func TestByElectionsAddToTheirTerm(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "1", DecidedOn: "2025-03-03"}))
	d.meet(congress.Congress{ID: "b", HeldOn: "2026-04-03", State: congress.StateClosed, ClosedAt: 1,
		Meeting: congress.MeetingByElection, Founded: 1})
	want(t, d.statistics(statistics.Filter{}), map[string]int{"held": 1, "ratified": 1, "seats": 2, "elected": 2,
		"without": 0, "cells": 1, "in_term_meetings": 1, "in_term_elected": 0})
	units, _, err := d.sums.Units(d.ctx, "/top/", statistics.Filter{}, "cells")
	must(t, err)
	if len(units) != 1 {
		t.Errorf("%d cells: %+v", len(units), units)
	}
	if got := d.states(); got != "[b late c decided]" && got != "[b missing c decided]" {
		t.Errorf("the inbox shows %s", got)
	}
	d.meet(congress.Congress{ID: "n", HeldOn: "2027-04-03", Term: "2027", State: congress.StateClosed, ClosedAt: 2,
		Founded: 2})
	want(t, d.statistics(statistics.Filter{}), map[string]int{"held": 1, "seats": 5, "in_term_meetings": 0})
}
