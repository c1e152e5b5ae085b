package v1_test

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	v1 "kiemphieu/api/v1"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// joined lets a tablet join the congress of the cell "own".
func joined(h *apitest.House) *http.Client {
	h.T.Helper()
	chief := h.Client("own.chief")
	_, page := h.Send(chief, "/dai-hoi/"+h.IDs["congress"]+"/may", url.Values{"name": {""}})
	secret := first(h.T, page, `/nhan-may/([A-Z0-9]+)`)
	tablet := apitest.Browser(h.T)
	if answer, body := h.Call(tablet, "GET", "/nhan-may/"+secret, nil); answer.StatusCode != http.StatusOK ||
		!strings.Contains(body, "Nhận máy này") {
		h.T.Fatalf("the invitation's page: %d %s", answer.StatusCode, body)
	}
	_, body := h.Send(tablet, "/nhan-may/"+secret, nil)
	digits := first(h.T, body, `class="digits">(\d{3} \d{3})<`)
	if answer, _ := h.Send(apitest.Browser(h.T), "/nhan-may/"+secret, nil); answer.StatusCode != http.StatusConflict {
		h.T.Errorf("an invitation used twice: %d", answer.StatusCode)
	}
	_, page = h.Call(chief, "GET", "/dai-hoi/"+h.IDs["congress"]+"/may", nil)
	device := first(h.T, page, `action="/may/([0-9a-f-]+)/nhan"`)
	if answer, body := h.Send(chief, "/may/"+device+"/nhan", url.Values{
		"digits": {"000 00"}}); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(body, "Còn 4 lần thử") {
		h.T.Errorf("wrong digits: %d", answer.StatusCode)
	}
	if answer, _ := h.Send(chief, "/may/"+device+"/nhan", url.Values{"digits": {
		digits}}); answer.StatusCode != http.StatusSeeOther {
		h.T.Fatalf("right digits: %d", answer.StatusCode)
	}
	h.IDs["joined"] = device
	return tablet
}

func first(t testing.TB, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in %s", pattern, text)
	}
	return m[1]
}

// sendJSON sends a JSON body and gives status and the answer's code.
func sendJSON(h *apitest.House, c *http.Client, method, path, body string) (int, string) {
	h.T.Helper()
	r, err := http.NewRequestWithContext(h.Ctx, method, h.URL+path, strings.NewReader(body))
	apitest.Must(h.T, err)
	answer, text := h.Do(c, r)
	var p api.Problem
	if answer.StatusCode >= 400 {
		apitest.Must(h.T, json.Unmarshal([]byte(text), &p))
	}
	return answer.StatusCode, p.Code
}

