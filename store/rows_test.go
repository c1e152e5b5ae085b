package store_test

import (
	"context"
	"slices"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// A row reads the same whether the database writes it or the program: what an
// act of the count read is found among what was signed.
func TestRowsReadAlike(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, r := world(t, db)
		r.Explanation, r.Present, r.SealedAt = "Thiếu “1”,=: phiếu\nđã rõ 🗳", 20, 1_650_000_000
		c.Rehearsal, c.Place = true, "Hội trường Ấp Bình Đông"
		in(t, db, func(tx ratify.Tx) error {
			must(t, tx.PutCounted(ctx, congress.Counted{OrgID: r.OrgID, RoundID: r.ID, Pass: congress.PassA,
				Codes: []byte{0, 255, 16}, Genuine: 7}))
			must(t, tx.PutPair(ctx, congress.Pair{OrgID: r.OrgID, RoundID: r.ID, Pass: congress.PassB, AccountID: "a1",
				Typist: "Nguyễn Thị Ước"}))
			must(t, tx.PutCongress(ctx, c))
			return tx.PutRound(ctx, r)
		})
		view(t, db, func(tx ratify.Tx) error {
			texts, err := tx.Texts(ctx, c)
			must(t, err)
			sheaf, counted, _, err := tx.Counting(ctx, r, 1, congress.PassA, false)
			must(t, err)
			batch, err := tx.Batch(ctx, r, "b1")
			must(t, err)
			pairs, err := tx.Pairs(ctx, r)
			must(t, err)
			held, err := tx.Congress(ctx, c.ID)
			must(t, err)
			round, err := tx.Round(ctx, r.ID)
			must(t, err)
			for _, row := range []any{sheaf, counted, batch, pairs[0], held, round} {
				if table, text := tx.Text(row, ""); !slices.Contains(texts[table], text) {
					t.Errorf("%s: %q is not among %q", table, text, texts[table])
				}
			}
			return nil
		})
	})
}
