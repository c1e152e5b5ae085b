package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
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
		"Số văn bản: số này đã dùng cho 03-CV/CB (Mượn hội trường)") {
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
