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

// Nobody is sent to the station when no sheaf is left to enter there: after the one
// pass tellers are sent to the sum by hand, and then they wait for the seal.
func TestNobodyIsSentToTheStationForNothing(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountSinglePass, ballot.DefaultSheaf, 0,
		"ít người"))
	path := "/lan-bau/" + string(round)
	sent := func(step string, want bool, where ...string) {
		t.Helper()
		for _, page := range []string{"/", "/dai-hoi/" + string(r.id), path} {
			_, body := h.Call(h.Client("own.teller"), http.MethodGet, page, nil)
			main := body[strings.Index(body, "<main"):]
			if got := strings.Contains(main, `href="/tram`); got != want {
				t.Errorf("%s: %s sends to the station: %v", step, page, got)
			}
			for _, word := range where {
				if !strings.Contains(main, word) {
					t.Errorf("%s: %s does not say %q", step, page, word)
				}
			}
		}
	}
	sent("nothing entered", true)
	v, err := h.Congress.RoundOf(h.Ctx, round)
	apitest.Must(t, err)
	var tellers []congress.Actor
	for _, o := range v.Overview.Officers {
		if o.Duty == congress.DutyTeller {
			teller, err := h.Congress.ActorOf(h.Ctx, o.AccountID)
			apitest.Must(t, err)
			tellers = append(tellers, teller)
		}
	}
	marks, totals := make([]ballot.Marks, 9), tally.Totals{Valid: 9}
	for i := range marks {
		marks[i] = "1110"
	}
	for i, c := range v.Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: 9 * min(1, 3-i)})
	}
	_, err = h.Congress.AcceptBatch(h.Ctx, tellers[0], round, congress.BatchInput{ID: "eins", Pass: congress.PassA,
		Sheaf: 1, N: 9, Marks: marks,
		SetAside: []congress.SetAside{{Cause: congress.CauseNoCode, Issued: true, Count: 9}}})
	apitest.Must(t, err)
	sent("the pass is done", false, "bảng kiểm phiếu")
	apitest.Must(t, h.Congress.EnterHandCount(h.Ctx, tellers[1], round, 2, totals))
	sent("all is counted", false)
	_, home := h.Call(h.Client("own.teller"), http.MethodGet, "/", nil)
	if !strings.Contains(home, "Chờ trưởng ban kiểm phiếu") {
		t.Errorf("the teller waits for nobody: %s", words(home))
	}
}
