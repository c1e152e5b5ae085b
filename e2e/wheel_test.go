package e2e

import (
	"fmt"
	"testing"
)

// A figure is typed and never rolled: a wheel over a field that has the focus
// scrolls the page and changes nothing, whatever the field.
func TestU1AWheelChangesNoFigure(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("cb10.truongban")
	h.visit("/lan-bau/" + string(h.box.Round))
	eval[bool](h, `[...document.querySelectorAll("details")].forEach((d) => { d.open = true }) || true`)
	fields := eval[[]string](h, `[...document.querySelectorAll("#noi-dung input[type=number]")].map((f) => f.id)`)
	if len(fields) < 4 {
		t.Fatalf("only %q take a figure here", fields)
	}
	for _, id := range fields {
		before := eval[string](h, `((f) => { f.scrollIntoView({ block: "center" }); f.focus(); return f.value })(`+
			`document.getElementById("`+id+`"))`)
		where := eval[[]float64](h, `((r) => [r.x + r.width / 2, r.y + r.height / 2])(`+
			`document.getElementById("`+id+`").getBoundingClientRect())`)
		top := eval[float64](h, `scrollY`)
		for range 3 {
			h.tell("Input.dispatchMouseEvent", map[string]any{"type": "mouseWheel", "x": where[0], "y": where[1],
				"deltaX": 0, "deltaY": -60})
		}
		h.wait("the page to scroll", fmt.Sprintf("scrollY !== %v", top))
		if after := eval[string](h, `document.getElementById("`+id+`").value`); after != before {
			t.Errorf("%s was %q and is %q after the wheel", id, before, after)
		}
	}
}
