package e2e

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/cluster"
	"kiemphieu/congress"
)

// clusterProgram names the program that the cluster serves; without it the test
// is left out, for it lays networks: make cluster-test.
const clusterProgram = "KIEMPHIEU_CLUSTER"

// accident is what befalls a cluster.
type accident struct {
	name string
	// meet plays it on the machines as they stand, and returns what undoes it; nil for nothing.
	meet func(c *cluster.Cluster) (undo func() error, err error)
	// lasts is how long it stays where no work gets through meanwhile; elsewhere it is undone
	// once work goes on.
	lasts time.Duration
}

func accidents() []accident {
	return []accident{
		{name: "primary's PostgreSQL killed", meet: func(c *cluster.Cluster) (func() error, error) {
			return nil, primary(c).KillPostgres()
		}},
		{name: "primary's machine killed", meet: func(c *cluster.Cluster) (func() error, error) {
			m := primary(c)
			return m.Start, m.Kill()
		}},
		{name: "switchover", meet: func(c *cluster.Cluster) (func() error, error) { return nil, c.Switch(background) }},
		{name: "primary's machine paused", meet: func(c *cluster.Cluster) (func() error, error) {
			m := primary(c)
			return m.Resume, m.Pause()
		}},
		{name: "synchronous standby unplugged", meet: func(c *cluster.Cluster) (func() error, error) {
			m := c.Standbys(background)[0]
			return m.Plug, m.Unplug()
		}},
		{name: "primary cut from etcd and standbys", meet: func(c *cluster.Cluster) (func() error, error) {
			m, others := primary(c), c.Standbys(background)
			return func() error { return m.Heal(others...) }, m.Cut(others...)
		}},
		{name: "primary unplugged", meet: func(c *cluster.Cluster) (func() error, error) {
			m := primary(c)
			return m.Plug, m.Unplug()
		}},
		{name: "program killed", meet: func(c *cluster.Cluster) (func() error, error) {
			return c.Programs[0].Start, c.Programs[0].Kill()
		}},
		{name: "program paused", meet: func(c *cluster.Cluster) (func() error, error) {
			return c.Programs[1].Resume, c.Programs[1].Pause()
		}},
		{name: "program cut from the databases", meet: func(c *cluster.Cluster) (func() error, error) {
			m := c.Programs[0]
			return func() error { return m.Heal(c.Databases...) }, m.Cut(c.Databases...)
		}},
		{name: "door paused", lasts: 5 * time.Second, meet: func(c *cluster.Cluster) (func() error, error) {
			return c.Door.Resume, c.Door.Pause()
		}},
	}
}

// R5: each part of a whole cluster fails under load, in eleven ways: killed,
// handed over, halted, cut off. What was acknowledged is there, once, on every
// server; no log goes back on what it said; the sums are those of the rows.
func TestR5Cluster(t *testing.T) {
	served := os.Getenv(clusterProgram)
	if served == "" {
		t.Skip("e2e: lays networks and starts eleven servers: make cluster-test")
	}
	source, err := filepath.Abs("..")
	check(t, err)
	dir := t.TempDir()
	check(t, os.Chmod(filepath.Dir(dir), 0o755)) // PostgreSQL's user comes through
	whole, err := cluster.Start(t.Context(), cluster.Config{Dir: dir, Source: source, Program: served, Wired: true})
	t.Cleanup(func() {
		whole.Close()
		if t.Failed() {
			t.Log(whole.LastWords())
		}
	})
	check(t, err)
	p := apptest.Open(t, app.Config{Database: whole.Database(), Keys: whole.Keys(), Version: "test"})
	h := &history{count: newCount(t, p), program: p, whole: whole, said: map[congress.CongressID][]string{}}
	h.staysWithOneProgram()
	h.saysHowOldItIs()
	for i, a := range accidents() {
		t.Run(a.name, func(t *testing.T) { h.play(t, a, uint64(2*i+10)) })
	}
	h.everywhere()
}

