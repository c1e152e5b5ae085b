package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/app/size"
)

// tryAs signs in with a browser, and gives what the page says.
func tryAs(h *apitest.House, c *http.Client, login, password string) string {
	h.T.Helper()
	answer, body := h.Send(c, "/dang-nhap", url.Values{"login": {login}, "password": {password}})
	if answer.StatusCode == http.StatusSeeOther {
		return "in"
	}
	_, after, _ := strings.Cut(body, `role="alert"`)
	message, _, _ := strings.Cut(after, "</div>")
	return message
}

// Of forty tries at once no more are judged than of five in a row.
func TestTriesAtOnceAreJudgedOneAfterAnother(t *testing.T) {
	h := apitest.Open(t)
	wrong := tryAs(h, apitest.Browser(t), "nobody", "wrong")
	var judged atomic.Int64
	var all sync.WaitGroup
	for i := range 40 {
		c := apitest.Browser(t)
		all.Go(func() {
			r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+"/dang-nhap",
				strings.NewReader(url.Values{"login": {"own.chief"}, "password": {fmt.Sprint("wrong ", i)}}.Encode()))
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			_, body := h.Do(c, r)
			_, after, _ := strings.Cut(body, `role="alert"`)
			if message, _, _ := strings.Cut(after, "</div>"); message == wrong {
				judged.Add(1)
			}
		})
	}
	all.Wait()
	if judged.Load() != 5 {
		t.Errorf("%d of 40 were judged", judged.Load())
	}
	if tryAs(h, apitest.Browser(t), "own.organiser", apitest.Password) != "in" {
		t.Error("another login from there cannot sign in")
	}
}

// Wrong passwords of others make nobody wait at a browser at which they signed
// in before; a forged mark of such a browser helps nobody.
func TestAKnownBrowserDoesNotWaitForOthers(t *testing.T) {
	h := apitest.Open(t)
	own := apitest.Browser(t)
	if tryAs(h, own, "own.chief", apitest.Password) != "in" {
		t.Fatal("cannot sign in")
	}
	h.Send(own, "/dang-xuat", nil)
	for range 6 {
		tryAs(h, apitest.Browser(t), "own.chief", "wrong")
	}
	if tryAs(h, apitest.Browser(t), "own.chief", apitest.Password) == "in" {
		t.Error("the place of the wrong tries does not wait")
	}
	if got := tryAs(h, own, "own.chief", apitest.Password); got != "in" {
		t.Errorf("the known browser waits: %s", got)
	}
	forged := apitest.Browser(t)
	at, err := url.Parse(h.URL + "/dang-nhap")
	apitest.Must(t, err)
	forged.Jar.SetCookies(at, []*http.Cookie{{Name: api.KnownCookie, Value: "X.AAAA", Path: "/"}})
	if tryAs(h, forged, "own.chief", apitest.Password) == "in" {
		t.Error("a forged mark is believed")
	}
}

// What somebody without an account types is not kept in its length: twenty
// logins of a megabyte leave the server as large as it was.
func TestWrongLoginsTakeNoMemory(t *testing.T) {
	size.Long(t)
	h := apitest.Open(t)
	const tries, length = 20, 1_000_000
	in := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	tryAs(h, apitest.Browser(t), "first", "wrong")
	before := in()
	for i := range tries {
		tryAs(h, apitest.Browser(t), fmt.Sprint(i)+strings.Repeat("a", length), "wrong")
	}
	if after := in(); after > before+tries*length/4 {
		t.Errorf("%d MB after %d MB of wrong logins", (after-before)>>20, tries*length>>20)
	}
}
