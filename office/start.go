package office

import (
	"context"

	"kiemphieu/congress"
)

// Start is how far an installation has come before its first congress.
type Start struct {
	Begun     bool           // there is a congress that is no rehearsal
	Organised bool           // somebody has an organiser's account
	Cell      congress.OrgID // the first cell, "" without one
}

// StartOf finds out how far the organisation of an actor has come.
func (s *Service) StartOf(ctx context.Context, by congress.Actor) (Start, error) {
	var start Start
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if start.Begun, err = tx.Begun(ctx, by.OrgPath); err != nil || start.Begun {
			return err
		}
		if start.Organised, err = tx.Organised(ctx, by.OrgPath); err != nil {
			return err
		}
		own, err := tx.Organisation(ctx, by.OrgID)
		if err != nil || own.Kind == congress.KindCell {
			start.Cell = own.ID
			return err
		}
		cells, _, err := tx.Below(ctx, own, Search{Deep: true, Kinds: []congress.OrganisationKind{congress.KindCell}})
		if len(cells) > 0 {
			start.Cell = cells[0].ID
		}
		return err
	})
	return start, err
}
