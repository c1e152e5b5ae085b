package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// What concerns security is written down with who, what and from where, seen by
// the administrator and the superior of those above alone, and taken out as
// JSON lines. A login that does not exist is not repeated: people type passwords there.
func TestSecurityLog(t *testing.T) {
	h := apitest.Open(t)
	stranger := &http.Client{}
	h.Send(stranger, "/dang-nhap", url.Values{"login": {"mat-khau-go-nham"}, "password": {"x"}})
	h.Send(stranger, "/dang-nhap", url.Values{"login": {"mat-khau-go-nham-2"}, "password": {"x"}})
	for range 7 {
		h.Send(stranger, "/dang-nhap", url.Values{"login": {"own.teller"}, "password": {"sai"}})
	}
	admin := h.Client("parent.administrator")
	teller, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(t, err)
	h.Send(admin, "/quan-tri/tai-khoan/"+string(teller.ID)+"/mat-khau", nil)
	h.Send(admin, "/quan-tri/tai-khoan/"+string(teller.ID)+"/khoa", url.Values{"disabled": {"1"}})
	h.Send(admin, "/quan-tri/tai-khoan/none/khoa", url.Values{"disabled": {"1"}}) // refused: nothing happened

	answer, page := h.Call(admin, "GET", "/nhat-ky-bao-mat", nil)
	for _, words := range []string{"Khóa tài khoản", "Cấp phiếu tài khoản", "own.teller", "Bị bắt chờ", "127.0.0.1"} {
		if !strings.Contains(page, words) {
			t.Errorf("%d: the page lacks %q", answer.StatusCode, words)
		}
	}
	counts := map[string]int{}
	_, lines := h.Call(admin, "GET", "/nhat-ky-bao-mat.jsonl", nil)
	for line := range strings.Lines(lines) {
		var e struct{ At, Kind, Login, About, From string }
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.At == "" || e.From == "" {
			t.Fatalf("%s: %v", line, err)
		}
		counts[e.Kind+" "+e.Login+" "+e.About]++
	}
	for what, want := range map[string]int{"sign_in_refused own.teller ": 5, "sign_in_held own.teller ": 1,
		"sign_in_refused  ": 1, "slip_made parent.administrator own.teller": 1,
		"account_locked parent.administrator own.teller": 1} {
		if counts[what] != want {
			t.Errorf("%q %d times, want %d: %v", what, counts[what], want, counts)
		}
	}
	if strings.Contains(lines, "go-nham") {
		t.Error("what was typed as a login that does not exist is in the log")
	}
	_, again := h.Call(admin, "GET", "/nhat-ky-bao-mat?viec=log_read", nil)
	if !strings.Contains(again, "parent.administrator") || strings.Contains(again, "<td>Khóa tài khoản") {
		t.Errorf("who took the log out is not in it, or more than that: %s", again)
	}
	answer, _ = h.Call(h.Client("own.organiser"), "GET", "/nhat-ky-bao-mat", nil)
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("an organiser sees the log: %d", answer.StatusCode)
	}
}
