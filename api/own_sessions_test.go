package api_test

import (
	"bufio"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/size"
)

// A person sees where they are signed in and ends it there, nobody else's; a
// stream that was open ends with its session.
func TestOwnSessionsAreSeenAndEnded(t *testing.T) {
	size.Long(t)
	t.Parallel()
	h := apitest.Open(t)
	signedIn := func() *http.Client {
		browser := apitest.Browser(t)
		h.Send(browser, "/dang-nhap", url.Values{"login": {"own.presidium"}, "password": {apitest.Password}})
		return browser
	}
	here, there, other := signedIn(), signedIn(), h.Client("own.chief")
	id := func(c *http.Client) []string {
		_, page := h.Call(c, "GET", "/mat-khau", nil)
		var ids []string
		for _, m := range regexp.MustCompile(`/mat-khau/phien/([0-9a-f]{64})/thoi`).FindAllStringSubmatch(page, -1) {
			ids = append(ids, m[1])
		}
		return ids
	}
	others := id(here)
	if _, page := h.Call(here, "GET", "/mat-khau", nil); len(others) != 1 || !strings.Contains(page, "phiên này") {
		t.Fatalf("%q: %s", others, page)
	}
	if n := len(id(other)); n != 0 {
		t.Errorf("%d sessions of others", n)
	}

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		h.URL+"/dai-hoi/"+h.IDs["congress"]+"/dieu-hanh/truc-tiep", http.NoBody)
	apitest.Must(t, err)
	stream, err := there.Do(request)
	apitest.Must(t, err)
	defer func() { _ = stream.Body.Close() }() // read to its end
	lines := bufio.NewScanner(stream.Body)
	if !lines.Scan() || stream.StatusCode != http.StatusOK {
		t.Fatalf("%d: %v", stream.StatusCode, lines.Err())
	}
	if answer, _ := h.Send(other, "/mat-khau/phien/"+others[0]+"/thoi", nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", answer.StatusCode)
	}
	h.Send(here, "/mat-khau/phien/"+others[0]+"/thoi", nil)
	if answer, _ := h.Call(there, "GET", "/", nil); answer.Header.Get("Location") != "/dang-nhap?phien-het=xem" {
		t.Errorf("the ended session: %d", answer.StatusCode)
	}
	for lines.Scan() { // until the stream ends by itself
	}

	signedIn()
	h.Send(here, "/mat-khau/phien/thoi", nil)
	if left := id(here); len(left) != 0 {
		t.Errorf("after ending all others: %q", left)
	}
}
