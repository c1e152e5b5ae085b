package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"io"
	"log/slog"
	chance "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
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
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(tb.TempDir(), "kiemphieu.db"), store.Options{})
	check(tb, err)
	tb.Cleanup(func() { check(tb, db.Close()) })
	check(tb, db.Migrate(ctx))
	server, err := api.New(api.Config{Congress: congress.NewService(db, rand.Reader), Ratify: ratify.NewService(db.Ratify(), ratify.NewCalendar(ratify.Holidays()...)),
		Sessions: db.Sessions(), Ping: db.Ping, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test"})
	check(tb, err)
	r := &cameraReader{tb: tb, ctx: startBrowser(tb)}
	mux := http.NewServeMux()
	mux.Handle("/", server.Handler())
	mux.HandleFunc("/frames/{n}", r.serve)
	ts := httptest.NewServer(mux)
	tb.Cleanup(ts.Close)
	check(tb, chromedp.Do(r.ctx, chromedp.Navigate(ts.URL+"/tram")))
	_, err = chromedp.Run(r.ctx, chromedp.Evaluate[bool](readerScript, chromedp.EvalAwaitPromise))
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
	readings, err := chromedp.Run(r.ctx, chromedp.Evaluate[[]reading](fmt.Sprintf("readFrames(%d, %d)", first, count), chromedp.EvalAwaitPromise))
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
	d := ballot.Definition{RoundID: "r", Congress: "Đại hội Chi bộ Tổ dân phố Hòa Lộc", Organisation: "Chi bộ Tổ dân phố Hòa Lộc", Term: "2025–2027", Profile: "190-QD/TW",
		Office: ballot.Committee, Round: 1, Kind: ballot.Ordinary, Style: ballot.CrossOut, CodeMode: "qr", List: ballot.List{Seats: seats}}
	for i := range names {
		d.List.Candidates = append(d.List.Candidates, ballot.Candidate{ID: fmt.Sprint("c", i), Name: fmt.Sprintf("Tôn Nữ Thị Ngọc Khuyên %d", i+1)})
	}
	if names == seats {
		d.Style = ballot.AgreeDisagree
	}
	return d
}

// papersOfEveryFormat gives printed papers, more of the usual formats.
func papersOfEveryFormat(tb testing.TB) []paperShown {
	tb.Helper()
	random := chance.NewChaCha8([32]byte{1})
	var all []paperShown
	for _, kind := range []struct {
		format       ballot.Format
		names, seats int
		papers       int
	}{{ballot.FormatA5, 9, 7, 8}, {ballot.FormatA5TwoUp, 6, 5, 6}, {ballot.FormatA6, 4, 3, 4}, {ballot.FormatA4, 27, 21, 4}, {ballot.FormatA5, 1, 1, 2}} {
		d := elect(kind.names, kind.seats)
		_, tokens, err := ballot.NewManifest(d, kind.papers, random)
		check(tb, err)
		all = append(all, printed(tb, d, kind.format, tokens)...)
	}
	return all
}

// U2: what the printer prints the camera reads, turned, tilted, dim and
// blurred: 99 frames of a hundred, and never another text.
func TestU2CameraReads500Frames(t *testing.T) {
	papers := papersOfEveryFormat(t)
	r := openReader(t)
	const frames, atOnce = 500, 20
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
				t.Logf("frame %d: %d texts of %+v", first+i, len(got.Texts), inTheHall(papers[(first+i)%len(papers)], uint64(first+i)))
			}
			if got.Took > 1000 {
				slow++
			}
			most, all = max(most, got.Took), all+got.Took
		}
	}
	t.Logf("%d of %d frames read, %d took more than a second, the longest %.0f ms, one %.0f ms", right, frames, slow, most, all/frames)
	if right*100 < frames*99 {
		t.Errorf("%d of %d frames were read, want 99 of a hundred", right, frames)
	}
}
