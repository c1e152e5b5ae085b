package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
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
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
)

// hall is a running program with the demo's ward in it, and a browser.
type hall struct {
	t        testing.TB
	ctx      context.Context
	url      string
	program  *app.Program
	password string
	box      *demo.SavedBox
	demo     *demo.Demo
	congress *congress.Service
	ratify   *ratify.Service
	shots    int
	served   *httptest.Server
	down     *atomic.Bool // the server answers 503
}

// openHall serves the ward.
func openHall(t testing.TB) *hall {
	t.Helper()
	w := apptest.OpenWard(t, app.Config{Version: "test", Showcase: true})
	h := &hall{t: t, program: w.Program, password: w.Password, box: w.Demo.Box, demo: w.Demo, congress: w.Congress,
		ratify: w.Ratify}
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
	h.openProfile()
	return h
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
		const form = [...document.forms].find((f) => (f.getAttribute("action") || location.pathname).endsWith(%q) &&
			[...f.elements].filter((b) => b.type === "submit").some((b) => b.textContent.includes(%q)));
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
		const own = [...form.elements].find((e) => e.autocomplete === "current-password" && !e.value);
		if (own) own.value = %q; // an act that stands asks for it
		window.stale = true;
		[...form.elements].filter((b) => b.type === "submit").find((b) => b.textContent.includes(%q)).click();
		return "";
	})()`, action, button, action, values, h.password, button)
	if problem := eval[string](h, script); problem != "" {
		h.t.Fatalf("%s\n%s", problem, h.page())
	}
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
}

// patience is how long a page may take on a machine that is busy with
// everything else; what never comes is still told.
const patience = time.Minute

// wait polls a condition of the page, less often the longer it takes: what is
// waited for is computed on the same processors.
func (h *hall) wait(what, condition string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	for pause := 10 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 160*time.Millisecond) {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		if err == nil && ok {
			return
		}
		time.Sleep(pause)
	}
	h.t.Fatalf("waited in vain for %s:\n%s", what, h.page())
}

// follow clicks a link by its words.
func (h *hall) follow(words string) {
	h.t.Helper()
	href := eval[string](h, fmt.Sprintf(
		`[...document.links].find((a) => a.innerText.includes(%q))?.getAttribute("href") || ""`, words))
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
	h.wait("somebody signed in", `[...document.forms].some((f) => f.getAttribute("action") === "/dang-xuat")`)
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

// click presses the first button in view whose words begin so.
func (h *hall) click(words string) {
	h.t.Helper()
	script := fmt.Sprintf(
		`((b) => b && (b.click(), true))([...document.querySelectorAll("button")].find((b) => b.offsetParent && b.innerText.startsWith(%q))) || false`, words)
	if !eval[bool](h, script) {
		h.t.Fatalf("no button %q:\n%s", words, h.page())
	}
}

// key types into a part of the station.
func (h *hall) key(part, text string) {
	h.t.Helper()
	eval[bool](h, fmt.Sprintf(
		`((e) => { e.focus(); e.value = %q; return true; })(document.querySelector('#station [data-part=%q]'))`, text,
		part))
}

// press sends a key to an element.
func (h *hall) press(selector, key string) {
	h.t.Helper()
	eval[bool](h, fmt.Sprintf(
		`document.querySelector(%q).dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true})) || true`, selector, key))
}

// evalLater runs a script in the page whose value comes later.
func evalLater[T any](h *hall, script string) T {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.page())
	}
	return v
}

func (h *hall) actor(login string) congress.Actor {
	h.t.Helper()
	account, err := h.congress.AccountByLogin(h.ctx, login)
	check(h.t, err)
	by, err := h.congress.ActorOf(h.ctx, account.ID)
	check(h.t, err)
	return by
}

// meeting is the congress of a cell.
func (h *hall) meeting(cell string) congress.Overview {
	h.t.Helper()
	meetings, err := h.congress.CongressesUnder(h.ctx, h.actor(cell+".capuy").OrgPath)
	check(h.t, err)
	o, err := h.congress.Overview(h.ctx, meetings[0].ID)
	check(h.t, err)
	return o
}

// beside returns another person's window on the same hall.
func (h *hall) beside() *hall {
	other := *h
	other.ctx = profile(h.t)
	return &other
}

// bytes fetches a file as the person at the keyboard.
func (h *hall) bytes(path string) []byte {
	h.t.Helper()
	text := eval[string](h, fmt.Sprintf(`(() => { const r = new XMLHttpRequest(); r.open("GET", %q, false); r.overrideMimeType("text/plain; charset=x-user-defined"); r.send();
		return btoa([...r.responseText].map((c) => String.fromCharCode(c.charCodeAt(0) & 255)).join("")); })()`, path))
	content, err := base64.StdEncoding.DecodeString(text)
	check(h.t, err)
	return content
}

// pdfText reads a PDF that the person at the keyboard gets, in one line.
func (h *hall) pdfText(path string) string {
	h.t.Helper()
	return strings.Join(strings.Fields(papertest.PDF(h.t, h.bytes(path))), " ")
}

// upload puts a file into the page's file field and sends its form.
func (h *hall) upload(name string, content []byte) {
	h.t.Helper()
	eval[bool](h, fmt.Sprintf(`(() => { const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0)); const t = new DataTransfer();
		t.items.add(new File([bytes], %q)); document.querySelector("input[type=file]").files = t.files; return true; })()`, base64.StdEncoding.EncodeToString(content), name))
	h.submit("/xem-truoc", "Xem trước danh sách", nil)
	if eval[bool](h, `[...document.forms].some((f) => f.id === "cot")`) {
		h.submit("/cot", "Chọn người", nil)
	}
}

// seal takes the two names, one after the other on the same device.
func (h *hall) seal(round string) {
	h.t.Helper()
	cell := "cb10"
	h.signIn(cell + ".truongban")
	h.visit(round)
	h.explainDay(round)
	h.submit("/chot", "Chốt kết quả", nil)
	h.must("Còn chờ người thứ hai")
	h.signIn(cell + ".chutich")
	h.visit(round)
	h.shot("seal")
	h.submit("/chot", "Chốt kết quả", nil)
	h.must("Kết quả đã được chốt")
}

// explainDay says why the hall works on another day than that of the congress,
// where the page of the round asks.
func (h *hall) explainDay(round string) {
	h.t.Helper()
	if eval[bool](h, `document.querySelector("#ngay-khac form") !== null`) {
		h.shot("another-day")
		h.submit("/ngay-khac", "Ghi lý do", map[string]string{"other_day": "Kiểm phiếu sang ngày hôm sau"})
		h.must("Đã ghi lý do")
		h.visit(round)
	}
}

// printPapers posts the form and checks that a PDF comes back, once.
func (h *hall) printPapers(round string, count, reserve int) {
	h.t.Helper()
	kind := eval[string](h, fmt.Sprintf(`(() => { const r = new XMLHttpRequest(); r.open("POST", %q, false);
		r.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
		r.send("count=%d&reserve=%d&format=a5x2"); return r.status + " " + r.getResponseHeader("Content-Type"); })()`, round+"/in-phieu", count, reserve))
	if kind != "200 application/pdf" {
		h.t.Fatalf("papers came as %s", kind)
	}
}

// elected returns the name of one of the new committee.
func (h *hall) elected(cell string, n int) string {
	h.t.Helper()
	ctx := h.ctx
	account, err := h.congress.AccountByLogin(ctx, cell+".capuy")
	check(h.t, err)
	by, err := h.congress.ActorOf(ctx, account.ID)
	check(h.t, err)
	meetings, err := h.congress.CongressesUnder(ctx, by.OrgPath)
	check(h.t, err)
	o, err := h.congress.Overview(ctx, meetings[0].ID)
	check(h.t, err)
	return o.Member(o.Contests[0].Elected[n].MemberID).Name
}

// openEmpty serves an empty database and opens the set-up link.
func openEmpty(t *testing.T) *hall {
	t.Helper()
	p := apptest.Open(t, app.Config{})
	h := &hall{t: t, program: p, congress: p.Congress, ratify: p.Ratify}
	secret, err := p.Pages.OfferSetUp(context.Background(), time.Now())
	check(t, err)
	ts := httptest.NewServer(p.Server.Handler())
	t.Cleanup(ts.Close)
	h.url = ts.URL
	h.openProfile()
	h.visit("/thiet-lap/" + secret)
	h.shot("set-up")
	return h
}

// names are thirteen ordinary names as a TCVN3 font shows them in Unicode.
func names() []string {
	return []string{"NguyÔn V¨n H¶i", "TrÇn ThÞ H»ng", "Lª §×nh Kh¶i", "Ph¹m Xu©n Tr\u00adêng", "Hoµng §øc L\u00adîng",
		"Vâ Minh NguyÖt", "§Æng Quèc C\u00adêng",
		"Bïi H÷u NghÜa", "§ç ThÞ Thñy", "Hå Träng ThuyÕt", "Ng« V¨n V\u00adîng", "D\u00ad¬ng ThÞ ¸nh", "Lý §×nh B×nh"}
}

// load makes a module of the station the page's `station`.
func (h *hall) load(module string) {
	h.t.Helper()
	h.visit("/tram")
	_, err := chromedp.Run(h.ctx, chromedp.Evaluate[bool](fmt.Sprintf(
		`import(document.querySelector("script[src*=\"station.js\"]").src.replace("station.js", %q)).then((m) => { window.station = m; return true; })`, module+".js"), chromedp.EvalAwaitPromise))
	check(h.t, err)
}

// day is the day on which the demo's ward lives.
func (h *hall) day() string {
	return string(congress.DateOf(h.demo.Clock.Now().In(congress.Vietnam())))
}
