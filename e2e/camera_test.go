package e2e

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	chance "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
)

// cameraReader is the station's own decoder, in a browser, and the frames that it
// is given.
type cameraReader struct {
	tb    testing.TB
	ctx   context.Context
	mu    sync.Mutex
	frame func(n int) *image.Gray
}

// reading is what the decoder made of a frame.
type reading struct {
	Texts   []string `json:"texts"`
	Took    float64  `json:"took"` // milliseconds
	Problem string   `json:"problem"`
}

// openReader serves the station and opens it; frames are asked for by number.
func openReader(tb testing.TB) *cameraReader {
	tb.Helper()
	p := apptest.Open(tb, app.Config{Version: "test"})
	r := &cameraReader{tb: tb, ctx: profile(tb)}
	mux := http.NewServeMux()
	mux.Handle("/", p.Server.Handler())
	mux.HandleFunc("/frames/{n}", r.serve)
	ts := httptest.NewServer(mux)
	tb.Cleanup(ts.Close)
	check(tb, chromedp.Do(r.ctx, chromedp.Navigate(ts.URL+"/tram")))
	_, err := chromedp.Run(r.ctx, chromedp.Evaluate[bool](readerScript, chromedp.EvalAwaitPromise))
	check(tb, err)
	return r
}

// readerScript feeds frames to the worker as the camera does, one at a time;
// the next one is fetched meanwhile.
const readerScript = `(async () => {
	const station = document.querySelector('script[src*="station.js"]').src;
	const { decoderURL } = await import(station.replace("station.js", "camera.js"));
	const worker = new Worker(decoderURL);
	const fetched = async (n) => {
		const levels = new Uint8Array(await (await fetch("/frames/" + n)).arrayBuffer());
		const colors = new Uint32Array(levels.length);
		for (let i = 0; i < levels.length; i++) colors[i] = 0xff000000 | levels[i] * 0x010101;
		return createImageBitmap(new ImageData(new Uint8ClampedArray(colors.buffer), 1280, 720));
	};
	window.readFrames = async (first, count) => {
		const readings = [];
		let next = fetched(first);
		for (let i = 0; i < count; i++) {
			const frame = await next;
			if (i + 1 < count) next = fetched(first + i + 1);
			readings.push(await new Promise((done, failed) => {
				worker.onmessage = ({ data }) => done(data);
				worker.onerror = ({ message }) => failed(message);
				worker.postMessage(frame, [frame]);
			}));
		}
		return readings;
	};
	return true;
})()`

func (r *cameraReader) serve(w http.ResponseWriter, request *http.Request) {
	n, err := strconv.Atoi(request.PathValue("n"))
	if err != nil {
		http.NotFound(w, request)
		return
	}
	r.mu.Lock()
	frame := r.frame
	r.mu.Unlock()
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := w.Write(frame(n).Pix); err != nil {
		r.tb.Error(err)
	}
}

// read has the decoder look at frames.
func (r *cameraReader) read(first, count int, frame func(n int) *image.Gray) []reading {
	r.tb.Helper()
	r.mu.Lock()
	r.frame = frame
	r.mu.Unlock()
	readings, err := chromedp.Run(r.ctx, chromedp.Evaluate[[]reading](fmt.Sprintf("readFrames(%d, %d)", first, count),
		chromedp.EvalAwaitPromise))
	check(r.tb, err)
	for i, got := range readings {
		if got.Problem != "" {
			r.tb.Fatalf("frame %d: %s", first+i, got.Problem)
		}
	}
	return readings
}

