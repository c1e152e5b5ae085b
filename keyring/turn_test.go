package keyring_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"kiemphieu/keyring"
	"kiemphieu/record"
)

// A proposed key signs nothing until it is turned to by name, and stands under
// the passphrase of the key before it; one that cannot be read is put aside.
func TestAKeyIsTurned(t *testing.T) {
	dir := t.TempDir()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	draw := func() (signer, verifier string) {
		t.Helper()
		signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
		check(err)
		return signer, verifier
	}
	first, _ := draw()
	second, its := draw()
	const passphrase = "một câu dài hơn mười hai chữ"
	ring := keyring.At(dir)
	check(ring.Keep(first))
	check(ring.Settle())
	check(ring.Encrypt(passphrase))
	check(ring.Propose(second))
	check(ring.Turn("another"))
	if signer, _, err := ring.Pair(); err != nil || signer != first {
		t.Fatalf("it signs already: %v", err)
	}
	check(ring.Turn(its))
	again := keyring.At(dir)
	if _, _, err := again.Pair(); err == nil {
		t.Error("the new key is not encrypted")
	}
	again.Unlock(passphrase)
	if signer, _, err := again.Pair(); err != nil || signer != second {
		t.Errorf("after the turn: %v", err)
	}
	third, name := draw()
	lost := keyring.At(dir) // nobody knows the passphrase
	check(lost.Propose(third))
	check(lost.Turn(name))
	if signer, _, err := lost.Pair(); err != nil || signer != third {
		t.Errorf("after a loss: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "log.key.lost")); err != nil {
		t.Error(err)
	}
}
