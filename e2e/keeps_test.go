package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// held counts the sealed batches in both copies that a tablet keeps.
const held = `(async () => {
	const count = (db) => new Promise((done) => {
		const keys = db.transaction("values").objectStore("values").getAllKeys(IDBKeyRange.bound("batch/", "batch/z"));
		keys.onsuccess = () => done(keys.result.length);
	});
	const open = (factory) => new Promise((done) => {
		const r = factory.open("kiemphieu");
		r.onsuccess = () => done(r.result);
	});
	const bucket = await navigator.storageBuckets.open("second-copy");
	return (await count(await open(indexedDB))) + " " + (await count(await open(bucket.indexedDB)));
})()`

// R10: whatever answers in place of the server that admitted a tablet, the
// tablet keeps every paper in both copies, says who answers, and delivers once
// its own server is back. That one alone, signed, has it delete them.
func TestR10TabletKeepsItsPapers(t *testing.T) {
	t.Parallel()
	c, other := openCount(t, newSeeded(31)), openCount(t, newSeeded(32))
	b := c.openBox(2, 1, 12)
	wire, v, _ := b.begin()
	home := wire.target
	wire.unplug(true)
	v.enter(1, b.sheaves[0])
	v.finish()
	keeps := func(who string) {
		t.Helper()
		if got := evalLater[string](v, held); got != "1 1" {
			t.Errorf("%s: the copies hold %s", who, got)
		}
	}
	keeps("offline")
	answer := func(status int, kind, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	problem := func(status int, code string) string {
		return answer(status, "application/problem+json", fmt.Sprintf(`{"status":%d,"code":%q}`, status, code))
	}
	leads := func(location string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/wifi" {
				_, _ = fmt.Fprint(w, "<h1>Wi-Fi</h1>")
				return
			}
			http.Redirect(w, r, location, http.StatusFound)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	for who, address := range map[string]string{
		"another installation": other.server.URL,
		"a liar":               problem(http.StatusUnauthorized, "device_revoked"),
		"an ended session":     problem(http.StatusUnauthorized, "signed_out"),
		"a refusal":            problem(http.StatusForbidden, "forbidden"),
		"a broken server":      problem(http.StatusInternalServerError, "internal"),
		"a portal":             answer(http.StatusOK, "text/html", "<h1>Wi-Fi</h1>"),
		"a portal's own page":  leads("/wifi"),
		"a portal elsewhere":   leads("http://127.0.0.1:9/wifi"),
		"a yes to everything":  answer(http.StatusOK, "application/json", "{}"),
	} {
		at, err := url.Parse(address)
		check(t, err)
		wire.lead(at)
		wire.unplug(false)
		heard := wire.count()
		v.waitFor("an answer of "+who, func() bool { return wire.count() > heard+1 })
		if who == "another installation" || who == "a liar" {
			v.waitNow("foreign")
			if text := v.page(); !strings.Contains(text,
				fmt.Sprintf("Tập 1, lượt A: %d phiếu, đã niêm phong, chưa gửi", len(b.sheaves[0]))) ||
				!strings.Contains(text, strings.TrimPrefix(wire.url, "http://")) {
				t.Errorf("%s: %s", who, text)
			}
			v.shot("foreign")
		}
		keeps(who)
		wire.unplug(true)
	}
	wire.lead(home)
	wire.unplug(false)
	v.visit("/tram")
	v.settle(0)
	v.waitFor("the sheaf to arrive", func() bool { return evalLater[string](v, held) == "0 0" })

	devices, err := c.s.Devices(context.Background(), b.congress)
	check(t, err)
	check(t, c.s.RevokeDevice(context.Background(), b.chief, devices[0].ID))
	v.waitNow("stranger") // idle as it is
	if text := v.page(); !strings.Contains(text, "Trưởng ban đã thu hồi máy này") {
		t.Error(text)
	}
}

// Two pages of one browser never write over each other's sheaf: one counts at
// a time, whichever the pair chooses, and every paper is there.
func TestR10OnePageCounts(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(33))
	b := c.openBox(2, 1, 12)
	v := c.window(profile(t), c.server.URL)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v, "Máy 1", 0)
	v.take(congress.PassA)
	v.click("Tập 1")
	v.waitNow("enter")
	v.typePapers(b.sheaves[0][:2])
	first := v.ctx
	v.tab(c.server.URL + fmt.Sprintf("/tram#%s/A", b.round))
	v.waitNow("elsewhere")
	v.shot("elsewhere")
	v.follow("Nhập phiếu ở cửa sổ này")
	v.waitNow("rounds")
	v.click("Kiểm tiếp lượt A")
	v.waitNow("resume")
	v.click("Nhập tiếp tập")
	v.waitNow("enter")
	v.typePapers(b.sheaves[0][2:4])
	second := v.ctx
	v.ctx = first
	v.waitNow("elsewhere")
	v.follow("Nhập phiếu ở cửa sổ này")
	v.waitNow("rounds")
	v.click("Kiểm tiếp lượt A")
	v.waitNow("resume")
	v.click("Nhập tiếp tập")
	v.waitNow("enter")
	v.typePapers(b.sheaves[0][4:])
	v.waitNow("finish")
	v.finish()
	v.settle(0)
	b.holds(congress.PassA, 1, b.sheaves[0])
	v.ctx = second
	v.waitNow("elsewhere")
}
