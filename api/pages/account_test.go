package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// figures finds the fields of a page that take a number.
var figures = regexp.MustCompile(`<input[^>]*type="number"[^>]*>`)

// named returns the names of the fields of a page that take a number, and fails
// where a browser may suggest one.
func named(t *testing.T, page string) []string {
	t.Helper()
	var names []string
	for _, input := range figures.FindAllString(page, -1) {
		if !strings.Contains(input, `autocomplete="off"`) {
			t.Errorf("a browser suggests figures: %s", input)
		}
		names = append(names, regexp.MustCompile(`name="([^"]*)"`).FindStringSubmatch(input)[1])
	}
	return names
}

// value returns what stands in a field.
func value(t *testing.T, page, name string) string {
	t.Helper()
	for _, input := range figures.FindAllString(page, -1) {
		if strings.Contains(input, `name="`+name+`"`) {
			return regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(input)[1]
		}
	}
	t.Fatalf("no field %q", name)
	return ""
}

// s19: the account speaks the moment the box is open: what was counted is typed and
// never offered, what is missing is told in red at its sum, zero stays zero, and
// the two entries of a hand count share no field.
func TestAccountSpeaksAtOnce(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := "/lan-bau/" + string(r.printed(h))
	chief := h.Client("own.chief")
	send := func(act string, form url.Values, status int) string {
		t.Helper()
		answer, body := h.Send(chief, round+act, form)
		if answer.StatusCode != status {
			t.Fatalf("%s %v: %d, want %d", act, form, answer.StatusCode, status)
		}
		if status == http.StatusSeeOther {
			_, body = h.Call(chief, http.MethodGet, round, nil)
		}
		return body
	}
	_, page := h.Call(chief, http.MethodGet, round, nil)
	if value(t, page, "present") != "" || value(t, page, "handed_out") != "" {
		t.Error("what people count is offered to them")
	}
	page = send("/phat-phieu", url.Values{"present": {"8"}, "handed_out": {"8"},
		"shuffled_by": {"Lê Thị An"}, "watched_by": {"Trần Văn Bình"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(page, "Điểm danh ghi 9 đồng chí") {
		t.Error("the chief counts fewer than the attendance, and nobody says so")
	}
	hand := func(shuffled, watched string) url.Values {
		return url.Values{"present": {"9"}, "handed_out": {"9"}, "shuffled_by": {shuffled}, "watched_by": {watched}}
	}
	for what, form := range map[string]url.Values{"nobody": hand("", ""), "one alone": hand("Lê Thị An", ""),
		"the same twice": hand("Lê Thị An", " lê  thị an")} {
		if page = send("/phat-phieu", form, http.StatusUnprocessableEntity); !strings.Contains(page, "Ai đứng xem") {
			t.Errorf("shuffled by %s, and the page does not ask", what)
		}
	}
	send("/phat-phieu", hand("Lê Thị An", "Trần Văn Bình"), http.StatusSeeOther)
	send("/phat-phieu", url.Values{"present": {"9"}, "handed_out": {"9"}}, http.StatusSeeOther) // is asked once
	if page = send("/doi-phieu", nil, http.StatusSeeOther); !strings.Contains(page, "Ghi nhầm: bỏ một lần đổi") {
		t.Error("an exchange cannot be taken back")
	}
	page = send("/thoi-doi-phieu", nil, http.StatusSeeOther)
	names := named(t, page)
	if value(t, page, "returned") != "" || value(t, page, "unused") != "" || slices.Contains(names, "not_returned") {
		t.Errorf("what is to be counted is offered: %v", names)
	}
	send("/mo-thung", url.Values{"returned": {"8"}, "unused": {""}}, http.StatusUnprocessableEntity)
	page = send("/mo-thung", url.Values{"returned": {"8"}, "unused": {"0"}}, http.StatusSeeOther)
	if strings.Count(page, "<b>Thiếu 1 phiếu</b>") != 2 || !strings.Contains(page, "tìm thấy 8 trong 9") ||
		value(t, page, "unused") != "0" {
		t.Error("the account does not say what is missing")
	}
	named(t, page)
	numbers := url.Values{"handed_out": {"9"}, "exchanged": {"0"}, "returned": {"9"}, "unused": {"1"},
		"numbers_reason": {"tìm thấy dưới đáy thùng"}}
	page = send("/sua-so", numbers, http.StatusSeeOther)
	if strings.Count(page, "<b>Khớp</b>") != 2 || strings.Contains(page, "Thiếu") {
		t.Error("the corrected account does not balance")
	}
	if value(t, page, "draw") != "5" || !strings.Contains(page, "từ 1 đến 10, mỗi hòm ít nhất một tập") {
		t.Error("the form does not say of how many sheaves one can be drawn")
	}
	counting := url.Values{"counting": {string(congress.CountTotals)}, "sheaf_size": {"20"}}
	page = send("/cach-kiem", url.Values{"counting": {"two_passes"}, "sheaf_size": {"20"}}, http.StatusSeeOther)
	if !strings.Contains(page, "Chọn lại cách kiểm") {
		t.Error("nothing is entered, and the way of counting cannot be chosen anew")
	}
	page = send("/cach-kiem", counting, http.StatusUnprocessableEntity)
	if strings.Count(page, "aria-invalid") != 1 || strings.Count(page, "<details class=\"more no-print\" open") != 1 {
		t.Error("a missing reason is told at the reason of another form")
	}
	page = send("/cach-kiem", url.Values{"counting": {string(congress.CountWithMachine)}, "sheaf_size": {"25"},
		"draw": {"7"}}, http.StatusUnprocessableEntity)
	if value(t, page, "draw") != "7" || value(t, page, "sheaf_size") != "25" ||
		!strings.Contains(page, `value="with_machine" checked`) {
		t.Error("what was chosen and typed is lost when the reason is missing")
	}
	counting.Set("counting_reason", "ít phiếu")
	page = send("/cach-kiem", counting, http.StatusSeeOther)
	if !strings.Contains(page, "Bảng kiểm phiếu") {
		t.Error("the way of counting that was chosen anew is not taken")
	}
	_, home := h.Call(h.Client("own.teller"), http.MethodGet, "/", nil)
	if !strings.Contains(home, "Mở bảng kiểm phiếu") || strings.Contains(home, `href="/tram"`) {
		t.Error("a teller with tally sheets to type is sent to the station")
	}
	_, one := h.Call(chief, http.MethodGet, round+"/kiem-tay/1", nil)
	_, two := h.Call(chief, http.MethodGet, round+"/kiem-tay/2", nil)
	second := named(t, two)
	for _, name := range named(t, one) {
		if slices.Contains(second, name) {
			t.Errorf("both entries have a field %q", name)
		}
	}
}
