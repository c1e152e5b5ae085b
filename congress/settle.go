package congress

import (
	"context"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// settle writes the last word on a contest.
func settle(ctx context.Context, tx Tx, id ContestID, how Settlement, decision string, by Actor) error {
	contest, err := tx.Contest(ctx, id)
	if err != nil {
		return err
	}
	contest.Settled, contest.Decision, contest.SettledBy = how, decision, by.Name
	return tx.PutContest(ctx, contest)
}

// SettleShort records that the congress leaves the open seats unfilled (bầu
// thiếu), or, for a secretary after the third ballot, that the superior
// appoints (SettledAppointed).
func (s *Service) SettleShort(ctx context.Context, by Actor, id ContestID, how Settlement, decision string) error {
	decision = strings.TrimSpace(decision)
	if err := required("decision", decision, 500); err != nil {
		return err
	}
	if how != SettledShort && how != SettledAppointed {
		return &FieldError{Field: "settlement", Code: "unknown", Value: string(how)}
	}
	return s.contestStep(ctx, id, by, func(tx Tx, c *Congress, contest *Contest) (Event, error) {
		if contest.Settled != SettledNot {
			return nil, &StateError{Subject: "contest", State: string(contest.Settled), Action: "settle", By: contest.SettledBy}
		}
		rounds, err := roundsOfContest(ctx, tx, *c, contest.ID)
		if err != nil {
			return nil, err
		}
		if err := mayEnd(*c, *contest, rounds, how); err != nil {
			return nil, err
		}
		contest.Settled, contest.Decision, contest.SettledBy = how, decision, by.Name
		return ContestSettled{Contest: contest.ID, Settlement: how, Decision: decision}, nil
	})
}

// mayEnd: at least one sealed round, none running, no untried tie; and an
// appointment only after the third ballot for secretary.
func mayEnd(c Congress, contest Contest, rounds []Round, how Settlement) error {
	sealed := 0
	for _, r := range rounds {
		if r.Open() {
			return &StateError{Subject: "round", State: string(r.State), Action: "settle", By: r.ChangedBy, At: r.ChangedAt}
		}
		if r.State == RoundSealed {
			sealed++
		}
	}
	if sealed == 0 {
		return &StateError{Subject: "contest", State: "no_result", Action: "settle"}
	}
	outcome, err := lastOutcome(rounds)
	if err != nil {
		return err
	}
	if outcome.Next == tally.TieBallot {
		return &StateError{Subject: "contest", State: "tied", Action: "settle"}
	}
	rules, err := rulesOf(c)
	if err != nil {
		return err
	}
	if how == SettledAppointed && (contest.Office != ballot.Secretary || sealed < rules.SecretaryMaxRounds) {
		return &StateError{Subject: "contest", State: "too_early", Action: "appoint"}
	}
	return nil
}
