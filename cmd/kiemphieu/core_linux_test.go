package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
