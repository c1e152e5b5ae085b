package store

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Dossiers implements ratify.Tx.
func (t *tx) Dossiers(ctx context.Context, c congress.Congress) ([]ratify.Dossier, error) {
	return all[ratify.Dossier](ctx, t, from[ratify.Dossier]("dossiers WHERE org_id = $1 AND congress_id = $2 ORDER "+
		"BY version"), c.OrgID, c.ID)
}

// PutDossier implements ratify.Tx.
func (t *tx) PutDossier(ctx context.Context, d ratify.Dossier) error {
	t.stale(d.OrgID)
	return put(ctx, t, "dossiers", "org_id, congress_id, version", d)
}

// SetRefused implements ratify.Tx.
func (t *tx) SetRefused(ctx context.Context, e congress.Elected) error {
	n, err := t.exec(ctx, "UPDATE elected\nSET refused = $1\nWHERE org_id = $2 AND contest_id = $3 AND member_id = $4",
		e.Refused, e.OrgID, e.ContestID, e.MemberID)
	return gone(n, err)
}

// rowSums is what SQL adds up for one congress.
type rowSums struct {
	CongressID congress.CongressID `db:"congress_id"`
	Official   int                 `db:"official"`
	Seats      int                 `db:"seats"`
	Elected    int                 `db:"elected"`
	Reelected  int                 `db:"reelected"`
	Female     int                 `db:"female"`
	Secretary  string              `db:"secretary"`
	Deputy     string              `db:"deputy"`
}

// rowsAtOnce is how many rows of a summary are in memory at a time.
const rowsAtOnce = 200

// CongressRows implements ratify.Tx: five statements for so many cells.
func (t *tx) CongressRows(ctx context.Context, path string, take func(ratify.CongressRow) error) error {
	ids, err := all[congress.OrgID](ctx, t, `SELECT org_id
		FROM organisations
		WHERE kind = 'cell' AND path >= $1 AND path < $2
		ORDER BY length(path), name, org_id`, path, beyond(path))
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, rowsAtOnce) {
		orgs, err := t.OrganisationsAt(ctx, some)
		if err != nil {
			return err
		}
		slices.SortFunc(orgs, func(a, b congress.Organisation) int {
			return cmp.Compare(slices.Index(some, a.ID), slices.Index(some, b.ID))
		})
		rows, err := t.RowsOf(ctx, orgs)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := take(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// sums adds up rosters and results of these meetings. Persons that the superior
// refused do not count.
func (t *tx) sums(ctx context.Context, keys []ratify.MeetingKey) ([]rowSums, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var args arguments
	return all[rowSums](ctx, t, keyTable(keys, &args)+rowSummed, args...)
}

// rowSummed selects the sums of the congresses c among meetings n.
const rowSummed = `SELECT c.congress_id,
		(SELECT count(*) FROM members m WHERE m.org_id = c.org_id AND m.congress_id = c.congress_id
			AND m.official) AS official,
		COALESCE((SELECT sum(k.seats) FROM contests k WHERE k.org_id = c.org_id AND k.congress_id = c.congress_id
			AND k.office = 'committee'), 0) AS seats,
		COALESCE(sum(CASE WHEN e.office = 'committee' THEN 1 ELSE 0 END), 0) AS elected,
		COALESCE(sum(CASE WHEN e.office = 'committee' AND m.incumbent THEN 1 ELSE 0 END), 0) AS reelected,
		COALESCE(sum(CASE WHEN e.office = 'committee' AND m.female THEN 1 ELSE 0 END), 0) AS female,
		COALESCE(max(CASE WHEN e.office = 'secretary' THEN m.name END),
			(SELECT max(a.name) FROM appointments a WHERE a.org_id = c.org_id AND a.congress_id = c.congress_id
				AND a.office = 'secretary'), '') AS secretary,
		COALESCE(max(CASE WHEN e.office = 'deputy' THEN m.name END), '') AS deputy
		FROM n
		JOIN congresses c ON c.org_id = n.org_id AND c.congress_id = n.congress_id
		LEFT JOIN elected e ON e.org_id = c.org_id AND e.congress_id = c.congress_id AND NOT e.refused
		LEFT JOIN members m ON m.org_id = e.org_id AND m.congress_id = e.congress_id AND m.member_id = e.member_id
		GROUP BY c.org_id, c.congress_id`

// assemble joins the results by organisation and congress. Who is elected
// counts once the congress is over.
func assemble(orgs []congress.Organisation, meetings map[congress.OrgID][]congress.Congress, sums []rowSums,
	dossiers []ratify.Dossier) []ratify.CongressRow {
	byCongress := make(map[congress.CongressID]rowSums, len(sums))
	for _, s := range sums {
		byCongress[s.CongressID] = s
	}
	first := make(map[congress.CongressID]congress.Instant, len(dossiers))
	newest := make(map[congress.CongressID]ratify.Dossier, len(dossiers))
	for _, d := range dossiers {
		if d.Version == 1 {
			first[d.CongressID] = d.SubmittedAt
		}
		newest[d.CongressID] = d
	}
	rows := []ratify.CongressRow{}
	for _, o := range orgs {
		if o.Kind != congress.KindCell {
			continue
		}
		held := meetings[o.ID]
		if len(held) == 0 {
			held = []congress.Congress{{}}
		}
		for _, c := range held {
			row := ratify.CongressRow{Organisation: o, Congress: c, Dossier: newest[c.ID], FirstSent: first[c.ID]}
			if s := byCongress[c.ID]; c.Over() {
				row.Official, row.Seats, row.Elected, row.Reelected = s.Official, s.Seats, s.Elected, s.Reelected
				row.Female, row.Secretary, row.Deputy = s.Female, s.Secretary, s.Deputy
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// OrganisationsAmong implements ratify.InboxTables.
func (t *tx) OrganisationsAmong(ctx context.Context, keys []ratify.MeetingKey) ([]congress.Organisation, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var args arguments
	return t.organisations(ctx, keyTable(keys, &args)+from[congress.Organisation](
		"organisations\nWHERE org_id IN (SELECT org_id FROM n)"), args...)
}

// DossiersAmong implements ratify.InboxTables.
func (t *tx) DossiersAmong(ctx context.Context, keys []ratify.MeetingKey) ([]ratify.Dossier, error) {
	return ofKeys[ratify.Dossier](ctx, t, keys, "dossiers", "\nORDER BY x.version")
}

// CongressesAfter implements ratify.InboxTables.
func (t *tx) CongressesAfter(ctx context.Context, path string, after congress.CongressID,
	n int) ([]congress.Congress, error) {
	return all[congress.Congress](ctx, t, from[congress.Congress](`congresses
		WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2) AND congress_id > $3
		ORDER BY congress_id
		LIMIT $4`), path, beyond(path), after, n)
}

// CongressesSince implements ratify.InboxTables.
func (t *tx) CongressesSince(ctx context.Context, path string, day congress.Date) ([]congress.Congress, error) {
	return all[congress.Congress](ctx, t, from[congress.Congress](`congresses
		WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)
			AND (held_on >= $3 OR state IN ('preparing', 'postponed', 'in_session', 'closed', 'submitted'))
		ORDER BY congress_id`), path, beyond(path), day)
}
