package e2e

import (
	"fmt"
	"testing"

	"kiemphieu/congress"
)

// tap presses what a script finds, without waiting for a page.
func (h *hall) tap(found string) {
	h.t.Helper()
	eval[bool](h, "("+found+".click(), true)")
}

// crowd fills the roster of a cell to so many people, in its groups.
func (h *hall) crowd(n int) congress.Overview {
	h.t.Helper()
	o := h.meeting("cb11")
	members := make([]congress.Member, n-len(o.Members))
	for i := range members {
		members[i] = congress.Member{Name: fmt.Sprintf("%s Thị %s %s", []string{"Hồ", "Đỗ", "Lê", "Ngô", "Võ", "Trần",
			"Lý"}[i/45], []string{"Bích", "Ngọc", "Thu", "Minh", "Kim"}[i/9%5],
			[]string{"An", "Bình", "Chi", "Dung", "Én", "Giang", "Hằng", "Lan", "Mai"}[i%9]), Official: true,
			Group: o.Members[i%len(o.Members)].Group}
	}
	check(h.t, h.congress.SaveRoster(h.ctx, h.actor("cb11.capuy"), o.Congress.ID, members))
	return h.meeting("cb11")
}

// tablet is what a tablet shows of a page, without the window around it.
func (h *hall) tablet() {
	h.t.Helper()
	h.tell("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1280, "height": 800, "deviceScaleFactor": 1,
		"mobile": false})
}

// U3: sixty people are taken on one screen of a laptop, each with one tap and
// without a new page; two do it at once, and a name is found without marks.
func TestU3AttendanceOfSixty(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	o := h.crowd(60)
	h.signIn("cb11.capuy")
	h.tablet()
	h.visit("/dai-hoi/" + string(o.Congress.ID) + "/co-mat")
	h.shot("attendance-60")
	if low := eval[float64](h,
		`Math.max(...[...document.querySelectorAll(".who")].map((e) => e.getBoundingClientRect().bottom))`); low >
		eval[float64](h, lastTop) {
		t.Errorf("the last name ends at %.0f of %.0f", low, eval[float64](h, lastTop))
	}
	eval[bool](h, "window.same = true")
	const place = `document.querySelectorAll(".who")[3].getBoundingClientRect().top`
	before := eval[float64](h, place)
	h.tap(`document.querySelectorAll(".who")[3]`)
	h.wait("the first", `document.querySelectorAll(".who.here").length === 1`)
	if after := eval[float64](h, place); after != before {
		t.Errorf("the tap moved the names by %.0f", after-before)
	}
	h.mustAddUp()
	o = h.meeting("cb11")
	_, err := h.congress.TakeAttendance(h.ctx, h.actor("cb11.chutich"), o.Congress.ID, []congress.AttendanceOf{{
		Member: o.Members[0].ID, Attendance: congress.AttendanceAbsent}}) // the other one
	check(t, err)
	h.tap(`document.querySelectorAll(".who")[5]`)
	h.wait("both, and what the other took",
		`document.querySelectorAll(".who.here").length === 2 && document.querySelectorAll(".who.away").length === 1`)
	if !eval[bool](h, `window.same && document.activeElement === document.querySelectorAll(".who")[5]`) {
		t.Error("a new page, or the focus went elsewhere")
	}
	h.find("thu hang")
	h.wait("one name", onlyFound(1))
	h.tap(`[...document.querySelectorAll(".who")].find((e) => e.checkVisibility())`)
	h.wait("the name that was found, still alone", `document.querySelectorAll(".who.here").length === 3 &&
		[...document.querySelectorAll(".who")].filter((e) => e.checkVisibility()).length === 1`)
}

// lastTop is where the last act is told, at the foot of the window.
const lastTop = `document.querySelector(".last").getBoundingClientRect().top`

