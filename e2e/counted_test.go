package e2e

import (
	"encoding/hex"
	"strings"
	"testing"

	"kiemphieu/congress"
)

// Whoever holds a tablet and the photograph of a code does not learn from it whether
// that paper is counted: neither what the tablet is given nor the tablet itself has the
// codes of a sheaf that the server has. A paper in a second sheaf opens as any other,
// and the server refuses the whole sheaf and names it.
func TestP1ATabletTellsNoReceipt(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(8))
	b := c.openBox(2, 1, 8)
	h := c.window(profile(t), c.server.URL)
	h.signIn(b.cell + ".kiemphieu1")
	h.visit("/tram")
	h.waitNow("rounds")
	h.take(congress.PassA)
	given := func() string {
		return evalLater[string](h, `fetch("/api/v1/rounds/`+string(b.round)+`/passes/A/station").then((r) => r.text())`)
	}
	before := given()
	h.enter(1, b.sheaves[0])
	h.finish()
	h.wait("the receipt", `document.querySelector("[data-part=state]").innerText === "`+stateConnected+`"`)
	code := hex.EncodeToString(b.sheaves[0][0].hash[:])
	if after := given(); strings.Count(before, code) != 1 || strings.Count(after, code) != 1 {
		t.Errorf("a code is told %d times before it is counted, %d times after", strings.Count(before, code),
			strings.Count(after, code))
	}

	again := append([]sheet{b.sheaves[0][0]}, b.sheaves[1][1:]...)
	h.enter(2, again)
	h.finish()
	h.wait("the refusal", `document.body.innerText.includes("`+b.sheaves[0][0].hash.CheckCode()+`")`)
	if stored := b.stored(congress.PassA); len(stored) != 1 {
		t.Errorf("%d sheaves are stored", len(stored))
	}
}
