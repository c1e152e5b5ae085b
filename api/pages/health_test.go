package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
)

// What is wrong with the machine is told on every page to those who run a
// congress or the program, and to nobody else.
func TestMachineIsWatchedForThoseWhoRunIt(t *testing.T) {
	h := apitest.OpenIn(t, app.Config{Free: func() (uint64, error) { return 50 << 20, nil }})
	h.Health.Look(h.Ctx)
	for login, told := range map[string]bool{"own.chief": true, "own.organiser": true, "own.presidium": true,
		"parent.administrator": true, "own.teller": false, "parent.superior": false, "": false} {
		answer, body := h.Call(h.Client(login), "GET", map[bool]string{true: "/", false: "/dang-nhap"}[login != ""],
			nil)
		if answer.StatusCode != http.StatusOK || strings.Contains(body, "gần đầy: còn 50 MB") != told {
			t.Errorf("%s: %d", login, answer.StatusCode)
		}
	}
}

// The page of the copies says where they are, makes one, and says when it cannot.
func TestCopiesPage(t *testing.T) {
	h := apitest.Open(t)
	by := h.Client("parent.administrator")
	if _, body := h.Call(by, "GET", "/quan-tri/sao-luu", nil); !strings.Contains(body, "Chưa đặt nơi sao lưu") {
		t.Error("no word of where copies would be")
	}
	if answer, body := h.Call(by, "POST", "/quan-tri/sao-luu", nil); answer.StatusCode != http.StatusConflict ||
		!strings.Contains(body, "Chưa sao lưu được") {
		t.Errorf("%d", answer.StatusCode)
	}
	cfg := app.Config{}
	cfg.Backup.Dirs = []string{t.TempDir()}
	cfg.Backup.Data = cfg.Backup.Dirs[0]
	h = apitest.OpenIn(t, cfg)
	by = h.Client("parent.administrator")
	answer, _ := h.Call(by, "POST", "/quan-tri/sao-luu", nil)
	_, body := h.Call(by, "GET", "/quan-tri/sao-luu", nil)
	if answer.StatusCode != http.StatusSeeOther || !strings.Contains(body, "Bản tốt gần nhất") ||
		!strings.Contains(body, "Đã khôi phục thử trong bộ nhớ; có chữ ký của nơi này.") ||
		!strings.Contains(body, "cùng ổ đĩa với dữ liệu") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}