// U3: three hundred people are taken by name: found without marks, by hand or by keys alone,
// a group at once, a mistake taken back, by two people at two tablets; whatever is done, how
// many there are stands in view, and adds up.
func TestU3AttendanceOfThreeHundred(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	o := h.crowd(300)
	at := "/dai-hoi/" + string(o.Congress.ID) + "/co-mat"
	h.signIn("cb11.capuy")
	h.tablet()
	h.visit(at)
	if n := eval[int](h, `document.querySelectorAll(".who").length`); n != 300 {
		t.Fatalf("%d names", n)
	}
	eval[bool](h, `(document.querySelectorAll(".who")[299].scrollIntoView({ block: "end" }), true)`)
	h.mustSeeTheSum("at the last name")
	h.shot("attendance-300")
	eval[bool](h, `(scrollTo(0, 0), window.same = true)`)

	h.tabTo("o-ten")
	h.keys("tran thi thu hang")
	h.wait("one name", onlyFound(1))
	h.tabTo("Trần Thị Thu Hằng")
	h.keys(" ")
	h.wait("her presence", `document.activeElement.matches(".who.here")`)
	h.keys("\r") // a mistake
	h.wait("her absence", `document.activeElement.matches(".who.away")`)
	h.keys(" ")
	h.wait("her presence again", `document.activeElement.matches(".who.here")`)
	h.wait("still one name", onlyFound(1))
	h.mustAddUp()
	h.mustSeeTheSum("while one name is found")
	h.find("thu hang")
	h.wait("her and her namesakes", onlyFound(6))
	h.find("")
	h.wait("everybody", onlyFound(300))

	r := &reader{hall: h}
	group := eval[string](h, `document.querySelector(".grp h2").firstChild.textContent.trim()`)
	r.touch("Cả " + group + " có mặt")
	h.wait("the group", `!document.querySelector(".grp").querySelector(".who:not(.here)")`)
	h.mustAddUp()
	h.mustUndo(o.Congress.ID)

	other := h.beside()
	other.signIn("cb11.chutich")
	other.tablet()
	other.visit(at)
	last, mine, theirs := `[...document.querySelectorAll(".who")].at(-1)`, `[...document.querySelectorAll(".who")].at(-2)`,
		`[...document.querySelectorAll(".who")].at(-3)`
	h.tap(mine)
	other.tap(theirs) // at the same time
	for _, one := range []*hall{h, other} {
		one.tap(last)
		one.wait("what both did", fmt.Sprintf(`%s.matches(".here") && %s.matches(".here")`, mine, theirs))
		one.mustAddUp()
	}
	if !eval[bool](h, `window.same`) {
		t.Error("a new page came")
	}
}

// mustUndo takes the group back by the key, then one person by the button, and finds
// everybody as they stood, also who was not marked at all.
func (h *hall) mustUndo(id congress.CongressID) {
	h.t.Helper()
	stand := func() string {
		o, err := h.congress.Overview(h.ctx, id)
		check(h.t, err)
		return fmt.Sprint(o.Members)
	}
	if !eval[bool](h, `document.activeElement.id === "hoan-tac"`) {
		h.t.Error("after a group the focus is not on its way back")
	}
	h.mustSeeFocus("after a group")
	h.tell("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": "z", "code": "KeyZ",
		"windowsVirtualKeyCode": 90, "modifiers": 2})
	h.wait("the group as it was", `document.querySelectorAll(".grp")[0].querySelectorAll(".who.here").length < 2 &&
		document.querySelector(".last").innerText.startsWith("Đã hoàn tác")`)
	h.mustAddUp()
	h.mustSeeFocus("after Ctrl+Z")
	before := stand()
	h.tap(`document.querySelector(".who.unset")`)
	h.wait("one more", `document.querySelector(".last").innerText.includes("Vừa ghi")`)
	h.tap(`document.getElementById("hoan-tac")`)
	h.wait("one as before", `document.activeElement.matches(".who.unset")`)
	if now := stand(); now != before {
		h.t.Errorf("%s\n%s", before, now)
	}
}

// onlyFound holds while so many names are in sight.
func onlyFound(n int) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".who")].filter((e) => e.checkVisibility()).length === %d`, n)
}

// find types a name into the search.
func (h *hall) find(name string) {
	h.t.Helper()
	eval[bool](h, fmt.Sprintf(`(() => { const box = document.querySelector("[data-filter]"); box.value = %q;
		box.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`, name))
}

// mustSeeTheSum fails where the arithmetic of the base is out of the window.
func (h *hall) mustSeeTheSum(when string) {
	h.t.Helper()
	if !eval[bool](h, `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(
		document.querySelector(".sum").getBoundingClientRect())`) {
		h.t.Errorf("%s the sum is out of view", when)
	}
}

// mustAddUp compares the figures of the groups with the sums above them.
func (h *hall) mustAddUp() {
	h.t.Helper()
	if got := eval[string](h, `(() => {
		const groups = [...document.querySelectorAll(".grp h2 span")].map((e) => e.innerText.split("/").map(Number));
		const sum = (i) => groups.reduce((all, g) => all + g[i], 0);
		return sum(0) + "/" + sum(1) + " " + document.querySelector(".sum .pres b").innerText + "/" +
			document.querySelector(".sum b").innerText; })()`); got[:len(got)/2] != got[len(got)/2+1:] {
		h.t.Errorf("groups and sums: %s", got)
	}
}
