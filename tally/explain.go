package tally

import (
	"slices"

	"kiemphieu/ballot"
)

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

// Verdict is how one person's figures read.
type Verdict string

// The verdicts.
const (
	Elected      Verdict = "elected"
	BelowHalf    Verdict = "below_half"  // half of the base or less
	Alternate    Verdict = "alternate"   // over half, left over, and an alternate of the joint list
	Outranked    Verdict = "outranked"   // over half, but the seats went to higher votes
	TiedLastSeat Verdict = "tied"        // tied at the last seat, not elected yet
	FewerVotes   Verdict = "fewer_votes" // tie break: others had more
	NoVotes      Verdict = "no_votes"    // tie break: not a single vote
)

// Step is one line of the explanation: figures that a person can add up again
// by hand, and the clause. Fields that a kind does not use are zero.
type Step struct {
	Kind       StepKind
	Clause     string     // "" where the rule is guidance without an article
	Electorate Electorate // base, next
	Base       int        // base, needed, candidate
	Needed     int        // needed, candidate
	Seats      int        // candidate: to be filled; tie, next: still open
	TieBreak   bool       // the round is one among those tied
	Outcome    *Outcome   // papers, next

	Name      string // candidate
	Votes     int    // candidate, tie
	Disagree  int    // candidate, without surplus
	Uncounted int    // candidate, without surplus
	Percent   string // candidate: "66.67"
	Margin    int    // candidate: votes − needed
	Rank      int    // candidate: by votes, equal votes share a rank
	Verdict   Verdict

	Names      []string // tie: in ballot order; next: those elected, from high to low
	Alternates []string // next: those of a joint list, from high to low
	// SuperiorAppoints: a secretary's last ballot is over without result, the
	// superior committee appoints (rules 5.5).
	SuperiorAppoints bool
	Round            int // next
}

// Explain returns the whole way from the roster to the result.
func Explain(rules Rules, e Electorate, c Contest, o Outcome) []Step {
	tieBreak := c.Kind == ballot.TieBreak
	steps := []Step{
		{Kind: StepBase, Clause: rules.BaseClause(e.Meeting), Electorate: e, Base: o.Base},
		{Kind: StepNeeded, Clause: rules.threshold(e.Meeting, c.Kind), Base: o.Base, Needed: o.Needed,
			TieBreak: tieBreak},
		{Kind: StepPapers, Clause: rules.Clause("validity"), Outcome: &o},
	}
	for i, row := range o.Rows {
		steps = append(steps, Step{Kind: StepCandidate, Clause: rules.threshold(e.Meeting, c.Kind), Base: o.Base,
			Needed: o.Needed, Seats: c.Seats, TieBreak: tieBreak,
			Name: c.Candidates[i].Name, Votes: row.Votes, Disagree: row.Disagree, Uncounted: row.Uncounted,
			Percent: row.Percent,
			Margin:  row.Votes - o.Needed, Rank: o.rank(row.Votes), Verdict: o.verdict(row, tieBreak)})
	}
	if len(o.Tied) > 0 {
		tied := c.List().Index(o.Tied[0])
		steps = append(steps, Step{Kind: StepTie, Clause: rules.Clause("tie"), Names: c.names(o.Tied),
			Votes: o.Rows[tied].Votes, Seats: o.OpenSeats, TieBreak: tieBreak})
	}
	last := o.Next == CongressDecides && c.Office == ballot.Secretary && c.Round >= rules.SecretaryMaxRounds
	return append(steps, Step{Kind: StepNext, Clause: rules.Clause("open_seats"), Electorate: e, Outcome: &o,
		Seats: o.OpenSeats, TieBreak: tieBreak,
		Names: c.names(o.Elected), Alternates: c.names(o.Alternates), SuperiorAppoints: last, Round: c.Round})
}

// threshold names the clause by which a vote elects in a round of this kind.
func (r Rules) threshold(m Meeting, kind ballot.Kind) string {
	if kind == ballot.TieBreak {
		return r.Clause("tie")
	}
	return r.BaseClause(m)
}

func (c Contest) names(ids []string) []string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, c.Candidates[c.List().Index(id)].Name)
	}
	return names
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

func (o Outcome) verdict(row OutcomeRow, tieBreak bool) Verdict {
	switch {
	case row.Elected:
		return Elected
	case slices.Contains(o.Alternates, row.ID):
		return Alternate
	case slices.Contains(o.Tied, row.ID):
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
