package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/statistics"
)

// StatisticSumsBelow implements statistics.Tables: five statements, whatever
// the number of organisations.
func (t *tx) StatisticSumsBelow(ctx context.Context, o congress.Organisation, filter statistics.Filter,
	q list.Query) ([]statistics.SumBelow, int, error) {
	args := arguments{o.ID}
	source := "\nFROM organisations o\nJOIN organisation_names n ON n.org_id = o.org_id\nWHERE o.parent_id = $1"
	if q.Text != "" {
		source += " AND " + contains("n.folded", q.Text, &args)
	}
	found, err := one[int](ctx, t, "SELECT count(*)"+source, args...)
	if err != nil || found == 0 {
		return nil, found, err
	}
	orgs, err := t.organisations(ctx, "SELECT o."+
		strings.Join(columns(congress.Organisation{}), ", o.")+source+"\nORDER BY n.folded, o.org_id"+
		page(q.Within(found), 0), args...)
	if err != nil {
		return nil, 0, err
	}
	counts := map[congress.OrgID]statistics.Counts{}
	if err := t.countsBelow(ctx, "statistic_sums s", orgs, counts, func(args *arguments) string {
		return summed(filter, args)
	}); err != nil {
		return nil, 0, err
	}
	if err := t.countsBelow(ctx, "statistics s", orgs, counts, func(args *arguments) string {
		return counted(filter, args)
	}); err != nil {
		return nil, 0, err
	}
	cells, err := t.cellsBelow(ctx, orgs, filter)
	below := make([]statistics.SumBelow, len(orgs))
	for i, org := range orgs {
		below[i] = statistics.SumBelow{Organisation: org, Cells: cells[org.ID], Counts: counts[org.ID]}
	}
	return below, found, err
}

// countsBelow adds what a table has for organisations.
func (t *tx) countsBelow(ctx context.Context, table string, orgs []congress.Organisation,
	into map[congress.OrgID]statistics.Counts, where func(*arguments) string) error {
	marks, ids := places(orgs)
	args := arguments(ids)
	query := strings.Replace(sums(everyColumn()), "SELECT ", "SELECT s.org_id, ", 1) + "\nFROM " + table +
		"\nWHERE s.org_id IN (" + marks + ") AND " + where(&args) + "\nGROUP BY s.org_id"
	return t.each(ctx, query, args, func(scan func(...any) error) error {
		var id congress.OrgID
		var counts statistics.Counts
		err := scan(append([]any{&id}, pointers(counts[:])...)...)
		into[id] = counts
		return err
	})
}

// cellsBelow counts the cells at or below organisations.
func (t *tx) cellsBelow(ctx context.Context, orgs []congress.Organisation,
	filter statistics.Filter) (map[congress.OrgID]int, error) {
	marks, ids := places(orgs)
	args := arguments(ids)
	model := strings.Replace(ofModel(filter, &args), "o.", "c.", 1)
	found := map[congress.OrgID]int{}
	err := t.each(ctx, `SELECT o.org_id, (SELECT count(*) FROM organisations c WHERE c.kind = 'cell'
			AND c.path >= o.path AND c.path < substr(o.path, 1, length(o.path) - 1) || '0'`+model+`)
		FROM organisations o
		WHERE o.org_id IN (`+marks+")", args, func(scan func(...any) error) error {
		var id congress.OrgID
		var n int
		err := scan(&id, &n)
		found[id] = n
		return err
	})
	return found, err
}
