package keyring_test

import (
	"testing"

	"kiemphieu/keyring"
	"kiemphieu/record"
)

// A hall that counts has many acts a second: the newest is remembered at once,
// and its file follows; what was remembered only grows.
func TestTheNewestIsRememberedAtOnce(t *testing.T) {
	dir := t.TempDir()
	ring := keyring.At(dir)
	at := func(size int64) string { return record.Checkpoint{Origin: "kiemphieu/c", Size: size}.String() }
	for _, size := range []int64{1, 2, 3, 2} {
		ring.Remember("c", at(size))
	}
	if text, own := ring.Remembered("c"); text != at(3) || !own {
		t.Errorf("%q %v", text, own)
	}
	ring.Flush()
	if text, own := keyring.At(dir).Remembered("c"); text != at(3) || own {
		t.Errorf("the next process: %q %v", text, own)
	}
}
