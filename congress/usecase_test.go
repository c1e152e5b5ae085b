package congress_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// 190-QĐ/TW, Điều 30: 25 official members, two elsewhere, three exempt and
// absent, one exempt but present, one suspended, one absent with consent, one
// absent without a word: the base is 18.
func TestBaseIsSummonedLessLawfulDeductions(t *testing.T) {
	h := openHall(t, 25)
	m := h.members
	h.attend(congress.AttendanceAbsent, m[2:10]...)
	for i, kind := range []tally.DeductionKind{tally.TemporarilyElsewhere, tally.TemporarilyElsewhere,
		tally.ExemptAbsent, tally.ExemptAbsent, tally.ExemptAbsent, tally.Suspended, tally.AbsentWithConsent} {
		must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, congress.Deduction{Member: m[2+i].ID, Kind: kind,
			Reason: "lý do", ConsentBy: "Chi ủy", ConsentOn: "2025-02-20", Mistaken: true}))
	}
	head := h.overview().Head
	if head.Official != 25 || head.Base != 18 || head.Needed != 10 || head.Unexcused != 1 || head.Probationary != 1 {
		t.Errorf("%+v", head)
	}
	wantRefusal[*congress.FieldError](t, "a member who is present", h.s.Deduct(h.ctx, h.organiser, h.congress,
		congress.Deduction{Member: m[0].ID, Kind: tally.ExemptAbsent, Reason: "x"}))
	wantRefusal[*congress.FieldError](t, "no consent", h.s.Deduct(h.ctx, h.organiser, h.congress,
		congress.Deduction{Member: m[9].ID, Kind: tally.AbsentWithConsent, Reason: "ốm"}))
	wantRefusal[*congress.FieldError](t, "a probationary member", h.s.Deduct(h.ctx, h.organiser, h.congress,
		congress.Deduction{Member: m[25].ID, Kind: tally.Suspended, Reason: "x"}))
	h.attend(congress.AttendancePresent, m[4])
	if head := h.overview().Head; head.Base != 19 {
		t.Errorf("an exempt member who came stays in the base: %+v", head)
	}
}

// Rule 5.3: a tie at the last seat elects nobody of those tied; the next ballot
// is theirs alone, and there the higher vote wins without the threshold.
func TestTieAtTheLastSeatIsVotedAgain(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 4)
	first := h.round(contest, ballot.Ordinary, congress.CodeQR, 12)
	v := h.decide(first, append(append(repeat(4, "1101"), repeat(4, "1011")...),
		append(repeat(2, "1110"), repeat(2, "0111")...)...)...)
	if fmt.Sprintf("%d %d %d %s", len(v.Outcome.Elected), len(v.Outcome.Tied), v.Outcome.OpenSeats,
		v.Outcome.Next) != "2 2 1 tie_ballot" {
		t.Fatalf("%+v", v.Outcome)
	}
	_, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	wantRefusal[*congress.StateError](t, "an ordinary round while a tie is open", err)
	wantRefusal[*congress.StateError](t, "ending with a tie", h.s.SettleShort(h.ctx, h.presidium, contest,
		congress.SettledShort, "Thôi"))
	second := h.round(contest, ballot.TieBreak, congress.CodeQR, 12)
	names := h.view(second).Definition.List
	if names.Seats != 1 || len(names.Candidates) != 2 || names.Candidates[0].ID != v.Outcome.Tied[0] {
		t.Fatalf("list of the tie break: %+v", names)
	}
	v = h.decide(second, append(append(repeat(5, "10"), repeat(4, "01")...), repeat(3, "00")...)...)
	says(t, h.spoken(second), []string{"thuộc số người được phiếu cao hơn: trúng cử", "ít phiếu hơn: không trúng cử",
		"3 phiếu không bầu cho ai"}, []string{"thiếu 1 phiếu"})
	if v.Outcome.Next != tally.Complete || v.Outcome.Rows[0].Votes != 5 ||
		h.overview().Contests[0].Contest.Settled != congress.SettledComplete {
		t.Errorf("%+v", v.Outcome)
	}
	if n := len(h.overview().Contests[0].Elected); n != 3 {
		t.Errorf("%d elected, want 3", n)
	}
}

