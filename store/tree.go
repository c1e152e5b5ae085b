package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/ratify"
)

// Below implements office.TreeTables.
func (t *tx) Below(ctx context.Context, parent congress.Organisation,
	search office.Search) ([]congress.Organisation, int, error) {
	if err := t.holdMergers(ctx, parent.ID); err != nil {
		return nil, 0, err
	}
	var args arguments
	source := belowSource(parent, search, &args)
	n, err := one[int](ctx, t, "SELECT count(*)"+source, args...)
	if err != nil || n == 0 {
		return nil, n, err
	}
	found, err := t.organisations(ctx, "SELECT o."+
		strings.Join(columns(congress.Organisation{}), ", o.")+`
		FROM (SELECT n.org_id, n.folded, CASE n.kind WHEN 'superior' THEN 0 WHEN 'base_committee' THEN 1 ELSE 2 END AS rank`+
		source+"\nORDER BY rank, n.folded, n.org_id"+page(list.Query{Page: search.Page}.Within(n), 0)+`) f
		JOIN organisations o ON o.org_id = f.org_id
		ORDER BY f.rank, f.folded, f.org_id`, args...)
	return found, n, err
}

// belowSource selects the names n of organisations below another that have not gone
// on elsewhere.
func belowSource(parent congress.Organisation, search office.Search, args *arguments) string {
	id := args.place(parent.ID)
	where := "n.org_id IN (SELECT org_id FROM organisations WHERE parent_id = " + id + ")"
	if search.Text != "" || search.Deep {
		where = under("n.path", parent.Path, args) + " AND n.org_id <> " + id
	}
	if len(search.Kinds) > 0 {
		kinds := make([]string, len(search.Kinds))
		for i, kind := range search.Kinds {
			kinds[i] = args.place(kind)
		}
		where += " AND n.kind IN (" + strings.Join(kinds, ", ") + ")"
	}
	if search.Text != "" {
		where += " AND " + contains("n.folded", search.Text, args)
	}
	return "\nFROM organisation_names n\nWHERE " + where +
		" AND n.org_id NOT IN (SELECT org_id FROM organisation_mergers)"
}

// holdMergers refuses to list what stands below an organisation where one of these
// is said to go on elsewhere and nobody signed that.
func (t *tx) holdMergers(ctx context.Context, parent congress.OrgID) error {
	mergers, err := all[office.Merger](ctx, t, from[office.Merger](
		"organisation_mergers WHERE org_id IN (SELECT org_id FROM organisations WHERE parent_id = $1)"), parent)
	for _, m := range mergers {
		if err == nil {
			err = heldRows(ctx, t, m.OrgID, []office.Merger{m})
		}
	}
	return err
}

// places returns "$1, $2, $3" for these ids, and the ids.
func places(orgs []congress.Organisation) (string, []any) {
	marks, ids := make([]string, len(orgs)), make([]any, len(orgs))
	for i, o := range orgs {
		marks[i], ids[i] = "$"+strconv.Itoa(i+1), o.ID
	}
	return strings.Join(marks, ", "), ids
}

// OrganisationsAt implements office.TreeTables.
func (t *tx) OrganisationsAt(ctx context.Context, ids []congress.OrgID) ([]congress.Organisation, error) {
	keys := make([]ratify.MeetingKey, len(ids))
	for i, id := range ids {
		keys[i].OrgID = id
	}
	return t.OrganisationsAmong(ctx, keys)
}

// countsRow are the counts of one organisation, by its id.
type countsRow struct {
	OrgID    congress.OrgID `db:"org_id"`
	Below    int            `db:"below"`
	Cells    int            `db:"cells"`
	Held     int            `db:"held"`
	Ratified int            `db:"ratified"`
	Elected  int            `db:"elected"`
	Again    int            `db:"again"`
	Women    int            `db:"women"`
}

// CountsBelow implements office.TreeTables.
func (t *tx) CountsBelow(ctx context.Context, orgs []congress.Organisation) (map[congress.OrgID]office.Counts, error) {
	counts := map[congress.OrgID]office.Counts{}
	if len(orgs) == 0 {
		return counts, nil
	}
	marks, ids := places(orgs)
	rows, err := all[countsRow](ctx, t, `SELECT o.org_id,
		(SELECT count(*) FROM organisations c WHERE c.parent_id = o.org_id
			AND c.org_id NOT IN (SELECT org_id FROM organisation_mergers)) AS below,
		(SELECT count(*) FROM organisations c WHERE c.kind = 'cell' AND c.org_id <> o.org_id
			AND c.path >= o.path AND c.path < substr(o.path, 1, length(o.path) - 1) || '0'
			AND c.org_id NOT IN (SELECT org_id FROM organisation_mergers)) AS cells,
		COALESCE(sum(s.closed + s.submitted + s.ratified), 0) AS held, COALESCE(sum(s.ratified), 0) AS ratified,
		COALESCE(sum(s.elected), 0) AS elected, COALESCE(sum(s.reelected), 0) AS again,
		COALESCE(sum(s.women), 0) AS women
		FROM organisations o
		LEFT JOIN statistic_sums s ON s.org_id = o.org_id AND s.scope = 'newest'
		WHERE o.org_id IN (`+marks+`)
		GROUP BY o.org_id, o.path`, ids...)
	for _, r := range rows {
		counts[r.OrgID] = office.Counts{Below: r.Below, Cells: r.Cells, Held: r.Held, Ratified: r.Ratified,
			Elected: r.Elected, Again: r.Again, Women: r.Women}
	}
	return counts, err
}

