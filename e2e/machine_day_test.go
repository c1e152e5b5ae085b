package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/demo"
)

// A whole count by person and machine: one alone cannot; the check sheets under a
// camera that Chromium takes for real; a sheaf on one paper of which the typist slips,
// its first papers under that camera and the others as scans; the draw, which the
// chief sees, the second person, the seal, and minutes that say what the machine did.
func TestE2EADayWithTheMachine(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	papers := h.ballots(poll{5, 3, papersUnderTheCamera, congress.CodeQR}, congress.CountWithMachine)
	round := "/lan-bau/" + string(h.box.Round)
	filmed := size.Pick(1, 1, papersUnderTheCamera-1)
	h.signIn("cb10.truongban")
	h.visit(round)
	h.must("Lượt M")
	if strings.Contains(h.page(), "Nhập lượt M") {
		t.Error("somebody is offered to enter the machine's pass")
	}
	station := *h
	station.ctx = startBrowser(t, chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture",
			filmOf(t, append(h.checkSheets(), h.marked(papers[:filmed])...))))
	station.readyToRead()
	station.throughTheFilm(`document.getElementById("station").dataset.now === "choose"`) // the check sheets are read
	h.wait("the chief sees it", `document.body.innerText.includes("1 máy đã đọc đúng phiếu kiểm tra")`)
	station.click("Tập 1 (")
	station.waitNow("enter")
	station.letPair(papers)
	station.throughTheFilm(fmt.Sprintf(`document.querySelector("[data-part=where]").innerText.includes("· %d/")`, filmed))
	station.scansOf(papers[filmed:], filmed)
	did := eval[told](&station, `did`)
	t.Logf("told to look again %d times, a second person read %d of %d papers", did.Look, did.Second,
		len(papers))
	if did.Look != 1 || did.Slips != 1 || did.Second > len(papers)/2 {
		t.Errorf("the typist slipped once, and the machine can read: %+v", did)
	}
	station.sendSheaf()
	h.sameInBoth(papers)
	h.wait("the sheaf is drawn", `document.body.innerText.includes("rút thăm, cần người khác kiểm lượt C")`)
	h.countedAgain(papers)
	h.wait("the sheaf is decided", `document.body.innerText.includes("hai lượt khớp") &&
		document.body.innerText.includes("người khác kiểm lại khớp 1/1")`)
	h.seal(round)
	minutes := h.pdfText(round + "/van-ban/bien-ban-kiem-phieu.pdf")
	for _, words := range []string{fmt.Sprintf("Máy đọc %d phiếu", len(papers)),
		"đã rút 1 tập, người khác kiểm lại đều khớp"} {
		if !strings.Contains(minutes, words) {
			t.Errorf("the minutes lack %q:\n%s", words, minutes)
		}
	}
}

// readyToRead opens the pass as somebody who is told that it takes two, and chooses
// the other; the camera is covered until the screen of the check has been looked at.
func (h *hall) readyToRead() {
	h.t.Helper()
	h.signIn("cb10.kiemphieu1")
	h.visit("/tram#" + string(h.box.Round) + "/A")
	h.waitNow("reader")
	h.click("Tôi tự đọc và nhập")
	h.wait("a second person is needed",
		`document.querySelector("[data-part=band]").innerText.includes("cần hai người")`)
	eval[bool](h, `(() => {
		const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
		devices.getUserMedia = (wanted) => new Promise((go) => {
			window.uncover = () => { devices.getUserMedia = open; go(open(wanted)); return true; };
		});
		return true;
	})()`)
	h.chooseReader()
	h.wait("the camera to be asked for", `"uncover" in window`)
	newTour(h).screen("check")
	eval[bool](h, `uncover()`)
}

// throughTheFilm waits for what the film brings: it is shown again while papers are
// left that a busy machine overlooked.
func (h *hall) throughTheFilm(condition string) {
	h.t.Helper()
	for range 300 {
		if eval[bool](h, condition) {
			return
		}
		time.Sleep(time.Second)
	}
	h.wait("the end of the film", condition)
}

// filmOf shows pictures to Chromium as its camera: two of each paper, some
// seconds long, and the last, the empty table, in between.
func filmOf(t *testing.T, pictures [][]byte) string {
	t.Helper()
	const held, between = 35, 8 // frames
	file, err := os.Create(filepath.Join(t.TempDir(), "papers.mjpeg"))
	check(t, err)
	table := pictures[len(pictures)-1]
	for i, picture := range pictures[:len(pictures)-1] {
		if i%2 == 0 {
			for range between {
				_, err := file.Write(table)
				check(t, err)
			}
		}
		for range held {
			_, err := file.Write(picture)
			check(t, err)
		}
	}
	check(t, file.Close())
	return file.Name()
}

// told counts what the typist was asked for by the machine, and whether he slipped.
type told struct{ Look, Second, Slips int }

// letPair has the page itself enter each paper that opens, as a pair would. On
// the first of which the machine is sure the typist slips; told to look again
// he enters what is there, and so does the second person who is asked for.
func (h *hall) letPair(papers []demo.SavedPaper) {
	h.t.Helper()
	eval[bool](h, fmt.Sprintf(`((marks) => {`+atTheDesk+`
		window.did = { Look: 0, Second: 0, Slips: 0 };
		let open = "", asked = "", shown = "";
		setInterval(() => {
			if (station.dataset.now !== "enter") return;
			if (!part("aside").hidden) { // the film shows a paper again
				part("aside").querySelector('[data-choice="again"]').click();
				return;
			}
			if (station.classList.contains("waiting")) return;
			shown = /Đúng phiếu của ban: (\w+)/.exec(part("band").innerText)?.[1] ?? shown;
			if (shown !== open) {
				if (did.Slips === 0 && !station.dataset.machine) return;
				const slips = did.Slips === 0 && station.dataset.machine === "sure";
				[open, asked] = [shown, ""];
				did.Slips += slips ? 1 : 0;
				enter(slips ? [...marks[shown]].map((mark) => (mark === "1" ? "0" : "1")).join("") : marks[shown]);
			} else if (says("Máy không chắc") && !asked.includes("second")) {
				did.Second += 1;
				asked += "second";
				enter(marks[open]);
			} else if (says("Máy đọc khác") && !asked.includes("look")) {
				did.Look += 1;
				asked += "look";
				enter(marks[open]);
			}
		}, 20);
		return true;
	})(%s)`, h.marksByCode(papers)))
}