// A tie that nobody can decide any more, since too few of those tied still stand, is no
// dead end: the congress decides about the seats that are open.
func TestATieOfWhichTooFewStandIsDecidedByTheCongress(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 4)
	v := h.decide(h.round(contest, ballot.Ordinary, congress.CodeNone, 12), slices.Concat(repeat(4, "1110"),
		repeat(4, "1101"), repeat(4, "1011"))...) // 12, 8, 8, 8: three for two seats
	if len(v.Outcome.Tied) != 3 || v.Outcome.OpenSeats != 2 {
		t.Fatalf("%+v", v.Outcome)
	}
	leave := func(id string) {
		must(t, h.s.Withdraw(h.ctx, h.presidium, contest, congress.MemberID(id), congress.WithdrawalAllowed,
			"sức khỏe"))
	}
	leave(v.Outcome.Tied[0])
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.TieBreak)
	must(t, err)
	leave(v.Outcome.Tied[1])
	blockedBy(t, "list_short", h.s.Freeze(h.ctx, h.presidium, id, congress.CodeNone))
	must(t, h.s.Cancel(h.ctx, h.presidium, id, "còn một người"))
	_, err = h.s.StartRound(h.ctx, h.organiser, contest, ballot.TieBreak)
	wantRefusal[*congress.StateError](t, "a ballot among one for two seats", err)
	page, err := h.s.ListOf(h.ctx, contest)
	must(t, err)
	if page.Last == nil || page.Last.Next != tally.CongressDecides || page.Last.OpenSeats != 2 {
		t.Errorf("%+v", page.Last)
	}
	again, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Cancel(h.ctx, h.presidium, again, "đại hội không bầu nữa"))
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledShort, "không bầu tiếp"))
}

// Rule 5.5: after the third ballot for secretary without result the superior
// appoints, and not before.
func TestSecretaryIsAppointedAfterTheThirdBallot(t *testing.T) {
	h := openHall(t, 8) // under nine: no committee, the secretary directly
	contest := h.contest(ballot.Secretary, 1, 1)
	for n := 1; n <= 3; n++ {
		if n > 1 {
			wantRefusal[*congress.StateError](t, "too early", h.s.SettleShort(h.ctx, h.presidium, contest,
				congress.SettledAppointed, "Đề nghị chỉ định"))
		}
		v := h.decide(h.round(contest, ballot.Ordinary, congress.CodeQR, 8),
			append(repeat(4, "+"), repeat(4, "-")...)...)
		if len(v.Outcome.Elected) != 0 || v.Outcome.Next != tally.CongressDecides {
			t.Fatalf("exactly half is not more than half: %+v", v.Outcome)
		}
	}
	says(t, h.spoken(h.overview().Contests[0].Rounds[2].ID), []string{
		"đúng một nửa, chưa quá một nửa (cần 5 phiếu, thiếu 1 phiếu): không trúng cử",
		"Đã bầu đến lần thứ 3 mà không có kết quả: cấp ủy cấp trên trực tiếp chỉ định."},
		[]string{"quyết định có bầu tiếp hay không"})
	_, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	if got := refused[*congress.StateError](t, "a fourth ballot", err); got.State != "ballots_used_up" {
		t.Errorf("%v", got)
	}
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledAppointed, "Đề nghị chỉ định"))
}

