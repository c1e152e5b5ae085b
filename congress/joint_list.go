package congress

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Delegates and their alternates stand on one joint list (rules 6.2): the first
// ballot elects the official ones, those left over with more than half become
// alternates in order of votes, and a further ballot fills only what is missing.

// jointList is how far a contest for delegates has come.
type jointList struct {
	contest  Contest
	official []string // elected as delegates so far, as alternates
	places   int      // for alternates, still open
}

// jointOf counts who a contest for delegates has elected.
func jointOf(contest Contest, elected []Elected) jointList {
	j := jointList{contest: contest, places: contest.Alternates}
	for _, e := range elected {
		switch {
		case e.ContestID != contest.ID:
		case e.Office == ballot.Alternates:
			j.places--
		default:
			j.official = append(j.official, string(e.MemberID))
		}
	}
	return j
}

// alternatesOnly: the official ones are all elected, a further ballot is for alternates.
func (j jointList) alternatesOnly() bool {
	return j.contest.Office == ballot.Delegates && len(j.official) >= j.contest.Seats && j.places > 0
}

// office is what the next ballot of the contest elects.
func (j jointList) office() ballot.Office {
	if j.alternatesOnly() {
		return ballot.Alternates
	}
	return j.contest.Office
}

// beside is how many places for alternates the next ballot has beside its seats.
func (j jointList) beside(kind ballot.Kind) int {
	if j.contest.Office != ballot.Delegates || j.alternatesOnly() || kind == ballot.TieBreak {
		return 0
	}
	return j.places
}

// electedAlternates lists the alternates that a sealed round makes: those of its
// own outcome, or, once a ballot among those tied has filled the last official
// seat, those left over by the ordinary ballot before it.
func electedAlternates(ctx context.Context, tx Tx, c Congress, contest Contest, r Round,
	o tally.Outcome) ([]Elected, error) {
	if contest.Alternates == 0 {
		return nil, nil
	}
	ids, from := o.Alternates, o
	if r.Kind == ballot.TieBreak && o.OpenSeats == 0 {
		all, err := tx.ElectedOf(ctx, c)
		if err != nil {
			return nil, err
		}
		definition, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		rounds, err := roundsOfContest(ctx, tx, c, contest.ID)
		if err != nil {
			return nil, err
		}
		joint := jointOf(contest, append(all, elected(definition.Office, r, o)...))
		for _, old := range slices.Backward(rounds) {
			if old.State == RoundSealed && old.Kind == ballot.Ordinary && old.Number < r.Number {
				if from, err = old.TallyOutcome(); err != nil {
					return nil, err
				}
				ids = tally.AlternatesAfter(from, joint.official, joint.places)
				break
			}
		}
	}
	rows := make([]Elected, len(ids))
	for i, id := range ids {
		rows[i] = Elected{OrgID: r.OrgID, CongressID: r.CongressID, ContestID: r.ContestID, RoundID: r.ID,
			MemberID: MemberID(id), Office: ballot.Alternates, Rank: len(o.Elected) + i + 1, Base: from.Base,
			Votes: from.Rows[slices.IndexFunc(from.Rows,
				func(row tally.OutcomeRow) bool { return row.ID == id })].Votes}
	}
	return rows, nil
}

// rankedAlternate is an alternate as the minutes of a ballot list all of them.
type rankedAlternate struct {
	ID     MemberID `json:"member_id"`
	Name   string   `json:"name"`
	Number int      `json:"number"` // of the ballot whose votes these are
	Votes  int      `json:"votes"`
	Base   int      `json:"base"`
}

// byVotes orders alternates as they are called in: by votes, of equal ones
// first who was elected in an earlier ballot.
func byVotes(alternates []Elected) []Elected {
	return slices.SortedStableFunc(slices.Values(alternates),
		func(a, b Elected) int { return cmp.Compare(b.Votes, a.Votes) })
}

// rankAlternates lists all alternates that a contest has once a round is sealed,
// with the names that stood on the papers.
func rankAlternates(contest ContestView, all []Elected) ([]rankedAlternate, error) {
	names, numbers, ordinary := map[MemberID]string{}, map[RoundID]int{}, 0
	for _, r := range contest.Rounds {
		if r.Definition == "" || r.State == RoundCancelled {
			continue
		}
		if r.Kind == ballot.Ordinary {
			ordinary = r.Number
		}
		d, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		numbers[r.ID] = ordinary // a ballot among those tied leaves the votes of the one before it
		if d.Office == ballot.Alternates {
			numbers[r.ID] = r.Number
		}
		for _, c := range d.List.Candidates {
			names[MemberID(c.ID)] = c.Name
		}
	}
	var ranked []rankedAlternate
	for _, e := range byVotes(all) {
		if e.ContestID == contest.Contest.ID && e.Office == ballot.Alternates {
			ranked = append(ranked, rankedAlternate{ID: e.MemberID, Name: names[e.MemberID], Number: numbers[e.RoundID],
				Votes: e.Votes, Base: e.Base})
		}
	}
	return ranked, nil
}
