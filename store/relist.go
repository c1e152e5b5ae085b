package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/progress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// listedAtOnce is how many organisations a restore makes the lists of at a time.
const listedAtOnce = 500

// relist makes what no backup has, for a database that was just restored: how
// organisations and accounts are searched, where cells stand, statistics. It
// reads every table once, so many organisations at a time.
func (t *tx) relist(ctx context.Context) error {
	n, err := one[int](ctx, t, "SELECT count(*) FROM organisations")
	if err != nil {
		return err
	}
	progress.Begin(ctx, progress.Listing, n)
	sums, after := summing{}, congress.OrgID("")
	for {
		orgs, err := all[congress.Organisation](ctx, t, from[congress.Organisation](
			"organisations WHERE org_id > $1 ORDER BY org_id LIMIT $2"), after, listedAtOnce)
		if err != nil {
			return err
		}
		if len(orgs) == 0 {
			return t.loadSums(ctx, sums)
		}
		s := span{tx: t, orgs: orgs, sums: sums}
		if err := s.list(ctx); err != nil {
			return err
		}
		after = orgs[len(orgs)-1].ID
		progress.Add(ctx, len(orgs))
	}
}

// span is some organisations whose ids follow one another.
type span struct {
	*tx
	orgs []congress.Organisation
	sums summing
}

// in reads the rows of a table that belong to the span.
func in[T any](ctx context.Context, s span, table, order string) ([]T, error) {
	return all[T](ctx, s.tx, from[T](table+" WHERE org_id >= $1 AND org_id <= $2"+order), s.orgs[0].ID,
		s.orgs[len(s.orgs)-1].ID)
}

func (s span) list(ctx context.Context) error {
	var names []nameRow
	for _, o := range s.orgs {
		names = append(names, nameOf(o))
	}
	if err := loadRows(ctx, s.tx, "organisation_names", names); err != nil {
		return err
	}
	if err := s.listStaff(ctx); err != nil {
		return err
	}
	meetings, err := in[congress.Congress](ctx, s, "congresses", "\nORDER BY held_on, title, congress_id")
	if err != nil {
		return err
	}
	of := grouped(meetings, func(c congress.Congress) congress.OrgID { return c.OrgID })
	if err := s.listCells(ctx, of); err != nil {
		return err
	}
	return s.count(ctx, of)
}

func (s span) listStaff(ctx context.Context) error {
	accounts, err := in[congress.Account](ctx, s, "accounts", "")
	if err != nil {
		return err
	}
	paths := map[congress.OrgID]string{}
	for _, o := range s.orgs {
		paths[o.ID] = o.Path
	}
	rows := make([]staffRow, len(accounts))
	for i, a := range accounts {
		rows[i] = staffRow{a.OrgID, a.ID, paths[a.OrgID], a.Login, list.Fold(a.Name), a.Role, a.Disabled}
	}
	if err := loadRows(ctx, s.tx, "account_rows", rows); err != nil {
		return err
	}
	return s.listMandates(ctx, paths)
}

func (s span) listCells(ctx context.Context, meetings map[congress.OrgID][]congress.Congress) error {
	gone, err := in[goneRow](ctx, s, "organisation_mergers", "")
	if err != nil {
		return err
	}
	dossiers, err := in[ratify.Dossier](ctx, s, "dossiers", "")
	if err != nil {
		return err
	}
	proposed, err := in[ratify.MeetingKey](ctx, s, "proposals", "")
	if err != nil {
		return err
	}
	left, err := s.leftToSuperiors(ctx, s.orgs[0].ID, s.orgs[len(s.orgs)-1].ID)
	if err != nil {
		return err
	}
	goneOf := grouped(gone, func(g goneRow) congress.OrgID { return g.OrgID })
	dossiersOf := grouped(dossiers, func(d ratify.Dossier) congress.OrgID { return d.OrgID })
	proposedOf := grouped(proposed, func(p ratify.MeetingKey) congress.OrgID { return p.OrgID })
	leftOf := grouped(left, func(k ratify.MeetingKey) congress.OrgID { return k.OrgID })
	var rows []ratify.CellRow
	for _, o := range s.orgs {
		if o.Kind != congress.KindCell {
			continue
		}
		state := ratify.CellState{Organisation: o, Gone: len(goneOf[o.ID]) > 0, Meetings: meetings[o.ID],
			Dossiers: dossiersOf[o.ID]}
		for _, p := range proposedOf[o.ID] {
			state.Proposed = append(state.Proposed, p.CongressID)
		}
		for _, k := range leftOf[o.ID] {
			state.Appoint = append(state.Appoint, k.CongressID)
		}
		rows = append(rows, state.Rows()...)
	}
	return loadRows(ctx, s.tx, "cell_rows", rows)
}

// goneRow is an organisation that goes on in another one.
type goneRow struct {
	OrgID congress.OrgID `db:"org_id"`
}

// count counts the congresses of the cells, from facts that are read ahead.
func (s span) count(ctx context.Context, meetings map[congress.OrgID][]congress.Congress) error {
	facts, err := s.ahead(ctx, meetings)
	if err != nil {
		return err
	}
	for _, o := range s.orgs {
		var counted []congress.CongressID
		for _, c := range meetings[o.ID] {
			if !c.Rehearsal {
				counted = append(counted, c.ID)
			}
		}
		if o.Kind != congress.KindCell || len(counted) == 0 {
			continue
		}
		facts.cell = o
		if err := statistics.Recount(ctx, facts, o.ID, counted); err != nil {
			return err
		}
	}
	return s.loadCounted(ctx, facts.rows)
}

// grouped sorts rows into groups that keep their order.
func grouped[T any, K comparable](rows []T, key func(T) K) map[K][]T {
	groups := map[K][]T{}
	for _, row := range rows {
		groups[key(row)] = append(groups[key(row)], row)
	}
	return groups
}
