package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// empty deletes what the browser keeps for the station, as somebody does who
// clears its data; with keys it is the cookies, in which its key is, and nothing else.
func (h *hall) empty(keys bool) {
	h.t.Helper()
	kinds := storesAndWorker
	if keys {
		kinds = "cookies"
	}
	h.clear(kinds)
}

// clear deletes what the browser keeps of some kinds.
func (h *hall) clear(kinds string) {
	h.t.Helper()
	h.tell("Storage.clearDataForOrigin", map[string]any{"origin": h.url, "storageTypes": kinds})
}

// storesAndWorker is what the browser keeps of the station but its key.
const storesAndWorker = "indexeddb,local_storage,service_workers,cache_storage,file_systems,storage_buckets"

// told says whether the station tells that its store was emptied.
const toldEmptied = `document.querySelector("[data-part=emptied]")?.hidden === false`

// The browser's data was deleted while the station was closed: that is told once
// it opens, and what it had not sent is counted again. Without its key it is
// nobody to the server, and says what it holds; joined anew it delivers that.
func TestR10AStoreWasEmptied(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(62))
	b := c.openBox(2, 1, 62)
	wire, v, chief := b.begin()
	wire.unplug(true)
	v.enter(1, b.sheaves[0])
	v.finish()
	check(t, chromedp.Do(v.ctx, chromedp.Navigate("about:blank")))
	v.empty(false)
	wire.unplug(false)
	v.visit("/tram")
	v.wait("it is told", toldEmptied)
	v.waitNow("rounds")
	v.shot("was-emptied")
	v.click("Kiểm tiếp lượt A")
	v.waitNow("choose")
	v.enter(1, b.sheaves[0])
	v.finish()
	v.settle(0)

	wire.unplug(true)
	v.enter(2, b.sheaves[1])
	v.finish()
	v.empty(true)
	wire.unplug(false)
	v.visit("/tram")
	v.waitNow("foreign")
	v.must("Tập 2, lượt A: 10 phiếu, đã niêm phong, chưa gửi")
	if got := evalLater[string](v, held); got != "1 1" {
		t.Fatalf("without its key the tablet holds %s", got)
	}
	b.join(chief, v, "Máy 2", 0)
	v.wait("the pass", `[...document.querySelectorAll("button")].some((b) => b.innerText.includes("lượt A"))`)
	if got := evalLater[string](v, held); got != "1 1" {
		t.Fatalf("joined anew the tablet holds %s", got)
	}
	v.take(congress.PassA)
	v.settle(0)
	b.holdsAll(congress.PassA)
}

// sheavesKept counts the sealed and the open sheaves in each of the two copies.
const sheavesKept = `(async () => {
	const list = (factory) => new Promise((done, refuse) => {
		const r = factory.open("kiemphieu");
		r.onsuccess = () => {
			const keys = r.result.transaction("values").objectStore("values").getAllKeys();
			keys.onsuccess = () => {
				const ids = keys.result.map(String);
				r.result.close();
				done(["batch/", "open/"].map((of) => ids.filter((id) => id.startsWith(of)).length).join("+"));
			};
		};
		r.onerror = () => refuse(r.error);
	});
	const bucket = await navigator.storageBuckets.open("second-copy");
	return (await list(indexedDB)) + " " + (await list(bucket.indexedDB));
})()`

// The browser's data is deleted, one copy or both, while the page is open, a sheaf
// waits and another lies open, and while papers are stored. The pair is told at once,
// both copies are filled again from the page, the sheaf is sealed without a network, and
// no paper is missing.
func TestR10AStoreIsEmptiedUnderThePage(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(72))
	b := c.openBox(2, 1, 72)
	wire, v, _ := b.begin()
	wire.unplug(true)
	v.enter(1, b.sheaves[0])
	v.finish()
	v.click("Tập 2 (")
	v.waitNow("enter")
	v.typePapers(b.sheaves[1][:5])
	filled := func(what, want string) {
		t.Helper()
		v.wait("it is told: "+what, toldEmptied)
		v.waitFor("the copies to be filled: "+what, func() bool { return evalLater[string](v, sheavesKept) == want })
		eval[bool](v, `document.querySelector("[data-part=emptied]").hidden = true`)
	}
	entered := func(papers string) {
		t.Helper()
		v.wait(papers, `document.querySelector("[data-part=where]").innerText.includes("`+papers+`/")`)
	}
	for what, lose := range map[string]func(){
		"one copy": func() { evalLater[bool](v, `navigator.storageBuckets.delete("second-copy").then(() => true)`) },
		"both":     func() { v.clear("indexeddb") },
		"all":      func() { v.clear(storesAndWorker) },
	} {
		entered("5")
		lose()
		filled(what, "1+1 1+1")
	}
	v.shot("emptied-under-the-page")
	v.typePapers(b.sheaves[1][5:])
	v.clear(storesAndWorker) // while they are stored
	filled("in the midst of a paper", "1+1 1+1")
	v.waitNow("finish")
	entered("10")
	v.finish() // a page without a network and without what loads it stays
	v.waitFor("two sealed sheaves twice", func() bool { return evalLater[string](v, sheavesKept) == "2+0 2+0" })
	wire.unplug(false)
	v.settle(0)
	b.holdsAll(congress.PassA)
}