// elect is a ballot of so many names.
func elect(names, seats int) ballot.Definition {
	d := ballot.Definition{RoundID: "r", Congress: "Đại hội Chi bộ Tổ dân phố Hòa Lộc",
		Organisation: "Chi bộ Tổ dân phố Hòa Lộc", Term: "2025–2027", Profile: "190-QD/TW",
		Office: ballot.Committee, Round: 1, Kind: ballot.Ordinary, Style: ballot.CrossOut, CodeMode: "qr",
		List: ballot.List{Seats: seats}}
	for i := range names {
		d.List.Candidates = append(d.List.Candidates, ballot.Candidate{ID: fmt.Sprint("c", i),
			Name: fmt.Sprintf("Tôn Nữ Thị Ngọc Khuyên %d", i+1)})
	}
	if names == seats {
		d.Style = ballot.AgreeDisagree
	}
	return d
}

// papersOfEveryFormat returns printed papers, more of the usual formats.
func papersOfEveryFormat(tb testing.TB) []paperShown {
	tb.Helper()
	random := chance.NewChaCha8([32]byte{1})
	var all []paperShown
	for _, kind := range []struct {
		format       ballot.Format
		names, seats int
		papers       int
	}{{ballot.FormatA5, 9, 7, 8}, {ballot.FormatA5TwoUp, 6, 5, 6}, {ballot.FormatA6, 4, 3, 4},
		{ballot.FormatA4, 27, 21, 4}, {ballot.FormatA5, 1, 1, 2}} {
		d := elect(kind.names, kind.seats)
		_, tokens, err := ballot.NewManifest(d, kind.papers, random)
		check(tb, err)
		all = append(all, printed(tb, d, kind.format, tokens)...)
	}
	return all
}

// U2: what the printer prints the camera reads, turned, tilted, dim and
// blurred: 99 frames of a hundred, and never another text.
func TestU2CameraReadsFrames(t *testing.T) {
	t.Parallel()
	papers := papersOfEveryFormat(t)
	r := openReader(t)
	const atOnce = 20
	frames := size.Pick(50, 50, 500)
	photos := func(n int) *image.Gray {
		paper := &papers[n%len(papers)]
		return frame(paper, inTheHall(*paper, uint64(n)))
	}
	right, slow, most, all := 0, 0, 0.0, 0.0
	for first := 0; first < frames; first += atOnce {
		for i, got := range r.read(first, atOnce, photos) {
			want := papers[(first+i)%len(papers)].text
			for _, text := range got.Texts {
				if text != want {
					t.Errorf("frame %d: %q was read of a paper with %q", first+i, text, want)
				}
			}
			if len(got.Texts) == 1 {
				right++
			} else {
				t.Logf("frame %d: %d texts of %+v", first+i, len(got.Texts),
					inTheHall(papers[(first+i)%len(papers)], uint64(first+i)))
			}
			if got.Took > 1000 {
				slow++
			}
			most, all = max(most, got.Took), all+got.Took
		}
	}
	t.Logf("%d of %d frames read, %d took more than a second, the longest %.0f ms, one %.0f ms", right, frames, slow,
		most, all/float64(frames))
	if right*100 < frames*99 {
		t.Errorf("%d of %d frames were read, want 99 of a hundred", right, frames)
	}
}

