package e2e

import (
	"context"
	"errors"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// openProfile gives the hall a window with a profile that is thrown away.
func (h *hall) openProfile() {
	h.t.Helper()
	h.ctx = profile(h.t)
}

// browsers are the programs that will do, the best first. Chromium's headless
// shell is the same engine without a desktop's windows, which nobody sees here:
// it needs half the processor. It is named by its path, since what stands in
// /usr/bin starts it as a child, which outlives who is told to stop.
var browsers = []string{"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// launch starts headless Chromium with a tablet's window, until stop.
func launch(more ...chromedp.ExecAllocatorOption) (browser context.Context, stop func(), err error) {
	path := ""
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, nil, errors.New("no Chromium on this machine: run `make test`, which installs it")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	alloc, end := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	browser, cancel := chromedp.NewContext(alloc)
	stop = func() { cancel(); end() }
	return browser, stop, chromedp.Do(browser, chromedp.Navigate("about:blank"))
}

// shared is the browser of all tests but those that do something to a browser:
// to start one takes longer than many a test. It runs until stopShared.
var (
	shared = sync.OnceValues(func() (context.Context, error) {
		browser, stop, err := launch()
		stopShared = stop
		return browser, err
	})
	stopShared = func() {}
)

// profile returns a window with a profile of its own, which is thrown away; a
// machine without Chromium fails the test, it does not skip it.
func profile(t testing.TB) context.Context {
	t.Helper()
	browser, err := shared()
	check(t, err)
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

// startBrowser starts a browser of the test's own.
func startBrowser(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	ctx, stop, err := launch(more...)
	if stop != nil {
		t.Cleanup(stop)
	}
	check(t, err)
	return ctx
}

// tell returns the browser a command of its protocol.
func (h *hall) tell(method string, params map[string]any) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.Func(func(ctx context.Context,
		page *chromedp.Target) error {
		return page.Call(ctx, method, params, nil)
	})))
}
