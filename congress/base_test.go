package congress_test

import (
	"errors"
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// deduct takes members out of the base, marked absent.
func (h *hall) deduct(kind tally.DeductionKind, members ...congress.Member) {
	h.t.Helper()
	for _, m := range members {
		h.attend(congress.AttendanceAbsent, m)
		must(h.t, h.tryToDeduct(kind, m))
	}
}

func (h *hall) tryToDeduct(kind tally.DeductionKind, m congress.Member) error {
	return h.s.Deduct(h.ctx, h.organiser, h.congress, congress.Deduction{
		Member: m.ID, Kind: kind, Reason: "lý do", ConsentBy: "Chi ủy", ConsentOn: "2025-02-20", Mistaken: true})
}

func (h *hall) tryToMark(a congress.Attendance, m congress.Member) error {
	_, err := h.s.TakeAttendance(h.ctx, h.organiser, h.congress, []congress.AttendanceOf{{Member: m.ID, Attendance: a}})
	return err
}

// printed makes a round whose papers wait to be handed out.
func (h *hall) printed(contest congress.ContestID, papers int) congress.RoundID {
	h.t.Helper()
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeNone))
	h.print(id, papers, 2)
	return id
}

// opened hands the papers of a printed round out and opens the box.
func (h *hall) opened(id congress.RoundID, handedOut, returned int) {
	h.t.Helper()
	must(h.t, h.s.HandOut(h.ctx, h.chief, id, handedOut, handedOut))
	must(h.t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: returned, Unused: 2}))
}

// Worked example 1: of 25 official members two are absent with consent: 23,
// needed 12, and X is elected with 12. Both arrive: the next round counts by 25
// and needs 13; the first stands, with a finding about X, who has 24 <= 25, and
// none about those who have 13 and more.
func TestLateComersChangeTheRoundsToCome(t *testing.T) {
	h := openHall(t, 25)
	late := h.members[18:20]
	h.deduct(tally.AbsentWithConsent, late...)
	committee := h.contest(ballot.Committee, 3, 4)
	first := h.printed(committee, 23)
	h.opened(first, 23, 23)
	marks := slices.Concat(repeat(11, "1110"), repeat(1, "1010"), repeat(11, "1001"))
	h.sheaf(first, marks...)
	v := h.view(first)
	if v.Outcome.Base != 23 || v.Outcome.Needed != 12 || v.Outcome.Rows[2].Votes != 12 || len(v.Outcome.Elected) != 2 {
		t.Fatalf("%+v", v.Outcome)
	}
	h.lateFindings()
	h.attend(congress.AttendancePresent, late...)
	h.lateFindings(v.Definition.List.Candidates[2].Name)
	second := h.printed(committee, 25)
	h.opened(second, 25, 25)
	h.sheaf(second, slices.Concat(repeat(12, "10"), repeat(13, "01"))...)
	if again := h.view(second).Outcome; again.Base != 25 || again.Needed != 13 || len(again.Elected) != 1 {
		t.Errorf("%+v", again)
	}
	report, err := h.s.ReportOf(h.ctx, first)
	must(t, err)
	if report.Head.Base != 23 || report.Outcome.Base != 23 {
		t.Errorf("the minutes of the first round count by %d", report.Head.Base)
	}
}

// Who won a ballot among those tied had more than half in the ballot before: where
// a late-comer takes that away, it is found as well.
func TestLateComersFindWhoWonAmongTheTied(t *testing.T) {
	h := openHall(t, 13)
	late := h.members[5:7]
	h.deduct(tally.AbsentWithConsent, late...)
	committee := h.contest(ballot.Committee, 3, 4)
	first := h.printed(committee, 11)
	h.opened(first, 11, 11)
	h.sheaf(first, slices.Concat(repeat(5, "1110"), repeat(5, "1101"), repeat(1, "1011"))...) // 11, 10, 6, 6
	second := h.round(committee, ballot.TieBreak, congress.CodeQR, 11)
	h.sheaf(second, slices.Concat(repeat(7, "10"), repeat(4, "01"))...)
	h.lateFindings()
	h.attend(congress.AttendancePresent, late...)
	h.lateFindings(h.members[2].Name)
}

