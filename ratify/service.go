package ratify

import (
	"context"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
	"kiemphieu/ratify/calendar"
)

// Service holds the use cases of the superior committee.
type Service struct {
	store    Store
	calendar calendar.Calendar
	acts     congress.Acts[Tx]
}

// Config is what a service is made of.
type Config struct {
	Store Store
	// Calendar counts working days in the years of which a tree has no
	// calendar of its own.
	Calendar  calendar.Calendar
	Publisher congress.Publisher // nil: nobody listens
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service {
	return &Service{store: cfg.Store, calendar: cfg.Calendar, acts: congress.Acts[Tx]{Store: cfg.Store,
		Publisher: cfg.Publisher}}
}

// Submit sends a closed congress's dossier up. A rehearsal is refused: it can
// never be ratified or summed.
func (s *Service) Submit(ctx context.Context, by congress.Actor, id congress.CongressID, note string) error {
	note = letters.Clean(note)
	if err := congress.AtMost("note", note, 1000); err != nil {
		return err
	}
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if err := a.Move(congress.ActionSubmit); err != nil {
			return err
		}
		if a.Congress.Rehearsal {
			return ErrRehearsal
		}
		if err := submissionFits(ctx, tx, a); err != nil {
			return err
		}
		earlier, err := tx.Dossiers(ctx, a.Congress)
		if err != nil {
			return err
		}
		heads, err := headsOf(ctx, tx, a.Congress, "")
		if err != nil {
			return err
		}
		a.Congress.Reason = ""
		a.Tell(congress.CongressMoved{Action: congress.ActionSubmit, State: a.Congress.State, Reason: note,
			Heads: heads})
		return tx.PutDossier(ctx, Dossier{OrgID: a.Congress.OrgID, CongressID: a.Congress.ID, Version: len(earlier) + 1,
			State: DossierSubmitted,
			Note:  note, SubmittedBy: by.Name, SubmittedAt: a.Now()})
	})
}

// Decision is what the superior committee decides about a dossier.
type Decision struct {
	Number    string // "127-QĐ/ĐU"
	DecidedOn congress.Date
	Refused   []congress.MemberID // persons who do not meet the standards
	Reason    string              // needed when somebody is refused, and for return and annulment
	Despite   string              // why the result is ratified although checks failed; two people say so
}

// Return sends the dossier back for more papers; the congress can be
// corrected and submitted again. One person does it: nothing is decided.
func (s *Service) Return(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error {
	reason = letters.Clean(reason)
	if err := congress.Required("reason", reason, 1000); err != nil {
		return err
	}
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if by.OrgID == a.Congress.OrgID {
			return &congress.PersonError{Code: "own_congress", Name: by.Name}
		}
		if err := nothingProposed(ctx, tx, a.Congress); err != nil {
			return err
		}
		dossier, err := newest(ctx, tx, a.Congress)
		if err != nil {
			return err
		}
		d := deciding{Act: a, tx: tx, r: Resolution{Decision: Decision{Reason: reason}}, names: by.Name,
			dossier: dossier}
		return d.close(ctx, congress.ActionReturn, DossierReturned)
	})
}

func (d Decision) check(reason bool) error {
	why := congress.AtMost("reason", d.Reason, 1000)
	if reason {
		why = congress.Required("reason", letters.Clean(d.Reason), 1000)
	}
	return congress.WrongFields(congress.Required("number", letters.Clean(d.Number), 60),
		congress.DayGiven("decided_on", d.DecidedOn), why)
}

func newest(ctx context.Context, tx Tx, c congress.Congress) (Dossier, error) {
	all, err := tx.Dossiers(ctx, c)
	if err != nil {
		return Dossier{}, err
	}
	if len(all) == 0 {
		return Dossier{}, congress.ErrNotFound
	}
	return all[len(all)-1], nil
}