// A joined tablet counts and does nothing else; persons change by PIN, which
// is chosen with the password and locked after five wrong ones; revoking ends it.
func TestTabletIsTakenOverByPIN(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	account, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(t, err)
	foreign, err := h.Congress.AccountByLogin(h.Ctx, "sibling.teller")
	apitest.Must(t, err)
	person := func(body string) (int, string) { return sendJSON(h, tablet, "POST", "/api/v1/station/person", body) }
	id := string(account.ID)

	for _, step := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"no PIN yet", `{"account":"` + id + `","pin":"2974"}`, 403, "no_pin"},
		{"a PIN of three", `{"account":"` + id + `","password":"` + apitest.Password + `","new_pin":"123"}`, 422,
			"pin_digits"},
		{"a PIN that everybody tries", `{"account":"` + id + `","password":"` + apitest.Password +
			`","new_pin":"1234"}`,
			422, "pin_common"},
		{"a wrong password", `{"account":"` + id + `","password":"?","new_pin":"2974"}`, 401, "sign_in"},
		{"somebody of another cell", `{"account":"` + string(foreign.ID) + `","password":"` + apitest.Password +
			`","new_pin":"2974"}`, 404, "not_found"},
		{"password and PIN", `{"account":"` + id + `","password":"` + apitest.Password + `","new_pin":"2974"}`, 204,
			""},
		{"away", `{"account":""}`, 204, ""},
		{"a wrong PIN", `{"account":"` + id + `","pin":"4321"}`, 403, "pin"},
		{"the PIN", `{"account":"` + id + `","pin":"2974"}`, 204, ""},
		{"what is no body", `{"account":1}`, 400, "body"},
	} {
		if status, code := person(step.body); status != step.status || code != step.code {
			t.Errorf("%s: %d %s, want %d %s", step.name, status, code, step.status, step.code)
		}
	}

	var home v1.Home
	answer, body := h.Call(tablet, "GET", "/api/v1/station", nil)
	if err := json.Unmarshal([]byte(body), &home); err != nil || answer.StatusCode != 200 || home.Person == nil ||
		home.Person.ID != account.ID || len(home.People) != 3 || len(home.Key) != ed25519.PublicKeySize {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	for _, path := range []string{"/", "/dai-hoi/" + h.IDs["congress"], "/dai-hoi/" + h.IDs["congress"] + "/may",
		"/lan-bau/" + h.IDs["round"]} {
		if answer, _ := h.Call(tablet, "GET", path, nil); answer.Header.Get("Location") != "/dang-nhap" {
			t.Errorf("a tablet sees %s: %d", path, answer.StatusCode)
		}
	}
	if status, code := person(`{"account":"` + id + `","pin":"2974"}`); status != 204 {
		t.Errorf("the PIN again: %d %s", status, code)
	}
	if status, code := sendJSON(h, tablet, "GET", "/api/v1/rounds/"+h.IDs["round"]+"/passes/A/station",
		""); status != 409 || code != "pass_not_taken" {
		t.Errorf("a pass not taken: %d %s", status, code)
	}

	for range 4 {
		person(`{"account":"` + id + `","pin":"0000"}`)
	}
	person(`{"account":"` + id + `","pin":"0000"}`)
	if status, code := person(`{"account":"` + id + `","pin":"2974"}`); status != 403 || code != "no_pin" {
		t.Errorf("after five wrong PINs: %d %s", status, code)
	}

	h.Send(h.Client("own.chief"), "/may/"+h.IDs["joined"]+"/thu-hoi", nil)
	if status, code := sendJSON(h, tablet, "POST", "/api/v1/station/state", `{"waiting":0}`); status != 401 ||
		code != "device_revoked" {
		t.Errorf("a revoked tablet: %d %s", status, code)
	}
	if a, err := h.Congress.Admit(h.Ctx, congress.Credential{Device: "any"}, congress.Target{}); err != nil ||
		a.Device.ID != "" {
		t.Errorf("a key that was never given: %+v %v", a, err)
	}
}

// onTablet returns a teller, and what has them say with what they take a tablet over.
func onTablet(h *apitest.House, tablet *http.Client) (congress.Account, func(with string) (int, string)) {
	h.T.Helper()
	account, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(h.T, err)
	return account, func(with string) (int, string) {
		return sendJSON(h, tablet, "POST", "/api/v1/station/person", `{"account":"`+string(account.ID)+`",`+with+`}`)
	}
}

// Whoever prints a slip has its code. On a tablet it opens nothing: it would be
// good there again and again, and the PIN chosen with it would outlive the slip,
// so that its person's first password ends neither.
func TestASlipOpensNoTablet(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	account, person := onTablet(h, tablet)
	by := congress.Actor{OrgID: h.Orgs["own"], Role: congress.RoleAdministrator, OrgPath: "/"}
	apitest.Must(t, h.Congress.Invite(h.Ctx, by, account.ID, auth.CodeHash("slip-code")))
	if status, code := person(`"password":"slip-code","new_pin":"2974"`); status != 403 || code != "must_change" {
		t.Errorf("the code of a slip: %d %s", status, code)
	}
	apitest.Must(t, h.Congress.SetPIN(h.Ctx, account.ID, h.Hash)) // as if it had been let in
	apitest.Must(t, h.Congress.TakeInvitation(h.Ctx, auth.CodeHash("slip-code"), h.Hash))
	if status, code := person(`"pin":"2974"`); status != 403 || code != "no_pin" {
		t.Errorf("a PIN from before the person chose a password: %d %s", status, code)
	}
}

