package live

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func get(t testing.TB, url, seen string) (*bufio.Reader, func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if seen != "" {
		r.Header.Set("Last-Event-ID", seen)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(answer.Body), func() {
		cancel()
		_ = answer.Body.Close()
	}
}

// event reads one event: its id and its data.
func event(t testing.TB, in *bufio.Reader) (id, data string) {
	t.Helper()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		switch line = strings.TrimSuffix(line, "\n"); {
		case strings.HasPrefix(line, "id: "):
			id = line[4:]
		case strings.HasPrefix(line, "data: "):
			data += line[6:] + "\n"
		case line == "" && id != "":
			return id, data
		}
	}
}

// serveHub returns a hub whose topics tell a number, and how to change it.
func serveHub(t testing.TB) (hub *Hub, url string, n *atomic.Int64) {
	t.Helper()
	n = &atomic.Int64{}
	hub = New(func(_ context.Context, topic string) ([]byte, error) {
		return fmt.Appendf(nil, "%s\n%d", topic, n.Load()), nil
	})
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		r *http.Request) {
		hub.Serve(w, r, r.URL.Path)
	}))
	t.Cleanup(ts.Close)
	t.Cleanup(hub.Close)
	return hub, ts.URL, n
}

// A page has the newest picture at once, every change after it, and after a
// break only what it has not seen.
func TestStreamCatchesUp(t *testing.T) {
	hub, url, n := serveHub(t)
	in, stop := get(t, url+"/a", "")
	id, data := event(t, in)
	if data != "/a\n0\n" {
		t.Errorf("%q", data)
	}
	n.Store(1)
	hub.Changed("/b", "/a")
	next, data := event(t, in)
	if data != "/a\n1\n" || next == id {
		t.Errorf("%s %q", next, data)
	}
	stop()
	again, stop := get(t, url+"/a", next)
	defer stop()
	n.Store(2)
	hub.Changed("/a")
	if last, data := event(t, again); data != "/a\n2\n" || last == next {
		t.Errorf("what was seen comes again: %q", data)
	}
	late, stop := get(t, url+"/a", id)
	defer stop()
	if _, data := event(t, late); data != "/a\n2\n" {
		t.Errorf("%q", data)
	}
}

// Many changes are few events, and the last one is always told.
func TestManyChangesAreFewEvents(t *testing.T) {
	hub, url, n := serveHub(t)
	in, stop := get(t, url+"/a", "")
	defer stop()
	event(t, in)
	var writers sync.WaitGroup
	for range 16 {
		writers.Go(func() {
			for range 200 {
				n.Add(1)
				hub.Changed("/a")
			}
		})
	}
	writers.Wait()
	for events := 1; ; events++ {
		if _, data := event(t, in); data == "/a\n3200\n" {
			if events > 100 {
				t.Errorf("%d events", events)
			}
			return
		}
	}
}

// Nothing is kept of topics that nobody follows, and a closed hub ends its streams.
func TestHubForgets(t *testing.T) {
	hub, url, _ := serveHub(t)
	in, stop := get(t, url+"/a", "")
	event(t, in)
	if hub.Followers() != 1 {
		t.Errorf("%d followers", hub.Followers())
	}
	stop()
	for hub.Followers() > 0 {
		runtime.Gosched()
	}
	in, stop = get(t, url+"/b", "")
	defer stop()
	event(t, in)
	hub.Close()
	if _, err := in.ReadString(0); err == nil {
		t.Error("the stream goes on")
	}
}

// BenchmarkStreams2000 tells the time from a change to the last of 2,000
// pages, and the memory that a stream takes. The pages are bare connections,
// so that nearly all of it is the server's.
func BenchmarkStreams2000(b *testing.B) {
	const pages = 2000
	hub, url, n := serveHub(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	heard := make(chan int64, pages)
	for range pages {
		line, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			b.Fatal(err)
		}
		defer line.Close() //nolint:errcheck // a page is left
		if _, err := line.Write([]byte("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
			b.Fatal(err)
		}
		go follow(line, heard)
	}
	for range pages {
		<-heard // the first picture
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ResetTimer()
	for range b.N {
		want := n.Add(1)
		hub.Changed("/a")
		for got := 0; got < pages; {
			if <-heard == want {
				got++
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/last")
	b.ReportMetric(float64(after.HeapInuse+after.StackInuse-before.HeapInuse-before.StackInuse)/pages/1024,
		"KiB/stream")
}

// follow tells the numbers that a page hears.
func follow(line net.Conn, heard chan<- int64) {
	in := bufio.NewReaderSize(line, 256)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		var said int64
		if _, err := fmt.Sscanf(text, "data: %d", &said); err == nil {
			heard <- said
		}
	}
}

// More boards of one browser than it has connections take turns, and each
// hears of what changed; boards of others are not concerned.
func TestBoardsOfOneBrowserTakeTurns(t *testing.T) {
	hub, url, n := serveHub(t)
	other, stop := get(t, url+"/other?browser=b", "")
	defer stop()
	event(t, other)
	var boards []*bufio.Reader
	for i := range 6 {
		in, stop := get(t, fmt.Sprintf("%s/%d?browser=a", url, i), "")
		defer stop()
		event(t, in)
		boards = append(boards, in)
	}
	for _, in := range boards[:3] {
		rest, err := io.ReadAll(in) // ends by itself
		if err != nil || !strings.Contains(string(rest), "event: turn") {
			t.Errorf("%q %v", rest, err)
		}
	}
	if hub.Followers() != 4 {
		t.Errorf("%d streams are open", hub.Followers())
	}
	n.Store(1)
	hub.Changed("/0", "/5", "/other")
	for name, in := range map[string]*bufio.Reader{"/5": boards[5], "/other": other} {
		if _, data := event(t, in); data != name+"\n1\n" {
			t.Errorf("%s: %q", name, data)
		}
	}
	again, stop := get(t, url+"/0?browser=a", "")
	defer stop()
	if _, data := event(t, again); data != "/0\n1\n" {
		t.Errorf("%q", data)
	}
}
