package e2e

import (
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// The chief's browser keeps how the log looked, and says so where the server shows
// another one; only a person who compared it with the paper goes on.
func TestU1ABrowserRefusesAnotherLog(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("cb01.truongban")
	path := "/dai-hoi/" + string(h.meeting("cb01").Congress.ID)
	h.visit(path)
	const kept = `JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith("so-nhat-ky:"))?.[1] ?? "{}")`
	h.wait("the log is kept", kept+".size > 10")
	const alter = `(() => { const [key] = Object.keys(localStorage).filter((k) => k.startsWith("so-nhat-ky:"));
		const seen = JSON.parse(localStorage[key]); seen.size -= 3; localStorage[key] = JSON.stringify(seen); return true; })()`
	eval[bool](h, alter)
	h.visit(path + "/ho-so")
	h.wait("the page refuses", `document.getElementById("so-khac") !== null`)
	h.must("Máy này nhớ sổ nhật ký khác", "tám từ trên biên bản đã ký")
	h.shot("another-log")
	h.visit(path)
	h.wait("it is not forgotten", `document.getElementById("so-khac") !== null`)
	h.click("Đã so với biên bản giấy: nhớ sổ này")
	h.visit(path + "/ho-so")
	h.wait("the log is kept anew", kept+".size > 10")
	if eval[bool](h, `document.getElementById("so-khac") !== null`) {
		t.Error("a log that was compared is refused")
	}
}

// A superior who opens the inbox is a witness of every congress in it; the cell's
// page tells of the refusal.
func TestU1TheInboxRefusesAnotherLog(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("danguy")
	h.visit("/chuan-y")
	const logs = `Object.keys(localStorage).filter((key) => key.startsWith("so-nhat-ky:"))`
	h.wait("the logs are kept", logs+".length > 5")
	id := string(h.meeting("cb01").Congress.ID)
	eval[bool](h, `(() => { const key = "so-nhat-ky:`+id+`"; const seen = JSON.parse(localStorage[key]);
		seen.root = btoa("x".repeat(32)); localStorage[key] = JSON.stringify(seen); return true; })()`)
	h.visit("/chuan-y")
	h.wait("the inbox refuses", `document.getElementById("so-khac") !== null`)
	h.must(h.meeting("cb01").Organisation.Name + ": máy này nhớ sổ nhật ký khác")
	if n := eval[int](h, `document.querySelectorAll("#so-khac").length`); n != 1 {
		t.Errorf("%d refusals of one log", n)
	}
	h.visit("/dai-hoi/" + id)
	h.wait("the congress tells of it", `document.getElementById("so-khac-da-bao") !== null`)
	h.visit("/chuan-y")
	h.wait("the inbox refuses again", `document.getElementById("so-khac") !== null`)
	h.click("Đã so với biên bản giấy: nhớ sổ này")
	h.wait("the server knows", `document.getElementById("so-khac") === null`)
	h.visit("/dai-hoi/" + id)
	h.wait("the page stands", `document.getElementById("noi-dung") !== null`)
	if eval[bool](h, `document.getElementById("so-khac-da-bao") !== null`) {
		t.Error("a log that was compared is told of")
	}
}

// A tablet is a witness: it sends nothing to a server that shows another log than
// the one that it remembers, keeps its sheaf, and goes on once somebody compared.
func TestU1ATabletRefusesAnotherLog(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(31))
	b := c.openBox(2, 1, 31)
	w := c.lay()
	ctx := profile(t)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	tablet := c.window(ctx, w.url)
	b.join(chief, tablet, "Máy 1", 0)
	tablet.take(congress.PassA)
	tablet.wait("the log is kept", `Object.keys(localStorage).some((key) => key.startsWith("so-nhat-ky:"))`)
	w.unplug(true)
	tablet.enter(1, b.sheaves[0])
	tablet.finish()
	eval[bool](tablet, `(() => { const [key] = Object.keys(localStorage).filter((k) => k.startsWith("so-nhat-ky:"));
		const seen = JSON.parse(localStorage[key]); seen.size += 3; localStorage[key] = JSON.stringify(seen); return true; })()`)
	w.unplug(false)
	tablet.waitNow("foreign")
	tablet.must("Máy chủ này đưa ra sổ nhật ký khác", "áy này nhớ sổ nhật ký khác")
	if got := len(b.stored(congress.PassA)); got != 0 {
		t.Errorf("%d sheaves went to another server", got)
	}
	chief.visit("/dai-hoi/" + string(b.congress))
	chief.wait("the chief is told", `document.getElementById("so-khac-da-bao")?.textContent.includes("Máy 1")`)
	tablet.shot("tablet-another-log")
	tablet.click("Đã so với biên bản giấy: nhớ sổ này")
	tablet.settle(0)
	b.holds(congress.PassA, 1, b.sheaves[0])
}
