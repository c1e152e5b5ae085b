package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// A complaint made in the hall about the count is noted by the chief on the page of the
// round and concluded there, one after the other; others read it, and the minutes print it.
func TestAComplaintInTheHallIsNotedOnThePage(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	page := "/lan-bau/" + string(round)
	send := func(act string, status int, fields ...string) string {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		answer, body := h.Send(h.Client("own.chief"), page+act, form)
		if answer.StatusCode != status {
			t.Fatalf("%s %v: %d, want %d", act, form, answer.StatusCode, status)
		}
		if status == http.StatusSeeOther {
			_, body = h.Call(h.Client("own.chief"), http.MethodGet, page, nil)
		}
		return body
	}
	holds := func(body string, want ...string) {
		t.Helper()
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("the page does not say %q", text)
			}
		}
	}
	holds(send("/khieu-nai", http.StatusUnprocessableEntity, "complaint_from", "đồng chí An"), "m-complaint_subject",
		`value="đồng chí An"`)
	holds(send("/khieu-nai", http.StatusSeeOther, "complaint_from", "đồng chí An", "complaint_subject",
		"rơi một phiếu"), "<strong>đồng chí An</strong>", "rơi một phiếu", "Ban kiểm phiếu kết luận khiếu nại 1")
	_, body := h.Call(h.Client("own.presidium"), http.MethodGet, page, nil)
	holds(body, "rơi một phiếu", "ban kiểm phiếu chưa kết luận")
	if strings.Contains(body, page+"/khieu-nai") {
		t.Error("the presidium is offered what the chief does")
	}
	body = send("/khieu-nai/ket-luan", http.StatusSeeOther, "complaint", "1", "complaint_conclusion",
		"đã nhặt lại, tính đủ")
	holds(body, "đã nhặt lại, tính đủ", "đã kết luận")
	if strings.Contains(body, "/khieu-nai/ket-luan") {
		t.Error("a complaint is concluded twice")
	}
}
