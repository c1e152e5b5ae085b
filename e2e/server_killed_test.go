package e2e

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// serveHere has this test program be a server over a database, so that it can
// be killed as one.
const serveHere = "E2E_SERVE"

func TestMain(m *testing.M) {
	if database := os.Getenv(serveHere); database != "" {
		if err := serve(database); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serve says where it listens, and serves until it is killed.
func serve(database string) error {
	p, err := app.Open(context.Background(), app.Config{Database: database, Version: "test"})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	server := http.Server{Handler: p.Server.Handler(), ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}

// start starts a server over the database of a count, and leads the wire to it.
func (c *count) start(w *wire) *exec.Cmd {
	c.t.Helper()
	server := exec.Command(os.Args[0]) //nolint:noctx,gosec // this program; it is killed
	server.Env = append(os.Environ(), serveHere+"="+c.database)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	check(c.t, err)
	check(c.t, server.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	check(c.t, err)
	at, err := url.Parse(strings.TrimSpace(line))
	check(c.t, err)
	w.lead(at)
	return server
}

// lead has the wire lead elsewhere from now on.
func (w *wire) lead(target *url.URL) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.target = target
}

// R1: the server is killed again and again, whatever it is at, while two
// tablets send. What was acknowledged is there, once; what is there is whole.
func TestR1ServerIsKilled(t *testing.T) {
	t.Parallel()
	kills := size.Pick(3, 12, 1000)
	random := rand.New(rand.NewPCG(uint64(kills), 5))
	c := openCount(t, newSeeded(51))
	w := c.lay()
	b := c.openBox(size.Pick(20, 60, 125), 2, 51)
	var sending, killing sync.WaitGroup
	var tries atomic.Int64
	first, second := b.client(w.url, 0, congress.PassA), b.client(w.url, 1, congress.PassB)
	stop := make(chan struct{})
	server := c.start(w)
	killing.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				check(t, server.Process.Kill())
				_ = server.Wait()
				t.Logf("killed %d times, %d tries", n+1, tries.Load())
				return
			case <-time.After(time.Duration(20+random.IntN(400)) * time.Millisecond):
			}
			if n >= kills {
				continue
			}
			check(t, server.Process.Kill())
			_ = server.Wait()
			server = c.start(w)
		}
	})
	sending.Go(func() { first.send(&tries) })
	sending.Go(func() { second.send(&tries) })
	sending.Wait()
	close(stop)
	killing.Wait()
	b.holdsAll(congress.PassA)
	b.holdsAll(congress.PassB)
	check(t, c.db.CheckFile(c.ctx))
}
