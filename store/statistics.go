package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/progress"
	"kiemphieu/ratify/statistics"
)

// OrganisationAt implements statistics.Tables.
func (t *tx) OrganisationAt(ctx context.Context, path string) (congress.Organisation, error) {
	return t.organisation(ctx, "path = $1", path)
}

// rowColumns are those of a statistic row before the counts.
func rowColumns() []string {
	return append([]string{"org_id", "congress_id", "path", "model", "term", "held_on", "newest", "newest_of_term"},
		statistics.Columns()...)
}

// StatisticRows implements statistics.Tables.
func (t *tx) StatisticRows(ctx context.Context, id congress.OrgID) ([]statistics.Row, error) {
	return t.statisticRows(ctx, "\nWHERE org_id = $1\nORDER BY congress_id", id)
}

func (t *tx) statisticRows(ctx context.Context, where string, args ...any) ([]statistics.Row, error) {
	query := "SELECT " + strings.Join(rowColumns(), ", ") + "\nFROM statistics" + where
	found := []statistics.Row{}
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		var r statistics.Row
		into := append([]any{&r.OrgID, &r.CongressID, &r.Path, &r.Model, &r.Term, &r.HeldOn, &r.Newest,
			&r.NewestOfTerm}, pointers(r.Counts[:])...)
		err := scan(into...)
		found = append(found, r)
		return err
	})
	return found, err
}

// each scans row by row; the function gets what fills its targets.
func (t *tx) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	err := t.sendWaiting(ctx)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	ctx = t.within(ctx, query)
	if stmt := t.statement(ctx, query).stmt; stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = t.q.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return t.db.dialect.classify(err)
	}
	defer rows.Close() // read only
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return t.db.dialect.classify(rows.Err())
}

func pointers(numbers []int) []any {
	all := make([]any, len(numbers))
	for i := range numbers {
		all[i] = &numbers[i]
	}
	return all
}

// PutStatisticRow implements statistics.Tables.
func (t *tx) PutStatisticRow(ctx context.Context, r statistics.Row) error {
	args := []any{r.OrgID, r.CongressID, r.Path, r.Model, r.Term, r.HeldOn, r.Newest, r.NewestOfTerm}
	_, err := t.exec(ctx, upsert("statistics", "org_id, congress_id", rowColumns()), withCounts(args, r.Counts)...)
	return err
}

func withCounts(args []any, counts statistics.Counts) []any {
	for _, n := range counts {
		args = append(args, n)
	}
	return args
}

// AddStatisticSum implements statistics.Tables.
func (t *tx) AddStatisticSum(ctx context.Context, key statistics.SumKey, gained statistics.Counts) error {
	_, err := t.exec(ctx, addSum(), withCounts([]any{key.OrgID, key.Scope, key.Term, key.Model}, gained)...)
	return err
}

// sumColumns are those of a sum.
func sumColumns() []string {
	return append([]string{"org_id", "scope", "term", "model"}, statistics.Columns()...)
}

func addSum() string {
	columns := sumColumns()
	var places, sets []string
	for i := range columns {
		places = append(places, "$"+strconv.Itoa(i+1))
	}
	for _, c := range statistics.Columns() {
		sets = append(sets, c+" = statistic_sums."+c+" + excluded."+c)
	}
	return "INSERT INTO statistic_sums (" + strings.Join(columns, ", ") + ")\nVALUES (" + strings.Join(places, ", ") +
		")\nON CONFLICT (org_id, scope, term, model) DO UPDATE SET " + strings.Join(sets, ", ")
}

// uncountedAtOnce is how many congresses fillStatistics takes at a time.
const uncountedAtOnce = 200

// fillStatistics counts the congresses that have no row yet: those of a
// database from before there were statistics.
func (db *DB) fillStatistics(ctx context.Context) error {
	var n int
	if err := db.plain.GetContext(ctx, &n, "SELECT count(*)\n"+withoutRow); err != nil {
		return db.dialect.classify(err)
	}
	progress.Begin(ctx, progress.Listing, n)
	for ; n > 0; n -= uncountedAtOnce {
		if err := db.inTx(ctx, func(t *tx) error { return t.countUncounted(ctx, uncountedAtOnce) }); err != nil {
			return err
		}
		progress.Add(ctx, uncountedAtOnce)
	}
	return nil
}

// withoutRow selects the congresses c that must have a row and have none.
const withoutRow = `FROM congresses c
	JOIN organisations o ON o.org_id = c.org_id
	LEFT JOIN statistics s ON s.org_id = c.org_id AND s.congress_id = c.congress_id
	WHERE s.org_id IS NULL AND o.kind = 'cell' AND NOT c.rehearsal`

type congressKey struct {
	OrgID      congress.OrgID      `db:"org_id"`
	CongressID congress.CongressID `db:"congress_id"`
}

// countUncounted counts congresses without a row, at most limit of them.
func (t *tx) countUncounted(ctx context.Context, limit int) error {
	found, err := all[congressKey](ctx, t, "SELECT c.org_id, c.congress_id\n"+withoutRow+
		"\nORDER BY c.org_id, c.congress_id\nLIMIT $1", limit)
	for _, c := range found {
		err = errors.Join(err, statistics.Recount(ctx, t, c.OrgID, []congress.CongressID{c.CongressID}))
	}
	return err
}
