package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
)

// StatisticSumsBelow implements statistics.Tables: four statements,
// whatever the number of organisations.
func (t *tx) StatisticSumsBelow(ctx context.Context, o congress.Organisation,
	filter statistics.Filter) ([]statistics.SumBelow, error) {
	orgs, err := all[congress.Organisation](ctx, t, from[congress.Organisation](
		"organisations WHERE parent_id = $1 ORDER BY name, org_id"), o.ID)
	if err != nil {
		return nil, err
	}
	counts := map[congress.OrgID]statistics.Counts{}
	if err := t.countsBelow(ctx, "statistic_sums s", o, counts, func(args *arguments) string {
		return summed(filter,
			args)
	}); err != nil {
		return nil, err
	}
	if err := t.countsBelow(ctx, "statistics s", o, counts, func(args *arguments) string {
		return counted(filter,
			args)
	}); err != nil {
		return nil, err
	}
	cells, err := t.cellsBelow(ctx, o, orgs, filter)
	if err != nil {
		return nil, err
	}
	below := make([]statistics.SumBelow, len(orgs))
	for i, org := range orgs {
		below[i] = statistics.SumBelow{Organisation: org, Cells: cells[org.Path], Counts: counts[org.ID]}
	}
	return below, nil
}

// countsBelow adds what a table has for the organisations directly below one.
func (t *tx) countsBelow(ctx context.Context, table string, o congress.Organisation,
	into map[congress.OrgID]statistics.Counts, where func(*arguments) string) error {
	var args arguments
	query := strings.Replace(sums(everyColumn()), "SELECT ", "SELECT s.org_id, ", 1) + "\nFROM " + table +
		"\nJOIN organisations o ON o.org_id = s.org_id\nWHERE o.parent_id = " + args.place(o.ID) + " AND " +
		where(&args) + "\nGROUP BY s.org_id"
	return t.each(ctx, query, args, func(scan func(...any) error) error {
		var id congress.OrgID
		var counts statistics.Counts
		err := scan(append([]any{&id}, pointers(counts[:])...)...)
		into[id] = counts
		return err
	})
}

// cellsBelow counts cells by the path of the organisation that they are part
// of: paths of one length are told apart by one statement, and ids have one length.
func (t *tx) cellsBelow(ctx context.Context, o congress.Organisation, orgs []congress.Organisation,
	filter statistics.Filter) (map[string]int, error) {
	found, seen := map[string]int{}, map[int]bool{}
	for _, org := range orgs {
		if seen[len(org.Path)] {
			continue
		}
		seen[len(org.Path)] = true
		var args arguments
		query := "SELECT substr(o.path, 1, " + args.place(len(org.Path)) +
			"), count(*)\nFROM organisations o\nWHERE o.kind = 'cell' AND " +
			under("o.path", o.Path, &args) + ofModel(filter, &args)
		err := t.each(ctx, query+"\nGROUP BY 1", args, func(scan func(...any) error) error {
			var path string
			var n int
			err := scan(&path, &n)
			found[path] = n
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
