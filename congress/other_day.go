package congress

import (
	"context"
)

// ExplainDay records why the congress is at work today, which is not the day
// that its papers print. What happens in the hall on another day is refused
// until somebody has said it; see [Act.onTheDay].
func (s *Service) ExplainDay(ctx context.Context, by Actor, id CongressID, reason string) error {
	reason = clean(reason)
	if err := Required("other_day", reason, 500); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.State != StatePreparing && a.Congress.State != StateInSession {
			return a.Congress.Refuse("explain_day")
		}
		a.Tell(dayExplained{Day: a.Now().Date(), HeldOn: a.Congress.HeldOn, Reason: reason})
		return nil
	})
}

// onTheDay lets an act happen on the day that the papers print, and on another
// one once somebody has said why; a rehearsal is held whenever it is.
func (a *Act) onTheDay(ctx context.Context) error {
	asks, err := asksForDay(ctx, a.tx, a.Congress)
	if err == nil && asks {
		err = &FieldError{Field: "other_day", Code: "other_day", Value: string(a.Congress.HeldOn)}
	}
	return err
}

// asksForDay reports whether today is another day than that of the congress and
// nobody has said why.
func asksForDay(ctx context.Context, tx Tx, c Congress) (bool, error) {
	today := At(tx.Now()).Date()
	if c.Rehearsal || c.HeldOn == today {
		return false, nil
	}
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		explained, err := eventIn[dayExplained](entry)
		if err != nil {
			return false, err
		}
		if explained != nil && explained.Day == today && explained.HeldOn == c.HeldOn {
			return false, nil
		}
	}
	return true, nil
}

// loadAskDay finds whether the hall will be asked why it works today: while
// papers wait to be handed out, and from then on until the congress is closed.
func (o *Overview) loadAskDay(ctx context.Context, tx Tx) (err error) {
	if o.Congress.State != StateInSession && !o.printed() {
		return nil
	}
	o.AskDay, err = asksForDay(ctx, tx, o.Congress)
	return err
}

// printed reports whether the papers of a round wait to be handed out.
func (o Overview) printed() bool {
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			if r.State == RoundPrinted {
				return o.Congress.State == StatePreparing
			}
		}
	}
	return false
}
