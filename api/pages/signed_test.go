package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// Seal, release, submission and decision ask for the person's own password: a
// screen that somebody left signed in does none of them.
func TestActsThatStandAskForThePassword(t *testing.T) {
	h := apitest.Open(t)
	waiting(h)
	for path, by := range map[string]string{
		"/lan-bau/" + h.IDs["round"] + "/chot":           "own.chief",
		"/lan-bau/" + h.IDs["round"] + "/cong-bo":        "own.chief",
		"/dai-hoi/" + h.IDs["congress"] + "/ho-so/trinh": "own.organiser",
		"/dai-hoi/" + h.IDs["congress"] + "/chuan-y":     "parent.superior",
		"/dai-hoi/" + h.IDs["congress"] + "/huy-ket-qua": "parent.superior",
		"/dai-hoi/" + h.IDs["congress"] + "/chi-dinh":    "parent.superior",
		"/dai-hoi/" + h.IDs["congress"] + "/xac-nhan":    "parent.superior",
	} {
		for typed, want := range map[string]string{"": ": cần nhập", "sai": "Mật khẩu không đúng; chưa có gì"} {
			form := url.Values{}
			for _, field := range passwords() {
				form.Set(field, typed)
			}
			answer, page := h.Send(h.Client(by), path, form)
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
				t.Errorf("%s with %q: %d, without %q", path, typed, answer.StatusCode, want)
			}
		}
	}
}

// A wrong password is a try to sign in, which the security log has; after five
// the session waits, and no other. What else was typed stays; the password does not.
func TestAWrongPasswordAtADecision(t *testing.T) {
	h := apitest.Open(t)
	waiting(h)
	form := url.Values{"appoint.number": {"9-QĐ/ĐU"}, "appoint.decided_on": {"01/04/2025"},
		"appoint.contest": {"s"}, "appoint.member": {"m1"}, "appoint.password": {"sai-mất-rồi"}}
	path := "/dai-hoi/" + h.IDs["congress"] + "/chi-dinh"
	here, there := h.Client("parent.superior"), apitest.Browser(t)
	h.Send(there, "/dang-nhap", url.Values{"login": {"parent.superior"}, "password": {apitest.Password}})
	for try := range 6 {
		want := "Mật khẩu không đúng"
		if try == 5 {
			want = "Nhập sai nhiều lần"
		}
		answer, page := h.Send(here, path, form)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, want) ||
			!strings.Contains(page, `value="9-QĐ/ĐU"`) || strings.Contains(page, "sai-mất-rồi") {
			t.Fatalf("try %d: %d\n%s", try, answer.StatusCode, page)
		}
	}
	form.Set("appoint.password", apitest.Password)
	if answer, _ := h.Send(here, path, form); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("does not wait: %d", answer.StatusCode)
	}
	if answer, page := h.Send(there, path, form); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the right password elsewhere: %d %s", answer.StatusCode, page)
	}
	_, lines := h.Call(h.Client("parent.administrator"), "GET", "/nhat-ky-bao-mat.jsonl", nil)
	if n := strings.Count(lines, `"sign_in_refused"`); n != 5 {
		t.Errorf("%d tries in the security log", n)
	}
}

// passwords are the fields in which the forms of a dossier ask for one.
func passwords() []string {
	return []string{"password", "annul.password", "appoint.password", "confirm.password"}
}
