package tally

import "kiemphieu/ballot"

// StepKind is what a step of the explanation is about.
type StepKind string

// The steps, in the order in which they are read aloud.
const (
	StepBase      StepKind = "base"      // summoned, deductions, base
	StepNeeded    StepKind = "needed"    // more than half of the base
	StepPapers    StepKind = "papers"    // handed out, returned, valid, invalid
	StepCandidate StepKind = "candidate" // one person's arithmetic
	StepTie       StepKind = "tie"       // who is tied at the last seat
	StepNext      StepKind = "next"      // what the congress does now
)

// Verdict of one person's step.
const (
	Elected      = "elected"
	BelowHalf    = "below_half"  // half of the base or less
	Outranked    = "outranked"   // over half, but the seats went to higher votes
	TiedLastSeat = "tied"        // over half, tied at the last seat
	FewerVotes   = "fewer_votes" // tie break: others had more
	NoVotes      = "no_votes"    // tie break: not a single vote
)

// Step is one line of the explanation: figures that a person can add up again
// by hand, and the clause. Fields that a kind does not use are zero.
type Step struct {
	Kind       StepKind
	Clause     string
	Electorate Electorate // base
	Base       int
	Needed     int
	Outcome    *Outcome // papers, next
	Rank       int      // candidate: by votes, equal votes share a rank
	Name       string
	Votes      int
	Margin     int // candidate: votes − needed
	Percent    string
	Verdict    string
	Names      []string // tie
	Seats      int      // tie, next: seats at stake
	TieBreak   bool
}

// Explain gives the whole way from the roster to the result.
func Explain(rules Rules, e Electorate, c Contest, o Outcome) []Step {
	tieBreak := c.Kind == ballot.TieBreak
	steps := []Step{
		{Kind: StepBase, Clause: rules.Clause("base"), Electorate: e, Base: o.Base},
		{Kind: StepNeeded, Clause: rules.Clause("threshold"), Base: o.Base, Needed: o.Needed, TieBreak: tieBreak},
		{Kind: StepPapers, Clause: rules.Clause("validity"), Outcome: &o},
	}
	tied := map[string]bool{}
	for _, id := range o.Tied {
		tied[id] = true
	}
	var names []string
	for i, row := range o.Rows {
		name := c.Candidates[i].Name
		if tied[row.ID] {
			names = append(names, name)
		}
		steps = append(steps, Step{Kind: StepCandidate, Clause: rules.Clause("threshold"), Name: name, Base: o.Base, Needed: o.Needed, Votes: row.Votes,
			Margin: row.Votes - o.Needed, Percent: row.Percent, Rank: o.rank(row.Votes), Verdict: o.verdict(row, tied[row.ID], tieBreak), TieBreak: tieBreak})
	}
	if names != nil {
		steps = append(steps, Step{Kind: StepTie, Clause: rules.Clause("tie"), Names: names, Seats: o.OpenSeats, TieBreak: tieBreak})
	}
	return append(steps, Step{Kind: StepNext, Clause: rules.Clause("open_seats"), Outcome: &o, Seats: o.OpenSeats})
}

func (o Outcome) rank(votes int) int {
	rank := 1
	for _, other := range o.Rows {
		if other.Votes > votes {
			rank++
		}
	}
	return rank
}

func (o Outcome) verdict(row OutcomeRow, tied, tieBreak bool) string {
	switch {
	case row.Elected:
		return Elected
	case tied:
		return TiedLastSeat
	case tieBreak && row.Votes == 0:
		return NoVotes
	case tieBreak:
		return FewerVotes
	case OverHalf(row.Votes, o.Base):
		return Outranked
	}
	return BelowHalf
}

// Clause names the article behind a rule, as screens and documents cite it;
// "" where the rule is guidance without an article.
func (r Rules) Clause(rule string) string {
	clauses := map[string]string{
		"base": "khoản 2, Điều 30", "threshold": "khoản 3, Điều 30", "validity": "Điều 15 và khoản 1, Điều 30",
		"tie": "Điều 12, Điều lệ Đảng", "open_seats": "Điều 30", "surplus": "Điều 14", "list": "Điều 14",
		"floor_support": "khoản 3, Điều 14", "incumbents": "Điều 13", "tellers": "Điều 8", "withdrawal": "Điều 5",
		"probationary": "Điều 3, Điều lệ Đảng", "committee_size": "Quy định thi hành Điều lệ Đảng", "order": "Quy định thi hành Điều lệ Đảng",
		"cell_size": "Điều lệ Đảng", "account": "Điều 8", "count": "Điều 8", "report_days": "Quy định thi hành Điều lệ Đảng",
		"decide_days": "Quy định thi hành Điều lệ Đảng", "complaint_days": "Điều 33", "keep": "Điều 35",
	}
	if r.Name == "244-QD/TW" {
		for rule, clause := range map[string]string{"base": "khoản 2, Điều 32", "threshold": "Điều 32", "validity": "Điều 17 và Điều 32",
			"open_seats": "Điều 32", "surplus": "Điều 16", "list": "Điều 16", "floor_support": "", "incumbents": "Điều 13", "tellers": "Điều 7",
			"account": "Điều 7", "count": "Điều 7", "complaint_days": "Điều 35", "keep": "Điều 37"} {
			clauses[rule] = clause
		}
	}
	return clauses[rule]
}
