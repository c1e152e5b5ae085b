package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/minutes/papertest"
)

// A paper that was made elsewhere is entered, its number is told when it is taken
// again, and so are the numbers that are missing; the list narrows by kind.
func TestTheRegisterTakesPapersOfEveryKind(t *testing.T) {
	h := apitest.Open(t)
	office := h.Client("own.organiser")
	form := url.Values{"paper_kind": {"CV"}, "term": {"2025–2027"}, "series": {"CB"}, "paper_number": {"3"},
		"day": {"2025-03-01"}, "about": {"Mượn hội trường"}, "signer": {"Trần Thị Bình"}}
	if answer, body := h.Send(office, "/so-van-ban", form); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	form.Set("about", "Việc khác")
	if _, body := h.Send(office, "/so-van-ban", form); !strings.Contains(body,
		"Số: số này đã dùng cho 03-CV/CB (Mượn hội trường)") {
		t.Errorf("a number that is taken: %s", body)
	}
	form.Set("paper_number", "")
	form.Set("paper_kind", "TB")
	h.Send(office, "/so-van-ban", form)
	_, body := h.Call(office, http.MethodGet, "/so-van-ban", nil)
	for _, want := range []string{"03-CV/CB", "01-TB/CB", "1–2", "Công văn"} {
		if !strings.Contains(body, want) {
			t.Errorf("the register lacks %q: %s", want, body)
		}
	}
	_, body = h.Call(office, http.MethodGet, "/so-van-ban?loai-van-ban=TB", nil)
	if strings.Contains(body, "03-CV/CB") || !strings.Contains(body, "01-TB/CB") {
		t.Errorf("narrowed: %s", body)
	}
	form.Set("paper_number", "1")
	h.Send(office, "/so-van-ban/xoa", form)
	if _, body := h.Call(office, http.MethodGet, "/so-van-ban", nil); strings.Contains(body, "Xóa dòng 01-TB/CB") {
		t.Errorf("a line that was entered by mistake stays: %s", body)
	}
	if _, body := h.Call(h.Client("parent.superior"), http.MethodGet, "/so-van-ban", nil); strings.Contains(body,
		"03-CV/CB") {
		t.Error("the register of another organisation")
	}
}

// A superior says in which term it is; the report of statistics takes its number in
// that term, and prints it on the day of the number, on the figures for which it was
// taken and on no others.
func TestTheReportOfStatisticsTakesANumber(t *testing.T) {
	h := apitest.Open(t)
	superior := h.Client("parent.superior")
	_, body := h.Call(superior, http.MethodGet, "/so-van-ban", nil)
	if !strings.Contains(body, "Chưa ghi nhiệm kỳ của cấp ủy") {
		t.Errorf("nobody asks for the term: %s", body)
	}
	term := url.Values{"own_term": {"2020–2025"}, "since": {"2020-08-01"}}
	if answer, body := h.Send(superior, "/so-van-ban/nhiem-ky", term); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	at := "/to-chuc/" + string(h.Orgs["parent"]) + "/thong-ke"
	_, body = h.Call(superior, http.MethodGet, at, nil)
	link := regexp.MustCompile(`/so-van-ban\?[^"]+`).FindString(body)
	_, body = h.Call(superior, http.MethodGet, html.UnescapeString(link), nil)
	form := url.Values{}
	for _, f := range regexp.MustCompile(`name="(series|term|day|about)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(
		body, -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	about := regexp.MustCompile(`^kết quả đại hội chi bộ \(số liệu [A-Z2-7]{4}\)$`)
	if form.Get("term") != "2020–2025" || !about.MatchString(form.Get("about")) {
		t.Errorf("offered: %v in %s", form, body)
	}
	form.Set("paper_kind", "BC")
	form.Set("signer", "Lê Văn Cường")
	if answer, body := h.Send(superior, "/so-van-ban", form); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	_, pdf := h.Call(superior, http.MethodGet, at+"/tai/bao-cao.pdf", nil)
	for _, want := range []string{"Số 01-BC/ĐU", "Lê Văn Cường"} {
		if text := papertest.PDF(t, []byte(pdf)); !strings.Contains(text, want) {
			t.Errorf("the report lacks %q: %s", want, text)
		}
	}
	_, pdf = h.Call(superior, http.MethodGet, at+"/tai/bao-cao.pdf?age_limit=35", nil) // other figures
	if text := papertest.PDF(t, []byte(pdf)); !strings.Contains(text, "Số ……-BC/ĐU") {
		t.Errorf("a report of other figures has the number of the first: %s", text)
	}
	if _, body := h.Call(h.Client("own.organiser"), http.MethodGet, "/so-van-ban", nil); strings.Contains(body,
		"Nhiệm kỳ của cấp ủy") {
		t.Error("a cell is asked for the term of a committee")
	}
}
