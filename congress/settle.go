package congress

import (
	"context"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// settle says the last word on a contest.
func (c *Contest) settle(how Settlement, decision string, by Actor) {
	c.Settled, c.Decision, c.SettledBy = how, decision, by.Name
}

// SettleShort records that the congress leaves the open seats unfilled (bầu
// thiếu), or, for a secretary after the third ballot, that the superior
// appoints (SettledAppointed).
func (s *Service) SettleShort(ctx context.Context, by Actor, id ContestID, how Settlement, decision string) error {
	decision = clean(decision)
	known := how == SettledShort || how == SettledAppointed
	if err := WrongFields(FieldHolds(known, "settlement", "unknown", string(how)),
		Required("settled_by", decision, 500)); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Contest.Settled != SettledNot {
			return a.Contest.Refuse("settle")
		}
		rounds, err := roundsOfContest(ctx, a.tx, a.Congress, a.Contest.ID)
		if err != nil {
			return err
		}
		nominations, err := a.tx.Nominations(ctx, a.Contest)
		if err != nil {
			return err
		}
		if err := mayEnd(a.Congress, a.Contest, rounds, nominations, how); err != nil {
			return err
		}
		a.Contest.settle(how, decision, by)
		a.Recount()
		a.Tell(contestSettled{Contest: a.Contest.ID, Settlement: how, Decision: decision})
		return nil
	})
}

// ReopenContest takes back how a contest ended, while the congress is in session:
// it may be voted on again. A contest whose seats are all filled stays ended.
func (s *Service) ReopenContest(ctx context.Context, by Actor, id ContestID, reason string) error {
	reason = clean(reason)
	if err := Required("reopen_reason", reason, 500); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.State != StateInSession && a.Congress.State != StatePreparing {
			return a.Congress.Refuse("reopen_contest")
		}
		if a.Contest.Settled == SettledNot || a.Contest.Settled == SettledComplete {
			return a.Contest.Refuse("reopen_contest")
		}
		a.Contest.settle(SettledNot, "", by)
		a.Recount()
		a.Tell(contestReopened{Contest: a.Contest.ID, Reason: reason})
		return nil
	})
}

// mayEnd: no round running, no untried tie; and an appointment only after the
// third ballot for secretary. What was not voted on ends short: its rounds were
// cancelled, or there were none.
func mayEnd(c Congress, contest Contest, rounds []Round, nominations []Nomination, how Settlement) error {
	sealed := 0
	for _, r := range rounds {
		if r.Unfinished() {
			return r.Refuse("settle")
		}
		if r.State == RoundSealed {
			sealed++
		}
	}
	outcome, err := lastOutcome(rounds)
	if err != nil && !isNotFound(err) {
		return err
	}
	if stillTied(outcome, nominations).Next == tally.TieBallot {
		return Standing{Subject: "contest", State: "tied"}.Refuse("settle")
	}
	rules, err := rulesOf(c)
	if err != nil {
		return err
	}
	if how == SettledAppointed && (contest.Office != ballot.Secretary || sealed < rules.SecretaryMaxRounds) {
		return Standing{Subject: "contest", State: "too_early"}.Refuse("appoint")
	}
	return nil
}
