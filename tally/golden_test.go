package tally_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// The example of docs/tally.md, letter by letter.
func TestT1TheExampleOfTheFileFormat(t *testing.T) {
	election, err := tally.ReadElection(strings.NewReader(example(t)))
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := election.Outcome()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/spec.outcome.json")
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, text); err != nil {
		t.Fatal(err)
	}
	if got := toJSON(outcome); got != want.String() {
		t.Errorf("got  %s\nwant %s", got, want.String())
	}
}

// golden is one clause with its case. Papers are "12×10 1×!signed": how many
// with which marks. The want line is summary's.
type golden struct {
	name   string
	base   int
	seats  int
	kind   ballot.Kind
	papers string
	want   string
}

// summary writes an outcome in one line.
func summary(o tally.Outcome) string {
	var votes, reasons []string
	for _, row := range o.Rows {
		votes = append(votes, fmt.Sprintf("%s=%d/%d/%d", row.ID, row.Votes, row.Disagree, row.Uncounted))
	}
	for _, reason := range ballot.Reasons() {
		if n := o.Reasons[reason]; n > 0 {
			reasons = append(reasons, fmt.Sprintf("%s=%d", reason, n))
		}
	}
	return fmt.Sprintf("needed %d valid %d %v votes %v elected %v tied %v open %d %s", o.Needed, o.Valid, reasons,
		votes, o.Elected, o.Tied, o.OpenSeats, o.Next)
}

func (g golden) contest(names int) tally.Contest {
	c := tally.Contest{Office: ballot.Committee, Seats: g.seats, Round: 1, Kind: g.kind}
	for i := range names {
		id := string(rune('a' + i))
		c.Candidates = append(c.Candidates, ballot.Candidate{ID: id, Name: "Đồng chí " + strings.ToUpper(id)})
	}
	return c
}

func (g golden) outcome(t *testing.T) (tally.Contest, tally.Outcome) {
	t.Helper()
	lots := strings.Fields(g.papers)
	_, first, _ := strings.Cut(lots[0], "×")
	c := g.contest(len([]rune(first)))
	counter := tally.NewCounter(c.List())
	for _, lot := range lots {
		n, marks, _ := strings.Cut(lot, "×")
		papers, err := strconv.Atoi(n)
		if err != nil {
			t.Fatal(err)
		}
		if err := counter.Add(ballot.Marks(marks), papers); err != nil {
			t.Fatal(err)
		}
	}
	o, err := tally.Elect(tally.Electorate{Meeting: tally.MembersCongress, Official: g.base}, c, counter.Sheet(100))
	if err != nil {
		t.Fatal(err)
	}
	return c, o
}

