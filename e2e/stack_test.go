package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/demo"
)

// Papers without codes are known by their place alone. Their scans are dropped onto the page as one stack,
// in which one is no paper: that paper is laid under the camera when its turn comes. The typist enters the
// stack in its order and slips once.
func TestE2EAStackWithoutCodes(t *testing.T) {
	size.Story(t)
	t.Parallel()
	const unread, slip = 4, 2 // places in the stack
	h := openHall(t)
	papers := h.ballots(poll{3, 2, papersUnderTheCamera, congress.CodeNone}, congress.CountWithMachine)
	scans, sheets := h.marked(papers), h.checkSheets()
	table := scans[len(scans)-1]
	station := *h
	station.ctx = profile(t)
	station.signIn("cb10.kiemphieu1")
	station.visit("/tram#" + string(h.box.Round) + "/A")
	station.waitNow("reader")
	camera := append(sheets, scans[2*unread-2:2*unread]...)
	station.camera(append(camera, table))
	station.chooseReader()
	station.checkMachine(0, len(sheets)/2)
	station.click("Tập 1 (")
	station.waitNow("enter")
	scans[2*unread-2] = table
	station.giveScans(scans[:2*len(papers)], `document.querySelector("[data-part=scans]").dispatchEvent(
		new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));`)
	station.wait("all scans are read", `document.querySelector("[data-part=scans-says]").innerText.includes("9/10")`)
	station.wait("the place of the one that is no paper",
		fmt.Sprintf(`document.querySelector("[data-part=scans-unread]").innerText.includes("ảnh thứ %d:")`, unread))
	did := station.enterInOrder(papers, slip, unread, len(sheets)/2)
	t.Logf("told to look again %d times, a second person read %d of %d papers", did.Look, did.Second, len(papers))
	if did.Look != 1 || did.Second > 2 {
		t.Errorf("the typist slipped once, and the machine can read: %+v", did)
	}
	station.sendSheaf()
	h.sameInBoth(papers)
}

// enterInOrder enters the papers of a sheaf one after the other. At one place the typist slips; at another
// the paper is laid under the camera, as it has no scan.
func (h *hall) enterInOrder(papers []demo.SavedPaper, slip, shown, picture int) told {
	h.t.Helper()
	var wants []string
	for _, p := range papers {
		wants = append(wants, string(p.Marks))
	}
	list, err := json.Marshal(wants)
	check(h.t, err)
	return evalLater[told](h, fmt.Sprintf(`(async (wants, slip, shown, picture) => {`+atTheDesk+`
		const until = async (what) => { while (!what()) await wait(30); };
		const did = { Look: 0, Second: 0, Slips: 0 };
		for (const [i, want] of wants.entries()) {
			const over = () => station.dataset.now === "finish" ||
				part("where").textContent.includes("· " + (i + 1) + "/");
			if (i + 1 === slip) {
				did.Slips += 1;
				enter([...want].map((mark) => (mark === "1" ? "0" : "1")).join(""));
				await until(() => says("Máy đọc khác"));
				did.Look += 1;
			}
			enter(want);
			const looked = () => over() || says("Máy không chắc");
			while (i + 1 === shown && !looked()) { // laid again, for a busy machine sees the empty table late
				await wait(2000);
				window.lies = picture;
				for (let t = 0; t < 500 && !looked(); t += 1) await wait(30);
				window.lies = -1;
			}
			await until(looked);
			if (over()) continue;
			did.Second += 1;
			enter(want);
			await until(over);
		}
		return did;
	})(%s, %d, %d, %d)`, list, slip, shown, picture))
}
