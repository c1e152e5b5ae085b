package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// build is the program as a later build serves it: the same, but every file
// has another address, and the addresses of the build before are gone.
func build(program http.Handler, own, name string) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if strings.HasPrefix(in.URL.Path, "/tinh/") {
			if !strings.HasPrefix(in.URL.Path, "/tinh/"+name+"/") {
				http.NotFound(out, in)
				return
			}
			in.URL.Path = strings.Replace(in.URL.Path, name, own, 1)
		}
		if in.URL.Path != "/tram" && in.URL.Path != "/tram-sw.js" {
			program.ServeHTTP(out, in)
			return
		}
		in.Header.Del("Accept-Encoding")
		in.Header.Del("If-None-Match") // a tag of the other build
		answer := httptest.NewRecorder()
		program.ServeHTTP(answer, in)
		content := bytes.ReplaceAll(answer.Body.Bytes(), []byte(own), []byte(name))
		for header, values := range answer.Header() {
			out.Header()[header] = values
		}
		out.Header().Set("Content-Length", strconv.Itoa(len(content)))
		out.WriteHeader(answer.Code)
		_, _ = out.Write(content) // a reader that has gone is the proxy's matter
	})
}

// replace puts another build behind the same address.
func (w *wire) replace(c *count, own, name string) {
	w.t.Helper()
	server := httptest.NewServer(build(c.server.Config.Handler, own, name))
	w.t.Cleanup(server.Close)
	target, err := url.Parse(server.URL)
	check(w.t, err)
	w.unplug(true)
	w.mu.Lock()
	w.target = target
	w.mu.Unlock()
	w.unplug(false)
}

// waitBuild waits until the page is one of this build. A browser that was just
// starting the old worker when it was asked lets it idle for half a minute.
func (h *hall) waitBuild(name string) {
	h.t.Helper()
	h.wait("the build "+name, fmt.Sprintf(
		`document.readyState === "complete" && document.querySelector("script[type=module]")?.src.includes("/tinh/%s/") && document.getElementById("station").dataset.now === "choose"`, name))
}

// waitInstalled waits until another build has been fetched and waits its turn.
func (h *hall) waitInstalled() {
	h.t.Helper()
	eval[bool](h,
		`navigator.serviceWorker.getRegistration().then((r) => { window.registration = r; r.update(); }), true`)
	h.wait("the newer build", `Boolean(window.registration?.waiting)`)
}

// The program is replaced twice while a tablet is at work. The old page goes on
// with and without a network, its batches are taken, and the new build comes
// between two sheaves, even where it took the worker over in the middle of one.
func TestUpgradeWhileTabletsAreOut(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(4))
	b := c.openBox(5, 1, 4)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	w := c.lay()
	tablet := c.window(profile(t), w.url)
	b.join(chief, tablet, "Máy 1", 0)
	tablet.take(congress.PassA)
	tablet.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
	own := regexp.MustCompile("/tinh/([0-9a-f]+)/").FindStringSubmatch(eval[string](tablet,
		`document.querySelector("script[type=module]").src`))[1]

	// The old page sends to the new program.
	eval[bool](tablet, `window.untouched = true`)
	tablet.enter(1, b.sheaves[0])
	tablet.finish()
	tablet.settle(0)
	tablet.click("Tập 2 (")
	tablet.waitNow("enter")
	tablet.typePapers(b.sheaves[1][:4])
	w.replace(c, own, "newer0000001")
	tablet.typePapers(b.sheaves[1][4:])
	tablet.waitNow("finish")
	if !eval[bool](tablet, `window.untouched === true`) {
		t.Error("the page was loaded anew in the middle of a sheaf")
	}
	tablet.finish()
	tablet.settle(0)
	b.holds(congress.PassA, 2, b.sheaves[1])

	// The old page starts without a network while the new build waits; after
	// the sheaf the new one starts, without a network as well.
	tablet.waitInstalled()
	tablet.click("Tập 3 (")
	tablet.waitNow("enter")
	w.unplug(true)
	tablet.typePapers(b.sheaves[2][:5])
	tablet.wait("five papers", `document.querySelector("[data-part=where]").innerText.includes("5/10")`)
	tablet.reload("resume")
	if src := eval[string](tablet, `document.querySelector("script[type=module]").src`); !strings.Contains(src, own) {
		t.Errorf("the open sheaf was taken over by %s", src)
	}
	tablet.must("đã ghi 5/10 phiếu")
	tablet.click("Nhập tiếp tập")
	tablet.waitNow("enter")
	tablet.typePapers(b.sheaves[2][5:])
	tablet.waitNow("finish")
	tablet.click("Chốt tập")
	tablet.waitBuild("newer0000001")
	tablet.must(fmt.Sprintf(stateWaiting, 1))
	w.unplug(false)
	tablet.settle(0)
	b.holds(congress.PassA, 3, b.sheaves[2])

	// A third build takes the worker over while a paper is in hand, as another
	// window of the station would let it.
	w.replace(c, own, "newest000002")
	tablet.waitInstalled()
	tablet.click("Tập 4 (")
	tablet.waitNow("enter")
	tablet.typePapers(b.sheaves[3][:4])
	eval[bool](tablet, `window.untouched = true, window.registration.waiting.postMessage("take over"), true`)
	tablet.wait("the takeover",
		`window.registration.waiting === null && window.registration.active.state === "activated"`)
	tablet.typePapers(b.sheaves[3][4:])
	tablet.waitNow("finish")
	if !eval[bool](tablet, `window.untouched === true`) {
		t.Error("the page was loaded anew in the middle of a sheaf")
	}
	tablet.click("Chốt tập")
	tablet.waitBuild("newest000002")
	tablet.settle(0)
	b.holds(congress.PassA, 4, b.sheaves[3])

	tablet.enter(5, b.sheaves[4])
	tablet.finish()
	tablet.settle(0)
	b.holdsAll(congress.PassA)
	kept, err := chromedp.Run(tablet.ctx, chromedp.Evaluate[[]string](`caches.keys()`, chromedp.EvalAwaitPromise))
	if err != nil || len(kept) != 1 || kept[0] != "station-newest000002" {
		t.Errorf("files of %v are kept, %v", kept, err)
	}
}
