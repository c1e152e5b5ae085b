package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/congress"
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

// Over HTTPS a tablet's key is bound to this host too; a tablet that joined before is
// known by the bare name.
func TestATabletsKeyIsOfItsHost(t *testing.T) {
	h := apitest.OpenIn(t, app.Config{Secure: true})
	h.Appoint()
	account, err := h.Congress.AccountByLogin(h.Ctx, "own.chief")
	apitest.Must(t, err)
	chief, err := h.Congress.ActorOf(h.Ctx, account.ID)
	apitest.Must(t, err)
	id, err := h.Congress.InviteDevice(h.Ctx, chief, congress.CongressID(h.IDs["congress"]), "", auth.LinkHash("MOI"))
	apitest.Must(t, err)
	answer, body := h.Send(h.Client(""), "/nhan-may/MOI", nil)
	digits := regexp.MustCompile(`class="digits">(\d{3}) (\d{3})<`).FindStringSubmatch(body)
	if len(answer.Cookies()) != 1 || digits == nil {
		t.Fatalf("%d, %v", answer.StatusCode, answer.Cookies())
	}
	given := answer.Cookies()[0]
	if given.Name != "__Host-"+api.DeviceCookie || !given.Secure || !given.HttpOnly || given.Path != "/" ||
		given.SameSite != http.SameSiteStrictMode {
		t.Errorf("%+v", given)
	}
	apitest.Must(t, h.Congress.AdmitDevice(h.Ctx, chief, id, auth.LinkHash(string(id)+digits[1]+digits[2])))
	for name, want := range map[string]int{given.Name: http.StatusOK, api.DeviceCookie: http.StatusOK,
		"__Host-kiemphieu": http.StatusUnauthorized} {
		if answer, _ := h.Call(http.DefaultClient, http.MethodGet, "/api/v1/station",
			map[string]string{"Cookie": name + "=" + given.Value}); answer.StatusCode != want {
			t.Errorf("under %s: %d", name, answer.StatusCode)
		}
	}
}
