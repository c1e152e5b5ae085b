package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// Whatever can grow is one kind of list: a handful stands without a search, and
// what is more is searched without marks, each list of a page for itself.
func TestListsThatGrowAreSearched(t *testing.T) {
	h := apitest.Open(t)
	admin := h.Client("parent.administrator")
	open := func(path string) string {
		t.Helper()
		answer, body := h.Call(admin, http.MethodGet, path, nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d: %s", path, answer.StatusCode, words(body))
		}
		return body
	}
	const page = "/quan-tri/tich-hop"
	for i := range 12 {
		if i == 3 && strings.Contains(open(page), `name="ma-tim"`) {
			t.Error("three rows are searched")
		}
		answer, body := h.Send(admin, page+"/ma", url.Values{"token_name": {fmt.Sprintf("Mã số %d", i)},
			"scopes": {"read:results"}, "days": {"30"}})
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%d: %s", answer.StatusCode, words(body))
		}
	}
	for query, want := range map[string]string{"": "1–12 trong 12", "?ma-tim=ma+so+7": "1–1 trong 1",
		"?ma-tim=unheard": "Không có dòng nào khớp", "?tin-tim=x": "1–12 trong 12"} {
		if text := words(open(page + query)); !strings.Contains(text, want) {
			t.Errorf("%s lacks %q: %s", query, want, text)
		}
	}
	for query, want := range map[string]string{"?nam=2026": "1–", "?nam=2026&tim=quoc+khanh": "1–2 trong 2",
		"?nam=2026&tim=unheard": "Không có dòng nào khớp"} {
		if text := words(open("/lich-nghi" + query)); !strings.Contains(text, want) {
			t.Errorf("%s lacks %q: %s", query, want, text)
		}
	}
}

// A field for a number says what it takes, and the answer to more says the same.
func TestNumbersSayWhatIsAllowed(t *testing.T) {
	h := apitest.Open(t)
	home := "/dai-hoi/" + h.IDs["congress"]
	client := h.Client("own.organiser")
	for page, want := range map[string]string{"/noi-dung": "Số lượng cần bầu 1–200", "/thong-tin": "Lần thứ 1–200"} {
		if _, body := h.Call(client, http.MethodGet, home+page, nil); !strings.Contains(words(body), want) {
			t.Errorf("%s does not say %q: %s", page, want, words(body))
		}
	}
	answer, body := h.Send(client, home+"/noi-dung", url.Values{"office": {"committee"}, "seats": {"201"}})
	if answer.StatusCode != http.StatusUnprocessableEntity || strings.Count(words(body), "1–200") < 2 {
		t.Errorf("%d: %s", answer.StatusCode, words(body))
	}
}
