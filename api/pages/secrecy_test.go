package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/minutes/papertest"
)

// Before a vote anybody prints one page that says what keeps the ballot secret on
// this machine, as it runs: without encryption of the way or the copies it says so.
func TestTheSecrecyOfTheBallotOnOnePage(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	for _, c := range meetings[:2] {
		home := "/dai-hoi/" + string(c.ID)
		client := h.Client("danguy")
		_, page := h.Call(client, http.MethodGet, home+"/bien-ban", nil)
		if !strings.Contains(page, "bi-mat-phieu.pdf") {
			t.Errorf("%s: no page leads to the paper", c.Title)
		}
		answer, paper := h.Call(client, http.MethodGet, home+"/van-ban/bi-mat-phieu.pdf", nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", c.Title, answer.StatusCode)
		}
		if n := len(regexp.MustCompile(`/Type /Page\b`).FindAllString(paper, -1)); n != 1 {
			t.Errorf("%s: %d pages", c.Title, n)
		}
		text := strings.Join(strings.Fields(papertest.PDF(t, []byte(paper))), " ")
		for _, want := range []string{"BÍ MẬT PHIẾU BẦU", "trong một tệp trên máy này", "Đường truyền không mã hóa",
			"Bản sao lưu không mã hóa", "Chương trình không làm được"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the paper lacks %q: %s", c.Title, want, text)
			}
		}
	}
}
