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
	var args arguments
	of := "term = " + args.place(term) + " AND stands <> ''"
	return countBy(ctx, t, "stands", of, "", path, args, ratify.PlanGroupOf)
}

// planKey is a row of a plan: a cell, its congress in the term, who follows it.
type planKey struct {
	ratify.MeetingKey
	Follower congress.AccountID `db:"follower"`
}

// planCells selects the cells c of a plan.
func planCells(q ratify.PlanQuery, args *arguments) string {
	where := "c.stage = 'none' AND " + under("c.path", q.Path, args)
	if q.Text != "" {
		where += " AND " + contains("c.folded", q.Text, args)
	}
	return where
}

// planJoins adds to cells c their congress r in the term, and who follows it, f. A
// cell has few congresses: they are found by the cell, and by no index on terms.
func planJoins(q ratify.PlanQuery, args *arguments) string {
	return `
	LEFT JOIN cell_rows r ON r.org_id = c.org_id AND r.leads AND r.term || '' = ` + args.place(ratify.PlainTerm(q.Plan.Term)) + `
	LEFT JOIN followers f ON f.org_id = ` + args.place(q.Org) + ` AND f.cell_id = c.org_id`
}

// planDays adds to a congress r the day d on which its deadline ends.
const planDays = `
	LEFT JOIN d ON d.days = r.days AND d.since = CASE WHEN r.stage = 'submitted' THEN r.since ELSE r.held END`

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
	if err := t.heldTexts(ctx, q.Org, "followers", [2]string{"followers", string(q.Org)}); err != nil {
		return nil, 0, err
	}
	choose := t.planJudged
	if q.Sort != ratify.SortDue && q.Filter(ratify.ProgressStand) == "" && q.Filter(ratify.ProgressWho) == "" {
		choose = t.planNamed
	}
	listed, found, err := choose(ctx, q)
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

const planColumns = `SELECT c.org_id, COALESCE(r.congress_id, '') AS congress_id, COALESCE(f.account_id, '') AS follower`

// planNamed chooses a page of cells by their names alone: how far a cell has
// come is looked up for those of the page.
func (t *tx) planNamed(ctx context.Context, q ratify.PlanQuery) ([]planKey, int, error) {
	found := q.Cells
	if q.Text != "" {
		var counted arguments
		var err error
		if found, err = one[int](ctx, t, "SELECT count(*)\nFROM cell_rows c\nWHERE "+planCells(q, &counted),
			counted...); err != nil {
			return nil, 0, err
		}
	}
	var args arguments
	order := by("c.folded", q.Down) + ", c.org_id"
	listed, err := all[planKey](ctx, t, planColumns+"\nFROM (SELECT c.org_id, c.folded\nFROM cell_rows c\nWHERE "+
		planCells(q, &args)+"\nORDER BY "+order+page(q.Within(found), 0)+") c"+planJoins(q, &args)+"\nORDER BY "+order,
		args...)
	return listed, found, err
}

// planJudged chooses a page by how far every cell has come, or by who follows it.
func (t *tx) planJudged(ctx context.Context, q ratify.PlanQuery) ([]planKey, int, error) {
	var args arguments
	with := dueTable(q.Dues, &args)
	source := "\nFROM cell_rows c" + planJoins(q, &args) + planDays + "\nWHERE " + planCells(q, &args)
	due := planDue(q, &args)
	asOf := args.place(q.AsOf)
	source += " AND " + asOf + " <> '' AND " + due + " IS NOT NULL" // every statement has the same arguments
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
	found, err := one[int](ctx, t, with+"SELECT count(*)"+source, args...)
	if err != nil {
		return nil, 0, err
	}
	order := by("c.folded", q.Down)
	if q.Sort == ratify.SortDue {
		order = "CASE WHEN " + due + " = '' THEN 1 ELSE 0 END, " + by(due, q.Down) + ", c.folded"
	}
	listed, err := all[planKey](ctx, t, with+planColumns+source+"\nORDER BY "+order+", c.org_id"+
		page(q.Within(found), 0), args...)
	return listed, found, err
}
