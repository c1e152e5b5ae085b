package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// boxFile is the key of what the database keeps and must be able to read again:
// a copy of the database alone tells nothing of it.
const boxFile = "box.key"

const boxKeySize = 32

// Seal encrypts a secret of whatever about names; it opens for the same alone.
func (r *Ring) Seal(secret []byte, about string) ([]byte, error) {
	box, err := r.box(true)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) //nolint:errcheck // crypto/rand.Read never fails
	return box.Seal(nonce, nonce, secret, []byte(about)), nil
}

// ErrNotSealedHere: another machine's key sealed it, or nothing did.
var ErrNotSealedHere = errors.New("keyring: not sealed with the key that is here")

// Open decrypts what [Ring.Seal] made.
func (r *Ring) Open(sealed []byte, about string) ([]byte, error) {
	box, err := r.box(false)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(sealed) < box.NonceSize() {
		return nil, ErrNotSealedHere
	}
	if err != nil {
		return nil, err
	}
	secret, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(about))
	if err != nil {
		return nil, ErrNotSealedHere
	}
	return secret, nil
}

// box is made of the key, which is drawn when it is first needed.
func (r *Ring) box(draw bool) (cipher.AEAD, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := filepath.Join(r.dir, boxFile)
	key, err := os.ReadFile(name) //nolint:gosec // the path is the operator's
	if errors.Is(err, fs.ErrNotExist) && draw {
		key = make([]byte, boxKeySize)
		rand.Read(key) //nolint:errcheck // crypto/rand.Read never fails
		if err = os.MkdirAll(r.dir, 0o700); err == nil {
			err = writeNew(name, string(key))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("keyring: %s: %w", boxFile, err)
	}
	return cipher.NewGCM(block)
}