func goldens() []golden {
	const ordinary, tieBreak = ballot.Ordinary, ballot.TieBreak
	return []golden{
		// Rule 2: more than half of the base; half is not enough.
		{"half of an even base does not elect", 20, 1, ordinary, "10×10 9×01",
			"needed 11 valid 19 [] votes [a=10/0/0 b=9/0/0] elected [] tied [] open 1 congress_decides"},
		{"one more than half elects", 20, 1, ordinary, "11×10 9×01", "needed 11 valid 20 [] votes [a=11/0/0 b=9/0/0] " +
			"elected [a] tied [] open 0 complete"},
		{"an odd base needs the larger part", 21, 1, ordinary, "11×10 10×01",
			"needed 11 valid 21 [] votes [a=11/0/0 b=10/0/0] elected [a] tied [] open 0 complete"},
		{"all valid papers are not half of the base", 11, 1, ordinary, "5×10",
			"needed 6 valid 5 [] votes [a=5/0/0 b=0/0/0] elected [] tied [] open 1 congress_decides"},
		// Rule 2: votes on invalid papers are no votes, and the base stays.
		{"invalid papers elect nobody", 10, 1, ordinary, "5×10 3×!signed 2×11",
			"needed 6 valid 5 [signed=3 too_many=2] votes [a=5/0/0 b=0/0/0] elected [] tied [] open 1 " +
				"congress_decides"},
		// Rule 4: the reasons.
		{"every defect is a reason", 9, 2, ordinary, "5×110 1×!not_issued 1×!written_in 1×!signed 1×!extra_mark " +
			"1×!unreadable", "needed 5 valid 5 [not_issued=1 written_in=1 signed=1 extra_mark=1 unreadable=1] votes " +
			"[a=5/0/0 b=5/0/0 c=0/0/0] elected [a b] tied [] open 0 complete"},
		{"an untouched paper with surplus elects too many", 3, 2, ordinary, "2×111 1×110",
			"needed 2 valid 1 [too_many=2] votes [a=1/0/0 b=1/0/0 c=0/0/0] elected [] tied [] open 2 congress_decides"},
		{"a paper with all names struck out elects nobody", 3, 2, ordinary, "2×000 1×110",
			"needed 2 valid 1 [votes_nobody=2] votes [a=1/0/0 b=1/0/0 c=0/0/0] elected [] tied [] open 2 " +
				"congress_decides"},
		{"fewer names than seats is valid", 3, 2, ordinary, "3×100", "needed 2 valid 3 [] votes [a=3/0/0 b=0/0/0 " +
			"c=0/0/0] elected [a] tied [] open 1 congress_decides"},
		{"one name: one box is valid, both or none is not", 7, 1, ordinary, "4×+ 1×- 1×* 1×.",
			"needed 4 valid 5 [both_boxes=1 no_box=1] votes [a=4/1/0] elected [a] tied [] open 0 complete"},
		{"several names without surplus: a row with both boxes or none counts for nobody", 3, 2, ordinary, "2×+* 1×+.",
			"needed 2 valid 3 [] votes [a=3/0/0 b=0/0/3] elected [a] tied [] open 1 congress_decides"},
		{"several names without surplus: no row agreed to is a paper for nobody", 4, 2, ordinary, "3×++ 1×-*",
			"needed 3 valid 3 [votes_nobody=1] votes [a=3/0/0 b=3/0/0] elected [a b] tied [] open 0 complete"},
		// Rule 5.1 and 5.2: by votes from high to low, as many as there are seats.
		{"the highest are elected", 9, 2, ordinary, "4×0110 3×1010 2×0011",
			"needed 5 valid 9 [] votes [a=3/0/0 b=4/0/0 c=9/0/0 d=2/0/0] elected [c] tied [] open 1 congress_decides"},
		{"more over half than seats: the highest take them", 10, 2, ordinary, "4×110 3×011 3×101",
			"needed 6 valid 10 [] votes [a=7/0/0 b=7/0/0 c=6/0/0] elected [a b] tied [] open 0 complete"},
		// Rule 5.3: the tie at the last seat.
		{"a tie under half is no tie", 9, 2, ordinary, "3×1100 3×1010 3×1001",
			"needed 5 valid 9 [] votes [a=9/0/0 b=3/0/0 c=3/0/0 d=3/0/0] elected [a] tied [] open 1 congress_decides"},
		{"a tie over half at the last seat asks for a ballot", 6, 2, ordinary, "2×110 2×101 2×011",
			"needed 4 valid 6 [] votes [a=4/0/0 b=4/0/0 c=4/0/0] elected [] tied [a b c] open 2 tie_ballot"},
		{"those above the tie are in", 6, 3, ordinary, "2×1110 2×1101 2×1011",
			"needed 4 valid 6 [] votes [a=6/0/0 b=4/0/0 c=4/0/0 d=4/0/0] elected [a] tied [b c d] open 2 tie_ballot"},
		// Rule 5.6: a tie above or below the cut changes nothing.
		{"equal votes above the cut are both in, in ballot order", 3, 2, ordinary, "3×011",
			"needed 2 valid 3 [] votes [a=0/0/0 b=3/0/0 c=3/0/0] elected [b c] tied [] open 0 complete"},
		// Rule 5.3: in a tie break the higher vote wins.
		{"a tie break needs no half", 20, 1, tieBreak, "3×100 2×010 1×001",
			"needed 11 valid 6 [] votes [a=3/0/0 b=2/0/0 c=1/0/0] elected [a] tied [] open 0 complete"},
		{"a tie break that ties again is the congress's to decide", 20, 1, tieBreak, "3×10 3×01",
			"needed 11 valid 6 [] votes [a=3/0/0 b=3/0/0] elected [] tied [a b] open 1 congress_decides"},
		{"nobody is elected in a tie break without a vote", 20, 2, tieBreak, "3×100",
			"needed 11 valid 3 [] votes [a=3/0/0 b=0/0/0 c=0/0/0] elected [a] tied [] open 1 congress_decides"},
		{"a tie break with as many names as seats", 4, 2, tieBreak, "1×+- 1×-+ 1×+.",
			"needed 3 valid 3 [] votes [a=2/1/0 b=1/1/1] elected [a b] tied [] open 0 complete"},
	}
}

