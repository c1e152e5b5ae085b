package ratify

import (
	"context"

	"kiemphieu/congress"
)

// StatisticTables reads and writes the statistics. Their tables hold nothing
// that the other tables do not say: a backup leaves them out.
type StatisticTables interface {
	// LockOrganisation reads an organisation and makes all other writers of
	// its statistics wait until the transaction ends.
	LockOrganisation(ctx context.Context, id congress.OrgID) (congress.Organisation, error)
	// StatisticRows lists the rows of a cell by congress id.
	StatisticRows(ctx context.Context, id congress.OrgID) ([]StatisticRow, error)
	PutStatisticRow(ctx context.Context, row StatisticRow) error
	// AddStatisticSum adds to a sum, which is 0 until then.
	AddStatisticSum(ctx context.Context, key SumKey, gained Counts) error

	// OrganisationAt finds an organisation by its path.
	OrganisationAt(ctx context.Context, path string) (congress.Organisation, error)
	// CountCells counts the cells at or below an organisation, with or without a congress.
	CountCells(ctx context.Context, o congress.Organisation, filter StatisticsFilter) (int, error)
	// StatisticSum gives the sums of an organisation; a cell is its own sum.
	StatisticSum(ctx context.Context, o congress.Organisation, filter StatisticsFilter) (Counts, error)
	// StatisticSumsBelow gives the sums of the organisations directly below one, by name.
	StatisticSumsBelow(ctx context.Context, o congress.Organisation, filter StatisticsFilter) ([]SumBelow, error)
	// StatisticTerms lists the terms that an organisation has congresses of, the latest first.
	StatisticTerms(ctx context.Context, o congress.Organisation) ([]string, error)
	// CountUnits adds up expressions over the cells of an organisation that have a congress.
	CountUnits(ctx context.Context, o congress.Organisation, filter StatisticsFilter, of []Expression) ([]int, error)
	// UnitsBehind lists the cells for which an expression is not 0, the first by path.
	UnitsBehind(ctx context.Context, o congress.Organisation, filter StatisticsFilter, of Expression, limit int) ([]Unit, error)
}
