package congress_test

import (
	"sync"
	"testing"

	"kiemphieu/record"
)

// The installation has one key for good, even when it is first asked for
// twice at once.
func TestTheLogKeyIsMadeOnce(t *testing.T) {
	h := openHall(t, 9)
	var group sync.WaitGroup
	signers, verifiers := make([]string, 8), make([]string, 8)
	for i := range signers {
		group.Go(func() {
			var err error
			if signers[i], verifiers[i], err = h.s.LogKey(h.ctx); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i := range signers {
		if signers[i] != signers[0] || verifiers[i] != verifiers[0] {
			t.Fatal("two keys were given out")
		}
	}
	signed, err := record.Checkpoint{Origin: "o"}.Sign(signers[0])
	must(t, err)
	if _, err := record.OpenCheckpoint(signed, verifiers[0]); err != nil {
		t.Error(err)
	}
}
