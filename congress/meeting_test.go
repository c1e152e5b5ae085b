package congress_test

import (
	"testing"

	"kiemphieu/congress"
)

// Which congress speaks for a cell is told by rules: what was held before what
// is to be, a result that stands before one that was annulled, then the day,
// the closing, the order of founding. No id decides.
func TestTheCongressThatSpeaksIsFoundByRule(t *testing.T) {
	t.Parallel()
	old := congress.Congress{ID: "z", HeldOn: "2022-06-20", State: congress.StateRatified, ClosedAt: 1, Founded: 1}
	with := func(change func(*congress.Congress)) congress.Congress {
		c := congress.Congress{ID: "a", HeldOn: "2025-06-20", State: congress.StateClosed, ClosedAt: 5, Founded: 2}
		change(&c)
		return c
	}
	for name, test := range map[string]struct {
		other congress.Congress
		want  congress.CongressID
	}{
		"held later": {with(func(*congress.Congress) {}), "a"},
		"in preparation": {with(func(c *congress.Congress) {
			c.State, c.ClosedAt = congress.StatePreparing, 0
		}), "z"},
		"in session": {with(func(c *congress.Congress) {
			c.State, c.ClosedAt = congress.StateInSession, 0
		}), "z"},
		"annulled":                {with(func(c *congress.Congress) { c.State = congress.StateAnnulled }), "z"},
		"rehearsed":               {with(func(c *congress.Congress) { c.Rehearsal = true }), "z"},
		"by-election":             {with(func(c *congress.Congress) { c.Meeting = congress.MeetingByElection }), "z"},
		"same day, closed later":  {with(func(c *congress.Congress) { c.HeldOn = old.HeldOn }), "a"},
		"same day, closed before": {with(func(c *congress.Congress) { c.HeldOn, c.ClosedAt = old.HeldOn, 0 }), "a"},
		"same closing, founded later": {with(func(c *congress.Congress) {
			c.HeldOn, c.ClosedAt = old.HeldOn, old.ClosedAt
		}), "a"},
		"same closing, founded before": {with(func(c *congress.Congress) {
			c.HeldOn, c.ClosedAt, c.Founded = old.HeldOn, old.ClosedAt, 0
		}), "z"},
	} {
		for _, order := range [][]congress.Congress{{old, test.other}, {test.other, old}} {
			if got, _ := congress.Speaking(order); got.ID != test.want {
				t.Errorf("%s: %s speaks, want %s", name, got.ID, test.want)
			}
		}
	}
	if _, ok := congress.Speaking(nil); ok {
		t.Error("somebody speaks for nobody")
	}
}
