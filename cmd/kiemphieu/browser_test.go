package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/ratify"
)

// hall is a running program with the demo's ward in it, and a browser.
type hall struct {
	t        *testing.T
	ctx      context.Context
	url      string
	password string
	box      *demo.SavedBox
	demo     *demo.Demo
	congress *congress.Service
	ratify   *ratify.Service
	shots    int
	served   *httptest.Server
	down     *atomic.Bool // the server answers 503
}

// openHall copies the ward to a database and serves it.
func openHall(t *testing.T, database string) *hall {
	t.Helper()
	w := apptest.OpenWard(t, app.Config{Database: database, Version: "test"})
	h := &hall{t: t, password: w.Password, box: w.Demo.Box, demo: w.Demo, congress: w.Congress, ratify: w.Ratify}
	whole := w.Server.Handler()
	h.down = &atomic.Bool{}
	h.served = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		whole.ServeHTTP(w, r)
	}))
	t.Cleanup(h.served.Close)
	apptest.Run(t, w.Program) // streams end before the server waits for them
	h.url = h.served.URL
	h.openBrowser()
	return h
}

// openBrowser starts a browser with a profile that is thrown away.
func (h *hall) openBrowser() {
	h.t.Helper()
	h.ctx = startBrowser(h.t)
}

// startBrowser starts headless Chromium with a tablet's window; a machine
// without Chromium fails the test, it does not skip it. Further windows, each
// with a profile of its own, are made from the context that it gives.
func startBrowser(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium on this machine: run `make test`, which installs it")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// visit opens an address of the program.
func (h *hall) visit(path string) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.Navigate(h.url+path)))
}

// eval runs a script in the page.
func eval[T any](h *hall, script string) T {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		h.t.Fatalf("%s: %v\n%s", script, err, h.page())
	}
	return v
}

func (h *hall) page() string {
	text, err := chromedp.Run(h.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// must fails with the page's text unless the page says all of the words.
func (h *hall) must(words ...string) {
	h.t.Helper()
	text := h.page()
	for _, word := range words {
		if !strings.Contains(text, word) {
			h.t.Fatalf("page lacks %q:\n%s", word, text)
		}
	}
}

// submit fills the form whose action (or whose button's) ends like this, and
// presses the button with these words.
func (h *hall) submit(action, button string, fields map[string]string) {
	h.t.Helper()
	if fields == nil {
		fields = map[string]string{}
	}
	values, err := json.Marshal(fields)
	check(h.t, err)
	script := fmt.Sprintf(`(() => {
		const form = [...document.forms].find((f) => (f.getAttribute("action") || location.pathname).endsWith(%q) && [...f.querySelectorAll("button")].some((b) => b.textContent.includes(%q)));
		if (!form) return "no form " + %q;
		for (const [name, value] of Object.entries(%s)) {
			const field = form.elements[name];
			if (!field) return "no field " + name;
			const boxes = [...form.elements].filter((e) => e.type === "checkbox" && e.name === name);
			if (boxes.length && value) {
				const box = boxes.find((b) => b.closest("label").innerText.includes(value) || b.value === value);
				if (!box) return "no choice " + value;
				box.checked = true;
			} else if (field instanceof RadioNodeList || field.type === "radio") field.value = value;
			else if (field.tagName === "SELECT" && ![...field.options].some((o) => o.value === value)) {
				const option = [...field.options].find((o) => o.text.includes(value));
				if (!option) return "no option " + value;
				field.value = option.value;
			} else field.value = value;
		}
		window.stale = true;
		[...form.querySelectorAll("button")].find((b) => b.textContent.includes(%q)).click();
		return "";
	})()`, action, button, action, values, button)
	if problem := eval[string](h, script); problem != "" {
		h.t.Fatalf("%s\n%s", problem, h.page())
	}
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
}

// patience is how long a page may take on a machine that is busy with
// everything else; what never comes is still told.
const patience = time.Minute

// wait polls a condition of the page.
func (h *hall) wait(what, condition string) {
	h.t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		ok, err := chromedp.Run(h.ctx, chromedp.Evaluate[bool](condition))
		if err == nil && ok {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	h.t.Fatalf("waited in vain for %s:\n%s", what, h.page())
}

// follow clicks a link by its words.
func (h *hall) follow(words string) {
	h.t.Helper()
	href := eval[string](h, fmt.Sprintf(`[...document.links].find((a) => a.innerText.includes(%q))?.getAttribute("href") || ""`, words))
	if href == "" {
		h.t.Fatalf("no link %q:\n%s", words, h.page())
	}
	h.visit(href)
}

// signIn changes the person at the keyboard.
func (h *hall) signIn(login string) {
	h.t.Helper()
	h.visit("/")
	if eval[bool](h, `[...document.forms].some((f) => f.getAttribute("action") === "/dang-xuat")`) {
		h.submit("/dang-xuat", "Đăng xuất", nil)
	}
	h.submit("/dang-nhap", "Đăng nhập", map[string]string{"login": login, "password": h.password})
	h.must("Đăng xuất")
}

// shot keeps a picture of the page where somebody wants to look at it.
func (h *hall) shot(name string) {
	h.t.Helper()
	dir := os.Getenv("KIEMPHIEU_SHOTS")
	if dir == "" {
		return
	}
	check(h.t, os.MkdirAll(dir, 0o755))
	h.shots++
	picture, err := chromedp.Run(h.ctx, chromedp.FullScreenshot(100))
	check(h.t, err)
	check(h.t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d-%s.png", h.shots, name)), picture, 0o644))
}
