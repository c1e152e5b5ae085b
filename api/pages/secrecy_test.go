package pages_test

import (
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/health"
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

// Each line of that page is what was found when it was printed.
func TestTheSecrecyOfTheBallotIsMeasured(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	text := func() string {
		t.Helper()
		answer, paper := h.Call(h.Client("cb01.truongban"), http.MethodGet,
			"/dai-hoi/"+string(meetings[0].ID)+"/van-ban/bi-mat-phieu.pdf", nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%d", answer.StatusCode)
		}
		return strings.Join(strings.Fields(papertest.PDF(t, []byte(paper))), " ")
	}
	memory := "Bộ nhớ có thể được ghi ra đĩa"
	root := health.SystemRoot()
	swapped := len(health.SwappedTo(runtime.GOOS, root)) > 0
	if !swapped && !health.Hibernates(runtime.GOOS, root) && !health.WritesCores() {
		memory = "Bộ nhớ của máy không ghi ra đĩa"
	}
	before := text()
	for _, want := range []string{memory, "không bắt buộc vào bằng hai lớp"} {
		if !strings.Contains(before, want) {
			t.Errorf("the paper lacks %q: %s", want, before)
		}
	}
	ward, err := h.Congress.AccountByLogin(h.Ctx, "danguy")
	apitest.Must(t, err)
	apitest.Must(t, h.Security.Require(h.Ctx, ward.OrgID, true))
	if after := text(); strings.Contains(after, "không bắt buộc") || !strings.Contains(after, "vào bằng hai lớp") {
		t.Errorf("a second factor is required, and the paper says: %s", after)
	}
}
