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

// U3: sixty people are taken on one screen of a laptop, each with one tap and
// without a new page; two do it at once, and a name is found without marks.
func TestU3AttendanceOfSixty(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	o := h.meeting("cb11")
	members := make([]congress.Member, 60-len(o.Members))
	for i := range members {
		members[i] = congress.Member{Name: fmt.Sprintf("Hồ Thị %s %s", []string{"Bích", "Ngọc", "Thu", "Minh",
			"Kim"}[i/9],
			[]string{"An", "Bình", "Chi", "Dung", "Én", "Giang", "Hằng", "Lan", "Mai"}[i%9]), Official: true,
			Group: o.Members[i%len(o.Members)].Group}
	}
	check(t, h.congress.SaveRoster(h.ctx, h.actor("cb11.capuy"), o.Congress.ID, members))
	h.signIn("cb11.capuy")
	h.tell("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1280, "height": 800, "deviceScaleFactor": 1,
		"mobile": false}) // what a tablet shows of the page, without the window around it
	h.visit("/dai-hoi/" + string(o.Congress.ID) + "/co-mat")
	h.shot("attendance-60")
	if low := eval[float64](h,
		`Math.max(...[...document.querySelectorAll(".who")].map((e) => e.getBoundingClientRect().bottom))`); low >
		eval[float64](h, "innerHeight") {
		t.Errorf("the last name ends at %.0f of %.0f", low, eval[float64](h, "innerHeight"))
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
	check(t, h.congress.TakeAttendance(h.ctx, h.actor("cb11.chutich"), o.Congress.ID, []congress.AttendanceOf{{
		Member: o.Members[0].ID, Attendance: congress.AttendanceAbsent}})) // the other one
	h.tap(`document.querySelectorAll(".who")[5]`)
	h.wait("both, and what the other took",
		`document.querySelectorAll(".who.here").length === 2 && document.querySelectorAll(".who.away").length === 1`)
	if !eval[bool](h, `window.same && document.activeElement === document.querySelectorAll(".who")[5]`) {
		t.Error("a new page, or the focus went elsewhere")
	}
	eval[bool](h, `(() => { const box = document.querySelector("[data-filter]"); box.value = "thu hang";
		box.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
	h.wait("one name", `[...document.querySelectorAll(".who")].filter((e) => e.checkVisibility()).length === 1`)
	h.tap(`[...document.querySelectorAll(".who")].find((e) => e.checkVisibility())`)
	h.wait("the name that was found, still alone", `document.querySelectorAll(".who.here").length === 3 &&
		[...document.querySelectorAll(".who")].filter((e) => e.checkVisibility()).length === 1`)
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