// Two of three passes decide; nobody counts in two; a sheaf can be entered again with a reason.
func TestPassesThatDifferGoToAThird(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	right, wrong := repeat(12, "1110"), append(repeat(11, "1110"), "1101")
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, right...))
	_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, h.batch(id, congress.PassB, 1, 0, right...))
	if p := refused[*congress.PersonError](t, "the same person in two passes", err); p.Code != "other_pass" {
		t.Errorf("code %s", p.Code)
	}
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, wrong...))
	v := h.view(id)
	d := v.Sheaves[0].Differences
	if v.Sheaves[0].Status != congress.SheafDiffers || len(d) != 1 || fmt.Sprint(d[0].OnlyFirst,
		d[0].OnlySecond) != "[1110] [1101]" {
		t.Fatalf("%+v", v.Sheaves[0])
	}
	_, err = h.s.ConfirmSeal(h.ctx, h.chief, id)
	wantRefusal[*congress.FindingsError](t, "seal while passes differ", err)
	h.accept(h.teller3, id, h.batch(id, congress.PassC, 1, 0, right...))
	if got := h.view(id).Sheaves[0].Status; got != congress.SheafAgreed {
		t.Fatalf("after pass C: %s", got)
	}
	wantRefusal[*congress.PersonError](t, "supersede by a teller", h.s.Supersede(h.ctx, h.teller1, id, congress.PassB,
		1, "nhầm"))
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassB, 1, "gõ nhầm một phiếu"))
	again := h.batch(id, congress.PassB, 1, 0, right...)
	again.ID = "another-id"
	h.accept(h.teller2, id, again)
	h.seal(id)
}

// The same batch again gives the first receipt; anything else
// about a batch that is wrong refuses all of it and stores nothing.
func TestS3BatchesAreTakenOnceAndWhole(t *testing.T) {
	h := openHall(t, 30)
	id := h.round(h.contest(ballot.Committee, 5, 6), ballot.Ordinary, congress.CodeQR, 30)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := repeat(20, "111110")
	good := h.batch(id, congress.PassA, 1, 0, marks...)
	h.accept(h.teller1, id, good)
	h.accept(h.teller1, id, good)
	if n := len(h.view(id).Sheaves[0].EnteredBy); n != 1 {
		t.Errorf("%d entries after a repeat", n)
	}
	second := h.batch(id, congress.PassA, 2, 20, repeat(10, "111110")...)
	for name, test := range map[string]struct {
		spoil func(*congress.BatchInput)
		code  string
	}{
		"same id, other body": {func(b *congress.BatchInput) { b.ID = good.ID }, "batch_changed"},
		"paper of another sheaf": {func(b *congress.BatchInput) { b.Tokens[0] = good.Tokens[0]; sortTokens(b) },
			"duplicate_elsewhere"},
		"paper twice": {func(b *congress.BatchInput) { b.Tokens[0] = b.Tokens[1] }, "duplicate_here"},
		"paper that was not printed": {func(b *congress.BatchInput) { b.Tokens[3][0] ^= 1; sortTokens(b) },
			"unknown_token"},
		"sheaf of another size": {func(b *congress.BatchInput) {
			b.N, b.Tokens, b.Marks = 9, b.Tokens[:9],
				b.Marks[:9]
		}, "sheaf_size"},
		"pass C that nobody needs": {func(b *congress.BatchInput) { b.Pass = congress.PassC }, "pass_not_needed"},
	} {
		in := second
		in.ID = congress.BatchID("x" + name[:4])
		in.Tokens, in.Marks = slices.Clone(second.Tokens), slices.Clone(second.Marks)
		test.spoil(&in)
		_, err := h.s.AcceptBatch(h.ctx, map[bool]congress.Actor{true: h.teller3,
			false: h.teller1}[in.Pass == congress.PassC], id, in)
		if e := refused[*congress.BatchError](t, name, err); e.Code != test.code {
			t.Errorf("%s: code %s, want %s", name, e.Code, test.code)
		}
	}
	for name, spoil := range map[string]func(*congress.BatchInput){
		"marks out of order":    func(b *congress.BatchInput) { b.Marks[0], b.Marks[9] = "111111", "111110" },
		"marks of another list": func(b *congress.BatchInput) { b.Marks[0] = "+" },
		"tokens out of order":   func(b *congress.BatchInput) { b.Tokens[0], b.Tokens[1] = b.Tokens[1], b.Tokens[0] },
		"too few tokens":        func(b *congress.BatchInput) { b.Tokens = b.Tokens[1:] },
		"an unknown cause": func(b *congress.BatchInput) {
			b.Tokens, b.SetAside = b.Tokens[1:], []congress.SetAside{{Cause: "lost", Issued: true, Count: 1}}
		},
		"a conclusion without its mark": func(b *congress.BatchInput) {
			b.Tokens, b.SetAside = b.Tokens[1:], []congress.SetAside{{Cause: "damaged_code", Count: 1}}
		},
	} {
		in := second
		in.Tokens, in.Marks = slices.Clone(second.Tokens), slices.Clone(second.Marks)
		spoil(&in)
		_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, in)
		wantRefusal[*congress.FieldError](t, name, err)
	}
	aside := second
	aside.Tokens, aside.SetAside = second.Tokens[1:], []congress.SetAside{{Cause: "damaged_code", Issued: true,
		Count: 1}}
	h.accept(h.teller1, id, aside)
}

