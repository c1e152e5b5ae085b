package pgtest

import (
	"context"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
)

// Wire stands between a program and its database, so that a test can make the
// server hang, or seem to.
type Wire struct {
	mu     sync.Mutex
	frozen chan struct{} // closed: everything flows
	ends   []net.Conn
}

// Wired returns the address of a new database behind a wire.
func Wired(tb testing.TB) (string, *Wire) {
	tb.Helper()
	address, err := url.Parse(Database(tb))
	if err != nil {
		tb.Fatal(err)
	}
	network, server := "tcp", address.Host
	if dir := address.Query().Get("host"); dir != "" {
		network, server = "unix", filepath.Join(dir, ".s.PGSQL.5432")
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	w := &Wire{frozen: make(chan struct{})}
	close(w.frozen)
	var running sync.WaitGroup
	running.Go(func() { w.serve(&running, listener, network, server) })
	tb.Cleanup(func() {
		w.Thaw()
		_ = listener.Close()
		w.Cut()
		running.Wait()
	})
	near := *address
	near.Host = listener.Addr().String()
	query := near.Query()
	query.Del("host")
	query.Set("sslmode", "disable")
	near.RawQuery = query.Encode()
	return near.String(), w
}

// Freeze has nothing pass any more in either direction; connections stay open.
func (w *Wire) Freeze() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.frozen:
		w.frozen = make(chan struct{})
	default:
	}
}

// Thaw lets pass what waited, and all that follows.
func (w *Wire) Thaw() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.frozen:
	default:
		close(w.frozen)
	}
}

// Cut ends the connections that are open.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, end := range w.ends {
		_ = end.Close()
	}
	w.ends = nil
}

func (w *Wire) serve(running *sync.WaitGroup, listener net.Listener, network, server string) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		far, err := new(net.Dialer).DialContext(context.Background(), network, server)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mu.Lock()
		w.ends = append(w.ends, near, far)
		w.mu.Unlock()
		running.Go(func() { w.pass(near, far) })
		running.Go(func() { w.pass(far, near) })
	}
}

// pass carries bytes one way, while the wire is not frozen.
func (w *Wire) pass(from, to net.Conn) {
	defer to.Close()   //nolint:errcheck // the other way is over as well
	defer from.Close() //nolint:errcheck // likewise
	_, _ = io.Copy(to, thawed{from, w})
}

// thawed is a connection whose bytes wait while the wire is frozen.
type thawed struct {
	net.Conn
	wire *Wire
}

func (t thawed) Read(b []byte) (int, error) {
	n, err := t.Conn.Read(b)
	t.wire.mu.Lock()
	flows := t.wire.frozen
	t.wire.mu.Unlock()
	<-flows
	return n, err
}
