package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/store"
)

// One statement is asked without a transaction once it is prepared; what asks two is run
// again, and sees one moment.
func TestStoreGlances(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		must(t, db.InTx(ctx, func(tx congress.Tx) error {
			return errors.Join(tx.PutSetting(ctx, "first", "1"), tx.PutSetting(ctx, "second", "1"))
		}))
		runs := 0
		glance := func(keys ...string) (read string, err error) {
			err = db.Glance(ctx, func(tx congress.Tx) error {
				runs, read = runs+1, ""
				for i, key := range keys {
					value, err := tx.Setting(ctx, key)
					if err != nil {
						return err
					}
					read += value
					if i == 0 {
						must(t, db.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "second", "2") }))
					}
				}
				return nil
			})
			return read, err
		}
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if runs = 0; time.Now().After(deadline) {
				t.Fatal("in a minute nothing was asked once")
			}
			read, err := glance("first")
			must(t, err)
			if read != "1" {
				t.Fatalf("reads %q", read)
			}
			if runs == 1 {
				break
			}
		}
		must(t, db.InTx(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "second", "1") }))
		runs = 0
		if read, err := glance("first", "second"); err != nil || read != "12" || runs != 2 {
			t.Errorf("reads %q in %d runs: %v", read, runs, err)
		}
		_, err := glance("third")
		wantError(t, "what is not there", err, congress.ErrNotFound)
		err = db.Glance(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "first", "3") })
		if read, _ := glance("first"); err == nil || read != "1" {
			t.Errorf("a glance writes: %v", err)
		}
	})
}
