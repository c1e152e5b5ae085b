package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/auth"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// U1: every screen of the counting station.
func TestU1EveryScreenOfTheStation(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	u := newTour(h)
	crossOut, codes := h.hold(poll{4, 2, 6, congress.CodeQR})
	agree, _ := h.hold(poll{1, 1, 6, congress.CodeNone})
	pair, _ := h.hold(poll{3, 3, 6, congress.CodeNone})
	h.visit("/tram")
	u.screen("stranger")
	u.practice()
	h.signIn("cb10.kiemphieu1")
	h.visit("/tram")
	u.screen("rounds")
	h.visitPass(crossOut, "A")
	u.screen("reader")
	h.click("Tôi tự đọc và nhập")
	u.screen("choose")
	u.crossOut(codes)
	for _, round := range []string{agree, pair} {
		h.visitPass(round, "A")
		u.screen("reader")
		h.click("Tôi tự đọc và nhập")
		u.screen("choose")
		h.click("Tập 1")
		h.press("#station", "1")
		u.screen("enter")
		u.press("#station", "2")
		u.screenAs("boxes")
	}
	u.unreachable()
	u.tablet()
}

// screen examines the screen that is to come, in every view, for eyes over fifty
// and for fingers too.
func (u *tour) screen(name string) {
	u.t.Helper()
	u.wait("the screen "+name, fmt.Sprintf(`document.getElementById("station")?.dataset.now === %q`, name))
	u.screenAs(name)
}

func (u *tour) screenAs(name string) {
	u.t.Helper()
	u.examine("station, "+name, func(v view) {
		for _, finding := range eval[[]string](u.hall, unhandy) {
			u.t.Errorf("station, %s at %s: %s", name, v.name, finding)
		}
	})
}

// U1: the desk needs no scrolling where it is used, on a tablet that lies or
// stands, and looks as it should (KIEMPHIEU_SHOTS).
func TestU1TheDeskFitsItsTablet(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	polls := []poll{{15, 11, 10, congress.CodeQR}, {8, 6, 10, congress.CodeNone}, {4, 3, 10, congress.CodeQR},
		{8, 5, 10, congress.CodeQR}, {2, 2, 10, congress.CodeNone}}
	for _, p := range polls {
		round, codes := h.hold(p)
		h.signIn("cb10.kiemphieu1")
		h.visitPass(round, "A")
		h.wait("the reader", `document.getElementById("station")?.dataset.now === "reader"`)
		h.click("Tôi tự đọc và nhập")
		h.wait("the sheaf", `document.getElementById("station").dataset.now === "choose"`)
		h.click("Tập 1")
		h.wait("the desk", `document.getElementById("station").dataset.now === "enter"`)
		if p.code == congress.CodeQR {
			h.scan(codes[0])
			h.press("#station", "3")
		}
		for _, v := range views[1:3] {
			h.look(v)
			if over := eval[int](h, `document.scrollingElement.scrollHeight - innerHeight`); over > 0 {
				t.Errorf("%d names, codes %s, at %s: %d px too high", p.names, p.code, v.name, over)
			}
			h.shot(fmt.Sprintf("desk-%d-%s-%s", p.names, p.code, v.name))
		}
	}
}

// tablet: a device that joined, with nobody, and then somebody on it.
func (u *tour) tablet() {
	u.t.Helper()
	u.signIn("cb10.truongban")
	id := u.meeting("cb10").Congress.ID
	u.visit("/dai-hoi/" + string(id) + "/may")
	u.submit("/may", "Thêm máy", map[string]string{"name": "Máy bàn 1"})
	secret := regexp.MustCompile(`/nhan-may/(\S+)`).FindStringSubmatch(u.hall.page())[1]
	u.visit("/nhan-may/" + secret)
	u.submit("/nhan-may/"+secret, "Nhận máy này", nil)
	digits := regexp.MustCompile(`\d{3} \d{3}`).FindString(u.hall.page())
	u.visit("/tram")
	u.screen("waiting")
	devices, err := u.hall.congress.Devices(u.ctx, id)
	check(u.t, err)
	device := devices[len(devices)-1].ID
	check(u.t, u.hall.congress.AdmitDevice(u.ctx, u.actor("cb10.truongban"), device,
		auth.LinkHash(string(device)+strings.ReplaceAll(digits, " ", ""))))
	u.screen("people")
	u.wait("the people", `document.querySelector("[data-part=people] button") !== null`)
	eval[bool](u.hall, `(document.querySelector("[data-part=people] button").click(), true)`)
	u.screen("pin")
	eval[bool](u.hall,
		`(((f) => { f.elements.password.value = "sai"; f.elements.new_pin.value = "2974"; f.requestSubmit(); })(document.querySelector("[data-part=pin-form]")), true)`)
	u.wait("the refusal", `document.querySelector("[data-part=band]").classList.contains("bad")`)
	u.screenAs("a wrong password")
	eval[bool](u.hall, fmt.Sprintf(
		`(((f) => { f.elements.password.value = %q; f.elements.new_pin.value = "1357"; f.requestSubmit(); })(document.querySelector("[data-part=pin-form]")), true)`, u.password))
	u.screen("rounds")
	u.changePerson()
	u.screen("people")
	eval[bool](u.hall, `(document.querySelector("[data-part=people] button").click(), true)`)
	u.screen("pin")
}

