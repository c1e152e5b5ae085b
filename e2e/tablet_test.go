package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// window opens a browser window at an address of the program.
func (c *count) window(ctx context.Context, url string) *hall {
	return &hall{t: c.t, ctx: ctx, url: url, password: c.password, congress: c.s}
}

// begin joins a tablet, over a wire that can be cut, and gives its pair pass A.
func (b *box) begin() (wire *wire, tablet, chief *hall) {
	b.t.Helper()
	wire = b.lay()
	tablet, chief = b.window(profile(b.t), wire.url), b.window(profile(b.t), b.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, tablet, "Máy 1", 0)
	tablet.take(congress.PassA)
	return wire, tablet, chief
}

// join brings a tablet into the congress as the chief and the pair do it, and
// leaves it on the list of rounds with a teller on it.
func (b *box) join(chief, tablet *hall, name string, teller int) {
	b.t.Helper()
	list := fmt.Sprintf("/dai-hoi/%s/may", b.congress)
	chief.visit(list)
	chief.submit("/may", "Thêm máy", map[string]string{"name": name})
	address := eval[string](chief, `document.querySelector("code.break").innerText`)
	tablet.visit(address[strings.Index(address, "/nhan-may/"):])
	tablet.submit("", "Nhận máy này", nil)
	digits := eval[string](tablet, `document.querySelector(".digits").innerText`)
	chief.visit(list)
	chief.submit("/nhan", "Nhận máy", map[string]string{"digits": digits})
	tablet.waitNow("people")
	tablet.takeOver(b.tellers[teller].Name)
}

// pin opens every tablet of these tests.
const pin = "7294"

// takeOver puts a person on the tablet by password and a new PIN, and again
// by the PIN alone.
func (h *hall) takeOver(name string) {
	h.t.Helper()
	h.click(name)
	h.waitNow("pin")
	eval[bool](h, fmt.Sprintf(
		`((f) => { f.querySelector("[data-part=pin-password]").click(); f.elements.password.value = %q; f.elements.new_pin.value = %q; f.requestSubmit(); return true; })(document.querySelector("[data-part=pin-form]"))`, h.password, pin))
	h.waitNow("rounds")
	h.changePerson()
	h.waitNow("people")
	h.click(name)
	h.waitNow("pin")
	eval[bool](h, fmt.Sprintf(
		`((f) => { f.elements.pin.value = %q; f.elements.pin.dispatchEvent(new Event("input")); return true; })(document.querySelector("[data-part=pin-form]"))`, pin))
	h.waitNow("rounds")
}

// changePerson gives the tablet to somebody else, from the menu under the name.
func (h *hall) changePerson() {
	h.t.Helper()
	eval[bool](h, `(document.querySelector("[data-part=menu]").open = true)`)
	h.click("Đổi người")
}

// waitNow waits for a screen of the station.
func (h *hall) waitNow(screen string) {
	h.t.Helper()
	h.wait("the screen "+screen, fmt.Sprintf(`document.getElementById("station")?.dataset.now === %q`, screen))
}

// take takes a pass that nobody reads for.
func (h *hall) take(pass congress.Pass) {
	h.t.Helper()
	h.click("Nhận lượt " + string(pass))
	h.waitNow("reader")
	h.click("Tôi tự đọc và nhập")
	h.waitNow("choose")
}

// enter types a sheaf from the list of sheaves up to its last paper.
func (h *hall) enter(sheaf int, sheets []sheet) {
	h.t.Helper()
	label := fmt.Sprintf("Tập %d (", sheaf)
	h.wait("the sheaf", fmt.Sprintf(
		`[...document.querySelectorAll("[data-part=sheaves] button")].some((b) => b.offsetParent && b.innerText.startsWith(%q))`, label))
	h.click(label)
	h.waitNow("enter")
	h.typePapers(sheets)
	h.waitNow("finish")
}

// typePapers types papers one after the other, as fast as the keys come.
func (h *hall) typePapers(sheets []sheet) {
	h.t.Helper()
	text, err := json.Marshal(sheets)
	check(h.t, err)
	eval[bool](h, `((papers) => {
		const root = document.getElementById("station"), code = root.querySelector("[data-part=code]");
		const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true,
			cancelable: true }));
		for (const paper of papers) {
			code.value = paper.code;
			press(code, "Enter");
			[...paper.marks].forEach((mark, i) => mark === "0" && press(root, String(i + 1)));
			press(root, "Enter");
			if (!paper.marks.includes("0")) press(root, "Enter"); // nothing struck out: asked once
		}
		return true;
	})(`+string(text)+`)`)
}

