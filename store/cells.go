package store

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/progress"
	"kiemphieu/ratify"
)

// stale notes that the rows of a cell no longer say how it stands. They are
// written anew at the end of the transaction.
func (t *tx) stale(id congress.OrgID) {
	if t.changed == nil {
		t.changed = map[congress.OrgID]bool{}
	}
	t.changed[id] = true
}

// renewCells writes the rows anew of all cells that the transaction changed.
func (t *tx) renewCells(ctx context.Context) error {
	changed := slices.Sorted(maps.Keys(t.changed))
	t.changed = nil
	for _, id := range changed {
		if err := t.renewCell(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) renewCell(ctx context.Context, id congress.OrgID) error {
	o, err := t.LockOrganisation(ctx, id)
	if errors.Is(err, congress.ErrNotFound) || (err == nil && o.Kind != congress.KindCell) {
		return nil
	}
	if err != nil {
		return err
	}
	state, err := t.cellState(ctx, o)
	if err != nil {
		return err
	}
	is := state.Rows()
	was, err := all[ratify.CellRow](ctx, t, from[ratify.CellRow]("cell_rows WHERE org_id = $1"), id)
	if err != nil {
		return err
	}
	for _, row := range is {
		if !slices.Contains(was, row) {
			err = errors.Join(err, put(ctx, t, "cell_rows", "org_id, congress_id", row))
		}
	}
	return err
}

// CellHolds holds the rows of a cell for lists and statistics over a tree against
// what they follow from, its meetings; they are signed by nobody. It names the table
// that says otherwise, "" where none does.
func (db *DB) CellHolds(ctx context.Context, id congress.OrgID) (broken string, err error) {
	err = db.view(ctx, func(t *tx) error {
		broken = ""
		o, err := t.Organisation(ctx, id)
		if err != nil || o.Kind != congress.KindCell {
			return err
		}
		holds, err := t.cellListed(ctx, o)
		if err == nil && holds {
			holds, err = t.mandatesListed(ctx, o)
		}
		if err != nil || !holds {
			broken = "cell_rows"
			return err
		}
		if holds, err = t.statisticsHold(ctx, o); !holds {
			broken = "statistics"
		}
		return err
	})
	return broken, err
}

// cellListed reports whether the rows of a cell are those that follow from its meetings.
func (t *tx) cellListed(ctx context.Context, o congress.Organisation) (bool, error) {
	state, err := t.cellState(ctx, o)
	if err != nil {
		return false, err
	}
	is := state.Rows()
	was, err := all[ratify.CellRow](ctx, t, from[ratify.CellRow]("cell_rows WHERE org_id = $1"), o.ID)
	holds := len(is) == len(was)
	for _, row := range is {
		holds = holds && slices.Contains(was, row)
	}
	return holds, err
}

// cellState reads what the rows of a cell follow from.
func (t *tx) cellState(ctx context.Context, o congress.Organisation) (ratify.CellState, error) {
	s := ratify.CellState{Organisation: o}
	gone, err := one[int](ctx, t, "SELECT count(*) FROM organisation_mergers WHERE org_id = $1", o.ID)
	if err != nil {
		return s, err
	}
	s.Gone = gone > 0
	if s.Meetings, err = all[congress.Congress](ctx, t, from[congress.Congress]("congresses WHERE org_id = $1"),
		o.ID); err != nil {
		return s, err
	}
	if s.Dossiers, err = all[ratify.Dossier](ctx, t, from[ratify.Dossier]("dossiers WHERE org_id = $1"),
		o.ID); err != nil {
		return s, err
	}
	if s.Proposed, err = all[congress.CongressID](ctx, t, "SELECT congress_id\nFROM proposals\nWHERE org_id = $1",
		o.ID); err != nil || !slices.ContainsFunc(s.Meetings, isRatified) {
		return s, err
	}
	left, err := t.leftToSuperiors(ctx, o.ID, o.ID)
	for _, key := range left {
		s.Appoint = append(s.Appoint, key.CongressID)
	}
	return s, err
}

func isRatified(c congress.Congress) bool { return c.State == congress.StateRatified }

// leftToSuperiors lists the meetings of the organisations between two that left an
// office to the superior, to which nobody is appointed yet.
func (t *tx) leftToSuperiors(ctx context.Context, first, last congress.OrgID) ([]ratify.MeetingKey, error) {
	return all[ratify.MeetingKey](ctx, t, `SELECT DISTINCT k.org_id, k.congress_id
		FROM contests k
		WHERE k.org_id >= $1 AND k.org_id <= $2 AND k.settled = 'appointed' AND NOT EXISTS (
			SELECT 1 FROM appointments a WHERE a.org_id = k.org_id AND a.contest_id = k.contest_id)
		ORDER BY k.org_id, k.congress_id`, first, last)
}

// cellsAtOnce is how many cells fillCells takes at a time.
const cellsAtOnce = 200

// withoutCellRow selects the cells that have no row yet.
const withoutCellRow = `FROM organisations
	WHERE kind = 'cell' AND org_id NOT IN (SELECT org_id FROM cell_rows)`

// fillCells writes the rows of cells that have none: those of a database from
// before there were such rows.
func (db *DB) fillCells(ctx context.Context) error {
	progress.Begin(ctx, progress.Listing, 0)
	for {
		done := 0
		err := db.inTx(ctx, func(t *tx) (err error) {
			done, err = t.fillCells(ctx, cellsAtOnce)
			return err
		})
		if err != nil || done == 0 {
			return err
		}
		progress.Add(ctx, done)
	}
}

// fillCells marks at most so many cells without a row.
func (t *tx) fillCells(ctx context.Context, limit int) (int, error) {
	found, err := all[congress.OrgID](ctx, t, "SELECT org_id\n"+withoutCellRow+"\nORDER BY org_id\nLIMIT $1", limit)
	for _, id := range found {
		t.stale(id)
	}
	return len(found), err
}

// Waiting implements ratify.CellTables.
func (t *tx) Waiting(ctx context.Context, path string, stages ...ratify.Stage) ([]ratify.Waiting, error) {
	var args arguments
	wanted := make([]string, len(stages))
	for i, stage := range stages {
		wanted[i] = "key LIKE " + args.place(string(stage)+"/%")
	}
	return countBy(ctx, t, "waits", "waits <> ''", strings.Join(wanted, " OR "), path, args, ratify.WaitingOf)
}

// dueTable begins a statement with d: the day on which each deadline ends. It
// is filled up, so that there are few such statements.
func dueTable(dues []ratify.Due, args *arguments) string {
	size := 8
	for size < len(dues)+1 {
		size *= 2
	}
	rows := make([]string, size)
	for i := range rows {
		d := ratify.Due{Since: "-"} // no row has it
		if i < len(dues) {
			d = dues[i]
		}
		rows[i] = "(" + args.place(d.Since) + ", CAST(" + args.place(d.Days) + " AS BIGINT), " + args.place(d.On) + ")"
	}
	return "WITH d (since, days, due) AS (VALUES " + strings.Join(rows, ", ") + ")\n"
}

// inboxOrder is the order of the inbox: whose deadline is nearest or longest
// over, then those that were returned, then those without a deadline, then what
// is decided, the last first.
func inboxOrder(due string) string {
	return `CASE WHEN c.stage = 'decided' THEN 3 WHEN c.since <> '' THEN 0 WHEN c.stage = 'returned' THEN 1 ELSE 2 END,
		CASE WHEN c.since <> '' THEN ` + due + ` WHEN c.stage = 'returned' THEN c.decided ELSE '' END,
		CASE WHEN c.stage = 'decided' THEN c.decided ELSE '' END DESC, c.folded, c.org_id, c.congress_id`
}

// InboxPage implements ratify.CellTables. In the usual order what is counted
// already tells which rows a page can be made of; a search looks at all.
func (t *tx) InboxPage(ctx context.Context, path string, q ratify.InboxQuery) ([]ratify.CongressRow, int, error) {
	if q.Text == "" && q.Sort == "" && len(q.Waiting) > 0 {
		return t.inboxWindow(ctx, path, q)
	}
	var args arguments
	with := dueTable(q.Dues, &args)
	source := inboxJoin + "\nWHERE " + inboxWhere(path, q, &args)
	found, err := one[int](ctx, t, with+"SELECT count(*)"+source, args...)
	if err != nil {
		return nil, 0, err
	}
	order := inboxOrder("d.due")
	if q.Sort == ratify.SortName {
		order = by("c.folded", q.Down) + ", c.org_id, c.congress_id"
	}
	rows, err := t.inboxRows(ctx, with, source+"\nORDER BY "+order+page(q.Within(found), q.First), args)
	return rows, found, err
}

// inboxWindow reads a page of the usual order from the rows that it can be made of,
// which an index has.
func (t *tx) inboxWindow(ctx context.Context, path string, q ratify.InboxQuery) ([]ratify.CongressRow, int, error) {
	w := q.Window()
	if len(w.Groups) == 0 {
		return []ratify.CongressRow{}, w.Found, nil
	}
	var args arguments
	source := "\nFROM (" + windowGroups(w.Groups, path, &args) + ") c\nORDER BY " + inboxOrder("c.due") + "\nLIMIT " +
		strconv.Itoa(cmp.Or(q.First, list.Size)) + " OFFSET " + strconv.Itoa(w.Offset)
	rows, err := t.inboxRows(ctx, "", source, args)
	return rows, w.Found, err
}

// windowGroups selects the rows of a window, each with the end of its deadline: one
// group after the other, since PostgreSQL reads all below path where they are joined.
// It is filled up, so that there are few such statements.
func windowGroups(groups []ratify.WindowGroup, path string, args *arguments) string {
	size := 4
	for size < len(groups) {
		size *= 2
	}
	below := under("path", path, args)
	parts := make([]string, size)
	for i := range parts {
		g := ratify.WindowGroup{Waits: "-"} // no row is of it
		if i < len(groups) {
			g = groups[i]
		}
		parts[i] = "SELECT org_id, congress_id, stage, since, decided, folded, CAST(" + args.place(g.Due) +
			" AS TEXT) AS due\nFROM cell_rows\nWHERE waits = " + args.place(g.Waits) + " AND waits <> '' AND " + below
	}
	return strings.Join(parts, "\nUNION ALL\n")
}

// afterRow is a row of a cell with something to do after the decision.
type afterRow struct {
	ratify.MeetingKey
	Complaints int  `db:"complaints"`
	Appoint    bool `db:"appoint"`
	Found      int  `db:"found"` // of such rows
}

// Afterwards implements ratify.CellTables. Few rows are such, and an index has them.
func (t *tx) Afterwards(ctx context.Context, path string, first int) ([]ratify.Afterwards, int, error) {
	var args arguments
	listed, err := all[afterRow](ctx, t, `SELECT c.org_id, c.congress_id, c.complaints, c.appoint, count(*) OVER () AS found
		FROM cell_rows c
		WHERE (c.complaints > 0 OR c.appoint) AND `+under("c.path", path, &args)+`
		ORDER BY c.folded, c.org_id, c.congress_id
		LIMIT `+strconv.Itoa(first), args...)
	if err != nil {
		return nil, 0, err
	}
	keys := make([]ratify.MeetingKey, len(listed))
	for i, row := range listed {
		keys[i] = row.MeetingKey
	}
	made, err := t.rowsOfKeys(ctx, keys)
	rows, found := make([]ratify.Afterwards, len(made)), 0
	for i, r := range made {
		rows[i] = ratify.Afterwards{CongressRow: r, Complaints: listed[i].Complaints, Appoint: listed[i].Appoint}
		found = listed[i].Found
	}
	return rows, found, err
}

// inboxJoin reads rows c, each with the end d of its deadline.
const inboxJoin = "\nFROM cell_rows c\nLEFT JOIN d ON c.since <> '' AND d.since = c.since AND d.days = c.days"

// inboxWhere selects the rows c of an inbox.
func inboxWhere(path string, q ratify.InboxQuery, args *arguments) string {
	where := "c.shown AND c.path >= " + args.place(path) + " AND c.path < " + args.place(beyond(path))
	switch q.State {
	case ratify.InboxArrived:
		where += " AND c.stage = 'submitted'"
	case ratify.InboxReturned:
		where += " AND c.stage = 'returned'"
	case ratify.InboxDecided:
		where += " AND c.stage = 'decided'"
	case ratify.InboxLate:
		where += " AND c.stage = 'closed' AND d.due < " + args.place(q.Today)
	case ratify.InboxMissing:
		where += " AND (c.stage IN ('none', 'open') OR c.stage = 'closed' AND d.due >= " + args.place(q.Today) + ")"
	}
	if q.Text != "" {
		where += " AND " + contains("c.folded", q.Text, args)
	}
	return where
}

// inboxRows reads the rows that are selected, in their order.
func (t *tx) inboxRows(ctx context.Context, with, source string, args arguments) ([]ratify.CongressRow, error) {
	listed, err := all[inboxKey](ctx, t, with+`SELECT c.org_id, c.congress_id,
		(SELECT count(*) FROM cell_rows s WHERE s.org_id = c.org_id AND s.shown) AS n`+source, args...)
	if err != nil {
		return nil, err
	}
	keys := make([]ratify.MeetingKey, len(listed))
	for i, row := range listed {
		keys[i] = row.MeetingKey
	}
	rows, err := t.rowsOfKeys(ctx, keys)
	for i := range rows {
		rows[i].Several = listed[i].N > 1
	}
	return rows, err
}

// inboxKey is a row of the inbox, and how many there are of its cell.
type inboxKey struct {
	ratify.MeetingKey
	N int `db:"n"`
}

// contains reports in SQL whether a folded column has a text in it.
func contains(column, text string, args *arguments) string {
	plain := strings.NewReplacer("%", "", "_", "", `\`, "").Replace(list.Fold(text))
	return column + " LIKE " + args.place("%"+plain+"%")
}

// by orders by a column, either way.
func by(column string, down bool) string {
	if down {
		return column + " DESC"
	}
	return column
}

// page cuts a page out of what is selected, or only so many of it.
func page(q list.Query, first int) string {
	return "\nLIMIT " + strconv.Itoa(cmp.Or(first, list.Size)) + " OFFSET " + strconv.Itoa(q.Offset())
}

// fewKeys are as many as the first rows that home shows.
const fewKeys = 8

// keyTable begins a statement with n: these meetings. It is filled up, so that
// there are few such statements.
func keyTable(keys []ratify.MeetingKey, args *arguments) string {
	size := list.Size
	if len(keys) <= fewKeys {
		size = fewKeys
	}
	for size < len(keys) {
		size *= 2
	}
	rows := make([]string, size)
	for i := range rows {
		var key ratify.MeetingKey
		if i < len(keys) {
			key = keys[i]
		}
		rows[i] = "(" + args.place(key.OrgID) + ", " + args.place(key.CongressID) + ")"
	}
	return "WITH n (org_id, congress_id) AS (VALUES " + strings.Join(rows, ", ") + ")\n"
}

// ofKeys selects rows of T that belong to these meetings.
func ofKeys[T any](ctx context.Context, t *tx, keys []ratify.MeetingKey, table, more string) ([]T, error) {
	if len(keys) == 0 {
		return []T{}, nil
	}
	var row T
	var args arguments
	return all[T](ctx, t, keyTable(keys, &args)+"SELECT x."+strings.Join(columns(row), ", x.")+"\nFROM n\nJOIN "+table+
		" x ON x.org_id = n.org_id AND x.congress_id = n.congress_id"+more, args...)
}

// rowsOfKeys makes the rows of meetings, in this order; a key without a meeting
// is a cell without one.
func (t *tx) rowsOfKeys(ctx context.Context, keys []ratify.MeetingKey) ([]ratify.CongressRow, error) {
	if len(keys) == 0 {
		return []ratify.CongressRow{}, nil
	}
	orgs, err := t.OrganisationsAmong(ctx, keys)
	if err != nil {
		return nil, err
	}
	meetings, err := ofKeys[congress.Congress](ctx, t, keys, "congresses", "")
	if err != nil {
		return nil, err
	}
	sums, err := t.sums(ctx, keys)
	if err != nil {
		return nil, err
	}
	dossiers, err := t.DossiersAmong(ctx, keys)
	if err != nil {
		return nil, err
	}
	byOrg := map[congress.OrgID][]congress.Congress{}
	for _, c := range meetings {
		byOrg[c.OrgID] = append(byOrg[c.OrgID], c)
	}
	made := map[ratify.MeetingKey]ratify.CongressRow{}
	for _, row := range assemble(orgs, byOrg, sums, dossiers) {
		made[ratify.MeetingKey{OrgID: row.Organisation.ID, CongressID: row.Congress.ID}] = row
	}
	rows := make([]ratify.CongressRow, len(keys))
	for i, key := range keys {
		rows[i] = made[key]
	}
	return rows, nil
}

// totalled are the columns that a total adds up, of a table with the counts.
const totalled = "closed + submitted + ratified AS held, submitted, ratified, pilot, seats, elected, reelected, women"

// TotalUnder implements ratify.CellTables. A cell is its own sum.
func (t *tx) TotalUnder(ctx context.Context, path string) (ratify.Total, error) {
	return one[ratify.Total](ctx, t, `SELECT
		(SELECT count(*) FROM cell_rows WHERE stage = 'none' AND path >= $1 AND path < $2) AS cells,
		CAST(COALESCE(sum(row_sums.held), 0) AS BIGINT) AS held,
		CAST(COALESCE(sum(row_sums.submitted), 0) AS BIGINT) AS submitted,
		CAST(COALESCE(sum(row_sums.ratified), 0) AS BIGINT) AS ratified,
		CAST(COALESCE(sum(row_sums.pilot), 0) AS BIGINT) AS pilots,
		CAST(COALESCE(sum(row_sums.seats), 0) AS BIGINT) AS seats,
		CAST(COALESCE(sum(row_sums.elected), 0) AS BIGINT) AS elected,
		CAST(COALESCE(sum(row_sums.reelected), 0) AS BIGINT) AS reelected,
		CAST(COALESCE(sum(row_sums.women), 0) AS BIGINT) AS female
		FROM (SELECT `+totalled+`
			FROM statistic_sums
			WHERE scope = 'newest' AND org_id = (SELECT org_id FROM organisations WHERE path = $1)
			UNION ALL
			SELECT `+totalled+`
			FROM statistics
			WHERE newest AND path = $1) row_sums`, path, beyond(path))
}
