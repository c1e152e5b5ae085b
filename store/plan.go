package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// CountLive implements ratify.CellTables.
func (t *tx) CountLive(ctx context.Context, path string) (int, error) {
	return one[int](ctx, t, "SELECT count(*)\nFROM cell_rows\nWHERE stage = 'none' AND path >= $1 AND path < $2", path,
		beyond(path))
}

// PlanGroups implements ratify.CellTables.
func (t *tx) PlanGroups(ctx context.Context, path, term string) ([]ratify.PlanGroup, error) {
	return all[ratify.PlanGroup](ctx, t, `SELECT stage, pilot, scheduled, held, since, days, count(*) AS n
		FROM cell_rows
		WHERE leads AND term = $1 AND path >= $2 AND path < $3
		GROUP BY stage, pilot, scheduled, held, since, days
		ORDER BY stage, pilot, scheduled, held, since, days`, term, path, beyond(path))
}

// planKey is a row of a plan: a cell, its congress in the term, who follows it.
type planKey struct {
	ratify.MeetingKey
	Follower congress.AccountID `db:"follower"`
}

// planSource selects the cells c of a plan, each with its congress r in the
// term, the day d on which its deadline ends, and who follows it, f.
func planSource(q ratify.PlanQuery, args *arguments) string {
	return `
	FROM cell_rows c
	LEFT JOIN cell_rows r ON r.org_id = c.org_id AND r.leads AND r.term = ` + args.place(ratify.PlainTerm(q.Plan.Term)) + `
	LEFT JOIN d ON d.days = r.days AND d.since = CASE WHEN r.stage = 'submitted' THEN r.since ELSE r.held END
	LEFT JOIN followers f ON f.org_id = ` + args.place(q.Org) + ` AND f.cell_id = c.org_id
	WHERE c.stage = 'none' AND c.path >= ` + args.place(q.Path) + ` AND c.path < ` + args.place(beyond(q.Path))
}

// planDue writes the day by which a cell is late with its next step, "" where
// nothing is due; see ratify.Progress.
func planDue(q ratify.PlanQuery, args *arguments) string {
	if q.Plan.Term == "" {
		return "''"
	}
	last := args.place(q.Plan.LastDay)
	if q.Plan.PilotDay != "" {
		last = "CASE WHEN r.pilot THEN " + args.place(q.Plan.PilotDay) + " ELSE " + last + " END"
	}
	return `(CASE WHEN r.held <> '' AND r.held <= ` + args.place(q.AsOf) + ` THEN
			CASE WHEN r.stage IN ('closed', 'returned', 'submitted') THEN COALESCE(d.due, '') ELSE '' END
		WHEN r.scheduled <> '' AND r.scheduled < ` + last + " THEN r.scheduled ELSE " + last + " END)"
}

// PlanPage implements ratify.CellTables.
func (t *tx) PlanPage(ctx context.Context, q ratify.PlanQuery) ([]ratify.CellProgress, int, error) {
	var args arguments
	with, source := dueTable(q.Dues, &args), planSource(q, &args)
	due := planDue(q, &args)
	asOf := args.place(q.AsOf)
	source += " AND " + asOf + " <> ''" // every statement has the same arguments
	switch q.Filter(ratify.ProgressStand) {
	case ratify.ProgressLate:
		source += " AND " + due + " <> '' AND " + due + " < " + asOf
	case ratify.ProgressHeld:
		source += " AND r.held <> '' AND r.held <= " + asOf
	case ratify.ProgressOpen:
		source += " AND (r.held IS NULL OR r.held = '' OR r.held > " + asOf + ")"
	}
	switch who := q.Filter(ratify.ProgressWho); who {
	case "":
	case ratify.ProgressNobody:
		source += " AND f.account_id IS NULL"
	default:
		source += " AND f.account_id = " + args.place(who)
	}
	if q.Text != "" {
		source += " AND " + contains("c.folded", q.Text, &args)
	}
	found, err := one[int](ctx, t, with+"SELECT count(*)"+source+" AND "+due+" IS NOT NULL", args...)
	if err != nil {
		return nil, 0, err
	}
	order := by("c.folded", q.Down)
	if q.Sort == ratify.SortDue {
		order = "CASE WHEN " + due + " = '' THEN 1 ELSE 0 END, " + by(due, q.Down) + ", c.folded"
	}
	listed, err := all[planKey](ctx, t, with+"SELECT c.org_id, COALESCE(r.congress_id, '') AS congress_id, "+
		"COALESCE(f.account_id, '') AS follower"+source+" AND "+due+" IS NOT NULL\nORDER BY "+order+", c.org_id"+
		page(q.Within(found), 0), args...)
	if err != nil {
		return nil, 0, err
	}
	keys := make([]ratify.MeetingKey, len(listed))
	for i, row := range listed {
		keys[i] = row.MeetingKey
	}
	made, err := t.rowsOfKeys(ctx, keys)
	rows := make([]ratify.CellProgress, len(made))
	for i, r := range made {
		rows[i] = ratify.CellProgress{Organisation: r.Organisation, Congress: r.Congress, Dossier: r.Dossier,
			Follower: congress.Account{ID: listed[i].Follower}}
	}
	return rows, found, err
}
