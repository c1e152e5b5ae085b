package congress

import (
	"context"
	"reflect"
)

// congressFacts is what papers print of a congress.
type congressFacts struct {
	Title  string `json:"title"`
	Term   string `json:"term"`
	HeldOn Date   `json:"held_on"`
	Place  string `json:"place"`
}

// facts returns what papers print of the congress.
func (c Congress) facts() congressFacts { return congressFacts{c.Title, c.Term, c.HeldOn, c.Place} }

// FactsFrozen reports whether papers print the facts of the congress: a list is
// frozen whose round still runs, or the first paper was handed out. From then
// on they change by a correction alone.
func (o Overview) FactsFrozen() bool {
	if o.Congress.BaseFrozen() {
		return true
	}
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			if r.Unfinished() && r.Definition != "" {
				return true
			}
		}
	}
	return false
}

// CorrectCongress corrects what papers print of a congress after a list was
// frozen, until its dossier goes up. The log keeps what stood there and why it
// changed, the minutes of rounds sealed from now on tell it, and those of rounds
// sealed before stay as they were signed. By which rules the congress is held
// cannot be corrected.
func (s *Service) CorrectCongress(ctx context.Context, by Actor, id CongressID, in CongressInput, reason string) error {
	reason = clean(reason)
	return s.act(ctx, by, id, func(a *Act) error {
		c := &a.Congress
		in.Profile = c.Profile
		if err := WrongFields(in.check(*c), Required("reason", reason, 500)); err != nil {
			return err
		}
		if c.Over() && c.State != StateClosed {
			return c.Refuse("correct")
		}
		org, err := a.tx.Organisation(ctx, c.OrgID)
		if err != nil {
			return err
		}
		was := c.facts()
		before, err := citedRules(ctx, a.tx, *c, org.Path)
		if err != nil {
			return err
		}
		c.Title, c.Term, c.HeldOn, c.Place = clean(in.Title), clean(in.Term), in.HeldOn,
			clean(in.Place)
		if err := withinTerm(ctx, a.tx, *c); err != nil {
			return err
		}
		if c.facts() == was {
			return &FieldError{Field: "reason", Code: "nothing_corrected"}
		}
		if after, err := citedRules(ctx, a.tx, *c, org.Path); err != nil || !reflect.DeepEqual(before, after) {
			return &FieldError{Field: "held_on", Code: "other_rules", Value: string(in.HeldOn)}
		}
		a.Recount()
		a.Tell(congressCorrected{congressFacts: c.facts(), Before: was, Reason: reason})
		return nil
	})
}
