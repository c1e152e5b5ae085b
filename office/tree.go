package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"kiemphieu/congress"
)

// Event is what became of an organisation in the tree.
type Event struct {
	OrgID   congress.OrgID   `db:"org_id"`
	ID      string           `db:"event_id"`
	Kind    EventKind        `db:"kind"`
	Was     string           `db:"was"`    // a name
	Became  string           `db:"became"` // a name
	NotedBy string           `db:"noted_by"`
	NotedAt congress.Instant `db:"noted_at"`
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	EventMoved   EventKind = "moved"   // from below Was to below Became
	EventMerged  EventKind = "merged"  // goes on in Became
	EventTookIn  EventKind = "took_in" // Was goes on here
	EventRenamed EventKind = "renamed" // from Was to Became
	EventRemoved EventKind = "removed" // Was, which stood below, was empty
)

// Merger says in which organisation another one goes on.
type Merger struct {
	OrgID    congress.OrgID   `db:"org_id"`
	IntoID   congress.OrgID   `db:"into_id"`
	MergedAt congress.Instant `db:"merged_at"`
}

func drawID(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", fmt.Errorf("office: draw an id: %w", err)
	}
	return id.String(), nil
}

// tell notes an event.
func (s *Service) tell(ctx context.Context, tx Tx, by congress.Actor, e Event) error {
	id, err := drawID(s.random)
	if err != nil {
		return err
	}
	e.ID, e.NotedBy, e.NotedAt = id, by.Name, congress.At(tx.Now())
	return tx.PutEvent(ctx, e)
}

// Edit changes name, place and model of an organisation; the kind stands.
func (s *Service) Edit(ctx context.Context, by congress.Actor, id congress.OrgID,
	in congress.OrganisationInput) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		was, err := tx.Organisation(ctx, id)
		if err != nil {
			return err
		}
		is, err := in.Changed(was)
		if err != nil {
			return err
		}
		if err := congress.FreeName(ctx, tx, was.ParentID, id, is.Name); err != nil {
			return err
		}
		if err := tx.PutOrganisation(ctx, is); err != nil {
			return err
		}
		if is.Name != was.Name {
			if err := s.tell(ctx, tx, by, Event{OrgID: id, Kind: EventRenamed, Was: was.Name,
				Became: is.Name}); err != nil {
				return err
			}
		}
		return tx.Recount(ctx, id) // the figures of a cell stand under its model
	})
}

// Move puts an organisation, with all below it, under another one. Both are
// below the actor's own, so that nothing is taken out of somebody's sight.
func (s *Service) Move(ctx context.Context, by congress.Actor, id, under congress.OrgID) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		o, parent, err := pair(ctx, tx, by, id, under)
		if err != nil {
			return err
		}
		switch {
		case parent.Kind == congress.KindCell:
			return &congress.FieldError{Field: "under", Code: "below_cell", Value: parent.Name}
		case strings.HasPrefix(parent.Path, o.Path):
			return &congress.FieldError{Field: "under", Code: "below_itself", Value: parent.Name}
		case parent.ID == o.ParentID:
			return &congress.FieldError{Field: "under", Code: "stands_there", Value: parent.Name}
		case o.ParentID == "" || o.ID == by.OrgID:
			return &congress.FieldError{Field: "under", Code: "own_top", Value: o.Name}
		}
		before, err := tx.Organisation(ctx, o.ParentID)
		if err != nil {
			return err
		}
		if err := s.moveTo(ctx, tx, o, parent); err != nil {
			return err
		}
		return s.tell(ctx, tx, by, Event{OrgID: id, Kind: EventMoved, Was: before.Name, Became: parent.Name})
	})
}

// pair loads two organisations that the actor sees.
func pair(ctx context.Context, tx Tx, by congress.Actor, a, b congress.OrgID) (x, y congress.Organisation, err error) {
	if x, err = tx.Organisation(ctx, a); err != nil {
		return x, y, err
	}
	y, err = tx.Organisation(ctx, b)
	if err == nil && (!by.Sees(x.Path) || !by.Sees(y.Path)) || err != nil && b == "" {
		err = &congress.FieldError{Field: "under", Code: "required"}
	}
	return x, y, err
}