// Whoever changes the password is off every tablet, and no PIN brings back who is on one.
func TestANewPasswordEndsTheTablet(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	account, person := onTablet(h, tablet)
	if status, code := person(`"password":"` + apitest.Password + `","new_pin":"2974"`); status != 204 {
		t.Fatalf("not on the tablet: %d %s", status, code)
	}
	apitest.Must(t, h.Congress.SetPassword(h.Ctx, account.ID, h.Hash))
	var home v1.Home
	_, body := h.Call(tablet, "GET", "/api/v1/station", nil)
	apitest.Must(t, json.Unmarshal([]byte(body), &home))
	if home.Person != nil {
		t.Errorf("still on the tablet: %s", body)
	}
	if status, code := person(`"pin":"2974"`); status != 403 || code != "no_pin" {
		t.Errorf("by the PIN of before: %d %s", status, code)
	}
}

// What the station's page keeps on a tablet is the same for everybody, and the
// service worker names files that there are.
func TestStationShellHoldsNothingOfAnybody(t *testing.T) {
	h := apitest.Open(t)
	_, stranger := h.Call(apitest.Browser(t), "GET", "/tram", nil)
	answer, chief := h.Call(h.Client("own.chief"), "GET", "/tram", nil)
	if stranger != chief || !strings.Contains(answer.Header.Get("Content-Security-Policy"), "'wasm-unsafe-eval'") {
		t.Error("the shell differs by who asks, or cannot compile the decoder")
	}
	_, script := h.Call(apitest.Browser(t), "GET", "/tram-sw.js", nil)
	var shell struct{ Files []string }
	apitest.Must(t, json.Unmarshal([]byte(first(t, script, `^const SHELL = (.*);`)), &shell))
	if len(shell.Files) < 25 {
		t.Errorf("the worker keeps %d files", len(shell.Files))
	}
	for _, file := range shell.Files {
		if answer, _ := h.Call(apitest.Browser(t), "GET", file, nil); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", file, answer.StatusCode)
		}
	}
}

// Every status of a code has its own band, words, sound and vibration.
func TestS3EveryStatusHasItsSigns(t *testing.T) {
	h := apitest.Open(t)
	_, page := h.Call(apitest.Browser(t), "GET", "/tram", nil)
	_, signs := h.Call(apitest.Browser(t), "GET", strings.Replace(first(t, page, `src="([^"]+station\.js)"`),
		"station.js", "signs.js", 1), nil)
	seen := map[string]string{}
	for _, status := range codeStatuses() {
		if !h.Server.Site.Has("station.status." + status) {
			t.Errorf("%s has no words", status)
		}
		sign := first(t, signs, `(?m)^  `+status+`: (\{ kind: "\w+", notes: \[[^\]]+\], shake: \[[^\]]+\] \})`)
		if other := seen[sign]; other != "" {
			t.Errorf("%s and %s sound the same", status, other)
		}
		seen[sign] = status
	}
}

// A tablet cannot send what another person entered elsewhere.
func TestBatchNeedsTheTabletOfItsPair(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	teller, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.UseDevice(h.Ctx, congress.DeviceID(h.IDs["joined"]), teller.ID))
	parent, err := h.Congress.AccountByLogin(h.Ctx, "parent.teller")
	apitest.Must(t, err)
	address := "/api/v1/rounds/" + h.IDs["round"] + "/passes/A/batches/b"
	for name, account := range map[string]string{"a pass not taken": string(teller.ID),
		"somebody of another organisation": string(parent.ID), "nobody": "x"} {
		body := `{"sheaf":1,"n":1,"tokens":[],"marks":["1"],"set_aside":[],"account":"` + account + `"}`
		if status, code := sendJSON(h, tablet, "PUT", address, body); status != 409 || code != "pass_not_taken" {
			t.Errorf("%s: %d %s", name, status, code)
		}
	}
}

