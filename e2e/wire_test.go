package e2e

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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

// count and since give what crossed the wire.
func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.heard)
}

func (w *wire) since(first int) []message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.heard[first:])
}
