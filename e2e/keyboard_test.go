package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// U1: a sheaf from signing in to the server's receipt by keys alone, as the
// browser gets them from a keyboard: a paper set aside, one with a defect, one
// taken back. Whatever is pressed, one sees where one is.
func TestU1StationByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	round, codes := h.hold(poll{4, 2, 10, congress.CodeQR})
	foreign := h.box.Sheaves[0][0].Code
	h.visit("/dang-nhap")
	h.tabTo("o-login")
	h.keys("cb10.kiemphieu1\t" + h.password)
	h.strike('\r') // a new page begins without a focus
	h.wait("home", `location.pathname === "/" && document.readyState === "complete"`)
	h.leave()
	h.visit("/tram")
	h.wait("the rounds", `document.getElementById("station")?.dataset.now === "rounds"`)
	before := `((all) => all.indexOf(all.find((b) => b.closest("section").innerText.startsWith("Tổ công tác"))))([...document.querySelectorAll("[data-part=rounds] section button")])`
	for range eval[int](h, before) { // the first of all has the focus
		h.keys("\t")
	}
	h.keys("\r")
	h.wait("the reader", `document.getElementById("station").dataset.now === "reader"`)
	h.tabTo("Tôi tự đọc")
	h.keys("\r")
	h.wait("the sheaf", `document.getElementById("station").dataset.now === "choose"`)
	if hash := eval[string](h, "location.hash"); hash != "#"+strings.TrimPrefix(round, "/lan-bau/")+"/A" {
		t.Fatalf("opened %s", hash)
	}
	h.keys("\r") // the first sheaf has the focus

	h.typePaper(0, codes[0], "34")
	h.setAside(foreign)
	h.typeDefect(codes[1])
	for i, code := range codes[2:9] {
		h.typePaper(3+i, code, "12")
	}
	h.wait("the end", `document.getElementById("station").dataset.now === "finish"`)
	h.tabTo("Sửa phiếu cuối") // back to the last paper, which said 3 and 4
	h.keys("\r")
	h.wait("the last paper",
		`!document.getElementById("station").classList.contains("waiting") && document.getElementById("station").dataset.now === "enter"`)
	h.keys("1234\r")
	h.wait("the end", `document.getElementById("station").dataset.now === "finish"`)
	h.keys("\r") // "Chốt tập" has the focus
	h.wait("the receipt", `document.querySelector('[data-part="band"]').innerText.includes("Máy chủ đã ghi tập")`)
	h.mustSeeFocus("after the seal")
	h.mustHaveEntered(round, codes[:9])
}

// typePaper enters a paper: its code, the names struck out, done.
func (h *hall) typePaper(n int, code, struck string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys(struck + "\r")
	h.waitPapers(n + 1)
}

func (h *hall) waitPapers(n int) {
	h.t.Helper()
	h.wait(fmt.Sprint(n, " papers"), fmt.Sprintf(
		`document.getElementById("station").dataset.now === "finish" || document.querySelector("[data-part=where]").innerText.includes("· %d/")`, n))
}

