package congress_test

import (
	"errors"
	"slices"
	"testing"

	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// twice sends the second sheaf of a round in pass A with a paper of the first,
// and wants it refused.
func (h *hall) twice(id congress.RoundID, what string) {
	h.t.Helper()
	in := h.batch(id, congress.PassA, 2, 12, repeat(12, "1110")...)
	in.Tokens[0] = h.batch(id, congress.PassA, 1, 0, repeat(12, "1110")...).Tokens[5]
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return slices.Compare(a[:], b[:]) })
	_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, in)
	if e := refused[*congress.BatchError](h.t, what, err); e.Code != "duplicate_elsewhere" || len(e.CheckCodes) != 1 {
		h.t.Errorf("%s: %+v", what, e)
	}
}

// A paper counts once a pass: also of rounds of which nobody kept what was
// counted, and not where its sheaf was set aside since.
func TestAPaperCountsOnceAPass(t *testing.T) {
	h := openHall(t, 24)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 24)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 12, 0, ""))
	first := h.batch(id, congress.PassA, 1, 0, append(repeat(11, "1110"), "!signed")...)
	h.accept(h.teller1, id, first)
	h.twice(id, "as it is kept")
	apptest.Change(t, h.program, h.congress, func(tx ratify.Tx, _ *congress.Act) error {
		r, err := tx.Round(h.ctx, id)
		return errors.Join(err, tx.PutCounted(h.ctx, congress.Counted{OrgID: r.OrgID, RoundID: id,
			Pass: congress.PassA}))
	})
	h.twice(id, "as the batches tell it")
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassA, 1, "gõ nhầm"))
	again := first
	again.ID = "again"
	h.accept(h.teller1, id, again)
	h.twice(id, "entered anew")
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 2, 12, repeat(12, "1110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, append(repeat(11, "1110"), "!signed")...))
	must(t, h.program.Store.View(h.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(h.ctx, id)
		must(t, err)
		a, err := tx.Counted(h.ctx, r, congress.PassA)
		b, err2 := tx.Counted(h.ctx, r, congress.PassB)
		if a.Genuine != 24 || b.Genuine != 12 {
			t.Errorf("%d and %d papers", a.Genuine, b.Genuine)
		}
		return errors.Join(err, err2)
	}))
}
