package statistics

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
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

// UnitsPage lists a page of the cells behind a figure by name, and how many there
// are on all.
func (s *Service) UnitsPage(ctx context.Context, path string, filter Filter, figure string,
	q list.Query) (units []Unit, found int, err error) {
	err = s.viewFiltered(ctx, filter, func(tx Tx, filter Filter) error {
		measure, ok := measureOf(figure, filter)
		if !ok {
			return &congress.FieldError{Field: "figure", Code: "unknown", Value: figure}
		}
		org, err := tx.OrganisationAt(ctx, path)
		if err != nil {
			return err
		}
		units, found, err = tx.UnitsPage(ctx, org, filter, measure, q)
		return err
	})
	return units, found, err
}

// Below returns the same figures for every organisation directly below
// path, by name, without targets and terms: the lines of a table by unit.
func (s *Service) Below(ctx context.Context, path string, filter Filter) (below []Statistics, err error) {
	for page, found := 0, 1; page*list.Size < found && err == nil; page++ {
		var some []Statistics
		some, found, err = s.BelowPage(ctx, path, filter, list.Query{Page: page})
		below = append(below, some...)
	}
	return below, err
}

// BelowPage returns them for a page of these organisations, and how many there
// are on all.
func (s *Service) BelowPage(ctx context.Context, path string, filter Filter,
	q list.Query) (all []Statistics, found int, err error) {
	err = s.viewFiltered(ctx, filter, func(tx Tx, filter Filter) error {
		org, err := tx.OrganisationAt(ctx, path)
		if err != nil {
			return err
		}
		below, n, err := tx.StatisticSumsBelow(ctx, org, filter, q)
		all, found = make([]Statistics, len(below)), n
		for i, b := range below {
			all[i] = Statistics{Organisation: b.Organisation, Filter: filter, counts: b.Counts,
				Sections: sectionsOf(b.Counts, b.Cells, filter.AgeLimit)}
		}
		return err
	})
	return all, found, err
}

// SumBelow is the sum of one organisation among others.
type SumBelow struct {
	Organisation congress.Organisation
	Cells        int // at or below it, with or without a congress
	Counts       Counts
}
