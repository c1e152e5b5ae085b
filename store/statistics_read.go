package store

import (
	"context"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/statistics"
)

// arguments are those of a statement; place adds one and gives its name.
type arguments []any

func (a *arguments) place(value any) string {
	*a = append(*a, value)
	return "$" + strconv.Itoa(len(*a))
}

// counted writes the conditions on the row s: the congress that counts and
// the kind of cell.
func counted(filter statistics.Filter, args *arguments) string {
	text := "s.newest"
	if filter.Term != "" {
		text = "s.newest_of_term AND s.term = " + args.place(filter.Term)
	}
	if filter.Model != "" {
		text += " AND s.model = " + args.place(filter.Model)
	}
	return text
}

// under writes the condition that a path lies at or below another: a range
// that an index by bytes can serve, since '0' follows '/'.
func under(column, path string, args *arguments) string {
	return column + " >= " + args.place(path) + " AND " + column + " < " + args.place(beyond(path))
}

// beyond is what no path at or below another reaches: '0' follows '/'.
func beyond(path string) string { return strings.TrimSuffix(path, "/") + "0" }

// CountCells implements statistics.Tables.
func (t *tx) CountCells(ctx context.Context, o congress.Organisation, filter statistics.Filter) (int, error) {
	var args arguments
	query := "SELECT count(*)\nFROM organisations o\nWHERE o.kind = 'cell' AND " + under("o.path", o.Path, &args) +
		ofModel(filter, &args)
	return one[int](ctx, t, query, args...)
}

// sums writes one sum for every expression. CAST: a sum of big numbers is no
// whole number to PostgreSQL.
func sums(of []string) string {
	all := make([]string, len(of))
	for i, e := range of {
		all[i] = "CAST(COALESCE(SUM(" + e + "), 0) AS BIGINT)"
	}
	return "SELECT " + strings.Join(all, ", ")
}

// StatisticSum implements statistics.Tables.
func (t *tx) StatisticSum(ctx context.Context, o congress.Organisation,
	filter statistics.Filter) (statistics.Counts, error) {
	var args arguments
	query := sums(everyColumn())
	if o.Kind == congress.KindCell {
		query += "\nFROM statistics s\nWHERE s.org_id = " + args.place(o.ID) + " AND " + counted(filter, &args)
	} else {
		query += "\nFROM statistic_sums s\nWHERE s.org_id = " + args.place(o.ID) + " AND " + summed(filter, &args)
	}
	var counts statistics.Counts
	err := t.numbers(ctx, query, args, counts[:])
	return counts, err
}

// summed writes the conditions on a row of sums.
func summed(filter statistics.Filter, args *arguments) string {
	scope := statistics.ScopeNewest
	if filter.Term != "" {
		scope = statistics.ScopeTerm
	}
	text := "s.scope = " + args.place(scope) + " AND s.term = " + args.place(filter.Term)
	if filter.Model != "" {
		text += " AND s.model = " + args.place(filter.Model)
	}
	return text
}

// numbers reads the one row of a sum.
func (t *tx) numbers(ctx context.Context, query string, args []any, into []int) error {
	return t.each(ctx, query, args, func(scan func(...any) error) error { return scan(pointers(into)...) })
}

// StatisticTerms implements statistics.Tables.
func (t *tx) StatisticTerms(ctx context.Context, o congress.Organisation) ([]string, error) {
	query := "SELECT DISTINCT term\nFROM statistic_sums\nWHERE org_id = $1 AND scope = 'term' AND term <> ''\nORDER " +
		"BY term DESC"
	if o.Kind == congress.KindCell {
		query = "SELECT DISTINCT term\nFROM statistics\nWHERE org_id = $1 AND term <> ''\nORDER BY term DESC"
	}
	return all[string](ctx, t, query, o.ID)
}

