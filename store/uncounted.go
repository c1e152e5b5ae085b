package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"kiemphieu/congress"
	"kiemphieu/progress"
	"kiemphieu/ratify/statistics"
)

// The sums of an organisation are rows that every change of every cell below it
// would wait for. So a change notes what is to be counted anew, in a row of its
// own and in its own transaction; soon after, all that was noted is counted
// together, and each sum changes once. Who reads sums has what is noted counted
// first, so that they are never behind; a note outlives the program that made it.

// countingPause is how long notes are gathered after some were counted.
const countingPause = 300 * time.Millisecond

// countedTogether is how many cells one transaction counts: SQLite's other
// writers wait for it.
const countedTogether = 16

// Recount implements congress.Statistics.
func (t *tx) Recount(ctx context.Context, id congress.OrgID, changed ...congress.CongressID) error {
	if len(changed) == 0 {
		changed = []congress.CongressID{""}
	}
	if err := t.note(ctx, id, changed); err != nil {
		return err
	}
	t.after = append(t.after, func(context.Context) {
		select {
		case t.db.uncounted <- struct{}{}:
		default: // it was told
		}
	})
	return nil
}

// note has congresses counted with what is noted next.
func (t *tx) note(ctx context.Context, id congress.OrgID, changed []congress.CongressID) error {
	for _, c := range changed {
		_, err := t.exec(ctx, "INSERT INTO uncounted (org_id, congress_id, change_id)\nVALUES ($1, $2, $3)", id, c,
			rand.Int64()) //nolint:gosec // no secret
		if err != nil {
			return err
		}
	}
	return nil
}

// counter counts what is noted, until the database is closed.
func (db *DB) counter() {
	for {
		select {
		case <-db.uncounted:
		case <-db.stop:
			return
		}
		if err := db.countNoted(context.Background(), true); err != nil {
			db.log.Error("statistics are behind", "error", err)
		}
		select {
		case <-time.After(countingPause):
		case <-db.stop:
			return
		}
	}
}

// Counted returns once all changes that were committed before are in the sums.
// Under a context of [DB.Snapshot] or [DB.Aside] it does nothing: there all is of
// one moment.
func (db *DB) Counted(ctx context.Context) error {
	if _, ok := ctx.Value(snapshotKey{db}).(*tx); ok {
		return nil
	}
	const some = "SELECT count(*)\nFROM (SELECT 1 FROM uncounted LIMIT 1) noted"
	db.tell(some)
	var n int
	if err := db.read.GetContext(ctx, &n, some); err != nil {
		return db.unreachable(err)
	}
	if n == 0 {
		return nil
	}
	return db.countNoted(ctx, false)
}

// countNoted counts what is noted, some cells after the others; quiet tells
// nobody of its statements.
func (db *DB) countNoted(ctx context.Context, quiet bool) error {
	for after := congress.OrgID(""); ; {
		n := 0
		err := db.inTxUntold(ctx, func(t *tx) (err error) {
			if t.quiet = quiet; !quiet {
				db.tell(beginning)
			}
			after, n, err = t.countAfter(ctx, after)
			return err
		})
		if err != nil || n < countedTogether {
			return err
		}
		progress.Add(ctx, n)
	}
}

// countAll counts what is noted within a transaction that takes away what sums
// are of.
func (t *tx) countAll(ctx context.Context) (err error) {
	for after, n := congress.OrgID(""), countedTogether; n == countedTogether && err == nil; {
		after, n, err = t.countAfter(ctx, after)
	}
	return err
}

// countAfter counts what is noted of some cells whose id comes after another.
// What cannot be counted stays noted, and keeps no other cell waiting.
func (t *tx) countAfter(ctx context.Context, after congress.OrgID) (last congress.OrgID, n int, err error) {
	if turn := t.db.dialect.turn; turn != "" { // one counts at a time
		if _, err := t.q.ExecContext(t.within(ctx, turn), turn); err != nil {
			return "", 0, t.db.dialect.classify(err)
		}
	}
	cells, err := all[congress.OrgID](ctx, t, `SELECT DISTINCT org_id
		FROM uncounted
		WHERE org_id > $1
		ORDER BY org_id
		LIMIT $2`, after, countedTogether)
	if err != nil || len(cells) == 0 {
		return "", 0, err
	}
	counting := &gathering{tx: t, sums: summing{}}
	for _, id := range cells {
		noted, err := all[congress.CongressID](ctx, t,
			"DELETE FROM uncounted\nWHERE org_id = $1\nRETURNING congress_id", id)
		if err != nil {
			return "", 0, err
		}
		slices.Sort(noted)
		if err := counting.count(ctx, id, slices.Compact(noted)); err != nil {
			return "", 0, err
		}
	}
	for key, gained := range counting.sums {
		if gained != (statistics.Counts{}) {
			err = errors.Join(err, t.AddStatisticSum(ctx, key, gained))
		}
	}
	return cells[len(cells)-1], len(cells), err
}

// gathering counts cells and keeps what their sums gain.
type gathering struct {
	*tx
	sums summing
}

// AddStatisticSum implements statistics.Tables.
func (g *gathering) AddStatisticSum(_ context.Context, key statistics.SumKey, gained statistics.Counts) error {
	g.sums.add(key, gained)
	return nil
}

// count counts congresses of one cell; what fails is noted again.
func (g *gathering) count(ctx context.Context, id congress.OrgID, changed []congress.CongressID) error {
	err := statistics.Recount(ctx, g, id, changed)
	switch {
	case err == nil, errors.Is(err, congress.ErrNotFound): // then the cell is gone
		return nil
	case errors.Is(err, congress.ErrUnavailable):
		return err
	}
	g.db.log.ErrorContext(ctx, "cell cannot be counted", "organisation", id, "error", err)
	return g.note(ctx, id, changed)
}
