package statistics

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/congress"
)

// Unit is a cell behind a figure.
type Unit struct {
	Organisation congress.Organisation
	CongressID   congress.CongressID // "" where it has none
	N            int                 // what it adds to the figure
}

// MaxUnits is how many units [Service.Units] lists at most.
const MaxUnits = 2000

// Units lists the cells behind a figure by name. Of more than MaxUnits it
// lists those that come first in the tree, and says that there are more.
func (s *Service) Units(ctx context.Context, path string, filter Filter,
	figure string) (units []Unit, more bool, err error) {
	err = s.viewFiltered(ctx, filter, func(tx Tx, filter Filter) error {
		measure, ok := measureOf(figure, filter)
		if !ok {
			return &congress.FieldError{Field: "figure", Code: "unknown", Value: figure}
		}
		org, err := tx.OrganisationAt(ctx, path)
		if err != nil {
			return err
		}
		units, err = tx.UnitsBehind(ctx, org, filter, measure, MaxUnits+1)
		return err
	})
	if more = len(units) > MaxUnits; more {
		units = units[:MaxUnits]
	}
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Organisation.Name, b.Organisation.Name),
			cmp.Compare(a.Organisation.ID, b.Organisation.ID))
	})
	return units, more, err
}

// Below returns the same figures for every organisation directly below
// path, by name, without targets and terms: the lines of a table by unit.
func (s *Service) Below(ctx context.Context, path string, filter Filter) ([]Statistics, error) {
	var all []Statistics
	err := s.viewFiltered(ctx, filter, func(tx Tx, filter Filter) error {
		org, err := tx.OrganisationAt(ctx, path)
		if err != nil {
			return err
		}
		below, err := tx.StatisticSumsBelow(ctx, org, filter)
		all = make([]Statistics, len(below))
		for i, b := range below {
			all[i] = Statistics{Organisation: b.Organisation, Filter: filter, counts: b.Counts,
				Sections: sectionsOf(b.Counts, b.Cells, filter.AgeLimit)}
		}
		return err
	})
	return all, err
}

// SumBelow is the sum of one organisation among others.
type SumBelow struct {
	Organisation congress.Organisation
	Cells        int // at or below it, with or without a congress
	Counts       Counts
}
