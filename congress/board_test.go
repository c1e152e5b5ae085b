package congress_test

import (
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// onBoard is what the boards show: title of the contest, state of the round and
// whether its result may be seen.
func (h *hall) onBoard() (congress.RoundID, bool) {
	h.t.Helper()
	b, err := h.s.BoardOf(h.ctx, h.congress)
	must(h.t, err)
	if b.Report != nil && b.Report.Round.ID != b.Round.ID {
		h.t.Errorf("the board shows round %s with the result of %s", b.Round.ID, b.Report.Round.ID)
	}
	return b.Round.ID, b.Released()
}

// A result can be let out whatever has begun since, and is seen then: a list that is
// drawn up or papers that are printed hide it no more than another ballot's lists hide
// papers that are out.
func TestAResultIsSeenThoughTheNextRoundBegan(t *testing.T) {
	morning, now := apptest.Morning("2025-03-01"), atomic.Int64{} // every look at the clock is a second later
	p := apptest.Open(t, app.Config{Now: func() time.Time {
		return morning().Add(time.Duration(now.Add(1)) * time.Second)
	}})
	h := newHall(t, p, 12, congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
		Profile: "190-QD/TW"})
	shows := func(when string, id congress.RoundID, released bool) {
		t.Helper()
		if got, out := h.onBoard(); got != id || out != released {
			t.Errorf("%s: the board shows %s (released %t), want %s (%t)", when, got, out, id, released)
		}
	}
	first := h.round(h.named("Nội dung một", 0), ballot.Ordinary, congress.CodeQR, 12)
	h.decide(first, repeat(12, "10")...)
	second := h.printed(h.named("Nội dung hai", 2), 12)
	shows("the next papers are printed", first, false)
	must(t, h.s.Release(h.ctx, h.chief, first))
	shows("let out then", first, true)
	draft, err := h.s.StartRound(h.ctx, h.organiser, h.named("Nội dung ba", 4), ballot.Ordinary)
	must(t, err)
	shows("a third list is drawn up", first, true)
	h.opened(second, 12, 12)
	shows("the second box is open", second, false)
	h.decide(second, repeat(12, "10")...)
	shows("the second is sealed", second, false)
	must(t, h.s.Freeze(h.ctx, h.presidium, draft, congress.CodeNone))
	h.print(draft, 12, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, draft, 12, 12))
	shows("papers of the third are out", draft, false)
	must(t, h.s.Release(h.ctx, h.chief, second))
	shows("the second is let out while people vote", second, true)
	must(t, h.s.OpenBox(h.ctx, h.chief, draft, congress.BoxInput{Returned: 12, Unused: 2}))
	shows("the third box is open", draft, false)
}
