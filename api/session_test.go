package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/congress"
	"kiemphieu/security"
	"kiemphieu/store"
)

// disturbed is a session store whose calls wait or fail when told.
type disturbed struct {
	store.Sessions
	find   error
	keep   error
	commit func()
	later  time.Duration // than it is
}

func (d *disturbed) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if d.find != nil {
		return nil, false, d.find
	}
	return d.Sessions.FindCtx(ctx, token)
}

func (d *disturbed) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if d.commit != nil {
		d.commit()
	}
	if d.keep != nil {
		return d.keep
	}
	return d.Sessions.CommitCtx(ctx, token, data, expiry)
}

// serveDisturbed serves the house again, on a session store that can be disturbed.
func serveDisturbed(h *apitest.House) *disturbed {
	d := &disturbed{Sessions: h.Store.Sessions()}
	cfg := h.Server.Config
	cfg.Sessions, cfg.Now = d, func() time.Time { return time.Now().Add(d.later) }
	h.Listen(api.New(cfg))
	return d
}

// Two people share a laptop. The first one's page is answered only after the
// first has signed out and the second in: it must neither sign the second out
// nor the first back in.
func TestLateAnswerBringsNobodyBack(t *testing.T) {
	h := apitest.Open(t)
	d := serveDisturbed(h)
	browser := h.Client("own.chief")
	address, err := url.Parse(h.URL)
	apitest.Must(t, err)
	first := browser.Jar.Cookies(address)

	d.later = 6 * time.Minute // the next page notes that the session is used
	arrived, leave := make(chan bool), make(chan bool)
	d.commit = func() {
		d.commit = nil
		close(arrived)
		<-leave
	}
	late := make(chan *http.Response)
	go func() {
		answer, _ := h.Call(browser, "GET", "/mat-khau", nil)
		late <- answer
	}()
	<-arrived
	h.Send(browser, "/dang-xuat", nil)
	h.Send(browser, "/dang-nhap", url.Values{"login": {"sibling.chief"}, "password": {apitest.Password}})
	close(leave)
	if answer := <-late; answer.StatusCode != http.StatusOK || answer.Header.Get("Set-Cookie") != "" {
		t.Errorf("the late answer: %d, cookie %q", answer.StatusCode, answer.Header.Get("Set-Cookie"))
	}
	if _, body := h.Call(browser, "GET", "/mat-khau", nil); !strings.Contains(body, "Người sibling") {
		t.Error("the second person is no longer signed in")
	}
	stale, err := cookiejar.New(nil)
	apitest.Must(t, err)
	stale.SetCookies(address, first)
	answer, _ := h.Call(&http.Client{Jar: stale, CheckRedirect: browser.CheckRedirect}, "GET", "/mat-khau", nil)
	if answer.Header.Get("Location") != "/dang-nhap?phien-het=xem" {
		t.Errorf("the first person's cookie still opens the page: %d", answer.StatusCode)
	}
}

// While sign-ins cannot be read, pages say so, and what belongs to nobody is
// served as ever.
func TestSessionStoreGoneIsSaid(t *testing.T) {
	h := apitest.Open(t)
	d := serveDisturbed(h)
	browser := h.Client("own.chief")
	d.find = errors.New("pq: password of user x")
	answer, body := h.Call(browser, "GET", "/mat-khau", nil)
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" ||
		!strings.Contains(answer.Header.Get("Content-Security-Policy"), "default-src 'none'") ||
		!strings.Contains(body, h.Server.Site.Text("error.unavailable", nil)) || strings.Contains(body, "pq:") {
		t.Errorf("a page: %d %s", answer.StatusCode, body)
	}
	_, after, _ := strings.Cut(body, `href="/tinh/`)
	file, _, _ := strings.Cut(after, `"`)
	if answer, _ := h.Call(browser, "GET", "/tinh/"+file, nil); answer.StatusCode != http.StatusOK {
		t.Errorf("a file: %d", answer.StatusCode)
	}
}

