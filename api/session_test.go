package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kiemphieu/store"
)

// disturbed is a session store whose calls wait or fail when told.
type disturbed struct {
	store.Sessions
	find   error
	commit func()
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
	return d.Sessions.CommitCtx(ctx, token, data, expiry)
}

// serveDisturbed serves the house again, on a session store that can be disturbed.
func (h *house) serveDisturbed() *disturbed {
	h.t.Helper()
	d := &disturbed{Sessions: h.db.Sessions()}
	cfg := h.server.Config
	cfg.Sessions = d
	again, err := New(cfg)
	must(h.t, err)
	ts := httptest.NewServer(again.Handler())
	h.t.Cleanup(ts.Close)
	h.url = ts.URL
	return d
}

// Two people share a laptop. The first one's page is answered only after the
// first has signed out and the second in: it must neither sign the second out
// nor the first back in.
func TestLateAnswerBringsNobodyBack(t *testing.T) {
	h := openHouse(t)
	d := h.serveDisturbed()
	browser := h.client("own.chief")
	address, err := url.Parse(h.url)
	must(t, err)
	first := browser.Jar.Cookies(address)

	arrived, leave := make(chan bool), make(chan bool)
	d.commit = func() {
		d.commit = nil
		close(arrived)
		<-leave
	}
	late := make(chan *http.Response)
	go func() {
		answer, _ := h.call(browser, "GET", "/mat-khau", nil)
		late <- answer
	}()
	<-arrived
	h.send(browser, "/dang-xuat", nil)
	h.send(browser, "/dang-nhap", url.Values{"login": {"sibling.chief"}, "password": {housePassword}})
	close(leave)
	if answer := <-late; answer.StatusCode != http.StatusOK || answer.Header.Get("Set-Cookie") != "" {
		t.Errorf("the late answer: %d, cookie %q", answer.StatusCode, answer.Header.Get("Set-Cookie"))
	}
	if _, body := h.call(browser, "GET", "/mat-khau", nil); !strings.Contains(body, "Người sibling") {
		t.Error("the second person is no longer signed in")
	}
	stale, err := cookiejar.New(nil)
	must(t, err)
	stale.SetCookies(address, first)
	answer, _ := h.call(&http.Client{Jar: stale, CheckRedirect: browser.CheckRedirect}, "GET", "/mat-khau", nil)
	if answer.Header.Get("Location") != "/dang-nhap" {
		t.Errorf("the first person's cookie still opens the page: %d", answer.StatusCode)
	}
}

// While sign-ins cannot be read, pages say so, and what belongs to nobody is
// served as ever.
func TestSessionStoreGoneIsSaid(t *testing.T) {
	h := openHouse(t)
	d := h.serveDisturbed()
	browser := h.client("own.chief")
	d.find = errors.New("pq: password of user x")
	answer, body := h.call(browser, "GET", "/mat-khau", nil)
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || answer.Header.Get("Content-Security-Policy") != policy || !strings.Contains(body, h.server.site.Text("error.unavailable", nil)) || strings.Contains(body, "pq:") {
		t.Errorf("a page: %d %s", answer.StatusCode, body)
	}
	_, after, _ := strings.Cut(body, `href="/tinh/`)
	file, _, _ := strings.Cut(after, `"`)
	if answer, _ := h.call(browser, "GET", "/tinh/"+file, nil); answer.StatusCode != http.StatusOK {
		t.Errorf("a file: %d", answer.StatusCode)
	}
}
