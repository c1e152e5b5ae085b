//go:build linux

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// Chromium throws away a database that it finds damaged. Whichever of the two
// copies it is, and one after the other, the sheaf in hand and a sealed one
// that waits for the network are still there.
func TestR1StationKeepsTwoCopies(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(12))
	b := c.openBox(2, 1, 12)
	v := &victim{b: b, wire: c.lay(), dir: filepath.Join(t.TempDir(), "profile")}
	v.hall = c.window(context.Background(), v.wire.url)
	v.boot()
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v.hall, "Máy 1", 0)
	v.take(congress.PassA)
	v.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
	v.wire.unplug(true)
	v.enter(1, b.sheaves[0])
	v.finish()
	check(t, v.run(open, 2))

	for i, lost := range []string{"Default/IndexedDB", "Default/WebStorage/*/IndexedDB", "Default/IndexedDB"} {
		v.typePapers(b.sheaves[1][i : i+1])
		v.wait("the paper to be stored", fmt.Sprintf(
			`document.querySelector("[data-part=where]").innerText.includes("· %d/")`, i+1))
		check(t, chromedp.Cancel(v.ctx))
		v.lose(lost)
		v.boot()
		v.visit(fmt.Sprintf("/tram#%s/%s", b.round, congress.PassA))
		v.waitNow("resume")
		if text := eval[string](v.hall,
			`document.querySelector("[data-part=resume-text]").innerText`); !strings.HasPrefix(text,
			fmt.Sprintf("Tập 2 đang nhập dở: đã ghi %d/", i+1)) {
			t.Fatalf("without %s: %s", lost, text)
		}
		v.click("Nhập tiếp tập")
		v.waitNow("enter")
	}
	v.wire.unplug(false)
	v.typePapers(b.sheaves[1][3:])
	v.waitNow("finish")
	v.finish()
	v.settle(0)
	b.holdsAll(congress.PassA)
	check(t, chromedp.Cancel(v.ctx))
}

// lose deletes a database of the profile, as the browser does.
func (v *victim) lose(pattern string) {
	v.t.Helper()
	found, err := filepath.Glob(filepath.Join(v.dir, pattern))
	check(v.t, err)
	if len(found) == 0 {
		v.t.Fatalf("no %s in the profile", pattern)
	}
	for _, dir := range found {
		check(v.t, os.RemoveAll(dir))
	}
}
