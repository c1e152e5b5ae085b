package keyring_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kiemphieu/keyring"
	"kiemphieu/record"
)

// A key under a passphrase signs with it and not without, is the same key, and its
// file says nothing of it.
func TestAKeyUnderAPassphrase(t *testing.T) {
	signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	first := keyring.At(dir)
	if err := errors.Join(first.Keep(signer), first.Settle()); err != nil {
		t.Fatal(err)
	}
	if err := first.Encrypt("ngắn quá"); !errors.Is(err, keyring.ErrShort) {
		t.Errorf("a short passphrase: %v", err)
	}
	if err := first.Encrypt("bốn cây tre ven sông"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, "log.key"))
	if err != nil || bytes.Contains(content, []byte("PRIVATE")) {
		t.Errorf("the file: %v, %s", err, content)
	}
	if info, err := os.Stat(filepath.Join(dir, "log.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is for others too: %v", err)
	}
	for passphrase, want := range map[string]error{"": keyring.ErrLocked,
		"bốn cây tre ven đường":  keyring.ErrPassphrase,
		"bốn cây tre ven sông\n": nil, "bốn cây tre ven sông": nil} {
		ring := keyring.At(dir)
		ring.Unlock(passphrase)
		again, public, err := ring.Pair()
		if !errors.Is(err, want) || want == nil && (err != nil || again != signer || public != verifier) {
			t.Errorf("%q: %v, want %v", passphrase, err, want)
		}
		if ring.Pending() {
			t.Error("a locked key is taken for a new one")
		}
		if err := ring.Keep("another"); want != nil && !errors.Is(err, want) {
			t.Errorf("a locked key is replaced: %v", err)
		}
	}
	if err := first.Decrypt(); err != nil {
		t.Fatal(err)
	}
	if again, _, err := keyring.At(dir).Pair(); err != nil || again != signer {
		t.Errorf("without the passphrase again: %v", err)
	}
}
