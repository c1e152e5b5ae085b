package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/store"
)

// R3: the n-th call of the system fails under a working store, once or from then
// on: the disk is full, broken, read-only. Whatever was acknowledged is there,
// once; what is there is whole; and after one failure the work goes on.
func TestR3TheNthCallFails(t *testing.T) {
	size.Long(t)
	strace, err := exec.LookPath("strace")
	if err != nil && !size.Whole() {
		t.Skip("store: no strace on this machine: run 'make tools'")
	}
	must(t, err)
	random := rand.New(rand.NewPCG(3, 3))
	var acknowledged, refused int
	for n := range size.Pick(4, 8, 400) {
		call := []string{"pwrite64", "fsync,fdatasync"}[n%2]
		problem := []string{"ENOSPC", "EIO", "EROFS", "EIO"}[n%4]
		when := fmt.Sprint([]int{40, 8}[n%2] + random.IntN([]int{100, 25}[n%2])) // of a thread
		if n/2%2 == 1 {
			when += "+"
		}
		fault := fmt.Sprintf("%s:error=%s:when=%s", call, problem, when)
		said := underFault(t, strace, fault)
		acknowledged, refused = acknowledged+len(said.accepted), refused+said.refused
		if !strings.HasSuffix(when, "+") && said.refused > 0 && said.after == 0 && len(said.accepted) < 100 {
			t.Errorf("%s: nothing was accepted any more after %d refusals", fault, said.refused)
		}
	}
	if acknowledged == 0 || refused == 0 {
		t.Errorf("%d accepted, %d refused: no call failed where it counts", acknowledged, refused)
	}
	t.Logf("%d batches acknowledged and found once, %d refused", acknowledged, refused)
}

// heard is what a writer said: batches that it accepted, how many it refused,
// and how many it accepted after the first of these.
type heard struct {
	accepted       []string
	refused, after int
}

// underFault runs the writer with calls on its database that fail, and holds
// what is there afterwards against what it said.
func underFault(t *testing.T, strace, fault string) (h heard) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kiemphieu.db")
	db, err := store.Open(t.Context(), path, store.Options{Now: now})
	must(t, err)
	// made before, so that the calls that fail are those of the count
	must(t, errors.Join(db.Migrate(t.Context()), db.Close()))
	command := exec.CommandContext(t.Context(), strace, "-f", "-o", "/dev/null", "-P", path, "-P", path+"-wal", //nolint:gosec // ours
		"-e", "trace=pwrite64,fsync,fdatasync", "-e", "inject="+fault, os.Args[0], "-test.run=^TestPowerIsCutWriter$")
	command.Env = append(os.Environ(), poweredAt+"="+path, faulty+"=1")
	out, err := command.CombinedOutput()
	words := strings.Split(string(out), "\n")
	if !slices.Contains(words, "said ready") {
		t.Logf("%s: before anything was counted: %v", fault, err)
		return h
	}
	for _, line := range words[slices.Index(words, "said ready")+1:] {
		switch id, said := strings.CutPrefix(line, "said "); {
		case !said:
		case id == "refused":
			h.refused++
		default:
			h.accepted = append(h.accepted, id)
			if h.refused > 0 {
				h.after++
			}
		}
	}
	stored, err := storedIn(t.Context(), path, true)
	if err != nil {
		t.Errorf("%s: %v", fault, err)
	}
	for _, id := range h.accepted {
		if stored[id] != 1 {
			t.Errorf("%s: %s was acknowledged and is there %d times", fault, id, stored[id])
		}
	}
	return h
}
