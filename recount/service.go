package recount

import (
	"context"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
	"kiemphieu/tally"
)

// Service holds the use cases of recounts.
type Service struct {
	store congress.Store
	acts  congress.Acts[congress.Tx]
}

// NewService returns the use cases over a store.
func NewService(store congress.Store, publisher congress.Publisher) *Service {
	return &Service{store: store, acts: congress.Acts[congress.Tx]{Store: store, Publisher: publisher}}
}

// Of lists the recounts of a round, the first first.
func (s *Service) Of(ctx context.Context, id congress.RoundID) ([]Recount, error) {
	var all []Recount
	err := s.store.View(ctx, func(tx congress.Tx) error {
		r, err := tx.Round(ctx, id)
		if err != nil {
			return err
		}
		entries, err := tx.LogEntries(ctx, congress.Congress{OrgID: r.OrgID, ID: r.CongressID}, 0)
		if err != nil {
			return err
		}
		all, err = In(entries, id)
		return err
	})
	return all, err
}

// Order is why a recount is wanted; the superior's has the number and the day of its
// decision.
type Order struct {
	Number string
	Day    congress.Date
	Reason string
}

// Want orders a recount of a sealed round: the chief of the counting committee
// until the dossier goes up, and one of the presidium has to agree; the superior by its
// decision, once the congress is over. Papers whose packets are sealed already are
// opened by decision alone (190-QĐ/TW, Điều 35), which the hall has none to.
func (s *Service) Want(ctx context.Context, by congress.Actor, id congress.RoundID, in Order) error {
	in.Number, in.Reason = letters.Clean(in.Number), letters.Clean(in.Reason)
	return s.act(ctx, by, id, func(a *congress.Act, all []Recount, kept string) error {
		var number, day error
		superior := by.Role == congress.RoleSuperior && by.OrgID != a.Congress.OrgID
		if superior {
			number, day = congress.Required("number", in.Number, 60), congress.DayGiven("day", in.Day)
			switch {
			case day != nil:
			case in.Day > a.Now().Date():
				day = &congress.FieldError{Field: "day", Code: "future", Value: string(in.Day)}
			case in.Day < a.Congress.HeldOn:
				day = &congress.FieldError{Field: "day", Code: "before_congress", Value: string(in.Day),
					Limit: string(a.Congress.HeldOn)}
			}
		}
		if err := congress.WrongFields(number, day, congress.Required("reason", in.Reason, 500)); err != nil {
			return err
		}
		state := a.Congress.State
		hall := by.Role == congress.RoleChief && (state == congress.StateInSession || state == congress.StateClosed)
		switch {
		case a.Round.State != congress.RoundSealed:
			return a.Round.Refuse("recount")
		case !hall && (!superior || !a.Congress.Over()):
			return a.Congress.Refuse("recount")
		case hall && kept != "" && kept != "opened":
			return congress.Standing{Subject: "custody", State: kept}.Refuse("recount")
		case len(all) > 0 && all[len(all)-1].Open():
			return refuse("open", "order")
		}
		told := congress.RecountNoted{Recount: len(all) + 1, Step: string(Ordered), Text: in.Reason}
		if superior {
			told.Number, told.Day = in.Number, in.Day
		}
		return tell(a, told)
	})
}

// Agree is the second of the two people in the hall.
func (s *Service) Agree(ctx context.Context, by congress.Actor, id congress.RoundID) error {
	return s.act(ctx, by, id, func(a *congress.Act, all []Recount, _ string) error {
		r, err := open(all, "agree")
		switch {
		case err != nil:
			return err
		case by.Role != congress.RolePresidium:
			return &congress.PersonError{Code: "not_a_signatory", Name: by.Name}
		case r.Stands():
			return refuse("counting", "agree")
		case r.Order.By == by.AccountID:
			return &congress.PersonError{Code: "same_person", Name: by.Name}
		}
		return tell(a, congress.RecountNoted{Recount: r.Number, Step: string(Agreed)})
	})
}