// moveTo changes the place of a branch, and the sums above the old and the new one.
func (s *Service) moveTo(ctx context.Context, tx Tx, o, parent congress.Organisation) error {
	if into, _, err := tx.MergedInto(ctx, parent.ID); err != nil || into != "" {
		if err == nil {
			err = &congress.FieldError{Field: "under", Code: "merged", Value: parent.Name}
		}
		return err
	}
	if err := congress.FreeName(ctx, tx, parent.ID, o.ID, o.Name); err != nil {
		return err
	}
	cells, err := tx.OrganisationsUnder(ctx, o.Path)
	if err != nil {
		return err
	}
	if err := tx.Reroot(ctx, o, parent); err != nil {
		return err
	}
	for _, cell := range cells {
		if cell.Kind == congress.KindCell {
			if err := tx.Recount(ctx, cell.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Merge has an organisation go on in another one of its kind: what stands
// below it moves there, and so do the accounts of its office and who is in
// office. What it held stays to be read.
func (s *Service) Merge(ctx context.Context, by congress.Actor, id, into congress.OrgID) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		o, other, err := pair(ctx, tx, by, id, into)
		if err != nil {
			return err
		}
		switch {
		case o.ID == other.ID || strings.HasPrefix(other.Path, o.Path):
			return &congress.FieldError{Field: "under", Code: "below_itself", Value: other.Name}
		case o.Kind != other.Kind:
			return &congress.FieldError{Field: "under", Code: "other_kind", Value: other.Name}
		case o.ParentID == "" || o.ID == by.OrgID:
			return &congress.FieldError{Field: "under", Code: "own_top", Value: o.Name}
		}
		if err := s.empty(ctx, tx, o, other); err != nil {
			return err
		}
		now := congress.At(tx.Now())
		if err := congress.CarryMandates(ctx, tx, by, o, other, now.Date()); err != nil {
			return err
		}
		if err := tx.PutMerger(ctx, Merger{OrgID: id, IntoID: into, MergedAt: now}); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, by, Event{OrgID: id, Kind: EventMerged, Was: o.Name,
			Became: other.Name}); err != nil {
			return err
		}
		return s.tell(ctx, tx, by, Event{OrgID: into, Kind: EventTookIn, Was: o.Name, Became: other.Name})
	})
}

// empty moves what stands below an organisation, and its people, to another;
// nothing may be under way in it.
func (s *Service) empty(ctx context.Context, tx Tx, o, other congress.Organisation) error {
	meetings, err := tx.CongressesOf(ctx, o)
	if err != nil {
		return err
	}
	for _, c := range meetings {
		if !c.Over() && !c.Rehearsal {
			return &congress.FieldError{Field: "under", Code: "congress_under_way", Value: c.Title}
		}
	}
	below, err := tx.OrganisationsUnder(ctx, o.Path)
	if err != nil {
		return err
	}
	for _, child := range below {
		if child.ParentID == o.ID {
			if err := s.moveTo(ctx, tx, child, other); err != nil {
				return err
			}
		}
	}
	return tx.MoveAccounts(ctx, o.ID, other.ID)
}

// Remove takes away an organisation in which nothing is and nothing was.
func (s *Service) Remove(ctx context.Context, by congress.Actor, id congress.OrgID) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		o, err := tx.Organisation(ctx, id)
		if err != nil {
			return err
		}
		if o.ParentID == "" || o.ID == by.OrgID {
			return &congress.FieldError{Field: "under", Code: "own_top", Value: o.Name}
		}
		if err := tx.DeleteOrganisation(ctx, id); err != nil {
			if errors.Is(err, congress.ErrConflict) {
				err = &congress.FieldError{Field: "under", Code: "not_empty", Value: o.Name}
			}
			return err
		}
		return s.tell(ctx, tx, by, Event{OrgID: o.ParentID, Kind: EventRemoved, Was: o.Name})
	})
}