func sortTokens(b *congress.BatchInput) {
	slices.SortFunc(b.Tokens, func(x, y ballot.TokenHash) int { return strings.Compare(string(x[:]), string(y[:])) })
}

// After the seal nothing stored describes a single paper, and the result can
// be recomputed from what stayed.
func TestSealDeletesEverySinglePaper(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	v := h.decide(id, append(repeat(11, "1110"), "!signed")...)
	must(t, h.program.Store.View(h.ctx, func(tx congress.Tx) error {
		batches, err := tx.Batches(h.ctx, v.Round)
		hashes, err2 := tx.Manifest(h.ctx, v.Round)
		if len(batches)+len(hashes) != 0 {
			t.Errorf("left after the seal: %d batches, %d bytes of manifest", len(batches), len(hashes))
		}
		return errors.Join(err, err2)
	}))
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	if report.Breakdown.Elected != 3 || report.Breakdown.Reelected != 1 || report.Breakdown.Female != 1 ||
		report.Sheet.Reasons[ballot.Signed] != 1 || len(report.LogRoot) != 64 {
		t.Errorf("%+v", report.Breakdown)
	}
	wantRefusal[*congress.StateError](t, "a batch after the seal", func() error {
		_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, congress.BatchInput{ID: "x", Pass: congress.PassA, Sheaf: 1,
			N: 1, Marks: []ballot.Marks{"1110"}, SetAside: []congress.SetAside{{Cause: "damaged_code", Issued: true,
				Count: 1}}})
		return err
	}())
}

// A small hall may count once and sum by hand, or by tally sheets alone.
func TestOtherWaysOfCountingNeedAReasonAndAgreement(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 12)
	wantRefusal[*congress.FieldError](t, "no reason", h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountSinglePass,
		20, 0, ""))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountSinglePass, 20, 0, "Chi bộ nhỏ"))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, append(repeat(11, "1110"), "1111")...))
	totals := tally.Totals{Valid: 11, Reasons: map[ballot.Reason]int{ballot.TooMany: 1}}
	for i, c := range h.view(id).Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: []int{11, 11, 10, 0}[i]})
	}
	must(t, h.s.EnterHandCount(h.ctx, h.teller2, id, 2, totals))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	if f := refused[*congress.FindingsError](t, "sums that differ", err); f.Findings[0].Code != "hand_differs" {
		t.Errorf("%+v", f.Findings)
	}
	totals.Rows[2].Votes = 11
	must(t, h.s.EnterHandCount(h.ctx, h.teller2, id, 2, totals))
	h.seal(id)

	other := openHall(t, 12)
	id = other.round(other.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	must(t, other.s.ChooseCounting(other.ctx, other.chief, id, congress.CountTotals, 20, 0, "Kiểm tay"))
	for i, c := range other.view(id).Definition.List.Candidates {
		totals.Rows[i].ID = c.ID
	}
	must(t, other.s.EnterHandCount(other.ctx, other.teller1, id, 1, totals))
	wantRefusal[*congress.PersonError](t, "both entries by one person",
		other.s.EnterHandCount(other.ctx, other.teller1, id, 2, totals))
	must(t, other.s.EnterHandCount(other.ctx, other.teller2, id, 2, totals))
	other.seal(id)
}

