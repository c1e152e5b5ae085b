package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	"kiemphieu/app"
)

// twice is a house whose clock a test moves, and somebody with a second factor in it.
type twice struct {
	*apitest.House
	now      time.Time
	secret   string
	recovery []string
}

func openTwice(t *testing.T) *twice {
	t.Helper()
	w := &twice{now: time.Now()}
	w.House = apitest.OpenIn(t, app.Config{Now: func() time.Time { return w.now }})
	return w
}

const second = "/mat-khau/hai-lop"

// enrol sets a second factor up for whoever is behind a browser.
func (w *twice) enrol(c *http.Client) {
	w.T.Helper()
	_, page := w.Call(c, http.MethodGet, second, nil)
	w.secret = secretOn(w.T, page)
	answer, page := w.Send(c, second, url.Values{"secret": {w.secret}, "otp": {"000000"},
		"password": {apitest.Password}})
	if answer.StatusCode != http.StatusUnprocessableEntity || secretOn(w.T, page) != w.secret {
		w.T.Fatalf("a wrong code: %d %s", answer.StatusCode, page)
	}
	answer, page = w.Send(c, second, url.Values{"secret": {w.secret}, "otp": {auth.Code(w.secret, w.now)},
		"password": {apitest.Password}})
	w.recovery = nil
	for _, code := range regexp.MustCompile(`<code>([a-z2-7-]{19})</code>`).FindAllStringSubmatch(page, -1) {
		w.recovery = append(w.recovery, code[1])
	}
	if answer.StatusCode != http.StatusOK || len(w.recovery) != 8 {
		w.T.Fatalf("not set up: %d %s", answer.StatusCode, page)
	}
	if _, page = w.Call(c, http.MethodGet, second, nil); strings.Contains(page, w.recovery[0]) ||
		strings.Contains(page, w.secret) {
		w.T.Error("codes or secret are shown again")
	}
}

