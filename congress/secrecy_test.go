package congress_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// counting opens a round of so many papers with codes, to be counted twice.
func (h *hall) counting(papers int) congress.RoundID {
	h.t.Helper()
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, papers)
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	return id
}

// The attack on a corrected sheaf: 143,360 hashes found which code had which
// marks, by a sum over both lists that outlived them.
func TestASupersededSheafLeavesNothingToGuessBy(t *testing.T) {
	h := openHall(t, 12)
	id := h.counting(12)
	first := h.batch(id, congress.PassA, 1, 0, append(repeat(11, "1110"), "1101")...)
	h.accept(h.teller1, id, first)
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassA, 1, "gõ nhầm"))
	must(t, h.program.Store.View(h.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(h.ctx, id)
		must(t, err)
		b, err := tx.Batch(h.ctx, r, first.ID)
		if len(b.BodyHash)+len(b.Tokens)+len(b.Marks) > 0 || !b.Superseded {
			t.Errorf("%d bytes of a sum over %d bytes of lists are left", len(b.BodyHash), len(b.Tokens)+len(b.Marks))
		}
		return err
	}))
	h.accept(h.teller1, id, first) // a tablet that did not hear of it has its receipt all the same
	again := first
	again.ID = "another-id"
	h.accept(h.teller1, id, again)
}

// The attack on a signature: 4,032 totals were tried until one gave the subject
// that the log has. Only a salt that the log does not have stands in the way,
// and the seal takes it.
func TestASignatureTellsNoTotals(t *testing.T) {
	h := openHall(t, 12)
	id := h.counting(12)
	marks := append(repeat(11, "1110"), "1101")
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	must(t, err)
	v := h.view(id)
	sheet, err := json.Marshal(v.Sheet)
	must(t, err)
	r := v.Round
	sum := sha256.New()
	for _, part := range []any{congress.JointSeal, r.ID, r.DefinitionHash, string(sheet), r.Present, r.HandedOut,
		r.Exchanged, r.Returned, r.Unused, r.NotReturned, r.Explanation} {
		fmt.Fprintf(sum, "%v\x00", part)
	}
	guess := hex.EncodeToString(sum.Sum(nil))
	if bytes.Contains(h.leaves(), []byte(guess)) {
		t.Error("the right totals give the subject in the log")
	}
	subject := v.Confirmations[0].Subject
	if salt, told := subject[:len(subject)-64], subject[len(subject)-64:]; len(salt) != 32 ||
		!bytes.Contains(h.leaves(), []byte(told)) || bytes.Contains(h.leaves(), []byte(salt)) {
		t.Errorf("subject %s", subject)
	}
	h.seal(id)
	for _, c := range h.view(id).Confirmations {
		if c.Subject != "" {
			t.Errorf("after the seal: %s", c.Subject)
		}
	}
}

// leaves returns the log as text.
func (h *hall) leaves() []byte {
	var all []byte
	for _, e := range h.log() {
		all = append(append(all, e.Leaf...), '\n')
	}
	return all
}

// The attack on a sheaf of one paper: a correction of its size made one, and
// the log told whether it was valid.
func TestNoSheafOfAFewPapers(t *testing.T) {
	h := openHall(t, 24)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 24)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 12, 0, ""))
	for _, size := range []int{1, 9} {
		err := h.s.ResizeSheaf(h.ctx, h.chief, id, 1, size, "đếm lại")
		if e := refused[*congress.FieldError](t, "a small sheaf", err); e.Code != "small_sheaf" {
			t.Errorf("%d papers: %s", size, e.Code)
		}
	}
	wantRefusal[*congress.FieldError](t, "a large sheaf", h.s.ResizeSheaf(h.ctx, h.chief, id, 1, 51, "đếm lại"))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, append(repeat(1, "!signed"), repeat(11, "1110")...)...))
	if bytes.Contains(h.leaves(), []byte(`"invalid"`)) {
		t.Error("the log tells the invalid papers of a sheaf")
	}
}

// Codes and marks of one paper never stand on one page, and whoever saw the
// marks does not count the third pass.
func TestADifferenceIsShownInTwoSteps(t *testing.T) {
	h := openHall(t, 24)
	id := h.counting(24)
	ballots := repeat(24, "1110")
	a, b := h.batch(id, congress.PassA, 1, 0, ballots...), h.batch(id, congress.PassB, 1, 0, append(repeat(23, "1110"),
		"1101")...)
	b.Tokens, b.SetAside = b.Tokens[1:], []congress.SetAside{{Cause: "damaged_code", Issued: true, Count: 1}}
	h.accept(h.teller1, id, a)
	h.accept(h.teller2, id, b)
	d := h.view(id).Sheaves[0].Differences[0]
	if len(d.CodesFirst) != 1 || len(d.OnlyFirst)+len(d.OnlySecond) != 0 {
		t.Errorf("first step: %+v", d)
	}
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassB, 1, "đọc lại mã"))
	again := h.batch(id, congress.PassB, 1, 0, append(repeat(23, "1110"), "1101")...)
	again.ID = "another-id"
	h.accept(h.teller2, id, again)
	d = h.view(id).Sheaves[0].Differences[0]
	if len(d.CodesFirst)+len(d.CodesSecond) != 0 || len(d.OnlyFirst) != 1 {
		t.Errorf("second step: %+v", d)
	}
	_, err := h.s.TakePass(h.ctx, h.chief, id, congress.PassC, "", "")
	if p := refused[*congress.PersonError](t, "the chief counts pass C", err); p.Code != "saw_marks" {
		t.Errorf("code %s", p.Code)
	}
	_, err = h.s.TakePass(h.ctx, h.teller3, id, congress.PassC, h.chief.Name, "")
	if p := refused[*congress.PersonError](t, "the chief reads pass C", err); p.Code != "saw_marks" {
		t.Errorf("code %s", p.Code)
	}
}

// Totals that were shown, and are shown again after one paper was read anew,
// would tell that paper.
func TestACorrectedBlockIsNotShownAgain(t *testing.T) {
	h := openHall(t, 24)
	id := h.counting(24)
	enter := func(by congress.Actor, pass congress.Pass, name string, marks ...ballot.Marks) {
		b := h.batch(id, pass, 1, 0, marks...)
		b.ID = congress.BatchID(name)
		h.accept(by, id, b)
	}
	enter(h.teller1, congress.PassA, "a1", repeat(24, "1110")...)
	enter(h.teller2, congress.PassB, "b1", repeat(24, "1110")...)
	board := func() *congress.Running {
		b, err := h.s.BoardOf(h.ctx, h.congress)
		must(t, err)
		return b.Running
	}
	if board() == nil {
		t.Fatal("no totals of an agreed block")
	}
	for pass, by := range map[congress.Pass]congress.Actor{congress.PassA: h.teller1, congress.PassB: h.teller2} {
		must(t, h.s.Supersede(h.ctx, h.chief, id, pass, 1, "đọc lại"))
		enter(by, pass, "again-"+string(pass), append(repeat(23, "1110"), "1101")...)
	}
	if r := board(); r != nil {
		t.Errorf("shown again: %+v", r)
	}
	h.seal(id)
}