func codeStatuses() []string {
	var list []string
	for _, status := range ballot.CodeStatuses() {
		list = append(list, string(status))
	}
	return list
}

// An invitation names an address that a tablet can open, and the page leads a
// new tablet to the hall's certificate.
func TestInvitationLeadsIntoTheHall(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	address := "/dai-hoi/" + h.IDs["congress"] + "/may"
	if _, page := h.Send(h.Client("own.chief"), address, url.Values{"name": {""}}); !strings.Contains(page,
		"chỉ mở được trên chính máy này") {
		t.Error("an address of this machine alone is not told")
	}
	h.HallAddresses = func() ([]string, []string) {
		return []string{"https://192.168.7.5:8443"}, []string{"http://192.168.7.5:8081"}
	}
	_, page := h.Send(h.Client("own.chief"), address, url.Values{"name": {""}})
	first(t, page, `(https://192\.168\.7\.5:8443/nhan-may/[A-Z0-9]+)<`)
	if !strings.Contains(page, "http://192.168.7.5:8081<") || strings.Contains(page, "chỉ mở được trên chính máy này") {
		t.Error("the door of the certificate is not told")
	}
}

// A tablet tells its clock with every sign of life; one that is off by minutes
// is told to the chief, and no more once it is mended.
func TestChiefIsToldOfATabletsClock(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	chief := h.Client("own.chief")
	for _, step := range []struct {
		clock time.Duration
		told  string
	}{{0, ""}, {20 * time.Minute, "Máy 2 (20 phút) chạy nhanh"}, {-3 * time.Hour, "Máy 2 (3 giờ) chạy chậm"},
		{90 * time.Second, ""}, {math.MaxInt64, "Máy 2 (1067"}, {time.Second, ""}} {
		body := fmt.Sprintf(`{"waiting":0,"clock":%d}`, time.Now().Add(step.clock).UnixMilli())
		if step.clock == math.MaxInt64 {
			body = fmt.Sprintf(`{"waiting":0,"clock":%d}`, step.clock)
		}
		if status, code := sendJSON(h, tablet, "POST", "/api/v1/station/state", body); status != 204 {
			t.Fatalf("%d %s", status, code)
		}
		_, page := h.Call(chief, "GET", "/dai-hoi/"+h.IDs["congress"]+"/may", nil)
		told := strings.Contains(page, "Đồng hồ của")
		if told != (step.told != "") || !strings.Contains(page, step.told) {
			t.Errorf("%v: told %v, want %q", step.clock, told, step.told)
		}
	}
	if status, _ := sendJSON(h, tablet, "POST", "/api/v1/station/state", `{"waiting":0}`); status != 204 {
		t.Errorf("an older page: %d", status)
	}
}

// Where two machines have the key of one tablet, both are told, and the chief.
func TestChiefIsToldOfACopiedTablet(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	tablet := joined(h)
	beat := func(page string) (int, string) {
		return sendJSON(h, tablet, "POST", "/api/v1/station/state", fmt.Sprintf(`{"waiting":1,"page":%q}`, page))
	}
	told := func() bool {
		_, page := h.Call(h.Client("own.chief"), "GET", "/dai-hoi/"+h.IDs["congress"]+"/may", nil)
		return strings.Contains(page, "chung chìa của Máy 2") && strings.Contains(page, "/su-co#copied")
	}
	for range 3 {
		if status, code := beat("one"); status != 204 || told() {
			t.Fatalf("a tablet by itself: %d %s", status, code)
		}
	}
	for range 2 {
		beat("another")
	}
	for _, page := range []string{"another", "one"} {
		if status, code := beat(page); status != 409 || code != "device_twice" || !told() {
			t.Errorf("%s: %d %s, the chief is told: %v", page, status, code, told())
		}
	}
}