// practice: the training round from its beginning to its end.
func (u *tour) practice() {
	u.t.Helper()
	u.click("Luyện tập")
	u.screen("enter")
	u.screenAs("practice")
	for range 8 {
		u.click("Đưa phiếu vào máy quét")
		u.wait("paper or question",
			`!document.getElementById("station").classList.contains("waiting") || !document.querySelector("[data-part=aside]").hidden`)
		if eval[bool](u.hall, `!document.querySelector("[data-part=aside]").hidden`) {
			u.click("Không do ban phát ra")
		} else {
			u.click("Xong")
			u.click("Xong") // nothing struck out: asked once
		}
	}
	u.wait("the end", `!document.querySelector('[data-screen="finish"]').hidden`)
	u.click("Chốt tập")
	u.screen("lesson")
}

// crossOut: papers with codes to the end of a sheaf, with what can go wrong.
func (u *tour) crossOut(codes []string) {
	u.t.Helper()
	u.click("Tập 1")
	u.screen("enter")
	u.scan(codes[0])
	u.screenAs("paper, too many")
	u.press("#station", "1")
	u.press("#station", "2")
	u.screenAs("paper, two struck out")
	u.press("#station", "b")
	u.screenAs("paper, signed")
	u.press("#station", "Enter")
	u.scan(codes[0])
	u.wait("the question", `!document.querySelector("[data-part=aside]").hidden`)
	u.screenAs("aside")
	u.click("Quét lại")
	u.click("Không đọc được mã")
	u.click("Do ban phát ra")
	u.screenAs("paper set aside")
	u.press("#station", "Enter")
	u.wait("the question", `document.querySelector("[data-part=band]").innerText.includes("Chưa gạch tên nào")`)
	u.screenAs("paper, nothing struck out")
	u.press("#station", "Enter")
	u.wait("the next paper", `document.querySelector("[data-part=where]").innerText.includes("2/")`)
	round := eval[string](u.hall, `location.hash`)
	u.leave()
	u.visit("/tram" + round)
	u.screen("resume")
	u.click("Nhập tiếp")
	for _, code := range codes[1:5] {
		u.scan(code)
		u.press("#station", "Enter")
		u.press("#station", "Enter")
	}
	u.screen("finish")
	u.click("Chốt tập")
	u.wait("the receipt", `document.querySelector('[data-part="band"]').innerText.includes("Máy chủ đã ghi tập")`)
	u.screenAs("no sheaf left")
}

// unreachable: a browser that knows nothing yet, and no server; then an error.
func (u *tour) unreachable() {
	u.t.Helper()
	u.leave()
	u.tell("Storage.clearDataForOrigin", map[string]any{"origin": u.url,
		"storageTypes": "indexeddb,service_workers,cache_storage"})
	u.tell("Network.setBlockedURLs", map[string]any{"urlPatterns": []any{map[string]any{"urlPattern": u.url + "/api/*",
		"block": true}}})
	u.visit("/tram")
	u.screen("unreachable")
	eval[bool](u.hall, `(Promise.reject(new Error("lỗi thử")), true)`)
	u.screen("failed")
	u.tell("Network.setBlockedURLs", map[string]any{"urlPatterns": []any{}})
}

// unhandy names what is too low for a finger (48 px) or too small to read
// (18 px), but for what is marked as small: what nobody needs to count.
const unhandy = `(() => {
	const found = [], seen = (e) => e.checkVisibility() && e.getClientRects().length;
	const small = ".small";
	for (const e of document.querySelectorAll("#station :is(button, a.b, input, select, summary, .row)")) {
		const { height } = e.getBoundingClientRect();
		if (seen(e) && !e.closest(small) && height < 47.9) found.push("low, " + height + " px: " +
			e.outerHTML.slice(0, 160));
	}
	const texts = document.createTreeWalker(document.getElementById("station"), NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || !seen(e) || e.closest(small)) continue;
		const size = parseFloat(getComputedStyle(e).fontSize);
		if (size < 17.9) found.push("small, " + size + " px: " + texts.currentNode.data.trim().slice(0, 80));
	}
	return found;
})()`
