package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
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