// sheaf counts a round in sheaves of at most twenty-five and seals it.
func (h *hall) sheaf(id congress.RoundID, marks ...ballot.Marks) {
	h.t.Helper()
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.MaxSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	h.seal(id)
}

// lateFindings fails unless exactly these are found to have lost their half.
func (h *hall) lateFindings(names ...string) {
	h.t.Helper()
	findings, err := h.overview().LateFindings()
	must(h.t, err)
	var found []string
	for _, f := range findings {
		found = append(found, f.Params["name"])
	}
	if !slices.Equal(found, names) {
		h.t.Errorf("late findings about %q, want %q", found, names)
	}
}

// Suspended and prosecuted members are not summoned, once; who is elsewhere or
// exempt counts only when absent. Worked example 2 by names: 29 summoned of 30.
func TestWhoIsNotSummonedIsTakenOutOnce(t *testing.T) {
	h := openHall(t, 30)
	m := h.members
	h.deduct(tally.TemporarilyElsewhere, m[2], m[3])
	h.deduct(tally.ExemptAbsent, m[4], m[5], m[6])
	h.deduct(tally.Suspended, m[7])
	h.deduct(tally.AbsentWithConsent, m[8])
	h.attend(congress.AttendanceAbsent, m[9])
	head := h.overview().Head
	if head.Official != 30 || head.NotSummoned != 1 || head.Summoned() != 29 || head.Base != 29-2-3-1 ||
		head.Absent != 7 || head.Unexcused != 1 {
		t.Errorf("%+v", head)
	}
	if n := head.Electorate.Deductions[tally.Suspended]; n != 0 {
		t.Errorf("suspended, and deducted again: %d", n)
	}
	err := h.tryToMark(congress.AttendancePresent, m[7])
	if f := refused[*congress.FieldError](t, "suspended and present", err); f.Code != "not_summoned" {
		t.Errorf("code %s", f.Code)
	}
	h.attend(congress.AttendancePresent, m[2], m[4])
	if head := h.overview().Head; head.Base != 25 {
		t.Errorf("who is elsewhere or exempt and comes stays in the base: %+v", head)
	}
}

// Worked example 12: 15 official, one moved away: 14; one exempt and absent:
// 13, needed 7.
func TestCellInMidTerm(t *testing.T) {
	h := openHall(t, 14)
	h.deduct(tally.ExemptAbsent, h.members[5])
	if head := h.overview().Head; head.Base != 13 || head.Needed != 7 {
		t.Errorf("%+v", head)
	}
}

