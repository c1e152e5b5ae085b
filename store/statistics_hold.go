package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
)

// Statistics, and lists over a tree, are signed by nobody: they follow from what is.
// So they are counted once more and held against that.

// recounting counts a cell once more, and keeps nothing of it.
type recounting struct {
	*tx
	differs bool
}

// PutStatisticRow implements statistics.Tables.
func (r *recounting) PutStatisticRow(context.Context, statistics.Row) error {
	r.differs = true
	return nil
}

// AddStatisticSum implements statistics.Tables.
func (r *recounting) AddStatisticSum(context.Context, statistics.SumKey, statistics.Counts) error {
	return nil
}

// statisticsHold reports whether the statistics of a cell are those of its congresses,
// unless they are about to be counted anew.
func (t *tx) statisticsHold(ctx context.Context, cell congress.Organisation) (bool, error) {
	noted, err := one[int](ctx, t, "SELECT count(*) FROM uncounted WHERE org_id = $1", cell.ID)
	if err != nil || noted > 0 {
		return true, err
	}
	rows, err := t.StatisticRows(ctx, cell.ID)
	if err != nil {
		return false, err
	}
	meetings, err := t.CongressesOf(ctx, cell)
	if err != nil {
		return false, err
	}
	var ids []congress.CongressID
	for _, c := range meetings {
		ids = append(ids, c.ID)
	}
	for _, row := range rows {
		if !slices.Contains(ids, row.CongressID) {
			return false, nil
		}
	}
	again := &recounting{tx: t}
	err = statistics.Recount(ctx, again, cell.ID, ids)
	return !again.differs, err
}

// ExamineLists finds what lists and statistics over a tree say otherwise than what
// they follow from; of cells that have a congress, [DB.CellHolds] knows.
func (db *DB) ExamineLists(ctx context.Context) ([]*congress.RecordError, error) {
	var found []*congress.RecordError
	var cells []congress.OrgID
	err := db.view(ctx, func(t *tx) (err error) {
		if found, err = t.brokenSums(ctx); err != nil {
			return err
		}
		cells, err = all[congress.OrgID](ctx, t, `SELECT o.org_id
			FROM organisations o
			LEFT JOIN congresses c ON c.org_id = o.org_id
			WHERE o.kind = 'cell' AND c.org_id IS NULL
			ORDER BY o.org_id`)
		return err
	})
	for _, id := range cells {
		if err != nil {
			break
		}
		var where string
		var broken *congress.RecordError
		switch where, err = db.CellHolds(ctx, id); {
		case errors.As(err, &broken):
			found, err = append(found, broken), nil
		case where != "":
			found = append(found, &congress.RecordError{Code: "state_changed", Title: db.nameOf(ctx, id), Where: where})
		}
	}
	return found, err
}

// nameOf gives the name of an organisation, or its id where it has gone.
func (db *DB) nameOf(ctx context.Context, id congress.OrgID) (name string) {
	err := db.view(ctx, func(t *tx) (err error) {
		name, err = t.nameOf(ctx, id)
		return err
	})
	if err == nil && name == "" {
		return string(id)
	}
	return name
}

// nameOf gives the name of an organisation as it stands, whoever wrote it; "" of one that
// has gone.
func (t *tx) nameOf(ctx context.Context, id congress.OrgID) (string, error) {
	name, err := one[string](ctx, t, "SELECT name FROM organisations WHERE org_id = $1", id)
	if errors.Is(err, congress.ErrNotFound) {
		err = nil
	}
	return name, err
}

// brokenSums finds organisations whose sums are not those of the rows below them.
func (t *tx) brokenSums(ctx context.Context) ([]*congress.RecordError, error) {
	rows, err := t.statisticRows(ctx, "")
	if err != nil {
		return nil, err
	}
	want := statistics.Sums(rows)
	query := "SELECT " + strings.Join(sumColumns(), ", ") + "\nFROM statistic_sums"
	wrong := map[congress.OrgID]bool{}
	err = t.each(ctx, query, nil, func(scan func(...any) error) error {
		var key statistics.SumKey
		var counts statistics.Counts
		err := scan(append([]any{&key.OrgID, &key.Scope, &key.Term, &key.Model}, pointers(counts[:])...)...)
		if want[key] != counts {
			wrong[key.OrgID] = true
		}
		delete(want, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	for key, counts := range want { // without a row
		if counts != (statistics.Counts{}) {
			wrong[key.OrgID] = true
		}
	}
	var found []*congress.RecordError
	for _, id := range slices.Sorted(maps.Keys(wrong)) {
		name, err := t.nameOf(ctx, id)
		if err != nil {
			return nil, err
		}
		found = append(found, &congress.RecordError{Code: "state_changed", Title: name, Where: "statistics"})
	}
	return found, nil
}
