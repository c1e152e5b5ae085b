package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/minutes"
)

// scansOf ends a sheaf of which so many papers are entered: the camera is taken away,
// the machine reads the others from scans, one of them no paper, and their codes are
// typed by a scanner for the pair that letPair has at the desk.
func (h *hall) scansOf(papers []demo.SavedPaper, entered int) {
	h.t.Helper()
	eval[bool](h, `(() => {
		const table = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 }).getContext("2d");
		setInterval(() => table.fillRect(0, 0, 1280, 720), 200);
		const video = document.querySelector("[data-part=video]");
		video.srcObject.getTracks().forEach((track) => track.stop());
		video.srcObject = table.canvas.captureStream(5);
		void video.play();
		return true;
	})()`)
	h.giveScans(h.marked(papers), `const field = document.querySelector("[data-part=scans-files]");
		field.files = files.files;
		field.dispatchEvent(new Event("change"));`)
	h.wait("all scans are read", fmt.Sprintf(
		`document.querySelector("[data-part=scans-says]").innerText.includes("%d/%d")`, len(papers), len(papers)+1))
	h.wait("the one that is no paper is told", fmt.Sprintf(
		`document.querySelector("[data-part=scans-unread]").innerText.includes("%d")`, len(papers)+1))
	for i, p := range papers {
		h.wait("the desk is free", `document.querySelector("[data-part=aside]").hidden &&
			document.getElementById("station").classList.contains("waiting")`)
		h.key("code", p.Code)
		h.press(`#station [data-part="code"]`, "Enter")
		h.wait("the paper is entered", fmt.Sprintf(`document.getElementById("station").dataset.now === "finish" ||
			document.querySelector("[data-part=where]").innerText.includes("· %d/")`, entered+i+1))
	}
}

// giveScans makes files of one of each two pictures and has a script give them to the page.
func (h *hall) giveScans(pictures [][]byte, give string) {
	h.t.Helper()
	var texts []string
	for i := 0; i < len(pictures); i += 2 { // one of each paper, and the empty table
		texts = append(texts, base64.StdEncoding.EncodeToString(pictures[i]))
	}
	list, err := json.Marshal(texts)
	check(h.t, err)
	eval[bool](h, fmt.Sprintf(`(() => {
		const files = new DataTransfer();
		%s.forEach((text, i) => files.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))],
			i + ".jpg", { type: "image/jpeg" })));
		document.querySelector("[data-part=scans]").open = true;
		%s
		return true;
	})()`, list, give))
}

// countAnew has the chief choose how the round is counted, in sheaves of so many,
// of which one in so many is drawn.
func (h *hall) countAnew(how congress.CountingMode, sheaf, draw int) {
	h.t.Helper()
	chief := h.actor("cb10.truongban")
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} { // what the ward has entered
		_ = h.congress.Supersede(h.t.Context(), chief, h.box.Round, pass, 1, "chọn lại cách kiểm")
	}
	check(h.t, h.congress.ChooseCounting(h.t.Context(), chief, h.box.Round, how, sheaf, draw,
		"Ban kiểm phiếu quyết định"))
}

// marked are pictures of papers with names struck out as voters did, each from
// two places, and of the empty table at the end.
func (h *hall) marked(papers []demo.SavedPaper) [][]byte {
	h.t.Helper()
	view, err := h.congress.RoundOf(h.t.Context(), h.box.Round)
	check(h.t, err)
	d, err := view.Round.BallotDefinition()
	check(h.t, err)
	g := ballot.Layout(d.List, view.Round.Format, view.Round.Code == congress.CodeQR)
	var pictures [][]byte
	for i, s := range h.unmarked(papers, d, view.Round) {
		for row := range papers[i].Marks {
			if papers[i].Marks[row] == ballot.Struck {
				strike(&s, g, row)
			}
		}
		s.faces = smaller(s.faces[0])
		for pose := range 2 {
			pictures = append(pictures, photo(h.t, frame(&s, upright(s, g, pose, uint64(2*i+pose)))))
		}
	}
	return append(pictures, photo(h.t, frame(nil, upright(paperShown{}, g, 0, 99))))
}

