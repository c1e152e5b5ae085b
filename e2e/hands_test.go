package e2e

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
)

// hands are the times of a person at the table, in milliseconds: a look at what
// is to be done, and to reach for something and press or take it, as the
// keystroke-level model has them (Card, Moran, Newell 1983).
type hands struct {
	Look  int `json:"look"`
	Reach int `json:"reach"`
}

var people = hands{Look: 1350, Reach: 1300}

// BenchmarkASheafWithTheMachine (U2) reports what a sheaf takes that person and machine
// read at once, of two passes by hand at the same page, with the times of people.
func BenchmarkASheafWithTheMachine(b *testing.B) {
	const papers = 22
	hand, both := time.Duration(0), time.Duration(0)
	for b.Loop() {
		hand += enteredByHands(b, congress.CountTwoPasses, papers)
		both += enteredByHands(b, congress.CountWithMachine, papers)
	}
	b.ReportMetric(hand.Seconds()/float64(b.N), "s-by-hand")
	b.ReportMetric(both.Seconds()/float64(b.N), "s-with-machine")
	b.ReportMetric(100*both.Seconds()/(2*hand.Seconds()), "%-of-two-passes")
}

// enteredByHands gives the time from the first paper of a sheaf to the end of the last.
func enteredByHands(tb testing.TB, how congress.CountingMode, papers int) time.Duration {
	tb.Helper()
	h := openHall(tb)
	sheaf := h.ballots(poll{9, 7, max(papers, 10), congress.CodeQR}, how)
	pictures := h.marked(sheaf)
	h.signIn("cb10.kiemphieu1")
	h.visit("/tram#" + string(h.box.Round) + "/A")
	h.wait("who reads", `document.getElementById("station")?.dataset.now === "reader"`)
	if how == congress.CountWithMachine {
		sheets := h.checkSheets()
		h.camera(slices.Insert(pictures, len(pictures)-1, sheets...))
		h.chooseReader()
		h.checkMachine(len(sheaf), len(sheets)/2)
	} else {
		h.camera(pictures)
		h.click("Tôi tự đọc và nhập")
		h.wait("the sheaves", `document.getElementById("station").dataset.now === "choose"`)
	}
	h.click("Tập 1 (")
	h.wait("the desk", `document.getElementById("station").dataset.now === "enter"`)
	if how != congress.CountWithMachine {
		h.click("Bật camera")
	}
	begin := time.Now()
	for i, p := range sheaf[:papers] {
		h.byHand(i, p)
	}
	return time.Since(begin)
}

// ballots holds a ballot that is counted in one sheaf, which is drawn where the
// machine reads it, and gives its papers with what people marked on them.
func (h *hall) ballots(p poll, how congress.CountingMode) []demo.SavedPaper {
	h.t.Helper()
	round, codes := h.hold(p)
	h.box = &demo.SavedBox{Cell: "cb10", Round: congress.RoundID(strings.TrimPrefix(round, "/lan-bau/"))}
	view, err := h.congress.RoundOf(h.t.Context(), h.box.Round)
	check(h.t, err)
	var papers []demo.SavedPaper
	for i := range p.papers {
		marks := bytes.Repeat([]byte{ballot.Standing}, p.names)
		for k := range (p.names - p.seats) * min(i, 1) { // on the first paper nothing is struck out
			marks[(i+3*k)%p.names] = ballot.Struck
		}
		papers = append(papers, demo.SavedPaper{Marks: ballot.Marks(marks)})
	}
	for i, code := range codes {
		_, token, err := ballot.ParseCode(code)
		check(h.t, err)
		hash := token.Hash(view.Definition.Tag())
		papers[i].Code, papers[i].Hash = code, hex.EncodeToString(hash[:])
	}
	h.box.Sheaves = [][]demo.SavedPaper{papers}
	draw := 0
	if how == congress.CountWithMachine {
		draw = 1
	}
	h.countAnew(how, len(papers), draw)
	return papers
}

// chooseReader takes the pass with the first who is offered as a reader.
func (h *hall) chooseReader() {
	h.t.Helper()
	eval[bool](h, `(document.querySelector("[data-part=readers] button").click(), true)`)
}

// atTheDesk begins the scripts of those who count with a machine: parts of the page, what
// its band says, and a paper entered by keys.
const atTheDesk = `
		const station = document.getElementById("station");
		const part = (name) => station.querySelector('[data-part="' + name + '"]');
		const wait = (time) => new Promise((go) => setTimeout(go, time));
		const says = (text) => part("band").innerText.includes(text);
		const key = (key) => station.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
		const enter = (want) => {
			[...part("rows").children].forEach((row, i) =>
				row.classList.contains("struck") !== (want[i] === "0") && key(String(i + 1)));
			key("Enter");
		};`

// byHand lays a paper under the camera, looks at it and enters it as people do,
// and again where the page asks for that.
func (h *hall) byHand(number int, p demo.SavedPaper) {
	h.t.Helper()
	times, err := json.Marshal(people)
	check(h.t, err)
	asked := evalLater[string](h, fmt.Sprintf(`(async ({ look, reach }, number, want) => {`+atTheDesk+`
		const until = async (what) => { while (!what()) await wait(10); };
		const over = () => station.dataset.now === "finish" || station.classList.contains("waiting");
		const asks = ["Chưa gạch tên nào", "Máy không chắc", "Máy đọc khác"];
		await wait(2 * reach); // takes the paper before away, and this one
		window.lies = number;
		await until(() => says("Đúng phiếu của ban"));
		const asked = [];
		const turn = async (before) => {
			await wait(before + look);
			for (const [i, row] of [...part("rows").children].entries()) {
				if (row.classList.contains("struck") === (want[i] === "0")) continue;
				await wait(reach);
				key(String(i + 1));
			}
			await wait(reach);
			key("Enter");
			await until(() => over() || asks.some((ask) => says(ask) && !asked.includes(ask)));
			const ask = asks.find((ask) => says(ask) && !asked.includes(ask));
			if (over() || !ask) return;
			asked.push(ask);
			await turn(ask === asks[1] ? 2 * reach : 0); // the second person is given paper and tablet
		};
		await turn(0);
		window.lies = -1;
		return asked.join();
	})(%s, %d, %q)`, times, number, p.Marks))
	if asked != "" {
		h.t.Logf("paper %d: %s", number+1, asked)
	}
}
