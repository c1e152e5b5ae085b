package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kiemphieu/record"
)

// Propose implements [congress.Keyring]. Under a passphrase it stands as the key
// does that is here.
func (r *Ring) Propose(signer string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	content := []byte(signer + "\n")
	if r.passphrase != "" {
		var err error
		if content, err = encrypted(signer, r.passphrase); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	name := filepath.Join(r.dir, nextFile)
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keyring: %w", err)
	}
	return writeNew(name, string(content))
}

// Turn implements [congress.Keyring]. A key that cannot be read is put aside:
// whoever finds its passphrase again shall still find the key.
func (r *Ring) Turn(verifier string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := filepath.Join(r.dir, nextFile)
	text, err := os.ReadFile(next) //nolint:gosec // the path is the operator's
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if text, err = decrypt(text, r.passphrase); err != nil {
		return err
	}
	if own, err := record.VerifierOf(strings.TrimSpace(string(text))); err != nil || own != verifier {
		return nil //nolint:nilerr // of a change that did not come about
	}
	here := filepath.Join(r.dir, keyFile)
	if _, _, err := r.pair(); err != nil {
		err := os.Rename(here, filepath.Join(r.dir, lostFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keyring: %w", err)
		}
	}
	if err := os.Rename(next, here); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	r.signer, r.verifier, r.pending = "", "", false
	return syncDir(r.dir)
}