func TestT1GoldenCasesPerClause(t *testing.T) {
	for _, g := range goldens() {
		t.Run(g.name, func(t *testing.T) {
			if _, o := g.outcome(t); summary(o) != g.want {
				t.Errorf("got  %s\nwant %s", summary(o), g.want)
			}
		})
	}
}

// Rule 2: the threshold, with the examples of the rule.
func TestT1NeededIsMoreThanHalfOfTheBase(t *testing.T) {
	for base, want := range map[int]int{20: 11, 21: 11, 10: 6, 11: 6, 3: 2, 4: 3, 1: 1, 2: 2} {
		if got := tally.Needed(base); got != want {
			t.Errorf("base %d: needed %d, want %d", base, got, want)
		}
		if tally.OverHalf(want-1, base) || !tally.OverHalf(want, base) {
			t.Errorf("base %d: the test and the number needed differ", base)
		}
	}
}

// Rule 2: two decimals, half up.
func TestT1PercentIsRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		votes, base int
		want        string
	}{
		{12, 18, "66.67"}, {8, 13, "61.54"}, {16, 41, "39.02"}, {5, 41, "12.20"}, {0, 7, "0.00"}, {7, 7, "100.00"},
		{1, 800, "0.13"}, {1, 20000, "0.01"}, {1, 20001, "0.00"}, {3, 2, "150.00"},
		{100_000_000, 100_000_000, "100.00"},
	} {
		if got := tally.Percent(c.votes, c.base); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.votes, c.base, got, c.want)
		}
	}
}

// Rule 1: the base of each kind of meeting.
func TestT1BaseIsThoseSummonedLessLawfulDeductions(t *testing.T) {
	type deductions = map[tally.DeductionKind]int
	for _, c := range []struct {
		meeting  tally.Meeting
		official int
		deducted deductions
		want     string
	}{
		{tally.MembersCongress, 25, nil, "25"},
		{tally.MembersCongress, 25, deductions{tally.TemporarilyElsewhere: 2, tally.ExemptAbsent: 3, tally.Suspended: 1,
			tally.Prosecuted: 0, tally.AbsentWithConsent: 1}, "18"},
		{tally.DelegatesCongress, 200, deductions{tally.CommitteeAbsent: 1, tally.DelegatesAbsentNoAlternate: 4},
			"195"},
		{tally.CommitteeMeeting, 15, deductions{tally.Suspended: 1, tally.Prosecuted: 1}, "13"},
		{tally.CommitteeMeeting, 15, deductions{tally.ExemptAbsent: 1},
			`electorate.deductions: a committee_meeting knows no deduction "exempt_absent"`},
		{tally.MembersCongress, 3, deductions{tally.Suspended: 3}, "electorate.deductions: nobody is left of 3"},
		{tally.MembersCongress, 3, deductions{tally.Suspended: -1}, "electorate.deductions.suspended: must be from 0 " +
			"to 100000000, is -1"},
		{tally.MembersCongress, 0, nil, "electorate.official: must be from 1 to 100000000, is 0"},
		{"picnic", 3, nil, `meeting: unknown meeting "picnic"`},
	} {
		base, err := tally.Electorate{Meeting: c.meeting, Official: c.official, Deductions: c.deducted}.Base()
		got := strconv.Itoa(base)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s of %d less %v: %s, want %s", c.meeting, c.official, c.deducted, got, c.want)
		}
	}
}