// BenchmarkDecoder reports what the decoder reads of frames of 1280 × 720 and in
// which time: as in a hall, and with one thing at a time made worse. The
// distance is that of an A5 paper to a tablet that sees 65 degrees across.
func BenchmarkDecoder(b *testing.B) {
	papers := papersOfEveryFormat(b)
	r := openReader(b)
	b.Run("hall", func(b *testing.B) {
		r.measure(b, 96, func(n int) (*paperShown, cameraView) {
			paper := &papers[n%len(papers)]
			return paper, inTheHall(*paper, uint64(5000+n))
		})
	})
	b.Run("table", func(b *testing.B) {
		r.measure(b, 8, func(n int) (*paperShown, cameraView) { return nil, onTheStand(n) })
	})
	for _, series := range []struct {
		name   string
		values []float64
		set    func(*cameraView, float64)
	}{
		{"tilt", []float64{0, 15, 30, 45, 60}, func(v *cameraView, x float64) { v.tilt[0] = x }},
		{"distance-cm", []float64{15, 20, 25, 30, 35, 40}, func(v *cameraView, x float64) { v.scale = focal / x / 10 }},
		{"blur-px", []float64{1, 3, 5, 7}, func(v *cameraView, x float64) { v.blur = int(x) / 2 }},
		{"moved-px", []float64{1, 3, 5, 7, 9}, func(v *cameraView, x float64) { v.smear = int(x) / 2 }},
		{"white", []float64{200, 100, 50, 25}, func(v *cameraView, x float64) { v.white = x }},
		{"noise", []float64{4, 8, 16, 32}, func(v *cameraView, x float64) { v.noise = x }},
	} {
		for _, value := range series.values {
			b.Run(fmt.Sprintf("%s=%g", series.name, value), func(b *testing.B) {
				r.measure(b, 16, func(n int) (*paperShown, cameraView) {
					v := onTheStand(n)
					series.set(&v, value)
					return &papers[n%8], v // A5
				})
			})
		}
	}
}

// onTheStand is a paper under a tablet on its stand, in usual light.
func onTheStand(n int) cameraView {
	v := inTheHall(paperShown{module: 1}, uint64(9000+n))
	v.tilt, v.scale, v.blur, v.smear, v.white, v.contrast, v.shade, v.noise = [2]float64{}, focal/250.0, 1, 0, 180, 0.8,
		0.2, 4
	return v
}

