package main

import (
	"bytes"
	"context"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kiemphieu/store/pgtest"
)

// R3 for the whole program: it waits for a database that hangs and says so,
// serves once there is one, says 503 when it hangs again, and still ends when
// it is told to.
func TestR3ServeWhileTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	address, wire := pgtest.Wired(t)
	wire.Freeze()
	at := freeAddress(t)
	said := &output{}
	server := exec.Command("kiemphieu", "serve", "--database", address, "--listen", at) //nolint:noctx // it is told to end, not killed
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	t.Cleanup(func() { _ = server.Process.Kill() })

	await(t, "it waits", said, func() bool { return strings.Contains(said.String(), "Chương trình chờ") })
	wire.Thaw()
	await(t, "it serves", said, func() bool { return status(at, "/readyz") == http.StatusOK })
	wire.Freeze()
	if got := status(at, "/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("readyz while it hangs: %d", got)
	}
	if got := status(at, "/"); got != http.StatusServiceUnavailable {
		t.Errorf("a page while it hangs: %d", got)
	}
	told := time.Now()
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, "it ends", said, func() bool { return len(ended) == 1 })
	t.Logf("it ended %.1f s after it was told to", time.Since(told).Seconds())
	if strings.Count(said.String(), "level=ERROR") > 1 {
		t.Errorf("the log repeats itself:\n%s", said)
	}
}

// A server that lets nobody write is told as that before the congress and at the
// start, with what to do; once it lets, the program serves.
func TestServeWhileTheDatabaseTakesNoWrites(t *testing.T) {
	t.Parallel()
	cluster, dir, at := pgtest.NewCluster(t), t.TempDir(), freeAddress(t)
	startServe(t, "--database", cluster.Address(), "--data", dir).end()
	cluster.Do("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	cluster.Until("SELECT current_setting('default_transaction_read_only') = 'on'")
	var told strings.Builder
	got := run(t.Context(), []string{"doctor", "--database", cluster.Address(), "--data", dir}, nil, &told, &told)
	if got != exitFailed || !strings.Contains(told.String(), "chỉ cho đọc, không cho ghi") {
		t.Errorf("doctor ended with %d: %s", got, told.String())
	}
	said := &output{}
	server := exec.Command("kiemphieu", "serve", "--database", cluster.Address(), "--data", dir, "--listen", at) //nolint:noctx,gosec // killed
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	await(t, "it waits", said, func() bool {
		return strings.Contains(said.String(), "chỉ cho đọc, không cho ghi") &&
			strings.Contains(said.String(), "Chương trình chờ")
	})
	cluster.Do("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
	await(t, "it serves", said, func() bool { return status(at, "/readyz") == http.StatusOK })
}

// output is what a process says, while it says it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits for something that must come; whoever waits for ever is stopped
// by the tests' own limit.
func await(t *testing.T, what string, said *output, came func() bool) {
	t.Helper()
	for range 1200 {
		if came() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s: it did not\n%s", what, said)
}

// status returns what is answered to a browser that shows a cookie, 0 for nothing.
func status(at, path string) int {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+at+path, nil)
	if err != nil {
		return 0
	}
	request.AddCookie(&http.Cookie{Name: "kiemphieu", Value: "x"})
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// Two servers on one data directory would each think that it is theirs: the
// second is refused, and told where to go, until the first has ended.
func TestServeIsAloneInItsDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := func() (*exec.Cmd, *output, chan error) {
		said := &output{}
		server := exec.Command("kiemphieu", "serve", "--data", dir, "--listen", freeAddress(t)) //nolint:noctx // told to end
		server.Stdout, server.Stderr = said, said
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- server.Wait() }()
		t.Cleanup(func() { _ = server.Process.Kill() })
		return server, said, ended
	}
	serves := func(said *output) func() bool {
		return func() bool { return strings.Contains(said.String(), "/thiet-lap/") }
	}
	first, said, ended := start()
	await(t, "the first serves", said, serves(said))
	_, second, refused := start()
	if err := <-refused; err == nil || !strings.Contains(second.String(), "một chương trình khác đang chạy") {
		t.Errorf("%v: %s", err, second)
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, "the first ends", said, func() bool { return len(ended) == 1 })
	_, third, _ := start()
	await(t, "the third serves", third, serves(third))
}