// The base of a round stands from its first paper, and not before everybody's
// attendance is known; the roster stands from the first paper of the day.
func TestBaseStandsFromTheFirstPaper(t *testing.T) {
	h := openHall(t, 12)
	h.attend(congress.AttendanceUnknown, h.members[3])
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	wantRefusal[*congress.FindingsError](t, "attendance unknown", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	h.attend(congress.AttendanceAbsent, h.members[3])
	f := refused[*congress.FieldError](t, "the chief counts one more", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	if f.Code != "attendance" || f.Value != "11" {
		t.Errorf("%+v", f)
	}
	must(t, h.s.HandOut(h.ctx, h.chief, id, 11, 11))
	h.attend(congress.AttendancePresent, h.members[3])
	wantRefusal[*congress.FieldError](t, "a late-comer in a round that runs", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	if v := h.view(id); v.Head.Present != 11 || h.overview().Head.Present != 12 {
		t.Errorf("round %+v", v.Head)
	}
	err := h.tryToDeduct(tally.ExemptAbsent, h.members[0])
	wantRefusal[*congress.FieldError](t, "deducted while present", err)
	h.attend(congress.AttendanceAbsent, h.members[0])
	err = h.tryToDeduct(tally.ExemptAbsent, h.members[0])
	if f := refused[*congress.FieldError](t, "deducted after a round he voted in", err); f.Code != "came" {
		t.Errorf("code %s", f.Code)
	}
	if head := h.overview().Head; head.Base != 12 || head.Present != 11 {
		t.Errorf("who leaves stays in the base: %+v", head)
	}
	err = h.tryToMark(congress.AttendanceUnknown, h.members[1])
	wantRefusal[*congress.FindingsError](t, "nobody is unknown any more", err)
	forgotten := []congress.Member{{Name: "Lê Văn Muộn", Official: true}}
	if err := h.s.SaveRoster(h.ctx, h.organiser, h.congress, forgotten); !errors.Is(err, congress.ErrBaseFrozen) {
		t.Errorf("roster changed after the first paper: %v", err)
	}
}

// Rules 1: "absent throughout" is literal. Who came and left again before the first
// paper was handed out stays in the base; a mark that was made by mistake is taken back,
// by saying so. From the first paper on that is said as the mark is taken back.
func TestWhoCameAndLeftStaysInTheBase(t *testing.T) {
	h := openHall(t, 12)
	left, mistaken := h.members[3], h.members[4]
	h.attend(congress.AttendanceAbsent, left, mistaken)
	d := congress.Deduction{Kind: tally.AbsentWithConsent, Reason: "ốm", ConsentBy: "Chi ủy", ConsentOn: "2025-02-20"}
	for _, kind := range []tally.DeductionKind{tally.AbsentWithConsent, tally.ExemptAbsent,
		tally.TemporarilyElsewhere} {
		d.Member, d.Kind = left.ID, kind
		err := h.s.Deduct(h.ctx, h.organiser, h.congress, d)
		if f := refused[*congress.FieldError](t, "came and left", err); f.Code != "marked" {
			t.Errorf("%s: %+v", kind, f)
		}
	}
	d.Member, d.Kind, d.Mistaken = mistaken.ID, tally.AbsentWithConsent, true
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, d))
	if head := h.overview().Head; head.Base != 11 || head.Unexcused != 1 {
		t.Errorf("%+v", head)
	}
	h.opened(h.printed(h.contest(ballot.Committee, 3, 4), 10), 10, 10)
	mark := func(a congress.Attendance, mistaken bool) {
		_, err := h.s.TakeAttendance(h.ctx, h.organiser, h.congress, []congress.AttendanceOf{{Member: d.Member,
			Attendance: a, Mistaken: mistaken}})
		must(t, err)
	}
	mark(congress.AttendancePresent, false)
	mark(congress.AttendanceAbsent, true) // another one was meant
	d.Mistaken = false
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, d))
	mark(congress.AttendancePresent, false) // comes late
	mark(congress.AttendanceAbsent, false)  // and leaves before the next papers
	for _, d.Mistaken = range []bool{false, true} {
		err := h.s.Deduct(h.ctx, h.organiser, h.congress, d)
		if f := refused[*congress.FieldError](t, "came late and left", err); f.Code != "came" {
			t.Errorf("%+v", f)
		}
	}
	if head := h.overview().Head; head.Base != 12 {
		t.Errorf("%+v", head)
	}
}

// Who was suspended before the opening was not summoned, whatever was marked.
func TestWhoIsNotSummonedMayHaveBeenMarked(t *testing.T) {
	h := openHall(t, 12)
	h.attend(congress.AttendanceAbsent, h.members[3])
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, congress.Deduction{Member: h.members[3].ID,
		Kind: tally.Suspended, Reason: "đang bị đình chỉ"}))
}

// excess fails unless papers that exceed people are refused, with this code.
func excess(t *testing.T, what, code string, err error) {
	t.Helper()
	f := refused[*congress.FindingsError](t, what, err)
	if f.Findings[0].Code != code {
		t.Errorf("%s: %+v, want %s", what, f.Findings, code)
	}
}

