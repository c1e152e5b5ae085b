package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"kiemphieu/congress"
)

// fault is what a bad network does to one request.
type fault int

// The faults. A client sees a reset connection in all but the first, the
// third and the last; there it sees an answer.
const (
	faultNone      fault = iota
	faultLost            // lost on the way to the server
	faultDelayed         // late on both ways
	faultUnheard         // the answer is lost
	faultCut             // the answer is cut off in its middle
	faultTwice           // delivered twice at the same time
	faultReordered       // delivered after the client has given up and tried again
	faultPortal          // answered by somebody else, such as a hotel's sign-in page
	faults
)

// wire is a proxy on loopback between clients and the program. It can be
// unplugged, it hears everything, and it can be a bad network.
type wire struct {
	t      *testing.T
	server *httptest.Server
	target *url.URL
	url    string

	unplugged atomic.Bool
	late      sync.WaitGroup // deliveries on their way after the client has gone

	mu     sync.Mutex
	random *rand.Rand
	bad    float64 // share of batches that meet a fault
	met    [faults]int
	sent   int       // batches that reached the server
	heard  []message // in the order in which they came
}

// message is a request as it crossed the wire.
type message struct {
	Method, Path string
	Body         []byte
	At           time.Time
}

// lay lays a wire to the program.
func (c *count) lay() *wire {
	c.t.Helper()
	target, err := url.Parse(c.server.URL)
	check(c.t, err)
	w := &wire{t: c.t, target: target}
	w.server = httptest.NewServer(http.HandlerFunc(w.carry))
	w.server.Config.ErrorLog = nil
	w.url = w.server.URL
	c.t.Cleanup(func() {
		w.server.CloseClientConnections()
		w.server.Close()
		w.late.Wait()
	})
	return w
}

// worsen makes the wire a bad network for batches.
func (w *wire) worsen(seed uint64, bad float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.random, w.bad = rand.New(rand.NewPCG(seed, 1)), bad
}

// unplug cuts a tablet off, or plugs it in again.
func (w *wire) unplug(out bool) {
	w.unplugged.Store(out)
	if out {
		w.server.CloseClientConnections()
	}
}

// draw chooses what happens to a request, and notes it.
func (w *wire) draw(m message) fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, m)
	if w.random == nil || m.Method != http.MethodPut || w.random.Float64() >= w.bad {
		return faultNone
	}
	f := 1 + fault(w.random.IntN(int(faults)-1))
	w.met[f]++
	return f
}

// pause is some milliseconds.
func (w *wire) pause() {
	w.mu.Lock()
	wait := time.Duration(w.random.IntN(40)) * time.Millisecond
	w.mu.Unlock()
	time.Sleep(wait)
}

func (w *wire) carry(out http.ResponseWriter, in *http.Request) {
	if w.unplugged.Load() {
		reset(out)
		return
	}
	body, err := io.ReadAll(in.Body)
	if err != nil {
		reset(out)
		return
	}
	again := in.Clone(context.WithoutCancel(in.Context())) // a delivery outlives its client
	switch w.draw(message{in.Method, in.URL.Path, body, time.Now()}) {
	case faultLost:
		reset(out)
	case faultDelayed:
		w.pause()
		answer, content := w.deliver(again, body)
		w.pause()
		w.answer(out, answer, content, len(content))
	case faultUnheard:
		w.deliver(again, body)
		reset(out)
	case faultCut:
		answer, content := w.deliver(again, body)
		w.answer(out, answer, content, len(content)/2)
	case faultTwice:
		w.late.Go(func() { w.deliver(again.Clone(again.Context()), body) })
		answer, content := w.deliver(again, body)
		w.answer(out, answer, content, len(content))
	case faultReordered:
		w.late.Go(func() {
			w.pause()
			w.pause()
			w.deliver(again, body)
		})
		reset(out)
	case faultPortal:
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		if _, err := io.WriteString(out, "<!doctype html><title>Wi-Fi</title><p>Welcome. Please sign in."); err != nil {
			reset(out)
		}
	case faultNone, faults:
		answer, content := w.deliver(again, body)
		w.answer(out, answer, content, len(content))
	}
}

// carrier neither follows redirects nor keeps cookies.
var carrier = &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}

// deliver brings a request to the program as its client sent it.
func (w *wire) deliver(in *http.Request, body []byte) (*http.Response, []byte) {
	out := in.Clone(in.Context())
	w.mu.Lock()
	out.URL.Scheme, out.URL.Host, out.RequestURI = w.target.Scheme, w.target.Host, ""
	w.mu.Unlock()
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if in.Method == http.MethodPut {
		w.mu.Lock()
		w.sent++
		w.mu.Unlock()
	}
	answer, err := carrier.RoundTrip(out)
	if err != nil {
		return nil, nil
	}
	defer answer.Body.Close() // read only
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, nil
	}
	return answer, content
}

// answer hands the first bytes of an answer on; fewer than all cut the line.
func (w *wire) answer(out http.ResponseWriter, answer *http.Response, content []byte, first int) {
	if answer == nil {
		reset(out)
		return
	}
	for name, values := range answer.Header {
		out.Header()[name] = values
	}
	if first < len(content) {
		out.Header().Set("Content-Length", answer.Header.Get("Content-Length"))
	}
	out.WriteHeader(answer.StatusCode)
	_, err := out.Write(content[:first])
	if first < len(content) || err != nil {
		_ = http.NewResponseController(out).Flush()
		panic(http.ErrAbortHandler)
	}
}

