package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// Once a list is frozen the page takes corrections with a reason alone, keeps what
// was typed, and tells what was corrected.
func TestFactsAreCorrectedOnThePage(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	r.printed(h)
	home, organiser := "/dai-hoi/"+string(r.id), h.Client("own.organiser")
	form := url.Values{"title": {"Diễn tập"}, "term": {"2025–2027"}, "held_on": {"2025-03-01"},
		"place": {"Nhà văn hóa tổ 5"}, "reason": {""}}
	answer, body := h.Send(organiser, home+"/dinh-chinh", form)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `id="m-reason"`) ||
		!strings.Contains(body, "Nhà văn hóa tổ 5") {
		t.Errorf("%d without a reason", answer.StatusCode)
	}
	form.Set("reason", "ghi thiếu")
	if answer, _ = h.Send(organiser, home+"/dinh-chinh", form); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d with a reason", answer.StatusCode)
	}
	_, body = h.Call(organiser, http.MethodGet, home+"/thong-tin", nil)
	if !strings.Contains(body, "Đính chính địa điểm") || !strings.Contains(body, "trước ghi để trống") {
		t.Error("the page does not tell what was corrected")
	}
}

// Who is asked on the page of a round why the hall works today comes back to it.
func TestAnotherDayIsExplainedWhereItWasAsked(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round, home := "/lan-bau/"+string(r.printed(h)), "/dai-hoi/"+string(r.id)
	for back, form := range map[string]url.Values{
		round: {"other_day": {"bão"}, "round": {strings.TrimPrefix(round, "/lan-bau/")}},
		home:  {"other_day": {"bão"}}} {
		answer, _ := h.Send(h.Client("own.chief"), home+"/ngay-khac", form)
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != back {
			t.Errorf("%d, to %s instead of %s", answer.StatusCode, answer.Header.Get("Location"), back)
		}
	}
}
