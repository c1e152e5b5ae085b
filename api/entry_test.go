package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
)

// Sessions end everywhere when the password is changed or reset, but for the
// browser in which it was changed.
func TestSessionsEndWithThePassword(t *testing.T) {
	h := apitest.Open(t)
	here, there := apitest.Browser(t), apitest.Browser(t)
	for _, c := range []*http.Client{here, there} {
		if tryAs(h, c, "own.chief", apitest.Password) != "in" {
			t.Fatal("cannot sign in")
		}
	}
	at := func(c *http.Client) int {
		answer, _ := h.Call(c, http.MethodGet, "/mat-khau", nil)
		return answer.StatusCode
	}
	const chosen = "một câu khác cũng dài"
	h.Send(here, "/mat-khau", url.Values{"old": {apitest.Password}, "password": {chosen}, "again": {chosen}})
	if at(here) != http.StatusOK || at(there) != http.StatusSeeOther {
		t.Errorf("after a change: here %d, there %d", at(here), at(there))
	}
	account, err := h.Congress.AccountByLogin(h.Ctx, "own.chief")
	apitest.Must(t, err)
	h.Send(h.Client("own.administrator"), "/quan-tri/tai-khoan/"+string(account.ID)+"/mat-khau", nil)
	if at(here) != http.StatusSeeOther {
		t.Errorf("after a reset: %d", at(here))
	}
	teller, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(t, err)
	if tryAs(h, here, "own.teller", apitest.Password) != "in" {
		t.Fatal("cannot sign in")
	}
	for _, locked := range []string{"1", ""} {
		h.Send(h.Client("own.administrator"), "/quan-tri/tai-khoan/"+string(teller.ID)+"/khoa",
			url.Values{"disabled": {locked}})
		if at(here) != http.StatusSeeOther {
			t.Errorf("after a lock %q: %d", locked, at(here))
		}
	}
}

// Over HTTPS the cookie belongs to its host alone, and browsers are told to
// come by HTTPS.
func TestCookiesAndHeadersOverHTTPS(t *testing.T) {
	h := apitest.OpenIn(t, app.Config{Secure: true})
	answer, _ := h.Send(apitest.Browser(t), "/dang-nhap", url.Values{"login": {"own.chief"},
		"password": {apitest.Password}})
	found := false
	for _, cookie := range answer.Cookies() {
		found = found || strings.HasPrefix(cookie.Name, "__Host-") && cookie.Secure && cookie.Path == "/"
	}
	if !found || answer.Header.Get("Strict-Transport-Security") == "" ||
		answer.Header.Get("Cross-Origin-Opener-Policy") != "same-origin" ||
		answer.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("%v", answer.Header)
	}
}