// reset ends a connection without an answer.
func reset(out http.ResponseWriter) {
	conn, _, err := http.NewResponseController(out).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // RST in place of FIN
	}
	_ = conn.Close()
}

// Through a network that spoils half of all batches, each has exactly one
// effect: one row, one event, the right papers, and its own receipt.
func TestR2ExactlyOnceFromGoClients(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(2))
	boxes, sheaves := 4, 125 // two passes each
	if os.Getenv("KIEMPHIEU_SOAK") != "" {
		boxes *= 10
	}
	w := c.lay()
	var work sync.WaitGroup
	var tries atomic.Int64
	var all []*box
	for i := range boxes {
		b := c.openBox(sheaves, 2, uint64(i+1))
		all = append(all, b)
		w.worsen(uint64(i+100), 0)
		a, other := b.client(w.url, 0, congress.PassA), b.client(w.url, 1, congress.PassB)
		w.worsen(uint64(i+100), 0.5)
		work.Go(func() { a.send(&tries) })
		work.Go(func() { other.send(&tries) })
		if i%4 == 3 {
			work.Wait()
		}
	}
	work.Wait()
	w.late.Wait()
	for _, b := range all {
		b.holdsAll(congress.PassA)
		b.holdsAll(congress.PassB)
	}
	for f, n := range w.met[1:] {
		if n < boxes*sheaves/40 {
			t.Errorf("fault %d was met %d times only", f+1, n)
		}
	}
	if n := boxes * sheaves * 2; w.sent < n*11/10 {
		t.Errorf("%d deliveries of %d batches: the network was not bad", w.sent, n)
	}
	t.Logf("%d batches, %d tries, %d deliveries, faults met %v", boxes*sheaves*2, tries.Load(), w.sent, w.met[1:])
}

// client is a signed-in teller without a browser.
type client struct {
	*box
	http   *http.Client
	url    string
	pass   congress.Pass
	random *rand.Rand
}

func (b *box) client(url string, teller int, pass congress.Pass) *client {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	check(b.t, err)
	k := &client{box: b, http: &http.Client{Jar: jar}, url: url, pass: pass, random: rand.New(rand.NewPCG(uint64(teller), 3))}
	k.post("/dang-nhap", "application/x-www-form-urlencoded", "login="+fmt.Sprintf("%s.kiemphieu%d", b.cell, teller+1)+"&password="+b.password)
	k.post(fmt.Sprintf("/api/v1/rounds/%s/passes/%s/pair", b.round, pass), "application/json", `{"reader":""}`)
	return k
}

func (k *client) post(path, kind, body string) {
	k.t.Helper()
	answer, err := k.http.Post(k.url+path, kind, strings.NewReader(body)) //nolint:noctx // ends with the test
	check(k.t, err)
	defer answer.Body.Close() // read only
	if answer.StatusCode >= http.StatusBadRequest {
		k.t.Fatalf("%s: %s", path, answer.Status)
	}
}

// send sends all sheaves in some order, each until its receipt comes; some
// are sent again after it, as by a tablet that lost power before it forgot them.
func (k *client) send(tries *atomic.Int64) {
	for _, i := range k.random.Perm(len(k.sheaves)) {
		id := congress.BatchID(uuid.NewString())
		receipt := congress.Receipt{Batch: id, Pass: k.pass, Sheaf: i + 1, N: len(k.sheaves[i])}
		want := batchOf(k.sheaves[i])
		body, err := json.Marshal(map[string]any{"sheaf": i + 1, "n": receipt.N, "tokens": want.hex, "marks": want.marks, "set_aside": []congress.SetAside{}, "account": ""})
		if err != nil {
			k.t.Error(err)
			return
		}
		for again := k.random.IntN(20) / 19; again >= 0; again-- {
			for !k.put(receipt, body) {
				tries.Add(1)
			}
			tries.Add(1)
		}
	}
}

// put reports whether the receipt came; any other answer of the program is a failure.
func (k *client) put(want congress.Receipt, body []byte) bool {
	address := fmt.Sprintf("%s/api/v1/rounds/%s/passes/%s/batches/%s", k.url, k.round, k.pass, want.Batch)
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPut, address, bytes.NewReader(body))
	if err != nil {
		k.t.Error(err)
		return true
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := k.http.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close() // read only
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return false
	}
	if answer.StatusCode != http.StatusOK {
		k.t.Errorf("pass %s sheaf %d: %s %s", k.pass, want.Sheaf, answer.Status, content)
		return true
	}
	var got congress.Receipt
	return json.Unmarshal(content, &got) == nil && got == want
}

// The station's own queue in a browser, through the same network: 24 sheaves,
// each with exactly one effect, and nothing forgotten without its receipt.
func TestR2ExactlyOnceFromTheStation(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(22))
	b := c.openBox(24, 1, 22)
	w := c.lay()
	station := c.window(startBrowser(t), w.url)
	station.signIn(b.cell + ".kiemphieu1")
	station.visit("/tram")
	station.waitNow("rounds")
	station.take(congress.PassA)
	w.worsen(22, 0.6)
	for i, sheets := range b.sheaves {
		w.unplug(i%8 < 4) // several wait at once
		station.enter(i+1, sheets)
		station.finish()
	}
	station.settle(0)
	w.late.Wait()
	b.holdsAll(congress.PassA)
	for f, n := range w.met[1:] {
		if n == 0 {
			t.Errorf("fault %d was not met", f+1)
		}
	}
	t.Logf("%d batches, %d deliveries, faults met %v", len(b.sheaves), w.sent, w.met[1:])
}
