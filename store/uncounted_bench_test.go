package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// BenchmarkSums has 32 cells of one ward change at once, each a congress of its
// own: with what the statistics need of it until all is in the sums, and without.
func BenchmarkSums(b *testing.B) {
	for _, name := range names() {
		b.Run(name, func(b *testing.B) {
			db := open(b, readyPlace(b, name))
			cells := changing(b, db)
			change := func(ctx context.Context, i int64, counted bool) error {
				return db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
					c, err := tx.LockCongress(ctx, cells[i%int64(len(cells))])
					if err != nil {
						return err
					}
					c.Pilot = !c.Pilot
					if err := tx.PutCongress(ctx, c); err != nil || !counted {
						return err
					}
					return tx.Recount(ctx, c.OrgID, c.ID)
				})
			}
			var serial atomic.Int64
			var with, without float64
			for b.Loop() {
				without += perSecond(b, len(cells), &serial, func(ctx context.Context, i int64) error {
					return change(ctx, i, false)
				})
				with += perSecond(b, len(cells), &serial, func(ctx context.Context, i int64) error {
					return change(ctx, i, true)
				})
				must(b, db.Counted(b.Context()))
			}
			b.ReportMetric(with/float64(b.N), "counted/s")
			b.ReportMetric(without/float64(b.N), "others/s")
			b.ReportMetric(with/without, "ratio")
		})
	}
}

// changing writes a province, a ward and 32 cells that prepare their congress.
func changing(b *testing.B, db interface{ Ratify() ratify.Store }) (ids []congress.CongressID) {
	b.Helper()
	ctx := b.Context()
	must(b, db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
		err := errors.Join(
			tx.PutOrganisation(ctx, congress.Organisation{ID: "p", Path: "/p/", Kind: congress.KindSuperior,
				Name: "Tỉnh"}),
			tx.PutOrganisation(ctx, congress.Organisation{ID: "w", ParentID: "p", Path: "/p/w/",
				Kind: congress.KindBase, Name: "Phường"}))
		for i := range 32 {
			id := fmt.Sprint("c", i)
			o := congress.Organisation{ID: congress.OrgID(id), ParentID: "w", Path: "/p/w/" + id + "/",
				Kind: congress.KindCell, Model: congress.ModelOffice, Name: id}
			c := congress.Congress{ID: congress.CongressID("m" + id), OrgID: o.ID, Title: "Đại hội", Term: "2025–2027",
				HeldOn: "2025-05-01", State: congress.StatePreparing}
			ids = append(ids, c.ID)
			err = errors.Join(err, tx.PutOrganisation(ctx, o), tx.PutCongress(ctx, c), tx.Recount(ctx, o.ID, c.ID))
		}
		return err
	}))
	return ids
}
