package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
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
	code := m.Run()
	stopShared()
	os.Exit(code)
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

// spawn starts a server over the database of a count, and does not wait for it.
func (c *count) spawn() (server *exec.Cmd, out io.Reader) {
	c.t.Helper()
	server = exec.Command(os.Args[0])                                       //nolint:noctx,gosec // this program; it is killed
	server.Env = append(os.Environ(), serveHere+"="+c.database, "GOGC=100") // as it collects where it is at home
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	check(c.t, err)
	check(c.t, server.Start())
	return server, out
}

// start starts a server over the database of a count, and leads the wire to it.
func (c *count) start(w *wire) *exec.Cmd {
	c.t.Helper()
	server, out := c.spawn()
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
// tablets send, and sometimes while it starts. What was acknowledged is there,
// once; what is there is whole. Each box is a part that runs by itself.
func TestR1ServerIsKilled(t *testing.T) {
	t.Parallel()
	sheaves := size.Pick(10, 30, 125)
	for i := range size.Pick(1, 1, 20) {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) { killWhileSending(t, 51+i, sheaves) })
	}
}

// killWhileSending counts a box in two passes and kills the server once for
// every five batches.
func killWhileSending(t *testing.T, seed, sheaves int) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(seed), 5))
	c := openCount(t, newSeeded(byte(seed)))
	w := c.lay()
	b := c.openBox(sheaves, 2, uint64(seed))
	var sending sync.WaitGroup
	var tries atomic.Int64
	first, second := b.client(w.url, 0, congress.PassA), b.client(w.url, 1, congress.PassB)
	server := c.start(w)
	sending.Go(func() { first.send(&tries) })
	sending.Go(func() { second.send(&tries) })
	got := func() int { return int(first.got.Load() + second.got.Load()) }
	kills := 0
	for ; kills < 2*sheaves/5 && got() < 2*sheaves; kills++ {
		for next := min(got()+random.IntN(4), 2*sheaves); got() < next; {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond)
		kill(t, server)
		if random.IntN(5) == 0 {
			starting, _ := c.spawn()
			time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
			kill(t, starting)
		}
		server = c.start(w)
	}
	if kills < 2*sheaves/5 {
		t.Errorf("all was sent after %d kills", kills)
	}
	sending.Wait()
	kill(t, server)
	b.holdsAll(congress.PassA)
	b.holdsAll(congress.PassB)
	check(t, c.db.CheckFile(c.ctx))
	t.Logf("killed %d times while %d batches came, %d tries", kills, 2*sheaves, tries.Load())
}

func kill(t *testing.T, server *exec.Cmd) {
	t.Helper()
	check(t, server.Process.Kill())
	_ = server.Wait()
}
