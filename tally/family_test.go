package tally_test

import (
	"fmt"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// member counts a ballot whose papers are all valid, and says what came out as
// "base needed: who is elected; who is tied; seats open". One name for one seat is
// agreed with or not.
func member(t *testing.T, e tally.Electorate, kind ballot.Kind, seats, papers int, votes ...int) string {
	t.Helper()
	c := tally.Contest{Office: ballot.Committee, Seats: seats, Round: 1, Kind: kind}
	if seats == 1 {
		c.Office = ballot.Secretary
	}
	s := tally.Sheet{Issued: papers, Returned: papers, Valid: papers, Reasons: map[ballot.Reason]int{}}
	for i, n := range votes {
		id := fmt.Sprint(i + 1)
		c.Candidates = append(c.Candidates, ballot.Candidate{ID: id, Name: id})
		row := tally.Row{ID: id, Votes: n}
		if len(votes) == seats {
			row.Disagree = papers - n
		}
		s.Rows = append(s.Rows, row)
	}
	o, err := tally.Elect(e, c, s)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %d: %v; %v; %d", o.Base, o.Needed, o.Elected, o.Tied, o.OpenSeats)
}

// The worked examples of the law, by their numbers, as far as they are counted;
// docs/rules.md lists where each is tested as a day.
func TestT1WorkedExamples(t *testing.T) {
	congress := func(official int) tally.Electorate {
		return tally.Electorate{Meeting: tally.MembersCongress, Official: official}
	}
	meeting := func(official int) tally.Electorate {
		return tally.Electorate{Meeting: tally.CommitteeMeeting, Official: official}
	}
	less := func(e tally.Electorate, deductions map[tally.DeductionKind]int) tally.Electorate {
		e.Deductions = deductions
		return e
	}
	first, again := ballot.Ordinary, ballot.TieBreak
	late := less(congress(25), map[tally.DeductionKind]int{tally.AbsentWithConsent: 2})
	large := less(congress(148), map[tally.DeductionKind]int{tally.TemporarilyElsewhere: 6, tally.ExemptAbsent: 11,
		tally.Suspended: 1, tally.AbsentWithConsent: 5})
	delegates := less(tally.Electorate{Meeting: tally.DelegatesCongress, Official: 149},
		map[tally.DeductionKind]int{tally.CommitteeAbsent: 1, tally.DelegatesAbsentNoAlternate: 1})
	vacancy := less(meeting(25), map[tally.DeductionKind]int{tally.Suspended: 1})
	cell := less(tally.Electorate{Meeting: tally.CellMeeting, Official: 14},
		map[tally.DeductionKind]int{tally.ExemptAbsent: 1})
	for _, test := range []struct{ example, got, want string }{
		{"1", member(t, late, first, 1, 23, 12, 11), "23 12: [1]; []; 0"},
		{"1, both arrived", member(t, congress(25), first, 1, 25, 12, 13), "25 13: [2]; []; 0"},
		{"2", member(t, large, first, 1, 122, 62, 60), "125 63: []; []; 1"},
		{"2, one more", member(t, large, first, 1, 122, 63, 59), "125 63: [1]; []; 0"},
		{"3", member(t, delegates, first, 1, 147, 73, 74), "147 74: [2]; []; 0"},
		{"5, outranked", member(t, congress(147), first, 2, 147, 81, 81, 80), "147 74: [1 2]; []; 0"},
		{"5, tied", member(t, congress(147), first, 2, 147, 90, 81, 81), "147 74: [1]; [2 3]; 1"},
		{"5, among the tied", member(t, congress(147), again, 1, 138, 70, 68), "147 74: [1]; []; 0"},
		{"6", member(t, meeting(27), first, 9, 26, 25, 24, 24, 23, 22, 21, 20, 19, 13, 12),
			"27 14: [1 2 3 4 5 6 7 8]; []; 1"},
		{"7", member(t, meeting(27), first, 1, 25, 13), "27 14: []; []; 1"},
		{"7, deducted", member(t, meeting(25), first, 1, 25, 13), "25 13: [1]; []; 0"},
		{"10, half and half", member(t, vacancy, first, 1, 24, 12, 12), "24 13: []; []; 1"},
		{"10", member(t, vacancy, first, 1, 24, 13, 11), "24 13: [1]; []; 0"},
		{"11", member(t, meeting(5), first, 1, 5, 3, 2), "5 3: [1]; []; 0"},
		{"11, nobody", member(t, meeting(5), first, 1, 5, 2, 2, 1), "5 3: []; []; 1"},
		{"12", member(t, cell, first, 1, 13, 7, 6), "13 7: [1]; []; 0"},
		{"15, one name", member(t, meeting(27), first, 1, 27, 13), "27 14: []; []; 1"},
	} {
		if test.got != test.want {
			t.Errorf("example %s: %s, want %s", test.example, test.got, test.want)
		}
	}
	// example 2: three stayed away without a reason, so at most 122 papers
	account := tally.BallotAccount{Base: 125, Present: 122, Printed: 125, HandedOut: 123, Returned: 123, Unused: 2}
	if got := account.Excess(); len(got) != 1 || got[0].Code != "people_present" {
		t.Errorf("example 2, a paper too many: %+v", got)
	}
	// examples 5, 13 and 14: shares, and more than half of those who are asked
	for _, share := range []struct {
		n, of   int
		percent string
		over    bool
	}{{81, 147, "55.10", true}, {9, 18, "50.00", false}, {10, 18, "55.56", true}, {12, 27, "44.44", false},
		{14, 27, "51.85", true}, {13, 27, "48.15", false}, {26, 50, "52.00", true}, {26, 60, "43.33", false}} {
		if tally.Percent(share.n, share.of) != share.percent || tally.OverHalf(share.n, share.of) != share.over {
			t.Errorf("%d of %d: %s", share.n, share.of, tally.Percent(share.n, share.of))
		}
	}
}
