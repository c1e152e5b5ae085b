package e2e

import (
	"context"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/backup"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// The laptop dies in the middle of a count. A second one takes its address with
// the last copy; the tablets find it, deliver what it lacks, and the count goes
// on to its end. The time of each step is told in minutes, of machines alone.
func TestDrillOfTheDeadLaptop(t *testing.T) {
	size.Story(t)
	t.Parallel()
	began := time.Now()
	step := func(what string) {
		t.Logf("%5.1f s %s", time.Since(began).Seconds(), what)
		began = time.Now()
	}
	c := openCount(t, newSeeded(41))
	b := c.openBox(3, 1, 12)
	wire, v, _ := b.begin()
	v.enter(1, b.sheaves[0])
	v.finish()
	v.settle(0)
	file := filepath.Join(t.TempDir(), "copy.kpb")
	secret := filepath.Join(t.TempDir(), "key")
	to, err := backup.NewKey(secret)
	check(t, err)
	recipients, err := backup.ParseRecipients([]string{to})
	check(t, err)
	_, err = backup.Job{From: c.db, Keys: recipients, Beside: []string{c.keys}}.Write(c.ctx, file)
	check(t, err)
	step("the first sheaf is delivered and copied")

	wire.unplug(true) // and it never answers again
	v.enter(2, b.sheaves[1])
	v.finish()
	step("the second sheaf is counted without a server")

	second := restored(t, file, secret)
	at, err := url.Parse(second.server.URL)
	check(t, err)
	wire.lead(at)
	wire.unplug(false)
	step("the second laptop is restored and takes the address")
	v.settle(0)
	b.count = second
	b.holds(congress.PassA, 1, b.sheaves[0])
	b.holds(congress.PassA, 2, b.sheaves[1])
	step("the tablet has delivered what the copy lacked")
	v.enter(3, b.sheaves[2])
	v.finish()
	v.settle(0)
	b.holdsAll(congress.PassA)
	step("the count goes on to the end of the pass")
}

// restored serves a program that was restored from a copy.
func restored(t *testing.T, file, secret string) *count {
	t.Helper()
	keys := filepath.Join(t.TempDir(), "keys")
	p := apptest.Open(t, app.Config{Version: "test", Keys: keys})
	with, err := backup.ReadKeys(secret)
	check(t, err)
	copied, err := backup.Open(file, with...)
	check(t, err)
	_, err = copied.Files(map[string]string{"keys": keys})
	check(t, err)
	_, err = p.Store.Restore(context.Background(), copied, copied.Size)
	check(t, err)
	check(t, copied.Close())
	server := httptest.NewServer(p.Server.Handler())
	t.Cleanup(server.Close)
	return &count{t: t, ctx: context.Background(), db: p.Store, s: p.Congress, server: server, keys: keys}
}
