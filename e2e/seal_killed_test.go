package e2e

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// R1 around the seal: the server is killed at any moment of it. Then the round
// is sealed, with its outcome and nothing of single papers, or it is counted on
// with all its sheaves and sealed once more to the same outcome; whoever was told
// that it is sealed finds it so.
func TestR1ServerIsKilledAtTheSeal(t *testing.T) {
	t.Parallel()
	kills := size.Pick(2, 5, 200)
	random := rand.New(rand.NewPCG(uint64(kills), 12))
	c := openCount(t, newSeeded(52))
	b := c.openBox(3, 2, 52)
	var tries atomic.Int64
	b.client(c.server.URL, 0, congress.PassA).send(&tries)
	b.client(c.server.URL, 1, congress.PassB).send(&tries)
	_, err := c.s.ConfirmSeal(c.ctx, b.chief, b.round)
	check(t, err)
	told, lasts := b.sealIn(copied(t, c), time.Hour)
	if !told.acknowledged || told.outcome == "" {
		t.Fatalf("a seal that nobody disturbs: %+v", told)
	}
	var sealed, acknowledged int
	for range kills {
		got, _ := b.sealIn(copied(t, c), time.Duration(random.Int64N(int64(lasts)*5/4)))
		if got.outcome != told.outcome {
			t.Errorf("outcome %q, want %q", got.outcome, told.outcome)
		}
		if got.acknowledged && !got.sealed {
			t.Error("somebody was told of a seal that is not there")
		}
		if got.sealed {
			sealed++
		}
		if got.acknowledged {
			acknowledged++
		}
	}
	t.Logf("%d kills within %v of a seal: %d sealed, %d of them acknowledged", kills, lasts, sealed, acknowledged)
}

// copied is the data directory of a count as it stands now.
func copied(t *testing.T, c *count) (database string) {
	t.Helper()
	dir := t.TempDir()
	check(t, os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(c.keys)))
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(c.database + suffix)
		check(t, err)
		check(t, os.WriteFile(filepath.Join(dir, "kiemphieu.db"+suffix), content, 0o600))
	}
	return filepath.Join(dir, "kiemphieu.db")
}

// sealing is how a seal came out.
type sealing struct {
	acknowledged bool
	sealed       bool   // when the data were opened again
	outcome      string // in the end
}

// sealIn has the presidium seal at a server over the data, which is killed so
// long after, and looks at what is there.
func (b *box) sealIn(database string, after time.Duration) (s sealing, lasted time.Duration) {
	b.t.Helper()
	one := *b.count
	one.database = database
	w := &wire{t: b.t}
	server := one.start(w)
	jar, err := cookiejar.New(nil)
	check(b.t, err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	post := func(path string, form url.Values) (*http.Response, error) {
		r, err := http.NewRequestWithContext(b.ctx, http.MethodPost, w.target.String()+path,
			strings.NewReader(form.Encode()))
		check(b.t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := browser.Do(r)
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		return answer, err
	}
	_, err = post("/dang-nhap", url.Values{"login": {b.cell + ".chutich"}, "password": {b.password}})
	check(b.t, err)
	kill := time.AfterFunc(after, func() { _ = server.Process.Kill() })
	began := time.Now()
	answer, err := post("/lan-bau/"+string(b.round)+"/chot", url.Values{"password": {b.password}})
	lasted = time.Since(began)
	s.acknowledged = err == nil && answer.StatusCode == http.StatusSeeOther
	if err == nil && !s.acknowledged {
		b.t.Errorf("a seal was answered %s", answer.Status)
	}
	if kill.Stop() {
		check(b.t, server.Process.Kill())
	}
	_ = server.Wait()
	s.sealed, s.outcome = b.sealedIn(database)
	return s, lasted
}

// sealedIn opens the data, which must be whole, and seals what is not.
func (b *box) sealedIn(database string) (sealed bool, outcome string) {
	b.t.Helper()
	p, err := app.Open(b.ctx, app.Config{Database: database})
	check(b.t, err)
	defer func() { check(b.t, p.Close()) }()
	check(b.t, p.Store.CheckFile(b.ctx))
	view, err := p.Congress.RoundOf(b.ctx, b.round)
	check(b.t, err)
	here := *b
	count := *b.count
	count.db, count.s = p.Store, p.Congress
	here.count = &count
	if sealed = view.Round.State == congress.RoundSealed; !sealed {
		here.holdsAll(congress.PassA)
		here.holdsAll(congress.PassB)
		account, err := p.Congress.AccountByLogin(b.ctx, b.cell+".chutich")
		check(b.t, err)
		by, err := p.Congress.ActorOf(b.ctx, account.ID)
		check(b.t, err)
		_, err = p.Congress.ConfirmSeal(b.ctx, by, b.round)
		check(b.t, err)
		view, err = p.Congress.RoundOf(b.ctx, b.round)
		check(b.t, err)
	}
	if left := len(here.stored(congress.PassA)) + len(here.stored(congress.PassB)); left > 0 || view.Outcome == nil {
		b.t.Fatalf("sealed with %d sheaves left, outcome %v", left, view.Outcome)
	}
	examined, err := p.ExamineAll(b.ctx)
	check(b.t, err)
	for _, e := range examined {
		if !e.OK() {
			b.t.Errorf("%s: %v %s", e.Title, e.Broken, e.Report.Failed())
		}
	}
	return sealed, fmt.Sprint(*view.Outcome)
}