// CountUnits implements statistics.Tables.
func (t *tx) CountUnits(ctx context.Context, o congress.Organisation, filter statistics.Filter,
	of []statistics.Measure) ([]int, error) {
	var args arguments
	query := sums(measured(of)) + "\nFROM statistics s\nWHERE " + under("s.path", o.Path, &args) + " AND " +
		counted(filter, &args)
	found := make([]int, len(of))
	err := t.numbers(ctx, query, args, found)
	return found, err
}

// UnitsBehind implements statistics.Tables. The first in the order of
// paths are taken, which an index gives without looking at the others.
func (t *tx) UnitsBehind(ctx context.Context, o congress.Organisation, filter statistics.Filter, of statistics.Measure,
	limit int) ([]statistics.Unit, error) {
	var args arguments
	source := unitsOf(o, filter, of, &args)
	return t.units(ctx, source, source.path, "\nLIMIT "+args.place(limit), args)
}

// UnitsPage implements statistics.Tables.
func (t *tx) UnitsPage(ctx context.Context, o congress.Organisation, filter statistics.Filter, of statistics.Measure,
	q list.Query) ([]statistics.Unit, int, error) {
	var args arguments
	source := unitsOf(o, filter, of, &args)
	named := source
	named.rows += "\nJOIN organisation_names n ON n.org_id = " + source.id
	if q.Text != "" {
		named.where += " AND " + contains("n.folded", q.Text, &args)
		source = named
	}
	found, err := one[int](ctx, t, "SELECT count(*)"+source.rows+source.where, args...)
	if err != nil {
		return nil, 0, err
	}
	units, err := t.units(ctx, named, "n.folded", page(q.Within(found), 0), args)
	return units, found, err
}

// unitSource selects the cells for which a measure is not 0, with the row s of
// their congress.
type unitSource struct {
	rows, where string
	id, path    string // columns of the cell
	n           string // the measure
}

func unitsOf(o congress.Organisation, filter statistics.Filter, of statistics.Measure, args *arguments) unitSource {
	n := measure(of)
	if of.NeedsRow() {
		return unitSource{rows: "\nFROM statistics s", id: "s.org_id", path: "s.path", n: n,
			where: "\nWHERE " + counted(filter, args) + " AND " + under("s.path", o.Path, args) + " AND " + n + " <> 0"}
	}
	return unitSource{rows: "\nFROM organisations o\nLEFT JOIN statistics s ON s.org_id = o.org_id " +
		"AND s.in_term_meetings = 0 AND " + counted(filter, args), id: "o.org_id", path: "o.path", n: n,
		where: "\nWHERE o.kind = 'cell' AND " + under("o.path", o.Path, args) + " AND " + n + " <> 0" +
			ofModel(filter, args)}
}

// units reads the cells that stand first in an order; what they are called is
// looked up for these alone.
func (t *tx) units(ctx context.Context, source unitSource, order, first string, args []any) ([]statistics.Unit, error) {
	units, orgs := []statistics.Unit{}, []congress.Organisation{}
	err := t.each(ctx, "SELECT o.org_id, o.parent_id, o.path, o.kind, o.model, o.name, o.place, u.congress_id, u.n\n"+
		"FROM (SELECT "+source.id+" AS org_id, COALESCE(s.congress_id, '') AS congress_id, COALESCE("+source.n+
		", 0) AS n, "+order+" AS place"+source.rows+source.where+"\nORDER BY "+order+", "+source.id+first+") u\n"+
		"JOIN organisations o ON o.org_id = u.org_id\nORDER BY u.place, u.org_id", args,
		func(scan func(...any) error) error {
			var u statistics.Unit
			org := &u.Organisation
			err := scan(&org.ID, &org.ParentID, &org.Path, &org.Kind, &org.Model, &org.Name, &org.Place, &u.CongressID,
				&u.N)
			units, orgs = append(units, u), append(orgs, *org)
			return err
		})
	if err != nil {
		return nil, err
	}
	return units, t.heldOrganisations(ctx, orgs)
}

// ofModel writes the condition on a cell's own kind.
func ofModel(filter statistics.Filter, args *arguments) string {
	if filter.Model == "" {
		return ""
	}
	return " AND o.model = " + args.place(filter.Model)
}
