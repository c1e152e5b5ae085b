package congress_test

import (
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/recount"
	"kiemphieu/tally"
)

// recounted has two people count a sealed round once more.
func (h *hall) recounted(id congress.RoundID, totals tally.Totals) recount.Recount {
	h.t.Helper()
	s := h.program.Recount
	must(h.t, s.Want(h.ctx, h.chief, id, recount.Order{Reason: "Một đồng chí đề nghị"}))
	must(h.t, s.Agree(h.ctx, h.presidium, id))
	must(h.t, s.Enter(h.ctx, h.teller1, id, 1, totals))
	must(h.t, s.Enter(h.ctx, h.teller2, id, 2, totals))
	must(h.t, s.Close(h.ctx, h.presidium, id, "Đã đếm lại"))
	all, err := s.Of(h.ctx, id)
	must(h.t, err)
	return all[len(all)-1]
}

// Rules 7.1 holds a recount too, which takes any number of papers: one that finds
// more than were in hands finds nobody elected, also where it is
// no more than were handed out with those exchanged.
func TestARecountFindsMorePapersThanPeople(t *testing.T) {
	h := openHall(t, 13)
	h.attend(congress.AttendanceAbsent, h.members[5])
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.Exchange(h.ctx, h.chief, id))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 12, Unused: 1}))
	h.decide(id, repeat(12, "1110")...)
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	for _, c := range []struct {
		valid, foreign int
		want           recount.Verdict
	}{{12, 0, recount.Same}, {12, 1, recount.Figures}, {13, 0, recount.Papers}, {14, 0, recount.Papers}} {
		totals := tally.Totals{Valid: c.valid, Reasons: map[ballot.Reason]int{ballot.NotIssued: c.foreign}}
		votes := []int{c.valid, c.valid, c.valid, 0}
		for i, candidate := range report.Definition.List.Candidates {
			totals.Rows = append(totals.Rows, tally.Row{ID: candidate.ID, Votes: votes[i]})
		}
		one := h.recounted(id, totals)
		compared, ok := one.Compare(report.Round, report.Definition, report.Outcome)
		if !ok || compared.Verdict != c.want {
			t.Errorf("%d valid and %d foreign: %v %s, want %s", c.valid, c.foreign, ok, compared.Verdict, c.want)
		}
		everything.add(minutes.Recount(report, one).Text())
	}
}

// What was concluded about papers in doubt is of papers that came back: fewer of
// these by a correction, and the minutes are noted anew before the seal.
func TestNoMorePapersAreInDoubtThanCameBack(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	h.opened(id, 12, 12)
	note := congress.MinutesNotes{Copies: 2, Doubtful: 12, Conclusion: "mười hai phiếu đều hợp lệ"}
	must(t, h.s.NoteMinutes(h.ctx, h.chief, id, note))
	must(t, h.s.CorrectBallotAccount(h.ctx, h.chief, id, congress.PaperNumbers{HandedOut: 11, Returned: 11,
		Unused: 3}, "đếm lại"))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(11, "1110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(11, "1110")...))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	if got := refused[*congress.FieldError](t, "twelve in doubt of eleven", err); got.Field != "doubtful" {
		t.Errorf("%+v", got)
	}
	note.Doubtful = 11
	must(t, h.s.NoteMinutes(h.ctx, h.chief, id, note))
	h.seal(id)
}

// Two people may explain what turns out to balance: what they wrote is told, and no
// difference is.
func TestWordsOfTwoWithoutADifference(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	h.opened(id, 12, 12)
	must(t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Có một phiếu gấp làm đôi"))
	must(t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	h.decide(id, repeat(12, "1110")...)
	says(t, h.spoken(id), []string{"Ý kiến về số phiếu đã được trưởng ban kiểm phiếu và đoàn chủ tịch xác nhận: " +
		"Có một phiếu gấp làm đôi."}, []string{"Chênh lệch"})
}

// Each border of rules 7.1 at the door of a correction: what is equal passes, one
// paper more does not, nor do more exchanged than were handed out, nor fewer in hands
// than a tally sheet has already.
func TestCorrectionsStopAtEachBorder(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	h.opened(id, 12, 13)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTotals, ballot.DefaultSheaf, 0, "thiếu người"))
	correct := func(handedOut, exchanged, returned int) error {
		return h.s.CorrectBallotAccount(h.ctx, h.chief, id, congress.PaperNumbers{HandedOut: handedOut,
			Exchanged: exchanged, Returned: returned, Unused: 2}, "đếm lại")
	}
	must(t, correct(14, 2, 13))
	excess(t, "one more in hands than present", "people_present", correct(15, 2, 13))
	excess(t, "more exchanged than handed out", "people_returned", correct(2, 3, 13))
	totals := tally.Totals{Valid: 11, Reasons: map[ballot.Reason]int{ballot.NotIssued: 2}}
	for i, c := range h.view(id).Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: []int{11, 11, 11, 0}[i]})
	}
	must(t, h.s.EnterHandCount(h.ctx, h.teller1, id, 1, totals))
	must(t, correct(11, 0, 13))
	excess(t, "fewer in hands than a sheet has", "people_returned", correct(10, 0, 13))
	excess(t, "likewise with one exchanged", "people_returned", correct(11, 1, 13))
	must(t, correct(12, 1, 13))
}

