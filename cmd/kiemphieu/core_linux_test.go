package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/app/health"
)

// A server that crashes leaves no picture of its memory.
func TestServeWritesNoCore(t *testing.T) {
	s := startServe(t, "--data", filepath.Join(t.TempDir(), "d"))
	defer s.end()
	limits, err := os.ReadFile("/proc/self/limits") // of this process: the server runs in it
	check(t, err)
	for line := range strings.Lines(string(limits)) {
		if rest, ok := strings.CutPrefix(line, "Max core file size"); ok && strings.Fields(rest)[0] != "0" {
			t.Error(line)
		}
	}
}

// A server that may lock its memory does, and what it frees it gives back; one that may
// not serves as well.
func TestServeLocksItsMemory(t *testing.T) {
	s := startServe(t, "--data", filepath.Join(t.TempDir(), "d"))
	defer s.end()
	status, err := os.ReadFile("/proc/self/status") // of this process: the server runs in it
	check(t, err)
	rights, err := strconv.ParseUint(string(regexp.MustCompile(`CapEff:\s+(\w+)`).FindSubmatch(status)[1]), 16, 64)
	check(t, err)
	limits, err := os.ReadFile("/proc/self/limits")
	check(t, err)
	may := rights>>14&1 == 1 || regexp.MustCompile(`Max locked memory\s+unlimited`).Match(limits) // 14: CAP_IPC_LOCK
	if locked := health.MemoryLocked("/"); locked != may {
		t.Errorf("locked: %v, allowed: %v", locked, may)
	}
	if r, _ := fetch(t, trustingNobody(), s.address()+"/healthz"); r.StatusCode != 200 {
		t.Errorf("%d", r.StatusCode)
	}
}
