package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/progress"
	"kiemphieu/ratify"
)

// mandateRow is how a mandate is searched, narrowed and ordered.
type mandateRow struct {
	OrgID  congress.OrgID     `db:"org_id"`
	ID     congress.MandateID `db:"mandate_id"`
	Path   string             `db:"path"`
	Office ballot.Office      `db:"office"`
	From   congress.Date      `db:"started"`
	Given  string             `db:"given"`
	Folded string             `db:"folded"`
	Held   bool               `db:"held"`
}

// rowOfMandate makes the row of a mandate of the organisation at path.
func rowOfMandate(m congress.Mandate, path string) mandateRow {
	return mandateRow{m.OrgID, m.ID, path, m.Office, m.From, list.Fold(list.GivenFirst(m.Name)),
		list.Fold(strings.Join([]string{m.Name, m.Term, m.Decision}, " ")), m.InForce()}
}

// placedMandate is a mandate and the path of its organisation.
type placedMandate struct {
	congress.Mandate
	Path string `db:"path"`
}

// mandatesAtOnce is how many mandates fillMandates takes at a time.
const mandatesAtOnce = 1000

// withoutMandateRow selects the mandates m that have no row yet.
const withoutMandateRow = `FROM mandates m
	JOIN organisations o ON o.org_id = m.org_id
	WHERE NOT EXISTS (SELECT 1 FROM mandate_rows r WHERE r.org_id = m.org_id AND r.mandate_id = m.mandate_id)`

// fillMandates writes the rows of mandates that have none: those of a database
// from before there were such rows.
func (db *DB) fillMandates(ctx context.Context) error {
	var n int
	if err := db.plain.GetContext(ctx, &n, "SELECT count(*)\n"+withoutMandateRow); err != nil {
		return db.dialect.classify(err)
	}
	for ; n > 0; n -= mandatesAtOnce {
		var found []placedMandate
		err := db.inTx(ctx, func(t *tx) (err error) {
			found, err = all[placedMandate](ctx, t, "SELECT m."+strings.Join(columns(congress.Mandate{}), ", m.")+
				", o.path\n"+withoutMandateRow+"\nLIMIT $1", mandatesAtOnce)
			for _, m := range found { // another program may do so as well
				row := rowOfMandate(m.Mandate, m.Path)
				err = errors.Join(err, put(ctx, t, "mandate_rows", "org_id, mandate_id", row))
			}
			return err
		})
		if err != nil {
			return err
		}
		progress.Add(ctx, len(found))
	}
	return nil
}

// listMandates makes the rows of the mandates of a span.
func (s span) listMandates(ctx context.Context, paths map[congress.OrgID]string) error {
	mandates, err := in[congress.Mandate](ctx, s, "mandates", "")
	if err != nil {
		return err
	}
	rows := make([]mandateRow, len(mandates))
	for i, m := range mandates {
		rows[i] = rowOfMandate(m, paths[m.OrgID])
	}
	return loadRows(ctx, s.tx, "mandate_rows", rows)
}

// mandatesListed reports whether the rows of a cell's mandates are those that
// follow from these.
func (t *tx) mandatesListed(ctx context.Context, o congress.Organisation) (bool, error) {
	mandates, err := all[congress.Mandate](ctx, t, from[congress.Mandate]("mandates WHERE org_id = $1"), o.ID)
	if err != nil {
		return false, err
	}
	was, err := all[mandateRow](ctx, t, from[mandateRow]("mandate_rows WHERE org_id = $1"), o.ID)
	return len(was) == len(mandates) && !slices.ContainsFunc(mandates, func(m congress.Mandate) bool {
		return !slices.Contains(was, rowOfMandate(m, o.Path))
	}), err
}

// mandateKey names a mandate.
type mandateKey struct {
	OrgID congress.OrgID     `db:"org_id"`
	ID    congress.MandateID `db:"mandate_id"`
}