// A browser's profile is copied to a second machine while a sheaf waits and
// another is open. Both go on with the same key: chief and pairs are told, every
// paper counts once, and where the two differ the second is refused and says so.
func TestR10ACopiedTablet(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(63))
	b := c.openBox(3, 1, 63)
	wire := c.lay()
	first := filepath.Join(t.TempDir(), "first")
	boot := func(dir string) *hall {
		v := c.window(context.Background(), wire.url)
		v.ctx = startBrowser(t, chromedp.UserDataDir(dir))
		return v
	}
	v := boot(first)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v, "Máy 1", 0)
	v.take(congress.PassA)
	wire.unplug(true)
	v.enter(1, b.sheaves[0])
	v.finish()
	v.click("Tập 2 (")
	v.waitNow("enter")
	v.typePapers(b.sheaves[1][:5])
	v.wait("five papers", `document.querySelector("[data-part=where]").innerText.includes("5/")`)
	check(t, chromedp.Cancel(v.ctx)) // which writes cookies down
	second := filepath.Join(t.TempDir(), "second")
	if out, err := exec.CommandContext(t.Context(), "cp", "-r", first, second).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, lock := range []string{"SingletonLock", "SingletonCookie", "SingletonSocket"} {
		_ = os.Remove(filepath.Join(second, lock)) // where it is another machine there is none
	}
	wire.unplug(false)
	tablets := []*hall{boot(first), boot(second)}
	for _, v := range tablets {
		v.visit("/tram#" + string(b.round) + "/A")
		v.waitNow("resume")
		v.must("đã ghi 5/10")
	}
	for _, v := range tablets {
		v.waitFor("the pair to be told", func() bool {
			return strings.Contains(v.state(), "dùng chung chìa") &&
				eval[string](v, `document.querySelector("[data-part=help]").href`) == wire.url+"/su-co#copied"
		})
	}
	chief.visit("/dai-hoi/" + string(b.congress) + "/may")
	chief.must("dùng chung chìa của Máy 1")
	chief.shot("copied")
	other := append([]sheet(nil), b.sheaves[1]...)
	other[9].Marks = flipped(other[9])
	for i, v := range tablets {
		v.click("Nhập tiếp tập 2")
		v.waitNow("enter")
		v.typePapers([][]sheet{b.sheaves[1], other}[i][5:])
		v.waitNow("finish")
		v.finish()
		time.Sleep(100 * time.Millisecond) // the first is first
	}
	tablets[1].waitFor("the second to be refused", func() bool {
		return strings.Contains(tablets[1].page(), "Tập 2, lượt A chưa được nhận")
	})
	tablets[1].shot("copied-refused")
	tablets[1].click("Bỏ bản này")
	for _, v := range tablets { // the sheaf of both, again with another id
		v.reload("choose")
		if i := strings.Index(v.page(), "Tập 2 ("); i >= 0 {
			t.Errorf("a sheaf that was entered is offered:\n%s", v.page())
		}
		v.enter(3, b.sheaves[2])
	}
	for _, v := range tablets {
		v.finish()
	}
	tablets[1].waitFor("the third sheaf to be refused once", func() bool {
		return strings.Contains(tablets[1].page()+tablets[0].page(), "Tập 3, lượt A chưa được nhận")
	})
	b.holdsAll(congress.PassA)
}

// flipped is a paper with its first name read otherwise.
func flipped(s sheet) ballot.Marks {
	marks := []byte(s.Marks)
	marks[0] ^= '0' ^ '1'
	return ballot.Marks(marks)
}