// unmarked are papers as they were printed, with their codes or without.
func (h *hall) unmarked(papers []demo.SavedPaper, d ballot.Definition, r congress.Round) []paperShown {
	h.t.Helper()
	if r.Code == congress.CodeNone {
		var pdf bytes.Buffer
		check(h.t, minutes.WritePapers(congress.Printing{Definition: d, N: len(papers), Format: r.Format}, &pdf))
		return onPages(h.t, d, r.Format, pdf.Bytes(), make([]string, len(papers)))
	}
	var tokens []ballot.Token
	for _, p := range papers {
		_, token, err := ballot.ParseCode(p.Code)
		check(h.t, err)
		tokens = append(tokens, token)
	}
	return printed(h.t, d, r.Format, tokens)
}

// strike draws a line through a name and a little beyond, with a blue pen.
func strike(s *paperShown, g ballot.Geometry, row int) {
	const mm = dots / 25.4
	box := g.Rows[row]
	middle := (float64(box.Y) + float64(box.H)/2) / 10 * mm
	left, end := float64(g.Table.X+g.Columns[0])/10*mm, float64(box.X+box.W)/10*mm-2*mm
	end = nameEnd(s.faces[0], left+mm, end, middle) + 3*mm
	for x := left; x < end; x++ {
		y := middle + 2*math.Sin(x/40)
		for dy := -2; dy <= 2; dy++ {
			s.faces[0].SetGray(int(x), int(y)+dy, color.Gray{Y: 70})
		}
	}
}

// nameEnd gives where on a printed line the last letter is.
func nameEnd(face *image.Gray, left, right, middle float64) float64 {
	for x := right; x > left; x-- {
		for dy := -6; dy <= 6; dy++ {
			if face.GrayAt(int(x), int(middle)+dy).Y < 100 {
				return x
			}
		}
	}
	return left
}

// upright is how a paper lies under a tablet on its stand: across the picture, all of it in view.
func upright(s paperShown, g ballot.Geometry, pose int, seed uint64) cameraView {
	v := cameraView{angle: 88 + float64(pose), tilt: [2]float64{4, -5}, scale: 4.1, white: 205, contrast: 0.85,
		shade: 0.2, noise: 2, seed: seed}
	x, y := float64(g.Page.W)/20-s.codeX, float64(g.Page.H)/20-s.codeY // from the code to the middle of the paper
	sin, cos := math.Sincos(v.angle * math.Pi / 180)
	v.at = [2]float64{0.5 - (cos*x-sin*y)*v.scale/frameWidth, 0.5 - (sin*x+cos*y)*v.scale/frameHeight}
	return v
}

// camera has the page see these pictures when it asks for a camera: two of each
// paper in turn for as long as it lies there, the last where none does. A film
// would run on while the page is still at work, and say more of the machine
// under the test than of the station.
func (h *hall) camera(pictures [][]byte) {
	h.t.Helper()
	texts := make([]string, len(pictures))
	for i, p := range pictures {
		texts[i] = base64.StdEncoding.EncodeToString(p)
	}
	list, err := json.Marshal(texts)
	check(h.t, err)
	evalLater[bool](h, fmt.Sprintf(`(async () => {
		const seen = await Promise.all(%s.map((text) =>
			createImageBitmap(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))));
		const [{ width, height }] = seen;
		const canvas = Object.assign(document.createElement("canvas"), { width, height });
		const context = canvas.getContext("2d");
		let frames = 0;
		window.lies = -1; // the number of the paper under the camera
		const draw = () => {
			frames += 1;
			context.drawImage(window.lies < 0 ? seen.at(-1) : seen[2 * window.lies + (frames >> 2) %% 2], 0, 0);
		};
		setInterval(draw, 100);
		draw();
		navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
		return true;
	})()`, list))
}

