package e2e

import "testing"

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
