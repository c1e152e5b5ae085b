package congress_test

import (
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// What became of open seats after the seal is told line by line: a line that was there
// stays, whatever is decided later, and the reason of a closing is no decision.
func TestMinutesGrowAfterTheSealAndLoseNothing(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 4)
	id := h.round(contest, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "1100")...)
	was := strings.Split(h.minutesOf(id), "\n")
	grows := func(when, line string) {
		t.Helper()
		is := strings.Split(h.minutesOf(id), "\n")
		at := 0
		for _, l := range is {
			if at < len(was) && l == was[at] {
				at++
			}
		}
		if at < len(was) {
			t.Errorf("%s: the line %q is gone", when, was[at])
		}
		if text := strings.Join(is, "\n"); !strings.Contains(text, line) || len(is) != len(was)+1 {
			t.Errorf("%s: no line %q in\n%s", when, line, text)
		}
		was = is
	}
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledShort, "không bầu tiếp"))
	grows("settled", "Đại hội quyết định: không bầu tiếp.")
	must(t, h.s.ReopenContest(h.ctx, h.presidium, contest, "đại hội bàn lại"))
	grows("taken up again", "Nội dung này được đưa ra lại lúc ")
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "mất điện, đại hội dừng."))
	grows("closed", "Đại hội bế mạc khi nội dung này còn thiếu; lý do: mất điện, đại hội dừng.")
	says(t, h.spoken(id), nil, []string{"quyết định: mất điện"})
	must(t, h.s.Reopen(h.ctx, h.presidium, h.congress))
	must(t, h.s.ReopenContest(h.ctx, h.presidium, contest, "có điện lại"))
	grows("taken up once more", "lý do: có điện lại.")
	h.decide(h.round(contest, ballot.Ordinary, congress.CodeNone, 12), repeat(12, "10")...)
	if got := h.minutesOf(id); got != strings.Join(was, "\n") {
		t.Errorf("the next ballot changed what stood on minutes to\n%s", got)
	}
}

// What the congress decided stays its decision where it closes for the same reason.
func TestADecisionIsNoReasonOfTheClosing(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 4)
	id := h.round(contest, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "1100")...)
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledShort, "Bầu sau"))
	was := h.minutesOf(id)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu sau"))
	if now := h.minutesOf(id); now != was || !strings.Contains(now, "Đại hội quyết định: Bầu sau.") {
		t.Errorf("closing changed\n%s to\n%s", was, now)
	}
}

// minutesOf is the text of the minutes of a round.
func (h *hall) minutesOf(id congress.RoundID) string {
	h.t.Helper()
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	return minutes.Count(report).Text()
}

// Totals that the hall saw are told though the count was then begun anew in another way.
func TestTotalsThatWereShownAreToldOfACountBegunAnew(t *testing.T) {
	h := openHall(t, 30)
	id := h.round(h.contest(ballot.Committee, 2, 3), ballot.Ordinary, congress.CodeQR, 30)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	must(t, h.s.ShowRunning(h.ctx, h.presidium, id, true))
	size := h.view(id).Sheaves[0].Sheaf.Size
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(size, "110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(size, "110")...))
	board, err := h.s.BoardOf(h.ctx, h.congress)
	must(t, err)
	if !board.ForProjector() {
		t.Fatal("nothing is shown")
	}
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
		must(t, h.s.Supersede(h.ctx, h.chief, id, pass, 1, "máy hỏng"))
	}
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTotals, ballot.DefaultSheaf, 0, "máy hỏng"))
	h.byHand(id, h.teller1, 1, 30, 0, 30, 30, 0)
	h.byHand(id, h.teller2, 2, 30, 0, 30, 30, 0)
	h.seal(id)
	says(t, h.spoken(id), []string{"được chiếu một phần thời gian kiểm."}, nil)
}
