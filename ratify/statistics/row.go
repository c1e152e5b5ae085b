package statistics

import (
	"context"
	"encoding/json"
	"fmt"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// splitFrom is how many papers must have come back before a cell's results
// are split by share: with fewer, a band is close to telling who voted how.
const splitFrom = 10

// Row is what one congress of a cell adds to the statistics of the
// organisations above it. Rehearsals have none.
type Row struct {
	OrgID        congress.OrgID
	CongressID   congress.CongressID
	Path         string             // of the cell
	Model        congress.CellModel // of the cell
	Term         string
	HeldOn       congress.Date
	Newest       bool // its figures speak for the cell, or add to those that do
	NewestOfTerm bool // likewise in its term
	Counts       Counts
}

// facts is what a congress is counted from.
type facts struct {
	congress    congress.Congress
	members     map[congress.MemberID]congress.Member
	contests    []congress.Contest
	nominations []congress.Nomination // for the committee
	rounds      []congress.Round
	outcomes    map[congress.RoundID]tally.Outcome // of the sealed rounds
	lists       map[congress.RoundID]ballot.List   // likewise
	elected     []congress.Elected
}

func loadFacts(ctx context.Context, tx congress.Tx, c congress.Congress) (facts, error) {
	f := facts{congress: c, members: map[congress.MemberID]congress.Member{}}
	if !c.Over() { // nothing of it counts
		return f, nil
	}
	members, err := tx.Members(ctx, c)
	if err != nil {
		return f, err
	}
	for _, m := range members {
		f.members[m.ID] = m
	}
	if f.contests, err = tx.ContestsOf(ctx, c); err != nil {
		return f, err
	}
	for _, k := range f.contests {
		if k.Office != ballot.Committee {
			continue
		}
		if f.nominations, err = tx.Nominations(ctx, k); err != nil {
			return f, err
		}
	}
	if f.rounds, err = tx.RoundsOf(ctx, c); err != nil {
		return f, err
	}
	if f.outcomes, err = outcomes(f.rounds); err != nil {
		return f, err
	}
	if f.lists, err = lists(f.rounds); err != nil {
		return f, err
	}
	f.elected, err = tx.ElectedOf(ctx, c)
	return f, err
}

func outcomes(rounds []congress.Round) (map[congress.RoundID]tally.Outcome, error) {
	all := map[congress.RoundID]tally.Outcome{}
	for _, r := range rounds {
		if r.State != congress.RoundSealed {
			continue
		}
		var o tally.Outcome
		if err := json.Unmarshal([]byte(r.Outcome), &o); err != nil {
			return nil, fmt.Errorf("statistics: outcome of round %s: %w", r.ID, err)
		}
		all[r.ID] = o
	}
	return all, nil
}

// lists reads what was frozen of the sealed rounds.
func lists(rounds []congress.Round) (map[congress.RoundID]ballot.List, error) {
	all := map[congress.RoundID]ballot.List{}
	for _, r := range rounds {
		if r.State != congress.RoundSealed || r.Definition == "" {
			continue
		}
		d, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		all[r.ID] = d.List
	}
	return all, nil
}

// counts counts a congress. One that is not over is counted by its state
// alone; an annulled one has seats and nobody elected. A by-election replaces
// nothing: it has figures of its own.
func (f facts) counts() Counts {
	var n Counts
	if f.congress.ByElection() {
		f.countByElection(&n)
		return n
	}
	f.countState(&n)
	for _, m := range f.members {
		if m.Official {
			n[colOfficial]++
		}
	}
	for _, k := range f.contests {
		if k.Office == ballot.Committee {
			n[colSeats] += k.Seats
		}
	}
	if f.congress.State == congress.StateAnnulled {
		return n
	}
	f.countPersons(&n)
	f.countNominations(&n)
	f.countPapers(&n)
	if f.congress.Stands() {
		f.countSeats(&n)
	}
	return n
}

// countByElection counts a by-election whose result stands.
func (f facts) countByElection(n *Counts) {
	if !f.congress.Stands() {
		return
	}
	n[colInTermMeetings]++
	for _, e := range f.elected {
		if e.Office == ballot.Committee && !e.Refused {
			n[colInTermElected]++
		}
	}
}

func (f facts) countState(n *Counts) {
	switch f.congress.State {
	case congress.StatePreparing:
		n[colPreparing]++
	case congress.StatePostponed:
		n[colPostponed]++
	case congress.StateInSession:
		n[colInSession]++
	case congress.StateClosed:
		n[colClosed]++
	case congress.StateSubmitted:
		n[colSubmitted]++
	case congress.StateRatified:
		n[colRatified]++
	case congress.StateAnnulled:
		n[colAnnulled]++
	}
	if f.congress.Pilot {
		n[colPilot]++
	}
}

// countSeats says how the committee of a congress that is over came about.
// Somebody who was refused leaves the seat open.
func (f facts) countSeats(n *Counts) {
	if n[colSeats] == 0 {
		n[colDirect]++
		return
	}
	n[colOpenSeats] = max(0, n[colSeats]-n[colElected])
	if n[colOpenSeats] == 0 {
		n[colFull]++
	} else {
		n[colShort]++
	}
	switch len(f.committeeRounds()) {
	case 0:
	case 1:
		n[colOneRound]++
	default:
		n[colSeveral]++
	}
}

// committeeRounds returns the outcomes of the sealed ballots on the committee.
func (f facts) committeeRounds() []tally.Outcome {
	committee := map[congress.ContestID]bool{}
	for _, k := range f.contests {
		committee[k.ID] = k.Office == ballot.Committee
	}
	var all []tally.Outcome
	for _, r := range f.rounds {
		if o, ok := f.outcomes[r.ID]; ok && committee[r.ContestID] {
			all = append(all, o)
		}
	}
	return all
}

// countNominations: who put forward whom for the committee.
func (f facts) countNominations(n *Counts) {
	for _, nomination := range f.nominations {
		switch nomination.Source {
		case congress.SourceCommittee:
			n[colByCommittee]++
		case congress.SourceFloor:
			n[colByFloor]++
		case congress.SourceSelf:
			n[colBySelf]++
		}
		if nomination.Listed() {
			n[colListed]++
		} else {
			n[colWithdrawn]++
		}
	}
	n[colSurplus] = max(0, n[colListed]-n[colSeats])
}

// countPapers adds up all sealed ballots of the congress.
func (f facts) countPapers(n *Counts) {
	for _, o := range f.outcomes {
		n[colHandedOut] += o.Issued
		n[colReturned] += o.Returned
		n[colValid] += o.Valid
		n[colInvalid] += o.Invalid
		for i, reason := range ballot.Reasons() {
			n[colVoidNotIssued+Column(i)] += o.Reasons[reason]
		}
	}
}
