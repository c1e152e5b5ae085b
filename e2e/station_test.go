package e2e

import (
	"fmt"
	"testing"

	"kiemphieu/congress"
)

// zones are what a hand goes to while papers are entered, and where it is.
const zones = `(() => Object.fromEntries(["done", "undo", "rows", "verdict", "defects", "band", "number"].map((name) => {
	const { x, y, width, height } = document.querySelector("#station [data-part=" + name + "]").getBoundingClientRect();
	return [name, name === "number" ? [x, y].join() : [x, y, width, height].join()];
})))()`

// watch adds up what the browser calls a layout shift, also right after a tap.
const watch = `(() => {
	window.shifted = [];
	const place = ({ x, y, width, height }) => [x, y, width, height].join();
	const moved = ({ node, previousRect, currentRect }) => (node?.outerHTML ?? node?.data ?? "gone").slice(0, 80) +
		" from " + place(previousRect) + " to " + place(currentRect);
	new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) =>
		window.shifted.push(value + ": " + sources.map(moved).join("; ")))).observe({ type: "layout-shift" });
	return true;
})()`

// U4: nothing moves under the finger, whatever is said and pressed, on a tablet
// that lies or stands, for either hand, and on each kind of paper.
func TestU4NothingMovesAtTheStation(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	crossOut, codes := h.hold(poll{6, 5, 10, congress.CodeQR})
	agree, _ := h.hold(poll{1, 1, 10, congress.CodeNone})
	h.signIn("cb10.kiemphieu1")
	for _, v := range views[1:3] {
		h.look(v)
		h.openForPapers(crossOut)
		h.mustStay(v.name, "left", `document.querySelector("[data-part=left-hand]").click()`)
		h.steady(v.name+", cross-out", func(still func(string)) {
			h.scan(codes[0])
			still("an open paper")
			h.press("#station", "Enter")
			h.wait("the question", `document.querySelector("[data-part=band]").innerText.includes("Chưa gạch tên nào")`)
			still("the second look")
			h.press("#station", "1")
			h.press("#station", "2")
			still("names struck out")
			h.press("#station", "b")
			still("a defect")
			h.press("#station", "Enter")
			h.waitPapers(1)
			still("the next paper")
			h.scan(codes[0])
			still("a copy set aside")
			h.click("Quét lại")
			h.press("#station", "Backspace")
			h.waitPapers(0)
			still("the paper before")
		})
		h.openForPapers(agree)
		h.steady(v.name+", boxes", func(still func(string)) {
			h.press("#station", "Enter")
			h.wait("the refusal", `document.querySelector("[data-part=band]").innerText.includes("Chưa chọn ô")`)
			still("nothing chosen")
			h.press("#station", "1")
			still("agreed")
			h.press("#station", "3")
			still("both boxes")
		})
	}
}

// openForPapers opens a sheaf of pass A with its first paper to come.
func (h *hall) openForPapers(round string) {
	h.t.Helper()
	h.visitPass(round, "A")
	h.wait("the station", `["choose", "reader", "resume"].includes(document.getElementById("station")?.dataset.now)`)
	switch eval[string](h, `document.getElementById("station").dataset.now`) {
	case "reader":
		h.click("Tôi tự đọc và nhập")
		h.waitNow("choose")
		h.click("Tập 1")
	case "resume":
		h.click("Bỏ, nhập lại")
		h.waitNow("choose")
		h.click("Tập 1")
	default:
		h.click("Tập 1")
	}
	h.waitNow("enter")
}

// mustStay: the big button keeps its size when the hands change.
func (h *hall) mustStay(view, what, act string) {
	h.t.Helper()
	size := `(({ width, height, y }) => [width, height, y].join())(document.querySelector("[data-part=done]").getBoundingClientRect())`
	before := eval[string](h, size)
	eval[bool](h, act+", true")
	if after := eval[string](h, size); after != before {
		h.t.Errorf("%s, %s: the big button was %s, is %s", view, what, before, after)
	}
}

// steady looks where everything is after each step.
func (h *hall) steady(of string, steps func(still func(string))) {
	h.t.Helper()
	// what was done before is drawn, and not counted
	evalLater[bool](h, `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100, true))))`)
	first := eval[map[string]string](h, zones)
	eval[bool](h, watch)
	steps(func(when string) {
		h.t.Helper()
		for name, place := range eval[map[string]string](h, zones) {
			if place != first[name] {
				h.t.Errorf("%s, %s: %s was at %s, is at %s", of, when, name, first[name], place)
			}
		}
	})
	for _, shift := range eval[[]string](h, `window.shifted`) {
		h.t.Errorf("%s: layout shift %s", of, shift)
	}
}

// U4: two taps from the tablet's start to the sheaf, the first one included;
// a box that nobody marked is never counted; the end says where the sheaf goes.
func TestU4FromTheStartToTheSheaf(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.hold(poll{1, 1, 4, congress.CodeNone})
	h.signIn("cb10.kiemphieu1")
	h.visit("/tram")
	h.waitNow("rounds")
	eval[bool](h, `([...document.querySelectorAll("[data-part=rounds] button")].find((b) =>
		b.ariaLabel?.startsWith("Tập 1, lượt A, Tổ công tác 1")).click(), true)`)
	h.waitNow("reader")
	h.click("Tôi tự đọc và nhập")
	h.waitNow("enter")
	if got := eval[string](h, `document.querySelector("[data-part=done-says]").innerText`); got != "chọn ô trước" {
		t.Errorf("Xong says %q before a choice", got)
	}
	if pressed := eval[int](h,
		`document.querySelectorAll("[data-part=rows] [aria-pressed=true]").length`); pressed != 0 {
		t.Errorf("%d boxes are marked for the voter", pressed)
	}
	h.press("#station", "Enter")
	h.wait("the refusal", `document.querySelector("[data-part=band]").innerText.includes("Chưa chọn ô")`)
	for i := range 4 {
		h.press("#station", fmt.Sprint(1+i%2))
		h.press("#station", "Enter")
	}
	h.sendSheaf()
	h.must("Đưa tập 1 cho bàn B", "Lượt A đã nhập hết các tập")
	h.barStays()
}

// barStays: on a tablet upright the longest state leaves the bar as high as it is,
// the title in one line and the name in view; no sheaf is named once it is done.
func (h *hall) barStays() {
	h.t.Helper()
	h.look(views[1])
	bar := eval[string](h, fmt.Sprintf(`(() => {
		const part = (name) => document.querySelector("#station [data-part=" + name + "]");
		part("state").textContent = %q;
		const high = (e) => Math.round(e.getBoundingClientRect().height);
		return [high(document.querySelector(".st-bar")), high(part("title")), part("who").offsetWidth > 80,
			part("where").checkVisibility()].join(" ");
	})()`, fmt.Sprintf(stateWaiting, 12)))
	if bar != "56 24 true false" {
		h.t.Errorf("bar, title, name, sheaf: %s", bar)
	}
}