func TestElectRefusesWhatDoesNotFit(t *testing.T) {
	c := golden{seats: 1, kind: ballot.Ordinary}.contest(2)
	rows := []tally.Row{{ID: "a"}, {ID: "b"}}
	good := tally.Electorate{Meeting: tally.MembersCongress, Official: 3}
	none := c
	none.Seats = 3
	for _, wrong := range []struct {
		electorate tally.Electorate
		contest    tally.Contest
		rows       []tally.Row
		want       string
	}{
		{tally.Electorate{}, c, rows, `meeting: unknown meeting ""`},
		{good, none, rows, "candidates: 2 names for 3 seats: fewer names than seats is not a list"},
		{good, c, rows[:1], "rows: 1 rows for 2 names"},
		{good, c, []tally.Row{rows[1], rows[0]}, `rows[0].id: is "b", must be "a"`},
	} {
		if _, err := tally.Elect(wrong.electorate, wrong.contest, tally.Sheet{Rows: wrong.rows}); err == nil ||
			err.Error() != wrong.want {
			t.Errorf("got %v, want %s", err, wrong.want)
		}
	}
}

// Rules 7.1: papers of the committee never exceed those handed out, nor the
// people who may vote; foreign ones are no papers of the committee.
func TestElectRefusesMorePapersThanPeople(t *testing.T) {
	c := golden{seats: 1, kind: ballot.Ordinary}.contest(2)
	e := tally.Electorate{Meeting: tally.MembersCongress, Official: 9}
	for _, x := range []struct {
		issued, returned, foreign int
		want                      string
	}{
		{9, 9, 0, ""}, {10, 9, 0, ""}, {9, 11, 2, ""},
		{8, 9, 0, "returned: 9 papers of the committee came back, but only 8 were issued"},
		{10, 10, 0, "returned: 10 papers of the committee came back, but only 9 people may vote"},
		{12, 12, 2, "returned: 10 papers of the committee came back, but only 9 people may vote"},
	} {
		s := tally.Sheet{Issued: x.issued, Returned: x.returned, Valid: x.returned - x.foreign, Invalid: x.foreign,
			Reasons: map[ballot.Reason]int{ballot.NotIssued: x.foreign}, Rows: []tally.Row{{ID: "a"}, {ID: "b"}}}
		_, err := tally.Elect(e, c, s)
		if got := fmt.Sprint(err); (err != nil || x.want != "") && got != x.want {
			t.Errorf("%+v: %s, want %s", x, got, x.want)
		}
	}
}

// Rule 6: the surplus, and what the profiles hold.
func TestT1ProfilesHoldTheParameters(t *testing.T) {
	current, ok := tally.Profile("190-QD/TW", "2025-03-01")
	if !ok || current.Name != tally.Regulations()[0].Name {
		t.Fatal("190-QD/TW must be the default profile")
	}
	for seats, want := range map[int]int{1: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 2, 10: 3} {
		if got := current.MaxSurplus(seats); got != want {
			t.Errorf("surplus for %d seats: %d, want %d", seats, got, want)
		}
	}
	for official, want := range map[int]int{8: 0, 9: 3, 20: 3, 21: 5, 40: 5, 41: 7, 400: 7} {
		if got := current.SizeBand(official); got != want {
			t.Errorf("committee for %d members: %d, want %d", official, got, want)
		}
	}
	old, ok := tally.Profile("244-QD/TW", "2022-06-20")
	if !ok || old.FloorSupportPct != 0 || old.YoungAge != 40 {
		t.Errorf("244-QD/TW: %+v", old)
	}
	if old.Clause("keep") == current.Clause("keep") || old.Clause("order") != current.Clause("order") {
		t.Error("244-QD/TW must cite its own articles, and the same Charter")
	}
	if _, ok := tally.Profile("1-QD/TW", ""); ok {
		t.Error("an unknown profile was found")
	}
}

