package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"kiemphieu/congress/text"
)

// ErrLocked: the key is encrypted, and nobody gave its passphrase.
var ErrLocked = errors.New("keyring: the key is encrypted, and its passphrase was not given")

// ErrPassphrase: the passphrase is not that of the key.
var ErrPassphrase = errors.New("keyring: another passphrase")

// ErrShort: a passphrase that is guessed too soon.
var ErrShort = errors.New("keyring: a passphrase of fewer than 12 letters")

// header begins an encrypted key.
const header = "age-encryption.org/"

// workFactor is the cost of a guess: 2^15 rounds of scrypt take 32 MiB and a tenth
// of a second, once at every start.
const workFactor = 15

// Unlock gives the passphrase of an encrypted key; one that is not encrypted needs none.
func (r *Ring) Unlock(passphrase string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.passphrase = text.Clean(passphrase)
}

// Encrypt has the key stand in its file under a passphrase from now on.
func (r *Ring) Encrypt(passphrase string) error {
	passphrase = text.Clean(passphrase)
	if len([]rune(passphrase)) < 12 {
		return ErrShort
	}
	return r.rewrite(func(signer string) ([]byte, error) { return encrypted(signer, passphrase) }, passphrase)
}

// encrypted is a key as it stands in its file under a passphrase.
func encrypted(signer, passphrase string) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	recipient.SetWorkFactor(workFactor)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	_, err = io.WriteString(w, signer+"\n")
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

// Decrypt has the key stand in its file as it is.
func (r *Ring) Decrypt() error {
	return r.rewrite(func(signer string) ([]byte, error) { return []byte(signer + "\n"), nil }, "")
}

// rewrite writes the same key in another form. A crash leaves the one or the other.
func (r *Ring) rewrite(form func(signer string) ([]byte, error), passphrase string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	signer, _, err := r.pair()
	if err != nil {
		return err
	}
	content, err := form(signer)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if again, err := decrypt(content, passphrase); err != nil || string(again) != signer+"\n" {
		return errors.Join(errors.New("keyring: the new form does not read back"), err)
	}
	name := filepath.Join(r.dir, keyFile)
	if r.pending {
		name = filepath.Join(r.dir, newFile)
	}
	if err := os.Remove(name + ".other"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := writeNew(name+".other", string(content)); err != nil {
		return err
	}
	if err := os.Rename(name+".other", name); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	r.passphrase = passphrase
	return syncDir(r.dir)
}

// decrypt reads a key as it stands in its file.
func decrypt(content []byte, passphrase string) ([]byte, error) {
	if !bytes.HasPrefix(content, []byte(header)) {
		return content, nil
	}
	if passphrase == "" {
		return nil, ErrLocked
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	identity.SetMaxWorkFactor(workFactor + 5)
	plain, err := age.Decrypt(bytes.NewReader(content), identity)
	if err != nil {
		return nil, errors.Join(ErrPassphrase, err)
	}
	signer, err := io.ReadAll(plain)
	if err != nil {
		return nil, errors.Join(ErrPassphrase, err)
	}
	return signer, nil
}