// Rule 7: a difference blocks the seal until two people have confirmed a
// written explanation; another number voids both names.
func TestDifferenceIsExplainedByTwo(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 4)
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 12, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 11, Unused: 2}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 20, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(11, "1110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(11, "1110")...))
	_, err = h.s.ConfirmSeal(h.ctx, h.chief, id)
	if a := refused[*congress.BallotAccountError](t, "an account that does not balance",
		err); a.Findings[0].Code != "account_missing" {
		t.Errorf("%+v", a.Findings)
	}
	must(t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Một đồng chí không bỏ phiếu vào thùng"))
	wantRefusal[*congress.PersonError](t, "a teller signs", h.s.ConfirmExplanation(h.ctx, h.teller1, id, ""))
	must(t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	if got := h.view(id).Round.Explanation; got == "" {
		t.Fatal("no explanation after two names")
	}
	must(t, h.s.CorrectBallotAccount(h.ctx, h.chief, id, congress.PaperNumbers{HandedOut: 11, Returned: 11, Unused: 3},
		"đếm lại"))
	if got := h.view(id).Round.Explanation; got != "" {
		t.Error("an explanation outlived the numbers it explained")
	}
	h.seal(id)
}

// Papers are made once; anew only with two names, and the old ones are void.
func TestReprintNeedsTwoAndVoidsTheFirst(t *testing.T) {
	h := openHall(t, 12)
	id, err := h.s.StartRound(h.ctx, h.organiser, h.contest(ballot.Committee, 3, 4), ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 12, 2)
	old := h.tokens[id]
	in := congress.PapersInput{Count: 12, Reserve: 2, Format: ballot.FormatA5}
	err = h.s.MakePapers(h.ctx, h.organiser, id, in, func(congress.Printing) error {
		t.Error("printed without two names")
		return nil
	})
	wantRefusal[*congress.PersonError](t, "one name too few", err)
	must(t, h.s.ConfirmReprint(h.ctx, h.chief, id, "máy in kẹt giấy"))
	must(t, h.s.ConfirmReprint(h.ctx, h.presidium, id, "máy in kẹt giấy"))
	h.print(id, 12, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 12, Unused: 2}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 20, 0, ""))
	fresh := h.tokens[id]
	h.tokens[id] = old
	_, err = h.s.AcceptBatch(h.ctx, h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(12, "1110")...))
	if e := refused[*congress.BatchError](t, "papers of the first printing", err); e.Code != "unknown_token" {
		t.Errorf("code %s", e.Code)
	}
	h.tokens[id] = fresh
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(12, "1110")...))
	if r := h.view(id).Round; r.Printed != 28 || r.Destroyed != 14 || r.Printings != 2 {
		t.Errorf("%+v", r)
	}
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(12, "1110")...))
	h.seal(id)
	says(t, h.spoken(id), []string{
		"Đã in 14 phiếu, trong đó dự phòng 2 phiếu; đây là lần in thứ 2, 14 phiếu in trước đã hủy.",
		"Phiếu được in lại; 14 phiếu in trước đó đã hủy. Đã in tất cả 28 phiếu."}, nil)
}