func secretOn(t testing.TB, page string) string {
	t.Helper()
	found := regexp.MustCompile(`name="secret" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no secret\n%s", page)
	}
	return found[1]
}

// half is a browser at which somebody gave the right password.
func (w *twice) half(login string) *http.Client {
	w.T.Helper()
	c := apitest.Browser(w.T)
	answer, _ := w.Send(c, "/dang-nhap", url.Values{"login": {login}, "password": {apitest.Password}})
	if answer.Header.Get("Location") != "/dang-nhap" {
		w.T.Fatalf("not asked for a code: %d %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	return c
}

// gives sends a code, and tells whether it let the person in.
func (w *twice) gives(c *http.Client, code string) bool {
	w.T.Helper()
	answer, _ := w.Send(c, "/dang-nhap", url.Values{"otp": {code}})
	in := answer.Header.Get("Location") == "/"
	if open, _ := w.Call(c, http.MethodGet, "/chuan-y", nil); (open.StatusCode == http.StatusOK) != in {
		w.T.Errorf("in: %v, and pages answer %d", in, open.StatusCode)
	}
	return in
}

// The password alone lets nobody in who has a second factor. A code works once,
// and so does a recovery code; wrong ones make the place wait.
func TestASecondFactorIsAskedFor(t *testing.T) {
	w := openTwice(t)
	there := apitest.Browser(t)
	w.Send(there, "/dang-nhap", url.Values{"login": {"parent.superior"}, "password": {apitest.Password}})
	w.enrol(w.Client("parent.superior"))
	if answer, _ := w.Call(there, http.MethodGet, "/chuan-y", nil); answer.StatusCode == http.StatusOK {
		t.Error("a session that came in without goes on")
	}
	used := auth.Code(w.secret, w.now)
	if w.gives(w.half("parent.superior"), used) {
		t.Error("a code that was used works again")
	}
	w.now = w.now.Add(30 * time.Second)
	code := auth.Code(w.secret, w.now)
	if !w.gives(w.half("parent.superior"), code[:3]+" "+code[3:]) || w.gives(w.half("parent.superior"), code) {
		t.Error("a code works not once")
	}
	if !w.gives(w.half("parent.superior"), strings.ToUpper(w.recovery[2])) ||
		w.gives(w.half("parent.superior"), w.recovery[2]) {
		t.Error("a recovery code works not once")
	}
	late := w.half("parent.superior")
	w.now = w.now.Add(11 * time.Minute)
	if w.gives(late, auth.Code(w.secret, w.now)) {
		t.Error("a password of long ago is half a sign-in")
	}
	guessing := w.half("parent.superior")
	for range 5 {
		w.gives(guessing, "000000")
	}
	if w.gives(guessing, auth.Code(w.secret, w.now)) {
		t.Error("guesses do not wait")
	}
	_, lines := w.Call(w.Client("parent.administrator"), http.MethodGet, "/nhat-ky-bao-mat.jsonl", nil)
	for kind, least := range map[string]int{"factor_made": 1, "factor_refused": 6, "recovery_used": 1} {
		if n := strings.Count(lines, `"`+kind+`"`); n < least {
			t.Errorf("%s stands %d times in the security log", kind, n)
		}
	}
}

// A committee can want second factors: who has none can do nothing before, and
// nobody leaves it off. An administrator takes away what its person has lost.
func TestASecondFactorCanBeRequired(t *testing.T) {
	w := openTwice(t)
	admin := w.Client("parent.administrator")
	open := w.Client("own.superior") // signed in before anybody wants a second factor
	if answer, _ := w.Call(open, http.MethodGet, "/chuan-y", nil); answer.StatusCode != http.StatusOK {
		t.Fatalf("the inbox: %d", answer.StatusCode)
	}
	if answer, _ := w.Send(admin, "/quan-tri/hai-lop", url.Values{"required": {"1"}}); answer.StatusCode !=
		http.StatusSeeOther {
		t.Fatalf("not required: %d", answer.StatusCode)
	}
	for who, c := range map[string]*http.Client{"who was signed in": open, "who requires it": admin} {
		if answer, _ := w.Call(c, http.MethodGet, "/chuan-y", nil); answer.Header.Get("Location") != second {
			t.Errorf("%s goes on without: %d", who, answer.StatusCode)
		}
	}
	w.enrol(admin)
	for login, want := range map[string]string{"parent.superior": second, "own.superior": second,
		"own.organiser": "", "foreign.superior": ""} {
		answer, _ := w.Call(w.Client(login), http.MethodGet, "/mat-khau", nil)
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%s is led to %q, want %q", login, got, want)
		}
	}
	c := w.Client("parent.superior")
	w.enrol(c)
	if answer, _ := w.Call(c, http.MethodGet, "/chuan-y", nil); answer.StatusCode != http.StatusOK {
		t.Errorf("set up, and yet kept out: %d", answer.StatusCode)
	}
	if answer, _ := w.Send(c, second+"/thoi", url.Values{"drop.password": {apitest.Password}}); answer.StatusCode !=
		http.StatusForbidden {
		t.Errorf("left off although required: %d", answer.StatusCode)
	}
	before := w.recovery[0]
	_, page := w.Send(c, second+"/ma-du-phong", url.Values{"codes.password": {apitest.Password}})
	if strings.Count(page, "<code>") != 8 {
		t.Errorf("no other recovery codes\n%s", page)
	}
	if w.gives(w.half("parent.superior"), before) {
		t.Error("a recovery code from before works")
	}
	account, err := w.Congress.AccountByLogin(w.Ctx, "parent.superior")
	apitest.Must(t, err)
	w.Send(admin, "/quan-tri/tai-khoan/"+string(account.ID)+"/hai-lop", nil)
	if answer, _ := w.Call(c, http.MethodGet, "/chuan-y", nil); answer.StatusCode == http.StatusOK {
		t.Error("the session goes on after a reset")
	}
	again := apitest.Browser(t)
	w.Send(again, "/dang-nhap", url.Values{"login": {"parent.superior"}, "password": {apitest.Password}})
	if answer, _ := w.Call(again, http.MethodGet, "/", nil); answer.Header.Get("Location") != second {
		t.Errorf("not led to set it up again: %d", answer.StatusCode)
	}
	_, lines := w.Call(admin, http.MethodGet, "/nhat-ky-bao-mat.jsonl", nil)
	for _, kind := range []string{"factor_required", "factor_reset", "recovery_made"} {
		if !strings.Contains(lines, `"`+kind+`"`) {
			t.Errorf("%s is not in the security log", kind)
		}
	}
}