// checkSheets are pictures of the check sheets of the round, each from two places.
func (h *hall) checkSheets() [][]byte {
	h.t.Helper()
	view, err := h.congress.RoundOf(h.t.Context(), h.box.Round)
	check(h.t, err)
	d, format := view.Definition, view.Round.Format
	var pdf bytes.Buffer
	check(h.t, minutes.WriteCheckSheets(d, format, &pdf))
	var texts []string
	for i := range ballot.CheckSheets(d.List) {
		texts = append(texts, d.CheckCode(i+1))
	}
	g := ballot.Layout(d.List, format, true)
	var pictures [][]byte
	for i, s := range onPages(h.t, d, format, pdf.Bytes(), texts) {
		for pose := range 2 {
			pictures = append(pictures, photo(h.t, frame(&s, upright(s, g, pose, uint64(50+2*i+pose)))))
		}
	}
	return pictures
}

// checkMachine lays so many check sheets under the camera, the first of which has this number.
func (h *hall) checkMachine(first, sheets int) {
	h.t.Helper()
	h.wait("the check", `document.getElementById("station").dataset.now === "check"`)
	for i := range sheets {
		eval[bool](h, fmt.Sprintf(`(window.lies = %d, true)`, first+i))
		h.wait("the sheet is read", fmt.Sprintf(`document.getElementById("station").dataset.now === "choose" ||
			document.querySelectorAll("[data-part=check-sheets] li")[%d].innerText.includes("đã đọc")`, i))
	}
	h.wait("the machine may count", `document.getElementById("station").dataset.now === "choose"`)
	eval[bool](h, `(window.lies = -1, true)`)
}

// countedAgain has another teller count the first sheaf, which was drawn.
func (h *hall) countedAgain(papers []demo.SavedPaper) {
	h.t.Helper()
	second := h.actor("cb10.kiemphieu2")
	_ = h.congress.LeavePass(h.t.Context(), second, h.box.Round, congress.PassB) // where the ward had him count
	h.bring(second, congress.PassC, 0, papers)
}

// bring brings a sheaf of the ward's box, from 0, in a pass, as somebody and without a page.
func (h *hall) bring(by congress.Actor, pass congress.Pass, sheaf int, papers []demo.SavedPaper) {
	h.t.Helper()
	view, err := h.congress.RoundOf(h.t.Context(), h.box.Round)
	check(h.t, err)
	in := congress.BatchInput{ID: congress.BatchID(fmt.Sprintf("luot-%s-%d", pass, sheaf)), Pass: pass,
		Sheaf: sheaf + 1, N: len(papers)}
	for _, p := range papers {
		_, token, err := ballot.ParseCode(p.Code)
		check(h.t, err)
		in.Tokens = append(in.Tokens, token.Hash(view.Definition.Tag()))
		in.Marks = append(in.Marks, p.Marks)
	}
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	slices.Sort(in.Marks)
	_, err = h.congress.AcceptBatch(h.t.Context(), by, h.box.Round, in)
	check(h.t, err)
}

// sameInBoth compares what the server has: the two passes alike, and right.
func (h *hall) sameInBoth(papers []demo.SavedPaper) {
	h.t.Helper()
	check(h.t, h.program.Store.View(h.t.Context(), func(tx congress.Tx) error {
		round, err := tx.Round(h.t.Context(), h.box.Round)
		if err != nil {
			return err
		}
		batches, err := tx.Batches(h.t.Context(), round)
		if len(batches) != 2 || batches[0].Pass != congress.PassA || !batches[1].Machine {
			h.t.Fatalf("%d batches: %+v", len(batches), batches)
		}
		for _, b := range batches {
			if got := strings.Fields(b.Marks); strings.Join(got, " ") != sortedMarks(papers) {
				h.t.Errorf("pass %s has %v, not %s", b.Pass, got, sortedMarks(papers))
			}
		}
		return err
	}))
}

// sortedMarks are the marks of papers as a batch has them.
func sortedMarks(papers []demo.SavedPaper) string {
	var marks []string
	for _, p := range papers {
		marks = append(marks, string(p.Marks))
	}
	slices.Sort(marks)
	return strings.Join(marks, " ")
}
