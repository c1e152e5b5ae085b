package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Who came to count papers since the list was frozen is told on the page of the
// round before anybody hands out the first.
func TestWhatStopsTheFirstPaperStandsOnThePage(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	page := func() string {
		_, body := h.Call(h.Client("own.chief"), http.MethodGet, "/lan-bau/"+string(round), nil)
		return body
	}
	if strings.Contains(page(), "Vướng từ sau khi chốt danh sách") {
		t.Error("a list that stands is said not to")
	}
	v, err := h.Congress.RoundOf(h.Ctx, round)
	apitest.Must(t, err)
	stands := congress.MemberID(v.Definition.List.Candidates[0].ID)
	apitest.Must(t, h.Congress.GiveDuty(h.Ctx, r.organiser, r.id, stands, congress.DutyTeller))
	if body := page(); !strings.Contains(body, "Vướng từ sau khi chốt danh sách") ||
		!strings.Contains(body, "đang ở ban kiểm phiếu") {
		t.Error("a teller on the list is not told before the first paper")
	}
}

// Rules 5.5: a ballot for secretary that was cancelled is none. After two that
// were held without result the page does not say that the superior appoints; after
// the third it does.
func TestACancelledBallotIsNotCountedAsHeld(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	elect(h, r.printed(h), r.presidium, r.chief)
	secretary, err := h.Congress.AddContest(h.Ctx, r.organiser, r.id, congress.ContestInput{Office: ballot.Secretary,
		Seats: 1})
	apitest.Must(t, err)
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.Nominate(h.Ctx, r.organiser, secretary, o.Contests[0].Elected[0].MemberID,
		congress.SourceCommittee, 0))
	r.contest = secretary
	apitest.Must(t, h.Congress.Cancel(h.Ctx, r.presidium, r.printed(h), "đổ thùng phiếu"))
	for held := 1; held <= 3; held++ {
		round := r.printed(h)
		count(h, round, r.presidium, r.chief, func(int) tally.Row { return tally.Row{Votes: 4, Disagree: 5} })
		_, body := h.Call(h.Client("own.chief"), http.MethodGet, "/lan-bau/"+string(round), nil)
		if appoints := strings.Contains(body, "Đã bầu đến lần thứ 3 mà không có kết quả"); appoints != (held == 3) {
			t.Errorf("after %d ballots: the superior appoints %v", held, appoints)
		}
	}
}
