package e2e

import (
	"context"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// openBrowser starts a browser with a profile that is thrown away.
func (h *hall) openBrowser() {
	h.t.Helper()
	h.ctx = startBrowser(h.t)
}

// browsers are the programs that will do, the best first. Chromium's headless
// shell is the same engine without a desktop's windows, which nobody sees here:
// it needs half the processor. It is named by its path, since what stands in
// /usr/bin starts it as a child, which outlives who is told to stop.
var browsers = []string{"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// startBrowser starts headless Chromium with a tablet's window; a machine
// without Chromium fails the test, it does not skip it. Further windows, each
// with a profile of its own, are made from the context that it gives.
func startBrowser(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := ""
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium on this machine: run `make test`, which installs it")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

// profile returns a window with a profile of its own in a running browser.
func profile(t testing.TB, browser context.Context) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
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