// Two people at once: one wins, the other is told by whom.
func TestSecondOfTwoIsToldByWhom(t *testing.T) {
	h := openHall(t, 12)
	id, err := h.s.StartRound(h.ctx, h.organiser, h.contest(ballot.Committee, 3, 4), ballot.Ordinary)
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, by := range []congress.Actor{h.organiser, h.presidium} {
		wg.Go(func() { errs[i] = h.s.Freeze(h.ctx, by, id, congress.CodeQR) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("both or none: %v", errs)
	}
	told := refused[*congress.StateError](t, "the second", errors.Join(errs...))
	if told.By != h.organiser.Name && told.By != h.presidium.Name {
		t.Errorf("told %q", told.By)
	}
}

// Rules 5 and 6: what the law forbids blocks the list, local guidance warns.
func TestFindingsOfTheList(t *testing.T) {
	size.Long(t)
	for name, test := range map[string]struct {
		official int
		office   ballot.Office
		seats    int
		names    int
		change   func(h *hall, id congress.ContestID)
		code     string
		law      bool
	}{
		"no surplus":                 {12, ballot.Committee, 3, 3, nil, "surplus_required", true},
		"surplus over cap":           {12, ballot.Committee, 3, 5, nil, "surplus_over_cap", true},
		"fewer than seats":           {12, ballot.Committee, 3, 2, nil, "list_short", true},
		"committee under nine":       {8, ballot.Committee, 3, 4, nil, "no_committee_under_nine", true},
		"committee of nine":          {22, ballot.Committee, 9, 10, nil, "committee_over_max", true},
		"outside the band":           {12, ballot.Committee, 5, 6, nil, "size_outside_band", false},
		"secretary before committee": {12, ballot.Secretary, 1, 1, nil, "committee_first", true},
		"two secretaries":            {8, ballot.Secretary, 2, 2, nil, "one_seat_only", true},
		"deputy first":               {8, ballot.Deputy, 1, 1, nil, "secretary_first", true},
		"probationary": {12, ballot.Committee, 3, 3, func(h *hall,
			id congress.ContestID) {
			h.nominate(id, 12, congress.SourceCommittee, 0)
		}, "probationary_on_list", true},
		"teller": {12, ballot.Committee, 3, 3, func(h *hall,
			id congress.ContestID) {
			h.nominate(id, 10, congress.SourceCommittee, 0)
		}, "teller_on_list", true},
		"little support": {12, ballot.Committee, 3, 3, func(h *hall,
			id congress.ContestID) {
			h.nominate(id, 4, congress.SourceFloor, 3)
		}, "support_too_low", true},
		"incumbent from the floor": {12, ballot.Committee, 3, 4, func(h *hall,
			id congress.ContestID) {
			h.nominate(id, 0, congress.SourceFloor, 9)
		}, "incumbent_off_list", true},
		"withdrawal open": {12, ballot.Committee, 3, 4, func(h *hall, id congress.ContestID) {
			must(h.t, h.s.Withdraw(h.ctx, h.presidium, id, h.members[1].ID, congress.WithdrawalRequested, "sức khỏe"))
		}, "withdrawal_pending", true},
		"no chief": {12, ballot.Committee, 3, 4, func(h *hall, _ congress.ContestID) {
			must(h.t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[11].ID))
		}, "chief_missing", true},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t, test.official)
			id := h.contest(test.office, test.seats, test.names)
			if test.change != nil {
				test.change(h, id)
			}
			v, err := h.s.ListOf(h.ctx, id)
			must(t, err)
			at := slices.IndexFunc(v.Findings, func(f congress.Finding) bool { return f.Code == test.code })
			if at < 0 || v.Findings[at].Law != test.law {
				t.Fatalf("want %s (law %v), got %+v", test.code, test.law, v.Findings)
			}
			round, err := h.s.StartRound(h.ctx, h.organiser, id, ballot.Ordinary)
			must(t, err)
			err = h.s.Freeze(h.ctx, h.presidium, round, congress.CodeQR)
			if test.law != (err != nil) {
				t.Errorf("freeze: %v", err)
			}
		})
	}
}

func (h *hall) nominate(id congress.ContestID, member int, source congress.Source, support int) {
	h.t.Helper()
	must(h.t, h.s.Nominate(h.ctx, h.organiser, id, h.members[member].ID, source, support))
}