// Papers without codes: what the log tells of those that were not issued is what their
// marks say, and nobody concludes otherwise than the marks that are counted.
func TestPapersWithoutCodesAreConcludedByTheirMarks(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.named("Nội dung", 0), ballot.Ordinary, congress.CodeNone, 12)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := slices.Concat(repeat(2, ballot.Defective(ballot.NotIssued)), repeat(10, "10"))
	in := h.batch(id, congress.PassA, 1, 0, marks...)
	for _, foreign := range []int{1, 12} {
		wrong := in
		wrong.SetAside = []congress.SetAside{{Cause: congress.CauseNoCode, Count: foreign}}
		if foreign < 12 {
			wrong.SetAside = append(wrong.SetAside, congress.SetAside{Cause: congress.CauseNoCode, Issued: true,
				Count: 11})
		}
		_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, wrong)
		if f := refused[*congress.FieldError](t, "other conclusions than marks", err); f.Code != "conclusions" {
			t.Errorf("%+v", f)
		}
	}
	h.accept(h.teller1, id, in)
	entries, err := h.s.Log(h.ctx, h.congress, 0)
	must(t, err)
	told, err := congress.EventsIn[congress.BatchAccepted](entries)
	must(t, err)
	want := []congress.SetAside{{Cause: congress.CauseNoCode, Count: 2}, {Cause: congress.CauseNoCode, Issued: true,
		Count: 10}}
	if len(told) != 1 || !slices.Equal(told[0].Aside, want) {
		t.Errorf("%+v", told)
	}
}

// Rules 7.4: a paper that nobody handed out, in the box instead of one that somebody
// kept, lets the sums come out. It is found once papers are judged, and told.
func TestAForeignPaperInPlaceOfOneHandedOut(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.named("Nội dung", 0), ballot.Ordinary, congress.CodeNone, 12)
	if v := h.view(id); len(v.Differences) != 0 {
		t.Errorf("the sums of papers come out: %+v", v.Differences)
	}
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := append(repeat(11, "10"), ballot.Defective(ballot.NotIssued))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	got := refused[*congress.BallotAccountError](t, "one of those handed out is missing", err)
	if f := got.Findings[0]; len(got.Findings) != 1 || f.Code != "account_replaced" || f.Left-f.Right != 1 {
		t.Errorf("%+v", got.Findings)
	}
	must(t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Có một phiếu lạ, thiếu một phiếu đã phát"))
	must(t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	h.seal(id)
	says(t, h.spoken(id), []string{"không do ban kiểm phiếu phát ra: 1", "Chênh lệch giữa các số liệu về phiếu đã " +
		"được trưởng ban kiểm phiếu và đoàn chủ tịch xác nhận: Có một phiếu lạ, thiếu một phiếu đã phát."}, nil)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	verified(t, h.export())
}

// 190-QĐ/TW, Điều 35: packets that are sealed are opened by decision, so the hall
// counts nothing once more from then on, until they are.
func TestSealedPacketsAreNotCountedOnceMoreWithoutADecision(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.named("Nội dung", 0), ballot.Ordinary, congress.CodeQR, 12)
	h.decide(id, repeat(12, "10")...)
	keep := func(in ratify.CustodyInput) {
		in.Day = "2025-03-01"
		must(t, h.program.Ratify.NoteCustody(h.ctx, h.organiser, h.congress, in))
	}
	want := func() error {
		return h.program.Recount.Want(h.ctx, h.chief, id, recount.Order{Reason: "Một đồng chí đề nghị"})
	}
	keep(ratify.CustodyInput{Step: ratify.CustodySealed, Packets: 1, Holder: "Lê Thị An"})
	got := refused[*congress.StateError](t, "sealed packets", want())
	if got.Subject != "custody" || got.State != "sealed" {
		t.Errorf("%+v", got)
	}
	keep(ratify.CustodyInput{Step: ratify.CustodyOpened, Code: "02-QĐ/ĐU", Text: "kiểm lại"})
	must(t, want())
}
