package ratify

import (
	"context"
	"strings"

	"kiemphieu/congress"
)

// Service holds the use cases of the superior committee.
type Service struct {
	store Store
	days  Calendar
}

// Config is what a service is made of.
type Config struct {
	Store Store
	// Calendar counts working days in the years of which a tree has no
	// calendar of its own.
	Calendar Calendar
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service {
	return &Service{store: cfg.Store, days: cfg.Calendar}
}

// Submit sends a closed congress's dossier up. A rehearsal is refused: it can
// never be ratified or summed.
func (s *Service) Submit(ctx context.Context, by congress.Actor, id congress.CongressID, note string) error {
	note = strings.TrimSpace(note)
	if len([]rune(note)) > 1000 {
		return &congress.FieldError{Field: "note", Code: "too_long"}
	}
	return s.step(ctx, by, id, congress.ActionSubmit, func(tx Tx, c *congress.Congress) (congress.Event, error) {
		if c.Rehearsal {
			return nil, ErrRehearsal
		}
		earlier, err := tx.Dossiers(ctx, *c)
		if err != nil {
			return nil, err
		}
		d := Dossier{OrgID: c.OrgID, CongressID: c.ID, Version: len(earlier) + 1, State: DossierSubmitted, Note: note,
			SubmittedBy: by.Name, SubmittedAt: congress.At(tx.Now())}
		c.Reason = ""
		return congress.CongressMoved{Action: congress.ActionSubmit, State: c.State, Reason: note}, tx.PutDossier(ctx, d)
	})
}

// Decision is what the superior committee decides about a dossier.
type Decision struct {
	Number    string // "127-QĐ/ĐU"
	DecidedOn congress.Date
	Refused   []congress.MemberID // persons who do not meet the standards
	Reason    string              // needed when somebody is refused, and for return and annulment
}

// Return sends the dossier back for more papers; the congress can be
// corrected and submitted again. One person does it: nothing is decided.
func (s *Service) Return(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return &congress.FieldError{Field: "reason", Code: "required"}
	}
	if len([]rune(reason)) > 1000 {
		return &congress.FieldError{Field: "reason", Code: "too_long"}
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		c, err := tx.LockCongress(ctx, id)
		if err != nil {
			return err
		}
		if by.OrgID == c.OrgID {
			return &congress.PersonError{Code: "own_congress", Name: by.Name}
		}
		if err := nothingProposed(ctx, tx, c); err != nil {
			return err
		}
		dossier, err := newest(ctx, tx, c)
		if err != nil {
			return err
		}
		return decideDossier(ctx, tx, by, by.Name, c, dossier, congress.ActionReturn, DossierReturned, Decision{Reason: reason})
	})
}

func (d Decision) check(reason bool) error {
	switch {
	case strings.TrimSpace(d.Number) == "":
		return &congress.FieldError{Field: "number", Code: "required"}
	case len([]rune(d.Number)) > 60:
		return &congress.FieldError{Field: "number", Code: "too_long"}
	case d.DecidedOn == "":
		return &congress.FieldError{Field: "decided_on", Code: "required"}
	case !d.DecidedOn.Valid():
		return &congress.FieldError{Field: "decided_on", Code: "format", Value: string(d.DecidedOn)}
	case reason && strings.TrimSpace(d.Reason) == "":
		return &congress.FieldError{Field: "reason", Code: "required"}
	case len([]rune(d.Reason)) > 1000:
		return &congress.FieldError{Field: "reason", Code: "too_long"}
	}
	return nil
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

// step moves a congress and appends the event in one transaction.
func (s *Service) step(ctx context.Context, by congress.Actor, id congress.CongressID, act congress.Action, fn func(Tx, *congress.Congress) (congress.Event, error)) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		c, err := tx.LockCongress(ctx, id)
		if err != nil {
			return err
		}
		if err := c.Move(act, by, congress.At(tx.Now())); err != nil {
			return err
		}
		event, err := fn(tx, &c)
		if err != nil {
			return err
		}
		if err := tx.PutCongress(ctx, c); err != nil {
			return err
		}
		return congress.AppendEvent(ctx, tx, c, by, event)
	})
}
