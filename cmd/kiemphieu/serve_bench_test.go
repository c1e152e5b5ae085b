package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const megabyte = 1 << 20

// BenchmarkServe starts the built program on a new data directory: within
// 0.5 s to the first answer, a binary of at most 45 MB, idle in at most 60 MB.
func BenchmarkServe(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "kiemphieu")
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	var waited, idle float64
	for b.Loop() {
		ms, mb := serveOnce(b, binary)
		waited, idle = waited+ms, max(idle, mb)
	}
	b.ReportMetric(waited/float64(b.N), "ms-to-answer")
	b.ReportMetric(float64(info.Size())/megabyte, "MB-binary")
	b.ReportMetric(idle, "MB-idle")
}

// serveOnce returns the milliseconds to the first answer and the resident
// memory in MB some time after it.
func serveOnce(b *testing.B, binary string) (ms, mb float64) {
	b.Helper()
	address := freeAddress(b)
	began := time.Now()
	server := exec.CommandContext(b.Context(), binary, "serve", "--data", b.TempDir(), "--listen", address)
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	for !answers(b.Context(), address) {
		if time.Since(began) > 20*time.Second {
			b.Fatal("the server does not answer")
		}
		time.Sleep(time.Millisecond)
	}
	ms = float64(time.Since(began).Microseconds()) / 1000
	time.Sleep(500 * time.Millisecond)
	mb = residentMB(b, server.Process.Pid)
	if err := server.Cancel(); err != nil {
		b.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		b.Fatalf("the server ended with %v", err)
	}
	return ms, mb
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close() // read only: it was never used
	return l.Addr().String()
}

func answers(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// residentMB reads the memory of a process as the kernel counts it.
func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close() // read only
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var kb float64
		if n, _ := fmt.Sscanf(strings.TrimSpace(lines.Text()), "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	b.Fatal("the kernel does not tell the memory of the server")
	return 0
}
