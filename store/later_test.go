package store_test

import (
	"errors"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/store"
)

// Rows that wait for the next statement that writes are there for whoever reads, in the
// order in which they were written, and with the end of the transaction.
func TestRowsThatWaitAreWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		round, ctx := congress.Round{OrgID: "cell", ID: "r1"}, t.Context()
		counted := func(genuine int) congress.Counted {
			return congress.Counted{OrgID: "cell", RoundID: "r1", Pass: congress.PassA, Codes: []byte{1},
				Genuine: genuine}
		}
		read := func(tx congress.Tx) int {
			t.Helper()
			c, err := tx.Counted(ctx, round, congress.PassA)
			must(t, err)
			return c.Genuine
		}
		must(t, db.InTx(ctx, func(tx congress.Tx) error {
			err := errors.Join(tx.PutCounted(ctx, counted(1)), tx.PutCounted(ctx, counted(2)))
			if got := read(tx); got != 2 {
				t.Errorf("before the end: %d", got)
			}
			return errors.Join(err, tx.PutCounted(ctx, counted(3)))
		}))
		must(t, db.View(ctx, func(tx congress.Tx) error {
			if got := read(tx); got != 3 {
				t.Errorf("after the end: %d", got)
			}
			return nil
		}))
	})
}

// What was read with a lock answers for the records that are asked for, and for no others:
// whoever remembers a shorter log asks for fewer ends than it has.
func TestReadingAheadGivesWhatIsAskedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ctx := t.Context()
		must(t, db.InTx(ctx, func(tx congress.Tx) error {
			c, err := tx.LockCongressOfRound(ctx, "r1")
			for seq := range int64(7) {
				err = errors.Join(err, tx.AppendLog(ctx, congress.LogEntry{OrgID: c.OrgID, CongressID: c.ID,
					Seq: c.LogSize + seq, Leaf: []byte("{}"), Hashes: make([]byte, 32)}))
			}
			return err
		}))
		must(t, db.InTx(ctx, func(tx congress.Tx) error {
			c, err := tx.LockCongressOfRound(ctx, "r1")
			for size := range c.LogSize + 1 {
				ends := record.Ends(size)
				hashes, wrong := tx.LogHashes(ctx, c, ends)
				if err = errors.Join(err, wrong); len(hashes) != len(ends) {
					t.Errorf("of %d records, %v: %v", size, ends, hashes)
				}
			}
			return err
		}))
	})
}