// Two halls send, each two passes, in the course of which the accident happens
// and is undone.
func (h *history) play(t *testing.T, a accident, seed uint64) {
	h.t = t
	check(t, h.whole.AwaitWhole(t.Context()))
	h.ledger = newLedger(250 * time.Millisecond)
	boxes := []*box{h.openBox(sheavesOfAccident, 2, seed), h.openBox(sheavesOfAccident, 2, seed+1)}
	var sending sync.WaitGroup
	var tries atomic.Int64
	for _, b := range boxes {
		first, second := b.client(h.door(), 0, congress.PassA), b.client(h.door(), 1, congress.PassB)
		sending.Go(func() { first.send(&tries) })
		sending.Go(func() { second.send(&tries) })
	}
	watched, stopWatching := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		h.watch(boxes, stopWatching)
	}()
	time.Sleep(3 * time.Second)
	h.suffer(a)
	sending.Wait()
	close(stopWatching)
	<-watched
	if err := h.whole.AwaitWhole(t.Context()); err != nil {
		t.Error(err)
	}
	for _, b := range boxes {
		b.t = t
		b.holdsAll(congress.PassA)
		b.holdsAll(congress.PassB)
	}
	h.goesOn(boxes)
	if acks := len(h.ledger.acks); acks < 4*sheavesOfAccident {
		t.Errorf("%d acknowledgements of %d sheaves", acks, 4*sheavesOfAccident)
	}
	t.Logf("| %s | %.1f | %d | %d | 0 | 0 | %d |",
		a.name, h.ledger.away().Seconds(), len(h.ledger.acks), h.ledger.refused, h.looked)
}

// sheavesOfAccident are those of a hall, whose two pairs take half a minute
// for them and as long as the accident lasts.
const sheavesOfAccident = 80

// suffer plays an accident, and undoes it once work goes on without that.
func (h *history) suffer(a accident) {
	undo, err := a.meet(h.whole)
	met := time.Now()
	check(h.t, err)
	if undo == nil {
		return
	}
	if a.lasts > 0 {
		time.Sleep(a.lasts)
	} else {
		for time.Since(met) < 8*time.Second || (time.Since(met) < time.Minute && !h.goesOnNow()) {
			time.Sleep(100 * time.Millisecond)
		}
	}
	check(h.t, undo())
}

// goesOnNow reports whether all four pairs get their sheaves in.
func (h *history) goesOnNow() bool { return h.ledger.since(time.Now().Add(-2*time.Second)) >= 8 }

func primary(c *cluster.Cluster) *cluster.Machine {
	if m := c.Primary(background); m != nil {
		return m
	}
	panic("there is no primary")
}

// door is where tablets come: the door ends HTTPS.
func (h *history) door() string { return strings.Replace(h.whole.URL(), "http://", "https://", 1) }

// A hall stays with one program, whichever of its tablets sends.
func (h *history) staysWithOneProgram() {
	h.t.Helper()
	h.ledger = newLedger(0)
	var tries atomic.Int64
	used := map[int]bool{}
	for seed := range uint64(5) {
		b := h.openBox(3, 2, seed)
		before := h.batchesSeen()
		b.client(h.door(), 0, congress.PassA).send(&tries)
		b.client(h.door(), 1, congress.PassB).send(&tries)
		after := h.batchesSeen()
		which := 0
		if after[1] > before[1] {
			which = 1
		}
		used[which] = true
		if n := after[1-which] - before[1-which]; n != 0 || after[which]-before[which] < 6 {
			h.t.Errorf("a hall's batches went to both programs: %v, then %v", before, after)
		}
	}
	h.t.Logf("five halls stayed each with one program, of %d", len(used))
}

// The superior's statistics come from a standby, and say as of when.
func (h *history) saysHowOldItIs() {
	h.t.Helper()
	_, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.top, Login: "capyren", Name: "Vũ Thị Trên",
		Role: congress.RoleSuperior, PasswordHash: h.hash})
	check(h.t, err)
	k := &client{box: &box{count: h.count}, http: &http.Client{Transport: h.ledger.carrier}, url: h.door()}
	k.http.Jar, err = cookiejar.New(nil)
	check(h.t, err)
	k.post("/dang-nhap", "application/x-www-form-urlencoded", "login=capyren&password="+h.password)
	answer, err := k.http.Get(h.door() + "/to-chuc/" + string(h.top) + "/thong-ke") //nolint:noctx // ends with the test
	check(h.t, err)
	page, err := io.ReadAll(answer.Body)
	check(h.t, errors.Join(err, answer.Body.Close()))
	if !strings.Contains(string(page), "số liệu đến ") {
		h.t.Errorf("%s: the page does not say as of when it is:\n%s", answer.Status, page)
	}
}

// batchesSeen counts the batches that each program was sent.
func (h *history) batchesSeen() (n [2]int) {
	for i, m := range h.whole.Programs {
		n[i] = strings.Count(m.Log(), "method=PUT")
	}
	return n
}
