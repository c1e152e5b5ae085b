package roster

import (
	"math/rand/v2"
	"testing"

	"kiemphieu/app/size"
)

// What is folded letter by letter is folded as every text is.
func TestFoldingByLetters(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // to find faults
	for r := range rune(0x2000) {
		if got, want := fold("a "+string(r)+"B"), foldAny("a "+string(r)+"B"); got != want {
			t.Errorf("%+q is folded to %+q, not %+q", r, got, want)
		}
	}
	for range size.Pick(2000, 20_000, 1_000_000) {
		letters := make([]rune, 1+random.IntN(12))
		for i := range letters {
			letters[i] = []rune{rune(random.IntN(0x250)), rune(0x1e00 + random.IntN(0x110)), rune(random.IntN(0x400)),
				rune(' ' + random.IntN(95))}[random.IntN(4)]
		}
		if text := string(letters); fold(text) != foldAny(text) {
			t.Errorf("%+q is folded to %+q, not %+q", text, fold(text), foldAny(text))
		}
	}
}