// MandatesBelow implements office.HolderTables.
func (t *tx) MandatesBelow(ctx context.Context, path string, q list.Query,
	called []ballot.Office) ([]office.Holder, int, error) {
	args := arguments{path, beyond(path)}
	source, where := "\nFROM mandate_rows r", "\nWHERE r.held AND r.path >= $1 AND r.path < $2"
	if q.Text != "" {
		source += "\nJOIN organisation_names n ON n.org_id = r.org_id"
		where += " AND (" + contains("r.folded", q.Text, &args) + " OR " + contains("n.folded", q.Text, &args)
		for _, office := range called {
			where += " OR r.office = " + args.place(office)
		}
		where += ")"
	}
	if set := q.Filter(office.HolderOffice); set != "" {
		where += " AND r.office = " + args.place(set)
	}
	found, err := one[int](ctx, t, "SELECT count(*)"+source+where, args...)
	if err != nil {
		return nil, 0, err
	}
	order := map[string]string{office.HolderName: by("r.given", q.Down) + ", r.started",
		office.HolderFrom: by("r.started", q.Down) + ", r.given"}[q.Sort]
	if order == "" {
		order = "r.started, r.office, r.given"
	}
	keys, err := all[mandateKey](ctx, t, "SELECT r.org_id, r.mandate_id"+source+where+"\nORDER BY "+order+
		", r.org_id, r.mandate_id"+page(q.Within(found), 0), args...)
	if err != nil {
		return nil, 0, err
	}
	holders, err := t.holders(ctx, keys)
	return holders, found, err
}

// holders reads these mandates in this order. All mandates of their
// organisations are held against what was signed.
func (t *tx) holders(ctx context.Context, keys []mandateKey) ([]office.Holder, error) {
	of := make([]ratify.MeetingKey, len(keys))
	for i, k := range keys {
		of[i].OrgID = k.OrgID
	}
	orgs, err := t.OrganisationsAmong(ctx, of)
	if err != nil || len(orgs) == 0 {
		return nil, err
	}
	marks, ids := places(orgs)
	mandates, err := all[congress.Mandate](ctx, t, from[congress.Mandate]("mandates WHERE org_id IN ("+marks+")"),
		ids...)
	if err != nil {
		return nil, err
	}
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id IN ("+marks+")"), ids...)
	if err != nil {
		return nil, err
	}
	if err := t.holdMandates(ctx, orgs, mandates, states); err != nil {
		return nil, err
	}
	names, held := map[congress.OrgID]string{}, map[mandateKey]congress.Mandate{}
	for _, o := range orgs {
		names[o.ID] = o.Name
	}
	for _, m := range mandates {
		held[mandateKey{m.OrgID, m.ID}] = m
	}
	holders := make([]office.Holder, 0, len(keys))
	for _, k := range keys {
		if m, ok := held[k]; ok {
			holders = append(holders, office.Holder{Mandate: m, Organisation: names[k.OrgID]})
		}
	}
	return holders, nil
}

// holdMandates holds the mandates of organisations against their states.
func (t *tx) holdMandates(ctx context.Context, orgs []congress.Organisation, mandates []congress.Mandate,
	states []officeState) error {
	verifier, err := t.officeVerifier(ctx)
	if err != nil || verifier == "" {
		return err
	}
	mandatesOf := grouped(mandates, func(m congress.Mandate) congress.OrgID { return m.OrgID })
	stateOf := grouped(states, func(s officeState) congress.OrgID { return s.OrgID })
	for _, o := range orgs {
		if t.offices[o.ID]["mandates"] {
			continue // this transaction looked, and wrote since
		}
		var texts []string
		for _, m := range mandatesOf[o.ID] {
			_, text := t.Text(m, "")
			texts = append(texts, text)
		}
		if err := t.agrees(ctx, o.ID, stateOf[o.ID], verifier, map[string][]string{"mandates": texts}); err != nil {
			return err
		}
	}
	return nil
}
