package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// U1: in colours of the reader's own, where grounds are gone, what is chosen, where
// one is and what is to be pressed first still differ from what stands beside
// them; and nothing moves for those who asked for that.
func TestU1ColoursAndMotionOfTheReader(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("cb10.truongban")
	h.tell("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{
		{"name": "forced-colors", "value": "active"}, {"name": "prefers-reduced-motion", "value": "reduce"}}})
	check(t, chromedp.Do(h.ctx, chromedp.EmulateViewport(1280, 800)))
	h.visit("/thanh-phan")
	h.shot("forced-colors")
	for _, pair := range [][2]string{
		{".seg input:checked + span", ".seg input:not(:checked) + span"},
		{".b.go:not([disabled])", ".b:not(.go, [disabled])"},
		{".count.due", ".count:not(.due)"},
	} {
		look := func(selector string) string {
			return eval[string](h, `(({ backgroundColor, color, borderTopWidth, outlineWidth }) =>
				[backgroundColor, color, borderTopWidth, outlineWidth].join(" "))(getComputedStyle(document.querySelector("main `+
				selector+`")))`)
		}
		if a, b := look(pair[0]), look(pair[1]); a == b {
			t.Errorf("%s looks as %s: %s", pair[0], pair[1], a)
		}
	}
	if n := eval[int](h, `document.getAnimations().filter((a) => a.playState === "running").length`); n > 0 {
		t.Errorf("%d things move", n)
	}
}
