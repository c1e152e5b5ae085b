package congress_test

import (
	"strings"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// codes lists what the minutes of a round tell beside the result.
func (h *hall) codes(id congress.RoundID) string {
	h.t.Helper()
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	var all []string
	for _, r := range report.Remarks {
		all = append(all, r.Code+" "+r.Params["field"]+r.Params["day"])
	}
	return strings.Join(all, ",")
}

// What papers print of a congress changes after the freeze with a reason alone;
// rounds sealed from then on tell it, those sealed before stay as they were.
func TestFactsAreCorrectedWithAReason(t *testing.T) {
	h := openHall(t, 12)
	first := h.round(h.named("Nội dung một", 0), ballot.Ordinary, congress.CodeNone, 12)
	h.decide(first, repeat(12, "10")...)
	c := h.overview().Congress
	in := congress.CongressInput{Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Place: "Nhà văn hóa"}
	correct := func(reason string) error { return h.s.CorrectCongress(h.ctx, h.organiser, h.congress, in, reason) }
	wantRefusal[*congress.StateError](t, "plain edit", h.s.UpdateCongress(h.ctx, h.organiser, h.congress,
		congress.CongressInput{Title: "Khác", Term: c.Term, HeldOn: c.HeldOn, Profile: c.Profile}))
	if got := refused[*congress.FieldError](t, "no reason", correct(" ")); got.Field != "reason" {
		t.Errorf("%v", got)
	}
	in.HeldOn = "2025-08-01" // another text of the Charter
	if got := refused[*congress.FieldError](t, "other rules", correct("ghi nhầm năm")); got.Code != "other_rules" {
		t.Errorf("%v", got)
	}
	in.HeldOn = c.HeldOn
	must(t, correct("ghi thiếu địa điểm"))
	second := h.round(h.named("Nội dung hai", 2), ballot.Ordinary, congress.CodeNone, 12)
	h.decide(second, repeat(12, "10")...)
	if before, after := h.codes(first), h.codes(second); before != "" || after != "corrected place" {
		t.Errorf("minutes before tell %q, after %q", before, after)
	}
	says(t, h.spoken(second), []string{"Đính chính địa điểm lúc ",
		": trước ghi để trống, nay là “Nhà văn hóa”; lý do: ghi thiếu địa điểm."}, []string{"Đính chính tên"})
	in.Title, in.Term, in.HeldOn = "Đại hội Chi bộ Thử lần thứ nhất", "2025–2028", "2025-03-02"
	must(t, correct("ghi nhầm"))
	must(t, h.s.ExplainDay(h.ctx, h.chief, h.congress, "sang ngày thứ hai."))
	third := h.round(h.named("Nội dung ba", 4), ballot.Ordinary, congress.CodeNone, 12)
	h.decide(third, repeat(12, "10")...)
	says(t, h.spoken(third), []string{"Đính chính tên đại hội lúc ",
		": trước ghi “Đại hội Chi bộ Thử”, nay là “Đại hội Chi bộ Thử lần thứ nhất”; lý do: ghi nhầm.",
		"Đính chính nhiệm kỳ lúc ", ": trước ghi “2025–2027”, nay là “2025–2028”;", "Đính chính ngày tổ chức lúc ",
		": trước ghi “01/03/2025”, nay là “02/03/2025”;", "nhiệm kỳ 2025–2028, tiến hành",
		"Có phần việc làm ngày 01/03/2025, khác ngày đại hội (02/03/2025); lý do: sang ngày thứ hai."}, nil)
	report, err := h.s.ReportOf(h.ctx, first)
	must(t, err)
	if o := h.overview(); report.Congress.Place != "" || o.Congress.Place != "Nhà văn hóa" {
		t.Errorf("the sealed round says %q, the congress %q", report.Congress.Place, o.Congress.Place)
	}
}

// named adds a contest of its own title with two names for one seat, from a place on the roster on.
func (h *hall) named(title string, from int) congress.ContestID {
	h.t.Helper()
	id, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Other, Title: title,
		Seats: 1})
	must(h.t, err)
	for _, m := range h.members[from : from+2] {
		must(h.t, h.s.Nominate(h.ctx, h.organiser, id, m.ID, congress.SourceCommittee, 0))
	}
	return id
}

// On another day than that of the congress nothing happens in the hall until
// somebody says why; each day is asked about once, and the minutes tell it.
func TestAnotherDayAsksForAReason(t *testing.T) {
	day := apptest.Morning("2025-03-02")
	h := newHall(t, apptest.Open(t, app.Config{Now: func() time.Time { return day() }}), 12,
		congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
			Profile: "190-QD/TW"})
	id := h.frozenList()
	h.print(id, 12, 2)
	asked := func(what string, err error) {
		t.Helper()
		if got := refused[*congress.FieldError](t, what, err); got.Code != "other_day" || got.Value != "2025-03-01" {
			t.Errorf("%s: %v", what, err)
		}
		if !h.overview().AskDay {
			t.Errorf("%s: the page does not ask", what)
		}
	}
	asked("hand out", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.ExplainDay(h.ctx, h.chief, h.congress, "bão, lùi một ngày"))
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 12, Unused: 2}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := repeat(12, "1110")
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	day = apptest.Morning("2025-03-03")
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	asked("seal", err)
	must(t, h.s.ExplainDay(h.ctx, h.presidium, h.congress, "kiểm phiếu qua đêm"))
	h.seal(id)
	if got := h.codes(id); got != "other_day 2025-03-02,other_day 2025-03-03" {
		t.Errorf("the minutes tell %q", got)
	}
	day = apptest.Morning("2025-03-04")
	asked("close", h.s.Close(h.ctx, h.presidium, h.congress))
}

// A rehearsal is held whenever it is.
func TestARehearsalIsHeldOnAnyDay(t *testing.T) {
	h := newHall(t, openProgram(t, app.Config{}), 12, congress.CongressInput{Title: "Diễn tập", Term: "2025–2027",
		HeldOn: "2025-04-01", Profile: "190-QD/TW", Rehearsal: true})
	h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 12)
}
