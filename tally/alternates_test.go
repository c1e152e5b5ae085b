package tally_test

import (
	"fmt"
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// joint elects delegates of a base of 96 on one list with their alternates.
func joint(t *testing.T, seats, alternates int, votes ...int) tally.Outcome {
	t.Helper()
	c := tally.Contest{Office: ballot.Delegates, Seats: seats, Alternates: alternates, Round: 1, Kind: ballot.Ordinary}
	s := tally.Sheet{Issued: 96, Returned: 96, Valid: 96, Reasons: map[ballot.Reason]int{}}
	for i, n := range votes {
		id := fmt.Sprint(i + 1)
		c.Candidates = append(c.Candidates, ballot.Candidate{ID: id, Name: id})
		s.Rows = append(s.Rows, tally.Row{ID: id, Votes: n})
	}
	o, err := tally.Elect(tally.Electorate{Meeting: tally.MembersCongress, Official: 96}, c, s)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Family, examples 8 and 9: the official ones first, those left over with more
// than half are alternates in order of votes, half is not enough; a tie for the
// last official seat is decided first, and its loser is the first alternate.
func TestT1AlternatesAreThoseLeftOverWithMoreThanHalf(t *testing.T) {
	for name, test := range map[string]struct {
		votes           []int
		elected, tied   int
		alternates      []string
		open, officials int
		next            tally.Next
	}{
		"example 8": {[]int{90, 88, 85, 80, 77, 70, 66, 61, 55, 40}, 8, 0, []string{"9"}, 1, 0, tally.CongressDecides},
		"with 52":   {[]int{90, 88, 85, 80, 77, 70, 66, 61, 52, 55}, 8, 0, []string{"10", "9"}, 0, 0, tally.Complete},
		"example 9": {[]int{90, 88, 85, 80, 77, 70, 66, 61, 61, 55}, 7, 2, nil, 2, 1, tally.TieBallot},
		"half":      {[]int{90, 88, 85, 80, 77, 70, 66, 61, 48, 48}, 8, 0, nil, 2, 0, tally.CongressDecides},
		"one short": {[]int{90, 88, 85, 80, 77, 70, 66, 48, 47, 46}, 7, 0, nil, 2, 1, tally.CongressDecides},
	} {
		o := joint(t, 8, 2, test.votes...)
		if len(o.Elected) != test.elected || len(o.Tied) != test.tied || !slices.Equal(o.Alternates, test.alternates) ||
			o.OpenAlternates != test.open || o.OpenSeats != test.officials || o.Next != test.next {
			t.Errorf("%s: %+v", name, o)
		}
	}
	o := joint(t, 8, 2, 90, 88, 85, 80, 77, 70, 66, 61, 61, 55)
	after := tally.AlternatesAfter(o, append(slices.Clone(o.Elected), "9"), 2)
	if !slices.Equal(after, []string{"8", "10"}) {
		t.Errorf("after the ballot among the tied: %v", after)
	}
	// level at the last place: nobody of them is an alternate yet
	if o := joint(t, 8, 1, 90, 88, 85, 80, 77, 70, 66, 61, 55, 55); o.Alternates != nil || o.OpenAlternates != 1 {
		t.Errorf("level at the last place: %+v", o)
	}
}
