package text

import (
	"strings"
	"testing"
)

// A text that is clean by its letters is what cleaning leaves of it, whatever stands
// beside what.
func TestCleanTextsStay(t *testing.T) {
	clean := 0
	for r := range rune(0x11000) {
		for _, text := range []string{string(r), "a" + string(r), " " + string(r) + "b ", string(r) + "\u0301"} {
			if !isClean(text) {
				continue
			}
			clean++
			if got, want := strings.TrimSpace(text), cleanAny(text); got != want {
				t.Errorf("%+q is left as %+q, cleaning makes it %+q", text, got, want)
			}
		}
	}
	if clean < 2000 || isClean("a\u0301") || isClean("a\u00a0") || isClean("a\n") || isClean("\xff") {
		t.Errorf("%d texts are clean", clean)
	}
}
