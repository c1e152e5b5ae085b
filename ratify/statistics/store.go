package statistics

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
)

// Store keeps the statistics; reading needs no more.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	// Counted returns once the sums say what was committed before.
	Counted(ctx context.Context) error
}

// Tx is one transaction over the statistics and what they are counted from.
type Tx interface {
	congress.Tx
	Tables
}

// Config is what a service is made of.
type Config struct{ Store Store }

// Service holds the questions that can be asked of the statistics.
type Service struct{ store Store }

// NewService returns the service over a store.
func NewService(cfg Config) *Service {
	return &Service{store: cfg.Store}
}

// Tables reads and writes the statistics. Their tables hold nothing
// that the other tables do not say: a backup leaves them out.
type Tables interface {
	// StatisticRows lists the rows of a cell by congress id.
	StatisticRows(ctx context.Context, id congress.OrgID) ([]Row, error)
	PutStatisticRow(ctx context.Context, row Row) error
	// AddStatisticSum adds to a sum, which is 0 until then.
	AddStatisticSum(ctx context.Context, key SumKey, gained Counts) error

	// OrganisationAt finds an organisation by its path.
	OrganisationAt(ctx context.Context, path string) (congress.Organisation, error)
	// CountCells counts the cells at or below an organisation, with or without a congress.
	CountCells(ctx context.Context, o congress.Organisation, filter Filter) (int, error)
	// StatisticSum returns the sums of an organisation; a cell is its own sum.
	StatisticSum(ctx context.Context, o congress.Organisation, filter Filter) (Counts, error)
	// StatisticSumsBelow returns the sums of a page of the organisations directly
	// below one, by name, and how many there are on all.
	StatisticSumsBelow(ctx context.Context, o congress.Organisation, filter Filter, q list.Query) ([]SumBelow, int,
		error)
	// StatisticTerms lists the terms that an organisation has congresses of, the latest first.
	StatisticTerms(ctx context.Context, o congress.Organisation) ([]string, error)
	// CountUnits adds up measures over the cells of an organisation that have a congress.
	CountUnits(ctx context.Context, o congress.Organisation, filter Filter, of []Measure) ([]int, error)
	// UnitsBehind lists the cells for which a measure is not 0, the first by path.
	UnitsBehind(ctx context.Context, o congress.Organisation, filter Filter, of Measure, limit int) ([]Unit, error)
	// UnitsPage lists a page of them by name, and how many there are on all.
	UnitsPage(ctx context.Context, o congress.Organisation, filter Filter, of Measure, q list.Query) ([]Unit, int,
		error)
}
