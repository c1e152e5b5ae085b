package e2e

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/app/smalldisk"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// R3: the disk that PostgreSQL writes to is full while two tablets send: the
// server ends, and comes again, and ends. Nothing is acknowledged, nobody is
// signed out, those who run the congress are told, and once there is room all goes
// on by itself.
func TestR3PostgreSQLHasNoRoom(t *testing.T) {
	smalldisk.In(t, 96, func(t *testing.T, disk string) {
		server := pgtest.NewOnDisk(t, disk, true)
		fillWhileSending(t, disk, server, server.FillLog)
	})
}

// R3: the same where the server's log of writes has a disk of its own: then it
// goes on, and can write this and not that.
func TestR3PostgreSQLHasNoRoomForTables(t *testing.T) {
	size.Story(t)
	smalldisk.In(t, 64, func(t *testing.T, disk string) {
		fillWhileSending(t, disk, pgtest.NewOnDisk(t, disk, false), func() {})
	})
}

// fillWhileSending counts a box in two passes over a server, and fills its disk in
// the middle; then follows what else befalls the server.
func fillWhileSending(t *testing.T, disk string, server *pgtest.Cluster, then func()) {
	t.Helper()
	log := &noted{}
	p := apptest.Open(t, app.Config{Database: server.Address(), Random: newSeeded(71), Version: "test",
		Log: slog.New(slog.NewTextHandler(log, nil))})
	c := newCount(t, p)
	const sheaves = 60
	b := c.openBox(sheaves, 2, 71)
	at, err := url.Parse(c.server.URL)
	check(t, err)
	chief, organiser := c.visitor(at, b.cell+".truongban"), c.visitor(at, b.cell+".capuy")
	clients := []*client{b.client(c.server.URL, 0, congress.PassA), b.client(c.server.URL, 1, congress.PassB)}
	got := func() int { return int(clients[0].got.Load() + clients[1].got.Load()) }
	var sending sync.WaitGroup
	var tries atomic.Int64
	for _, k := range clients {
		sending.Go(func() { k.send(&tries) })
	}
	c.until("a third to come", func() bool { return got() >= 2*sheaves/3 })
	room := smalldisk.Fill(t, disk)
	ready := func() int { status, _ := chief.get("/readyz"); return status }
	c.until("that nothing can be written", func() bool { return ready() == http.StatusServiceUnavailable })
	then()
	began, had := time.Now(), got()
	for time.Since(began) < 3*time.Second {
		if status := ready(); status != http.StatusServiceUnavailable {
			t.Errorf("with a full disk /readyz is %d", status)
		}
		p.Health.Look(c.ctx)
		for _, v := range []visitor{chief, organiser} {
			status, page := v.page("/dai-hoi/" + string(b.congress))
			if told := strings.Contains(page, "đã đầy") || strings.Contains(page, "không trả lời"); !told ||
				status != http.StatusOK && status != http.StatusServiceUnavailable {
				t.Errorf("with a full disk a page is %d: %.2000s", status, page)
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, err := os.ReadFile(filepath.Join(server.Dir(), "log"))
	check(t, err)
	t.Logf("%d sheaves acknowledged when the disk was full, %d three seconds later, %d tries; the server ended %d "+
		"times", had, got(), tries.Load(), bytes.Count(said, []byte("PANIC")))
	room()
	sending.Wait()
	c.until("that all can be written", func() bool { return ready() == http.StatusOK })
	b.holdsAll(congress.PassA)
	b.holdsAll(congress.PassB)
	p.Health.Look(c.ctx)
	if signs := p.Health.Signs(); len(signs) > 0 {
		t.Errorf("still told: %v", signs)
	}
	examined, err := p.ExamineAll(c.ctx)
	check(t, err)
	for _, e := range examined {
		if !e.OK() {
			t.Errorf("%+v", e)
		}
	}
	lines := bytes.Count(log.content(), []byte("level=ERROR"))
	if lines < 1 || lines > 1+int(time.Since(began)/time.Minute) {
		t.Errorf("the log told it %d times:\n%.3000s", lines, log.content())
	}
}

// until waits for what must come.
func (c *count) until(what string, came func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !came(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// page returns a page and its status, 0 for no answer.
func (v visitor) page(path string) (status int, body string) {
	v.t.Helper()
	answer, err := v.http.Get(v.at.String() + path) //nolint:noctx // ends with the test
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close() // read only
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(content)
}