// measure has frames read again and again; the share of them that is read
// right and the milliseconds a frame are what the decoder itself says.
func (r *cameraReader) measure(b *testing.B, frames int, shot func(n int) (*paperShown, cameraView)) {
	b.Helper()
	pictures, texts := make([]*image.Gray, frames), make([]string, frames)
	for n := range frames {
		paper, v := shot(n)
		pictures[n] = frame(paper, v)
		if paper != nil {
			texts[n] = paper.text
		}
	}
	right, took, times := 0, 0.0, 0
	for b.Loop() {
		right = 0
		for n, got := range r.read(0, frames, func(n int) *image.Gray { return pictures[n] }) {
			took, times = took+got.Took, times+1
			if slices.Equal(got.Texts, []string{texts[n]}) {
				right++
			} else if len(got.Texts) > 0 {
				b.Errorf("%q was read of a paper with %q", got.Texts, texts[n])
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(right)/float64(frames), "share")
	b.ReportMetric(took/float64(times), "ms/frame")
	b.ReportMetric(float64(times)/took*1000, "frames/s")
}

// papersUnderTheCamera are as few as a sheaf may have.
const papersUnderTheCamera = 10

// A whole sheaf at the station, by camera: every paper of it under a camera
// that Chromium takes for real, two strangers among them. Another pair types
// the same sheaf, and the chief sees both arrive.
func TestE2EWholeSheafByCamera(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	round := "/lan-bau/" + string(h.box.Round)
	const sheaf, foreign, original, copied = 1, 6, 4, 8
	h.countAnew(congress.CountTwoPasses, papersUnderTheCamera, 0)
	papers, papersToType := h.underTheCamera(sheaf, foreign, original, copied)
	camera, chief := *h, *h
	camera.ctx = startBrowser(t, chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film(t, papers)))
	chief.ctx = profile(t)

	chief.signIn("cb10.truongban")
	chief.visit(round)
	chief.wait("nothing of the sheaf", gridCells(sheaf, `["–", "–"]`))
	eval[bool](&chief, `window.same = true`)
	h.signIn("cb10.kiemphieu2")
	camera.signIn("cb10.kiemphieu1")
	camera.openSheaf(round, "A", sheaf)
	camera.letHands(papersToType[original].Hash, papersToType)
	camera.click("Bật camera")
	h.typeSheaf(round, sheaf, papersToType, foreign, copied)
	chief.wait("pass B on the chief's page", gridCells(sheaf, `["–", "✔"]`)+" || "+gridCells(sheaf, `["✔", "✔"]`))
	for range 300 { // the film is shown again to a station that missed a paper
		if eval[bool](&camera, `document.getElementById("station").dataset.now === "finish"`) {
			break
		}
		time.Sleep(time.Second)
	}
	t.Logf("papers opened and papers told to scan again: %s", eval[string](&camera, `seen.papers + ", " + seen.again`))
	camera.sendSheaf()
	chief.wait("both passes on the chief's page", gridCells(sheaf, `["✔", "✔"]`))
	chief.must("hai lượt khớp")
	if !eval[bool](&chief, `window.same === true`) {
		t.Error("the chief's page was loaded again")
	}
	h.holdsSheaf(sheaf, papersToType, foreign, copied)
	seen := eval[map[string]string](&camera, `seen.words`)
	for cause, words := range map[string]string{"other_round": "Phiếu này của lần bầu khác, đại hội khác hoặc phiếu " +
		"diễn tập", "duplicate_here": "hai tờ mang cùng một mã, một tờ là bản sao"} {
		if !strings.Contains(seen[cause], words) {
			t.Errorf("of %s the station says %q", cause, seen[cause])
		}
	}
}

// gridCells is a condition on the cells of both passes in the chief's grid.
func gridCells(sheaf int, cells string) string {
	return fmt.Sprintf(
		`JSON.stringify([...document.querySelectorAll(".sheaves tbody tr")[%d].querySelectorAll("td.cell")].slice(0, 2).map((td) => td.classList.contains("got") ? "✔" : "–")) === JSON.stringify(%s)`, sheaf, cells)
}

// underTheCamera prints the papers of a sheaf, puts one of another round and
// the photocopy of one among them in place of two, and gives both what the
// camera sees and what is typed.
func (h *hall) underTheCamera(sheaf, foreign, original, copied int) ([]paperShown, []demo.SavedPaper) {
	h.t.Helper()
	view, err := h.congress.RoundOf(h.t.Context(), h.box.Round)
	check(h.t, err)
	d, err := view.Round.BallotDefinition()
	check(h.t, err)
	typed := slices.Clone(h.box.Sheaves[sheaf][:papersUnderTheCamera])
	other := elect(4, 3)
	typed[foreign].Code = ballot.EncodeCode(other.Tag(), ballot.Token{1, 2, 3})
	typed[copied].Code = typed[original].Code
	var tokens []ballot.Token
	for _, p := range typed {
		_, token, err := ballot.ParseCode(p.Code)
		check(h.t, err)
		tokens = append(tokens, token)
	}
	papers := printed(h.t, d, ballot.FormatA5TwoUp, tokens)
	papers[foreign] = printed(h.t, other, ballot.FormatA6, tokens[foreign:foreign+1])[0]
	for i, p := range typed {
		if papers[i].text != p.Code {
			h.t.Fatalf("paper %d says %s, not %s", i, papers[i].text, p.Code)
		}
	}
	return papers, typed
}

// marksByCode is a JSON object of the marks of papers, by their check codes.
func (h *hall) marksByCode(papers []demo.SavedPaper) []byte {
	h.t.Helper()
	marks := map[string]string{}
	for _, p := range papers {
		raw, err := hex.DecodeString(p.Hash)
		check(h.t, err)
		marks[ballot.TokenHash(raw).CheckCode()] = string(p.Marks)
	}
	table, err := json.Marshal(marks)
	check(h.t, err)
	return table
}

// letHands has the page itself strike out names and tap "Xong" for each paper
// that opens, as a pair would, and conclude on the two strangers once each. A
// paper that the film shows a second time is told to be scanned again.
func (h *hall) letHands(original string, papers []demo.SavedPaper) {
	h.t.Helper()
	raw, err := hex.DecodeString(original)
	check(h.t, err)
	eval[bool](h, fmt.Sprintf(`(() => {
		const marks = %s, copied = %q;
		const station = document.getElementById("station");
		const part = (name) => station.querySelector('[data-part="' + name + '"]');
		window.seen = { words: {}, again: 0, papers: 0 };
		let done = "";
		setInterval(() => {
			const aside = part("aside");
			if (station.dataset.now !== "enter") return;
			if (!aside.hidden) {
				const { cause } = aside.dataset, why = part("aside-why").innerText;
				const stranger = !seen.words[cause] && (cause === "other_round" || cause === "duplicate_here" &&
					why.includes(copied));
				if (stranger) seen.words[cause] = why;
				else seen.again++;
				aside.querySelector('[data-choice="' + (stranger ? "foreign" : "again") + '"]').click();
				return;
			}
			const code = /Đúng phiếu của ban: (\w+)/.exec(part("band").innerText)?.[1];
			if (!code || code === done || station.classList.contains("waiting")) return;
			done = code;
			seen.papers++;
			[...marks[code]].forEach((mark, i) => mark === "0" && station.dispatchEvent(new KeyboardEvent("keydown",
				{ key: String(i + 1), bubbles: true })));
			part("done").click();
			if (!marks[code].includes("0")) part("done").click(); // nothing struck out: asked once
		}, 20);
		return true;
	})()`, h.marksByCode(papers), ballot.TokenHash(raw).CheckCode()))
}

// typeSheaf enters the same papers by keyboard in pass B.
func (h *hall) typeSheaf(round string, sheaf int, papers []demo.SavedPaper, foreign, copied int) {
	h.t.Helper()
	h.openSheaf(round, "B", sheaf)
	for i, p := range papers {
		h.key("code", p.Code)
		h.press(`#station [data-part="code"]`, "Enter")
		if i == foreign || i == copied {
			h.wait("the dialog", `!document.querySelector('[data-part="aside"]').hidden`)
			h.click("Không do ban phát ra")
			continue
		}
		for k := range len(p.Marks) {
			if p.Marks[k] == ballot.Struck {
				h.press("#station", fmt.Sprint(k+1))
			}
		}
		h.press("#station", "Enter")
		if !strings.Contains(string(p.Marks), string(ballot.Struck)) {
			h.press("#station", "Enter") // nothing struck out: asked once
		}
	}
	h.sendSheaf()
}

// holdsSheaf checks what the server has of a sheaf, in both passes.
func (h *hall) holdsSheaf(sheaf int, papers []demo.SavedPaper, foreign, copied int) {
	h.t.Helper()
	var hashes, marks []string
	for i, p := range papers {
		if i == foreign || i == copied {
			marks = append(marks, string(ballot.Defective(ballot.NotIssued)))
			continue
		}
		hashes, marks = append(hashes, p.Hash), append(marks, string(p.Marks))
	}
	slices.Sort(hashes)
	slices.Sort(marks)
	found := 0
	check(h.t, h.program.Store.View(h.t.Context(), func(tx congress.Tx) error {
		round, err := tx.Round(h.t.Context(), h.box.Round)
		if err != nil {
			return err
		}
		batches, err := tx.Batches(h.t.Context(), round)
		for _, b := range batches {
			if b.Sheaf != sheaf+1 {
				continue
			}
			found++
			if hex.EncodeToString(b.Tokens) != strings.Join(hashes, "") || b.Marks != strings.Join(marks, "\n") ||
				b.N != len(papers) {
				h.t.Errorf("pass %s has other papers than lay on the table:\n%s", b.Pass, b.Marks)
			}
			if want := `[{"cause":"duplicate_here","issued":false,"count":1},{"cause":"other_round","issued":false,"count":1}]`; b.SetAside != want {
				h.t.Errorf("pass %s set aside %s", b.Pass, b.SetAside)
			}
		}
		return err
	}))
	if found != 2 {
		h.t.Errorf("the sheaf was entered %d times", found)
	}
}