// A sign-in that was not stored is none: people are told, stay on the page, and
// no log says that they came in. Once it can be stored they come in.
func TestSignInThatIsNotStoredIsNone(t *testing.T) {
	h := apitest.Open(t)
	d := serveDisturbed(h)
	browser := apitest.Browser(t)
	enter := func() (*http.Response, string) {
		return h.Send(browser, "/dang-nhap", url.Values{"login": {"own.chief"}, "password": {apitest.Password}})
	}
	d.keep = congress.ErrUnavailable
	answer, body := enter()
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Set-Cookie") != "" ||
		!strings.Contains(body, h.Server.Site.Text("error.unavailable", nil)) ||
		!strings.Contains(body, `name="login"`) || !strings.Contains(body, "/su-co#database") {
		t.Errorf("%d, cookie %q: %s", answer.StatusCode, answer.Header.Get("Set-Cookie"), body)
	}
	if n := signIns(h); n != 0 {
		t.Errorf("the log of security has %d sign-ins", n)
	}
	d.keep = nil
	if answer, _ := enter(); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("afterwards: %d", answer.StatusCode)
	}
	if answer, _ := h.Call(browser, "GET", "/mat-khau", nil); answer.StatusCode != http.StatusOK || signIns(h) != 1 {
		t.Errorf("afterwards a page: %d, %d sign-ins", answer.StatusCode, signIns(h))
	}
}

// Whoever looks at pages writes nothing, but for a note every five minutes that
// the session is used; without it the session is over after two hours.
func TestPageViewWritesNothing(t *testing.T) {
	var meter apitest.Meter
	h := apitest.OpenIn(t, meter.Config(""))
	d := serveDisturbed(h)
	browser := h.Client("own.chief")
	look := func(n int) apitest.Cost {
		return meter.Of(func() {
			for range n {
				if answer, _ := h.Call(browser, "GET", "/dai-hoi/"+h.IDs["congress"],
					nil); answer.StatusCode != http.StatusOK {
					t.Fatalf("a page: %d", answer.StatusCode)
				}
			}
		})
	}
	if cost := look(10); cost.Writing != 0 {
		t.Errorf("ten pages: %s", cost)
	}
	for range 30 { // two and a half hours
		d.later += 5 * time.Minute
		if cost := look(10); cost.Writing != 1 {
			t.Errorf("ten pages, %s on: %s", d.later, cost)
		}
	}
	d.later += 2 * time.Hour
	if answer, _ := h.Call(browser, "GET", "/dai-hoi/"+h.IDs["congress"],
		nil); answer.Header.Get("Location") != "/dang-nhap?phien-het=xem" {
		t.Errorf("after two hours of nothing: %d", answer.StatusCode)
	}
	answer, _ := h.Send(browser, "/dai-hoi/"+h.IDs["congress"]+"/co-mat", nil)
	if answer.Header.Get("Location") != "/dang-nhap?phien-het=gui" {
		t.Errorf("a form after two hours of nothing: %d", answer.StatusCode)
	}
	for path, said := range map[string]string{"/dang-nhap?phien-het=xem": "Những gì đã ghi vẫn còn",
		"/dang-nhap?phien-het=gui": "việc vừa gửi chưa được ghi", "/dang-nhap": ""} {
		_, body := h.Call(browser, "GET", path, nil)
		if !strings.Contains(body, said) || said == "" && strings.Contains(body, "Phiên làm việc") {
			t.Errorf("%s does not say %q, or says more", path, said)
		}
	}
}

// signIns counts those that the log of security has.
func signIns(h *apitest.House) int {
	h.T.Helper()
	list, _, err := h.Security.List(h.Ctx, congress.Actor{OrgPath: "/"}, security.Query{Kind: security.SignedIn})
	apitest.Must(h.T, err)
	return len(list)
}
