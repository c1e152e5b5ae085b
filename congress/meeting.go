package congress

import (
	"cmp"
	"slices"
)

// Meeting is what kind of meeting a congress is.
type Meeting string

// The meetings of a cell that elect.
const (
	MeetingCongress   Meeting = ""            // đại hội, which begins a term
	MeetingByElection Meeting = "by_election" // hội nghị chi bộ bầu bổ sung, within a term
)

// ByElection reports whether the meeting fills places within a term.
func (c Congress) ByElection() bool { return c.Meeting == MeetingByElection }

// Stands reports whether the congress is over and its result stands.
func (c Congress) Stands() bool { return c.Over() && c.State != StateAnnulled }

// Compare orders the meetings of an organisation in time: by their day, on one
// day by when they closed, what has not closed last, and then by the order in
// which they were set up. The id only makes the order whole.
func (c Congress) Compare(other Congress) int {
	open := func(c Congress) int {
		if c.ClosedAt == 0 {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(c.HeldOn, other.HeldOn), cmp.Compare(open(c), open(other)),
		cmp.Compare(c.ClosedAt, other.ClosedAt), cmp.Compare(c.Founded, other.Founded),
		cmp.Compare(c.Term, other.Term), cmp.Compare(c.ID, other.ID))
}

// weight: a result that stands outweighs one that was annulled, and any that is
// over outweighs a congress that is still to be held.
func (c Congress) weight() int {
	switch {
	case c.Stands():
		return 2
	case c.Over():
		return 1
	}
	return 0
}

// Speaking finds the congress whose figures speak for its organisation: the
// latest whose result stands; where there is none, the latest that was
// annulled, and else the latest that is to be held. A rehearsal never speaks,
// and a by-election only adds to its term. false: no congress is among them.
func Speaking(meetings []Congress) (Congress, bool) {
	candidates := slices.DeleteFunc(slices.Clone(meetings),
		func(c Congress) bool { return c.Rehearsal || c.ByElection() })
	if len(candidates) == 0 {
		return Congress{}, false
	}
	return slices.MaxFunc(candidates, func(a, b Congress) int {
		return cmp.Or(cmp.Compare(a.weight(), b.weight()), a.Compare(b))
	}), true
}
