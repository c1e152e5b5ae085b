package store_test

import (
	"context"
	"sync"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/lane"
	"kiemphieu/store"
)

// A hall that sends more at once than there are connections holds one of them:
// another hall writes meanwhile.
func TestOneHallNeverHoldsThePool(t *testing.T) {
	t.Parallel()
	db := open(t, readyPlace(t, "PostgreSQL"))
	busy, free := lane.In(t.Context(), "busy"), lane.In(t.Context(), "free")
	release, begun := make(chan struct{}), make(chan struct{}, 60)
	var wait sync.WaitGroup
	for range 60 {
		wait.Go(func() {
			if err := db.InTx(busy, func(congress.Tx) error {
				begun <- struct{}{}
				<-release
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	<-begun
	write(free, t, db)
	close(release)
	wait.Wait()
	write(busy, t, db)
}

func write(ctx context.Context, t *testing.T, db *store.DB) {
	t.Helper()
	must(t, db.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "k", "v") }))
}