// setAside concludes, by Tab and Enter, that a paper of another round counts,
// enters it and takes it back once.
func (h *hall) setAside(code string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the question", `!document.querySelector("[data-part=aside]").hidden`)
	h.tabTo("Do ban phát ra")
	h.keys("\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys("1\r")
	h.waitPapers(2)
	h.tabTo("Sửa phiếu trước")
	h.keys("\r")
	h.wait("the paper again",
		`!document.getElementById("station").classList.contains("waiting") && document.querySelector("[data-part=where]").innerText.includes("· 1/")`)
	h.keys("2\r")
	h.waitPapers(2)
}

// typeDefect names a defect by its letter, takes it back, and names another by
// its button; a name is struck out by its button too.
func (h *hall) typeDefect(code string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys("aa")
	h.tabTo("1")
	h.keys(" ")
	h.wait("a name struck out", `document.querySelectorAll(".row.struck").length === 1`)
	h.mustSeeFocus("after a name")
	h.tabTo("Có chữ ký")
	h.keys(" ")
	h.wait("the defect", `document.querySelector("[data-key=b]").getAttribute("aria-pressed") === "true"`)
	h.mustSeeFocus("after a defect")
	h.tabTo("Xong")
	h.keys("\r")
	h.waitPapers(3)
}

// keys types on the browser's keyboard, one key after the other.
func (h *hall) keys(keys string) {
	h.t.Helper()
	for _, key := range keys {
		h.strike(key)
	}
	h.mustSeeFocus(keys)
}

// strike is one key as a keyboard sends it: what the page keeps from happening
// when the key goes down does not happen. (chromedp's KeyEvent sends the letter
// all the same, to whatever has the focus by then.)
func (h *hall) strike(key rune) {
	h.t.Helper()
	event := map[string]any{"type": "keyDown", "key": string(key), "text": string(key)}
	switch key {
	case '\r':
		event["key"], event["code"], event["windowsVirtualKeyCode"] = "Enter", "Enter", 13
	case '\t':
		event = map[string]any{"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
	case ' ':
		event["code"], event["windowsVirtualKeyCode"] = "Space", 32
	}
	h.tell("Input.dispatchKeyEvent", event)
	delete(event, "text")
	event["type"] = "keyUp"
	h.tell("Input.dispatchKeyEvent", event)
}

// tabTo goes on with Tab to what bears one of the words, or the id.
func (h *hall) tabTo(words string) {
	h.t.Helper()
	script := fmt.Sprintf(
		`((a) => %q.split("|").some((w) => a.innerText.startsWith(w) || a.id === w))(document.activeElement)`, words)
	for range 40 {
		if eval[bool](h, script) {
			return
		}
		h.strike('\t')
		h.mustSeeFocus("Tab on the way to " + words)
	}
	h.t.Fatalf("Tab does not reach %q:\n%s", words, h.page())
}

// mustSeeFocus fails when the focus is nowhere, unmarked or out of the window.
func (h *hall) mustSeeFocus(after string) {
	h.t.Helper()
	if fault := evalLater[string](h, focusFault); fault != "" {
		h.t.Errorf("after %q: %s", after, fault)
	}
}

// focusFault looks when the page has come to rest. Where the station itself has
// the focus, its names show it.
const focusFault = `(async () => {
	let fault = "";
	for (let i = 0; i < 20; i++) {
		await new Promise((done) => setTimeout(done, 10));
		fault = look();
		if (!fault) break;
	}
	return fault;
	function look() {
		const active = document.activeElement;
		if (!active || active === document.body) return "the focus is lost";
		const shown = active.id === "station" ? active.querySelector(".rows") : active;
		const { outlineStyle, outlineWidth } = getComputedStyle(shown);
		if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return "the focus is not seen: " +
			active.outerHTML.slice(0, 120);
		const { top, bottom, height } = shown.getBoundingClientRect();
		return height && bottom > 0 && top < innerHeight ? "" : "the focus is outside: " + active.outerHTML.slice(0,
			120);
	}
})()`

// mustHaveEntered compares what the server got with the second pass, which
// says what was typed: one paper set aside, one signed, the last corrected.
func (h *hall) mustHaveEntered(round string, codes []string) {
	h.t.Helper()
	in := congress.BatchInput{ID: "7f0c1f9e-0000-4000-8000-000000000001", Pass: congress.PassB, Sheaf: 1, N: 10,
		SetAside: []congress.SetAside{{Cause: "other_round", Issued: true, Count: 1}},
		Marks:    []ballot.Marks{"!signed", "0011", "0011", "0011", "0011", "0011", "0011", "0011", "1100", "1100"}}
	for _, code := range codes {
		tag, token, err := ballot.ParseCode(code)
		check(h.t, err)
		in.Tokens = append(in.Tokens, token.Hash(tag))
	}
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	id, by := congress.RoundID(strings.TrimPrefix(round, "/lan-bau/")), h.actor("cb10.kiemphieu2")
	_, err := h.congress.TakePass(h.ctx, by, id, congress.PassB, "", "")
	check(h.t, err)
	_, err = h.congress.AcceptBatch(h.ctx, by, id, in)
	check(h.t, err)
	view, err := h.congress.RoundOf(h.ctx, id)
	check(h.t, err)
	if sheaf := view.Sheaves[0]; sheaf.Status != congress.SheafAgreed {
		h.t.Errorf("the sheaf is %s: %+v", sheaf.Status, sheaf.Differences)
	}
}
