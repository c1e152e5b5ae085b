package congress

import (
	"context"
	"encoding/json"
	"fmt"

	"kiemphieu/tally"
)

// FrozenBase is who may vote in a round and who was there, as it stood when
// its first paper was handed out (rules 1.6, 1.7). Whoever comes later changes
// the rounds to come, never this one.
type FrozenBase struct {
	Official    int                         `json:"official"`               // summoned
	NotSummoned int                         `json:"not_summoned,omitempty"` // suspended or prosecuted before
	Deductions  map[tally.DeductionKind]int `json:"deductions"`
	Base        int                         `json:"base"`
	Present     int                         `json:"present"` // official members
}

// FrozenBase returns the base of a round, or false before it was handed out.
func (r Round) FrozenBase() (FrozenBase, bool, error) {
	var b FrozenBase
	if r.Base == "" {
		return b, false, nil
	}
	if err := json.Unmarshal([]byte(r.Base), &b); err != nil {
		return b, false, fmt.Errorf("congress: base of round: %w", err)
	}
	return b, true, nil
}

// KeepBase stores the base on the round.
func (r *Round) KeepBase(b FrozenBase) error {
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("congress: base of round: %w", err)
	}
	r.Base = string(text)
	return nil
}

// head counts the members as they stood then.
func (b FrozenBase) head() Head {
	return Head{Official: b.Official + b.NotSummoned, NotSummoned: b.NotSummoned,
		Present: b.Present, Absent: b.Official - b.Present,
		Electorate: tally.Electorate{Meeting: tally.MembersCongress, Official: b.Official, Deductions: b.Deductions},
		Base:       b.Base, Needed: tally.Needed(b.Base)}
}

// freeze returns the base as it stands now.
func (h Head) freeze() FrozenBase {
	return FrozenBase{Official: h.Summoned(), NotSummoned: h.NotSummoned, Deductions: h.Electorate.Deductions,
		Base: h.Base, Present: h.Present}
}

// headOf counts the members as they stood when the papers of a round were
// handed out; before that as they stand now.
func headOf(r Round, now Head) (Head, error) {
	b, frozen, err := r.FrozenBase()
	if err != nil || !frozen {
		return now, err
	}
	return b.head(), nil
}

// freezeBase keeps the base of a round whose first paper is about to be handed
// out; everybody's attendance must be known by then.
func freezeBase(ctx context.Context, a *Act) error {
	roster, err := a.tx.Members(ctx, a.Congress)
	if err != nil {
		return err
	}
	head := HeadOf(roster)
	if err := head.complete(); err != nil {
		return err
	}
	if err := a.Round.KeepBase(head.freeze()); err != nil {
		return err
	}
	a.Tell(baseFrozen{Round: a.Round.ID, FrozenBase: head.freeze()})
	return a.tx.PutMembers(ctx, arrived(roster))
}

// complete refuses a base that is not known yet, or in which nobody is left.
func (h Head) complete() error {
	switch {
	case h.Unknown > 0:
		return &FindingsError{Findings: []Finding{{Code: "attendance_unknown", Law: true, Rule: "base",
			Params: map[string]string{"count": itoa(h.Unknown)}}}}
	case h.Base == 0:
		return &FindingsError{Findings: []Finding{{Code: "base_empty", Law: true, Rule: "base"}}}
	}
	return nil
}

// arrived marks those present as having come: from now on they are not absent
// throughout, also if they leave.
func arrived(roster []Member) []Member {
	var changed []Member
	for _, m := range roster {
		if m.Attendance == AttendancePresent && !m.Came {
			m.Came = true
			changed = append(changed, m)
		}
	}
	return changed
}
