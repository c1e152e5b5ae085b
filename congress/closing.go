package congress

import (
	"context"

	"kiemphieu/ballot"
)

// Closing is what closing a congress now would do.
type Closing struct {
	Running     []Round       // which are sealed or cancelled first
	Open        []ContestView // contests without a last word, which end with the reason
	NoSecretary bool          // nobody was elected secretary, and the superior was not asked to appoint
}

// NeedsReason reports whether something was not held, so that closing asks why.
func (c Closing) NeedsReason() bool { return len(c.Open) > 0 || c.NoSecretary }

// Closing tells what closing the congress now would do.
func (o Overview) Closing() Closing {
	c := Closing{NoSecretary: !o.Congress.ByElection()}
	for _, v := range o.Contests {
		for _, r := range v.Rounds {
			if r.Unfinished() {
				c.Running = append(c.Running, r)
			}
		}
		if v.Contest.Settled == SettledNot {
			c.Open = append(c.Open, v)
		}
		filled := len(v.Elected) > 0 || v.Contest.Settled == SettledAppointed
		if v.Contest.Office == ballot.Secretary && filled {
			c.NoSecretary = false
		}
	}
	return c
}

// Close ends a congress in which everything was held.
func (s *Service) Close(ctx context.Context, by Actor, id CongressID) error {
	return s.CloseWithReason(ctx, by, id, "")
}

// CloseWithReason ends the congress with what was held. Contests without a last
// word end with the reason, their open seats stay open, and so does the office of
// the secretary; a round that runs is sealed or cancelled first. The report to the
// superior is due working days from this moment.
func (s *Service) CloseWithReason(ctx context.Context, by Actor, id CongressID, reason string) error {
	reason = clean(reason)
	if err := AtMost("close_reason", reason, 500); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if err := a.Move(ActionClose); err != nil {
			return err
		}
		if err := a.onTheDay(ctx); err != nil {
			return err
		}
		if err := a.endContests(ctx, reason); err != nil {
			return err
		}
		a.Congress.ClosedAt, a.Congress.Reason = a.Now(), ""
		a.Tell(CongressMoved{Action: ActionClose, State: a.Congress.State, Reason: reason})
		return nil
	})
}

// endContests says the last word on the contests that have none.
func (a *Act) endContests(ctx context.Context, reason string) error {
	o := Overview{Congress: a.Congress}
	var err error
	if o.Contests, err = loadContests(ctx, a.tx, a.Congress); err != nil {
		return err
	}
	closing := o.Closing()
	switch {
	case len(closing.Running) > 0:
		return closing.Running[0].Refuse("close")
	case closing.NeedsReason() && reason == "":
		return &FieldError{Field: "close_reason", Code: "not_held"}
	}
	for _, v := range closing.Open {
		v.Contest.settle(SettledShort, reason, a.By)
		a.Tell(contestSettled{Contest: v.Contest.ID, Settlement: SettledShort, Decision: reason})
		if err := a.tx.PutContest(ctx, v.Contest); err != nil {
			return err
		}
	}
	return nil
}