// Rule 1: base and threshold are one clause, another one for each kind of
// meeting; that of a committee's meeting was not read.
func TestT1EveryMeetingHasItsClause(t *testing.T) {
	for name, article := range map[string]string{"190-QD/TW": "Điều 30", "244-QD/TW": "Điều 32"} {
		rules, _ := tally.Profile(name, "")
		for meeting, want := range map[tally.Meeting]string{
			tally.MembersCongress: "khoản 2, " + article, tally.DelegatesCongress: "khoản 3, " + article,
			tally.CommitteeMeeting: article,
		} {
			c := golden{seats: 1, kind: ballot.Ordinary}.contest(2)
			e := tally.Electorate{Meeting: meeting, Official: 9}
			o, err := tally.Elect(e, c, tally.NewCounter(c.List()).Sheet(0))
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range tally.Explain(rules, e, c, o) {
				of := step.Kind == tally.StepBase || step.Kind == tally.StepNeeded || step.Kind == tally.StepCandidate
				if of && step.Clause != want {
					t.Errorf("%s, %s, %s: cites %q, want %q", name, meeting, step.Kind, step.Clause, want)
				}
			}
		}
		if !strings.Contains(rules.Clause("validity"), "khoản 1, "+article) {
			t.Errorf("%s: validity cites %q", name, rules.Clause("validity"))
		}
	}
}

// What binds a congress follows its day: the last day of one text, the first
// of the next.
func TestT1RulesFollowTheDay(t *testing.T) {
	for _, c := range []struct {
		day, charter string
		young        int
		layout       string
		right        int
	}{
		{"2012-01-01", "29-QĐ/TW", 40, "36-HD/VPTW", 20}, {"2020-05-15", "29-QĐ/TW", 40, "36-HD/VPTW", 20},
		{"2022-06-20", "24-QĐ/TW", 40, "36-HD/VPTW", 20},
		{"2024-10-09", "24-QĐ/TW", 40, "36-HD/VPTW", 20}, {"2024-10-10", "24-QĐ/TW", 42, "36-HD/VPTW", 20},
		{"2025-01-20", "232-QĐ/TW", 42, "36-HD/VPTW", 20},
		{"2025-06-30", "232-QĐ/TW", 42, "36-HD/VPTW", 20}, {"2025-07-01", "294-QĐ/TW", 42, "36-HD/VPTW", 20},
		{"2026-05-26", "20-QĐ/TW", 42, "36-HD/VPTW", 20},
		{"2026-05-27", "20-QĐ/TW", 42, "05-HD/VPTW", 15}, {"2026-07-26", "208-QĐ/TW", 42, "05-HD/VPTW", 15},
		{"", "208-QĐ/TW", 42, "05-HD/VPTW", 15},
	} {
		rules, _ := tally.Profile("190-QD/TW", c.day)
		layout := tally.LayoutOn(c.day)
		if !strings.Contains(rules.CharterBasis, " "+c.charter+",") || rules.YoungAge != c.young ||
			layout.Basis != c.layout || layout.Right != c.right {
			t.Errorf("%q: %s, %d, %+v", c.day, rules.CharterBasis, rules.YoungAge, layout)
		}
	}
}

func TestT1YoungerCountsWholeYears(t *testing.T) {
	for _, c := range []struct {
		born, on string
		want     bool
	}{
		{"1983-06-02", "2025-06-01", true}, {"1983-06-01", "2025-06-01", false}, {"1982-12-31", "2025-06-01", false},
		{"1984", "2025-06-01", true}, {"1983", "2025-06-01", false}, {"1983", "2025-12-31", false},
		{"198", "2025-06-01", false},
		{"", "2025-06-01", false}, {"1990-01-01", "", false},
	} {
		if got := tally.Younger(c.born, c.on, 42); got != c.want {
			t.Errorf("born %s on %s: %t", c.born, c.on, got)
		}
	}
}