// Rules 7.1: papers never exceed people, at no door: neither a sheaf, nor a
// tally sheet, nor a correction, nor words under which two put their names.
func TestPapersNeverExceedPeople(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	h.opened(id, 12, 13)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 20, 0, ""))
	_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(13, "1110")...))
	excess(t, "a sheaf", "people_returned", err)
	foreign := append(repeat(12, "1110"), ballot.Defective(ballot.NotIssued))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, foreign...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, foreign...))
	numbers := congress.PaperNumbers{HandedOut: 13, Returned: 13, Unused: 1}
	err = h.s.CorrectBallotAccount(h.ctx, h.chief, id, numbers, "đếm lại")
	excess(t, "more handed out than people present", "people_present", err)
	numbers = congress.PaperNumbers{HandedOut: 12, Exchanged: 1, Returned: 13, Unused: 1}
	err = h.s.CorrectBallotAccount(h.ctx, h.chief, id, numbers, "đếm lại")
	excess(t, "fewer in hands than counted", "people_returned", err)
	must(t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Một phiếu không do ban kiểm phiếu phát ra"))
	must(t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	h.seal(id)
}

func TestTallySheetsNeverExceedPeople(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	h.opened(id, 12, 13)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTotals, 20, 0, "máy hỏng"))
	totals := tally.Totals{Valid: 13}
	for i, c := range h.view(id).Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: []int{13, 13, 13, 0}[i]})
	}
	excess(t, "a tally sheet", "people_returned", h.s.EnterHandCount(h.ctx, h.teller1, id, 1, totals))
}

// A paper that nobody put into the box follows from the numbers; it is told the
// moment the box is open, and waits for words of two.
func TestAccountSpeaksAtOnce(t *testing.T) {
	h := openHall(t, 12)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 12)
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.Exchange(h.ctx, h.chief, id))
	must(t, h.s.Exchange(h.ctx, h.chief, id))
	must(t, h.s.TakeBackExchange(h.ctx, h.chief, id))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 11, Unused: 0}))
	wantRefusal[*congress.StateError](t, "taken back after the box", h.s.TakeBackExchange(h.ctx, h.chief, id))
	v := h.view(id)
	if r := v.Round; r.HandedOut != 13 || r.Exchanged != 1 || r.NotReturned != 1 {
		t.Errorf("%+v", r)
	}
	sums := v.Account.Equations()
	if sums[0].Missing() != 1 || sums[1].Missing() != 1 || sums[1].Found() != 12 || len(v.Differences) != 2 {
		t.Errorf("%+v %+v", sums, v.Differences)
	}
	right := congress.PaperNumbers{HandedOut: 13, Exchanged: 1, Returned: 12, Unused: 1}
	must(t, h.s.CorrectBallotAccount(h.ctx, h.chief, id, right, "đếm lại"))
	if v := h.view(id); len(v.Differences) != 0 || v.Round.NotReturned != 0 {
		t.Errorf("%+v", v.Differences)
	}
	wantRefusal[*congress.StateError](t, "no exchange to take back", h.s.TakeBackExchange(h.ctx, h.chief, id))
}

// Nobody accepts today an absence on a day that has not come.
func TestConsentIsNotOfADayAhead(t *testing.T) {
	h := openHall(t, 12)
	h.attend(congress.AttendanceAbsent, h.members[3])
	d := congress.Deduction{Member: h.members[3].ID, Kind: tally.AbsentWithConsent, Reason: "ốm", ConsentBy: "Chi ủy",
		ConsentOn: "2999-01-01", Mistaken: true}
	err := h.s.Deduct(h.ctx, h.organiser, h.congress, d)
	got := refused[*congress.FieldError](t, "consent ahead", err)
	if got.Field != "consent_on" || got.Code != "future" {
		t.Errorf("%v", err)
	}
	d.ConsentOn = "2025-03-01"
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, d))
}