// RowsOf implements office.TreeTables.
func (t *tx) RowsOf(ctx context.Context, orgs []congress.Organisation) ([]ratify.CongressRow, error) {
	if len(orgs) == 0 {
		return nil, nil
	}
	marks, ids := places(orgs)
	meetings, err := all[congress.Congress](ctx, t, from[congress.Congress]("congresses\nWHERE org_id IN ("+marks+")"),
		ids...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(meetings, congress.Congress.Compare)
	byOrg := map[congress.OrgID][]congress.Congress{}
	for _, c := range meetings {
		byOrg[c.OrgID] = append(byOrg[c.OrgID], c)
	}
	var speaking []ratify.MeetingKey
	for _, o := range orgs {
		c, ok := congress.Speaking(byOrg[o.ID])
		delete(byOrg, o.ID)
		if ok {
			byOrg[o.ID] = []congress.Congress{c}
			speaking = append(speaking, ratify.MeetingKey{OrgID: o.ID, CongressID: c.ID})
		}
	}
	sums, err := t.sums(ctx, speaking)
	if err != nil {
		return nil, err
	}
	dossiers, err := t.DossiersAmong(ctx, speaking)
	return assemble(orgs, byOrg, sums, dossiers), err
}

// Reroot implements office.TreeTables.
func (t *tx) Reroot(ctx context.Context, o, parent congress.Organisation) error {
	place := parent.Path + string(o.ID) + "/"
	moved, err := all[congress.OrgID](ctx, t, "SELECT org_id FROM organisations WHERE path >= $1 AND path < $2 "+
		"ORDER BY org_id", o.Path, beyond(o.Path))
	if err != nil {
		return err
	}
	for _, id := range moved {
		if err := t.writeOffice(ctx, id, "organisations"); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, "UPDATE organisations SET path = $1 || substr(path, $2)\nWHERE path >= $3 AND path < $4",
		place,
		len(o.Path)+1, o.Path, beyond(o.Path))
	if err != nil {
		return err
	}
	for _, derived := range []string{"organisation_names", "cell_rows", "account_rows", "mandate_rows"} {
		if _, err := t.exec(ctx, "UPDATE "+derived+" SET path = $1 || substr(path, $2)\nWHERE path >= $3 AND path < $4",
			place, len(o.Path)+1, o.Path, beyond(o.Path)); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, "UPDATE organisations SET parent_id = $1\nWHERE org_id = $2", parent.ID, o.ID)
	return err
}

// MoveAccounts implements office.TreeTables.
func (t *tx) MoveAccounts(ctx context.Context, from, to congress.OrgID) error {
	for _, org := range []congress.OrgID{from, to} {
		err := errors.Join(t.writeOffice(ctx, org, "accounts"), t.writeOffice(ctx, org, "second_factors"))
		if err != nil {
			return err
		}
	}
	for _, own := range []string{"imports", "feeds"} { // which a person makes anew
		if _, err := t.exec(ctx, "DELETE FROM "+own+"\nWHERE org_id = $1", from); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `UPDATE accounts SET org_id = $1
		WHERE org_id = $2 AND role IN ('administrator', 'superior', 'organiser')`, to, from)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE second_factors SET org_id = $1
		WHERE org_id = $2 AND account_id IN (SELECT account_id FROM accounts WHERE org_id = $1)`, to, from)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE account_rows SET org_id = $1, path = (SELECT path FROM organisations WHERE org_id = $1)
		WHERE org_id = $2 AND role IN ('administrator', 'superior', 'organiser')`, to, from)
	return err
}

// Begun implements office.TreeTables.
func (t *tx) Begun(ctx context.Context, path string) (bool, error) {
	n, err := one[int](ctx, t, `SELECT count(*) FROM (SELECT 1 AS found
		FROM organisations o
		JOIN congresses c ON c.org_id = o.org_id
		WHERE o.path >= $1 AND o.path < $2 AND NOT c.rehearsal
		LIMIT 1) any_of_them`, path, beyond(path))
	return n > 0, err
}

// Organised implements office.TreeTables.
func (t *tx) Organised(ctx context.Context, path string) (bool, error) {
	n, err := one[int](ctx, t, `SELECT count(*) FROM (SELECT 1 AS found
		FROM organisations o
		JOIN accounts a ON a.org_id = o.org_id
		WHERE o.path >= $1 AND o.path < $2 AND a.role = 'organiser'
		LIMIT 1) any_of_them`, path, beyond(path))
	return n > 0, err
}

// PutMerger implements office.TreeTables.
func (t *tx) PutMerger(ctx context.Context, m office.Merger) error {
	t.stale(m.OrgID)
	if err := t.writeOffice(ctx, m.OrgID, "organisation_mergers"); err != nil {
		return err
	}
	return put(ctx, t, "organisation_mergers", "org_id", m)
}

// Events implements office.TreeTables.
func (t *tx) Events(ctx context.Context, org congress.OrgID) ([]office.Event, error) {
	return heldFree(ctx, t, org, func() ([]office.Event, error) {
		return all[office.Event](ctx, t, from[office.Event](
			"organisation_events WHERE org_id = $1 ORDER BY noted_at DESC, event_id"), org)
	})
}

// PutEvent implements office.TreeTables.
func (t *tx) PutEvent(ctx context.Context, e office.Event) error {
	if err := t.writeOffice(ctx, e.OrgID, "organisation_events"); err != nil {
		return err
	}
	return put(ctx, t, "organisation_events", "org_id, event_id", e)
}