// Rule 7: each equation of the account, one at a time.
func TestT1AccountNamesEachDifference(t *testing.T) {
	good := tally.BallotAccount{Printed: 25, HandedOut: 19, Unused: 5, Destroyed: 1, Present: 18, Exchanged: 1,
		Returned: 17, NotReturned: 1, Sheet: tally.Sheet{Returned: 17}}
	for _, c := range []struct {
		spoil func(*tally.BallotAccount)
		want  []tally.Finding
	}{
		{func(*tally.BallotAccount) {}, nil},
		{func(a *tally.BallotAccount) { a.Printed = 26 }, []tally.Finding{{Code: "account_printed", Left: 26, Right: 25,
			Fields: []string{"printed", "handed_out", "unused", "destroyed"}}}},
		{func(a *tally.BallotAccount) { a.NotReturned = 0 }, []tally.Finding{{Code: "account_handed_out", Left: 19,
			Right: 18, Fields: []string{"handed_out", "returned", "exchanged", "not_returned"}}}},
		{func(a *tally.BallotAccount) { a.Sheet.Returned = 16 }, []tally.Finding{{Code: "account_counted", Left: 17,
			Right: 16, Fields: []string{"returned", "sheaves"}}}},
	} {
		account := good
		c.spoil(&account)
		if got := account.Check(); toJSON(got) != toJSON(c.want) {
			t.Errorf("%+v: %+v, want %+v", account, got, c.want)
		}
	}
}

// Rules 7.4: a paper that the committee did not issue stands for none that it handed
// out. The sums are those of papers; what is missing is told beside them.
func TestT1AForeignPaperReplacesNone(t *testing.T) {
	for _, c := range []struct {
		handedOut, exchanged, returned, foreign, notReturned int
		want                                                 string
	}{
		{12, 0, 12, 0, 0, "[]"},
		{12, 0, 12, 1, 0, "[account_replaced 12 11]"},
		{13, 1, 12, 2, 0, "[account_replaced 13 11]"},
		{12, 0, 13, 1, 0, "[account_handed_out 12 13]"}, // all came back, and one more
		{12, 0, 13, 2, 0, "[account_handed_out 12 13 account_replaced 12 11]"},
		{12, 0, 11, 0, 1, "[account_missing 12 11]"},
		{12, 0, 11, 1, 1, "[account_replaced 12 11 account_missing 12 11]"}, // two are missing
	} {
		a := tally.BallotAccount{Printed: c.handedOut, HandedOut: c.handedOut, Exchanged: c.exchanged,
			Returned: c.returned, NotReturned: c.notReturned, Sheet: tally.Sheet{Returned: c.returned,
				Invalid: c.foreign, Reasons: map[ballot.Reason]int{ballot.NotIssued: c.foreign}}}
		var got []string
		for _, f := range a.Differences() {
			got = append(got, fmt.Sprint(f.Code, " ", f.Left, " ", f.Right))
		}
		if "["+strings.Join(got, " ")+"]" != c.want {
			t.Errorf("%+v: %v, want %s", c, got, c.want)
		}
	}
}

// Rules 7.1: each link of the chain from papers to people, one at a time.
func TestT1PapersNeverExceedPeople(t *testing.T) {
	good := func() tally.BallotAccount {
		return tally.BallotAccount{Base: 18, Present: 17, HandedOut: 18, Exchanged: 1, Returned: 18,
			Sheet: tally.Sheet{Returned: 18, Valid: 17, Reasons: map[ballot.Reason]int{ballot.NotIssued: 1}}}
	}
	for _, c := range []struct {
		spoil func(*tally.BallotAccount)
		want  string
	}{
		{func(*tally.BallotAccount) {}, "[]"},
		{func(a *tally.BallotAccount) { a.Base = 16 }, "[people_base 17 16]"},
		{func(a *tally.BallotAccount) { a.Exchanged = 0 }, "[people_present 18 17]"},
		{func(a *tally.BallotAccount) { a.HandedOut = 17 }, "[people_returned 17 16]"},
		{func(a *tally.BallotAccount) { a.Sheet.Valid = 18 }, "[people_valid 18 17]"},
	} {
		account := good()
		c.spoil(&account)
		got := []string{}
		for _, f := range account.Excess() {
			got = append(got, fmt.Sprint(f.Code, " ", f.Left, " ", f.Right))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%+v: %v, want %s", account, got, c.want)
		}
	}
}