// Enter is a tally sheet of the recount; two people type one each, from the papers
// and not from each other. Whoever typed one may type it again: the log keeps both.
// There may be another number of papers than at the seal.
func (s *Service) Enter(ctx context.Context, by congress.Actor, id congress.RoundID, entry int,
	totals tally.Totals) error {
	if entry != 1 && entry != 2 {
		return &congress.FieldError{Field: "entry", Code: "range"}
	}
	return s.act(ctx, by, id, func(a *congress.Act, all []Recount, _ string) error {
		r, err := open(all, "enter")
		switch {
		case err != nil:
			return err
		case !r.Stands():
			return refuse("ordered", "enter")
		}
		other, own := r.Entries[2-entry], r.Entries[entry-1]
		if other.By == by.AccountID && by.AccountID != "" {
			return &congress.PersonError{Code: "other_entry", Name: by.Name}
		}
		if own.Step != "" && own.By != by.AccountID {
			return &congress.PersonError{Code: "other_entry", Name: own.Name}
		}
		d, err := a.Round.BallotDefinition()
		if err != nil {
			return err
		}
		sheet, err := totals.Sheet(d.List, a.Round.HandedOut, totals.Papers().Returned)
		if err != nil {
			return err
		}
		return tell(a, congress.RecountNoted{Recount: r.Number, Step: string(Entered), Entry: entry, Sheet: &sheet})
	})
}

// Close ends a recount with what was concluded from it, or drops it where it has no
// result. In the hall one of the presidium does it, else the superior.
func (s *Service) Close(ctx context.Context, by congress.Actor, id congress.RoundID, text string) error {
	text = letters.Clean(text)
	if err := congress.Required("text", text, 1000); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *congress.Act, all []Recount, _ string) error {
		r, err := open(all, "end")
		if err != nil {
			return err
		}
		if r.BySuperior() != (by.Role == congress.RoleSuperior) ||
			!r.BySuperior() && by.Role != congress.RolePresidium {
			return &congress.PersonError{Code: "not_a_signatory", Name: by.Name}
		}
		step := Dropped
		if _, counted := r.Sheet(); counted {
			step = Ended
		}
		return tell(a, congress.RecountNoted{Recount: r.Number, Step: string(step), Text: text})
	})
}

// act runs a step; the papers must be there. kept is the last that was done with
// their packets, "" before they are sealed.
func (s *Service) act(ctx context.Context, by congress.Actor, id congress.RoundID,
	work func(a *congress.Act, all []Recount, kept string) error) error {
	return s.acts.Do(ctx, by, id, func(tx congress.Tx, a *congress.Act) error {
		entries, err := tx.LogEntries(ctx, a.Congress, 0)
		if err != nil {
			return err
		}
		all, err := In(entries, a.Round.ID)
		if err != nil {
			return err
		}
		kept, err := keptOf(entries, a.Round.ID)
		if err != nil {
			return err
		}
		if kept == "destroyed" {
			return congress.Standing{Subject: "custody", State: kept}.Refuse("recount")
		}
		return work(a, all, kept)
	})
}

// keptOf is the last that was done with the packet of a round, "" before its papers
// are sealed: those of a ballot that ended later are in no packet yet.
func keptOf(entries []congress.LogEntry, round congress.RoundID) (string, error) {
	kept, counted := "", false
	for i := range entries {
		sealed, err := congress.EventsIn[congress.ResultSealed](entries[i : i+1])
		if err != nil {
			return "", err
		}
		for _, e := range sealed {
			counted = counted || e.Round == round
		}
		steps, err := congress.EventsIn[congress.CustodyNoted](entries[i : i+1])
		if err != nil {
			return "", err
		}
		for _, e := range steps {
			if counted && (kept != "" || e.Step == "sealed") {
				kept = e.Step
			}
		}
	}
	return kept, nil
}

func tell(a *congress.Act, told congress.RecountNoted) error {
	told.Round, told.Name = a.Round.ID, a.By.Name
	a.Tell(told)
	return nil
}

// open is the recount that goes on.
func open(all []Recount, action string) (Recount, error) {
	if len(all) == 0 || !all[len(all)-1].Open() {
		return Recount{}, refuse("none", action)
	}
	return all[len(all)-1], nil
}

func refuse(state, action string) error {
	return congress.Standing{Subject: "recount", State: state}.Refuse(action)
}