// finish seals the sheaf; the band says that it is kept or already sent.
func (h *hall) finish() {
	h.t.Helper()
	h.click("Chốt tập")
	h.waitNow("choose")
}

// state returns the state line's words.
func (h *hall) state() string {
	h.t.Helper()
	return eval[string](h, `document.querySelector("[data-part=state]").innerText`)
}

// settle waits until a tablet that has a network has nothing left to send:
// all is taken, or so many batches are refused.
func (h *hall) settle(refused int) {
	h.t.Helper()
	want := stateConnected
	if refused > 0 {
		want = fmt.Sprintf(stateAttention, refused)
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if h.state() == want {
			return
		}
	}
	h.t.Fatalf("waited in vain for %q:\n%s", want, h.page())
}

// reload loads the page anew, as after an empty battery.
func (h *hall) reload(screen string) {
	h.t.Helper()
	eval[bool](h, `window.stale = true, location.reload(), true`)
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
	h.waitNow(screen)
}

// waitFor polls something outside of the page; it may take a long time.
func (h *hall) waitFor(what string, done func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	h.t.Fatalf("waited in vain for %s:\n%s", what, h.page())
}

// enterSheaf types one sheaf at the station, by keyboard alone.
func (h *hall) enterSheaf(round, pass string, sheaf int) {
	h.t.Helper()
	h.openSheaf(round, pass, sheaf)
	for i, p := range h.box.Sheaves[sheaf] {
		h.key("code", p.Code)
		h.press(`#station [data-part="code"]`, "Enter")
		for k := range len(p.Marks) {
			if p.Marks[k] == ballot.Struck {
				h.press("#station", fmt.Sprint(k+1))
			}
		}
		if sheaf == 1 && i == 3 {
			h.shot("station-paper")
		}
		h.press("#station", "Enter")
		if !strings.Contains(string(p.Marks), string(ballot.Struck)) {
			h.press("#station", "Enter") // nothing struck out: asked once
		}
	}
	h.sendSheaf()
}

// openSheaf opens the station at a sheaf; the first time in a pass it takes
// the pass, with nobody to read.
func (h *hall) openSheaf(round, pass string, sheaf int) {
	h.t.Helper()
	h.visit("/tram#" + strings.TrimPrefix(round, "/lan-bau/") + "/" + pass)
	h.wait("the station", `["choose", "reader"].includes(document.getElementById("station")?.dataset.now)`)
	if eval[string](h, `document.getElementById("station").dataset.now`) == "reader" {
		h.shot("station-reader-" + pass)
		h.click("Tôi tự đọc và nhập")
	}
	label := fmt.Sprintf("Tập %d (", sheaf+1)
	h.wait("the sheaf", fmt.Sprintf(
		`[...document.querySelectorAll("[data-part=sheaves] button")].some((b) => b.innerText.startsWith(%q))`, label))
	if sheaf == 1 {
		h.shot("station-choose")
	}
	h.click(label)
}

// sendSheaf seals the sheaf and waits for the receipt.
func (h *hall) sendSheaf() {
	h.t.Helper()
	h.wait("the end of the sheaf", `!document.querySelector('[data-screen="finish"]').hidden`)
	h.click("Chốt tập")
	h.wait("the receipt", `document.querySelector('[data-part="band"]').innerText.includes("Máy chủ đã ghi tập")`)
}

// The three states of the line.
const (
	stateConnected = "Đã kết nối"
	stateOffline   = "Không có mạng, cứ kiểm tiếp"
	stateWaiting   = stateOffline + " · %d tập chờ gửi"
	stateAttention = "Cần xem lại: máy chủ chưa nhận %d tập"
)

// leave lets go of the page that is open.
func (h *hall) leave() {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.Navigate("about:blank")))
}

// visitPass opens the station at a pass, whatever was open there before.
func (h *hall) visitPass(round, pass string) {
	h.t.Helper()
	h.leave()
	h.visit("/tram#" + strings.TrimPrefix(round, "/lan-bau/") + "/" + pass)
}

// scan types a code as a scanner does and waits for its paper or question.
func (h *hall) scan(code string) {
	h.t.Helper()
	h.wait("a turn", `document.getElementById("station").classList.contains("waiting")`)
	h.key("code", code)
	h.press(`#station [data-part="code"]`, "Enter")
	h.wait("the paper",
		`!document.getElementById("station").classList.contains("waiting") || !document.querySelector("[data-part=aside]").hidden`)
}