func TestSheetsAreEqualOnlyInEveryNumber(t *testing.T) {
	sheet := func() tally.Sheet {
		return tally.Sheet{Issued: 5, Returned: 4, Valid: 3, Invalid: 1,
			Reasons: map[ballot.Reason]int{ballot.Signed: 1}, Rows: []tally.Row{{ID: "a", Votes: 3}}}
	}
	for i, change := range []func(*tally.Sheet){
		func(s *tally.Sheet) { s.Issued++ }, func(s *tally.Sheet) { s.Returned++ }, func(s *tally.Sheet) { s.Valid++ },
		func(s *tally.Sheet) { s.Reasons[ballot.Signed]++ }, func(s *tally.Sheet) { s.Rows[0].Votes++ },
		func(s *tally.Sheet) { s.Rows = nil },
	} {
		other := sheet()
		change(&other)
		if sheet().Equal(other) || !sheet().Equal(sheet()) {
			t.Errorf("change %d is not seen", i)
		}
	}
}

// Every step of the explanation, for every golden case: one per person, in
// ballot order, with a margin that adds up.
func TestT1ExplanationAddsUp(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "")
	seen := map[tally.Verdict]bool{}
	for _, g := range goldens() {
		c, o := g.outcome(t)
		persons := 0
		for _, step := range tally.Explain(rules, tally.Electorate{Meeting: tally.MembersCongress, Official: g.base}, c,
			o) {
			if step.Clause == "" {
				t.Errorf("%s: step %s cites no clause", g.name, step.Kind)
			}
			if step.Kind != tally.StepCandidate {
				continue
			}
			row := o.Rows[persons]
			if step.Name != c.Candidates[persons].Name || step.Votes != row.Votes ||
				step.Margin+step.Needed != row.Votes || (step.Verdict == tally.Elected) != row.Elected ||
				(step.Verdict == tally.TiedLastSeat) != slices.Contains(o.Tied, row.ID) {
				t.Errorf("%s: %+v does not fit %+v", g.name, step, row)
			}
			seen[step.Verdict] = true
			persons++
		}
		if persons != len(o.Rows) {
			t.Errorf("%s: %d persons explained", g.name, persons)
		}
	}
	for _, verdict := range []tally.Verdict{tally.Elected, tally.BelowHalf, tally.Outranked, tally.TiedLastSeat,
		tally.FewerVotes, tally.NoVotes} {
		if !seen[verdict] {
			t.Errorf("no golden case explains %q", verdict)
		}
	}
}

// Rule 5.5: after the third ballot without result the superior appoints.
func TestT1SecretaryIsAppointedAfterTheThirdBallot(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "")
	for _, round := range []struct {
		number int
		office ballot.Office
		want   bool
	}{{2, ballot.Secretary, false}, {3, ballot.Secretary, true}, {3, ballot.Deputy, false}} {
		c := golden{seats: 1, kind: ballot.Ordinary}.contest(2)
		c.Office, c.Round = round.office, round.number
		e := tally.Electorate{Meeting: tally.MembersCongress, Official: 9}
		o, err := tally.Elect(e, c, tally.NewCounter(c.List()).Sheet(0))
		if err != nil {
			t.Fatal(err)
		}
		steps := tally.Explain(rules, e, c, o)
		if got := steps[len(steps)-1].SuperiorAppoints; got != round.want {
			t.Errorf("%s, round %d: appointed %t", round.office, round.number, got)
		}
	}
}
