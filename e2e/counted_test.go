package e2e

import (
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// A package that was drawn up before a batch, and comes after its receipt,
// does not make the tablet forget the codes of that batch.
func TestR6ACodeStaysCountedWhileAPackageIsOnItsWay(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(8))
	b := c.openBox(2, 1, 8)
	w := c.lay()
	h := c.window(profile(t), w.url)
	h.signIn(b.cell + ".kiemphieu1")
	h.visit("/tram")
	h.waitNow("rounds")
	h.take(congress.PassA)

	batch := w.hold("PUT", "/batches/", false)
	h.enter(1, b.sheaves[0])
	h.finish()
	batch.wait(t)
	old := w.hold("GET", "/passes/A/station", true)
	h.click("Các lần bầu")
	h.waitNow("rounds")
	h.click("Kiểm tiếp lượt A")
	old.wait(t)
	batch.let()
	h.wait("the receipt", `document.querySelector("[data-part=state]").innerText === "`+stateConnected+`"`)
	old.let()
	h.waitNow("choose")

	h.click("Tập 2 (")
	h.waitNow("enter")
	h.key("code", b.sheaves[0][0].Code)
	h.press(`#station [data-part="code"]`, "Enter")
	h.wait("a paper set aside", `!document.querySelector("[data-part=aside]").hidden`)
	cause := eval[ballot.CodeStatus](h, `document.querySelector("[data-part=aside]").dataset.cause`)
	if cause != ballot.DuplicateElsewhere {
		t.Errorf("a code of the sheaf before is %s", cause)
	}
}
