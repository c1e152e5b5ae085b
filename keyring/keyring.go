// Package keyring keeps the key that signs history in files outside the database.
//
// The invariant: a key that is there is never replaced in silence; what the
// keyring remembers of a log only grows.
package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// The files of a keyring.
const (
	keyFile = "log.key"     // the signing key, or its encrypted form
	newFile = "log.key.new" // until the history that was there is signed
	seenDir = "seen"        // the newest checkpoint of each congress
)

// Ring is the keyring in a directory.
type Ring struct {
	dir string

	mu               sync.Mutex
	signer, verifier string
	pending          bool
	own              map[congress.CongressID]bool // remembered by this process
}

var _ congress.Keyring = (*Ring)(nil)

// At returns the keyring in a directory, which is made when it is first needed.
func At(dir string) *Ring { return &Ring{dir: dir, own: map[congress.CongressID]bool{}} }

// Dir is where the keyring is.
func (r *Ring) Dir() string { return r.dir }

// Pair implements [congress.Keyring].
func (r *Ring) Pair() (signer, verifier string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pair()
}

func (r *Ring) pair() (signer, verifier string, err error) {
	if r.signer != "" {
		return r.signer, r.verifier, nil
	}
	text, err := os.ReadFile(filepath.Join(r.dir, keyFile))
	r.pending = errors.Is(err, fs.ErrNotExist)
	if r.pending {
		text, err = os.ReadFile(filepath.Join(r.dir, newFile))
	}
	if errors.Is(err, fs.ErrNotExist) {
		r.pending = false
		return "", "", congress.ErrNoKey
	}
	if err != nil {
		return "", "", fmt.Errorf("keyring: %w", err)
	}
	signer = strings.TrimSpace(string(text))
	if verifier, err = record.VerifierOf(signer); err != nil {
		return "", "", fmt.Errorf("keyring: %s: %w", r.dir, err)
	}
	r.signer, r.verifier = signer, verifier
	return signer, verifier, nil
}

// Pending implements [congress.Keyring].
func (r *Ring) Pending() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _, err := r.pair()
	return err == nil && r.pending
}

// Keep implements [congress.Keyring].
func (r *Ring) Keep(signer string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, _, err := r.pair(); !errors.Is(err, congress.ErrNoKey) {
		return err
	}
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := writeNew(filepath.Join(r.dir, newFile), signer+"\n"); err != nil {
		return err
	}
	_, _, err := r.pair()
	return err
}

// Settle implements [congress.Keyring].
func (r *Ring) Settle() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, _, err := r.pair(); err != nil || !r.pending {
		return err
	}
	if err := os.Rename(filepath.Join(r.dir, newFile), filepath.Join(r.dir, keyFile)); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	r.pending = false
	return syncDir(r.dir)
}

// writeNew writes a file that is not there yet, so that it survives a crash.
func writeNew(name, text string) (err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the path is the operator's
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("keyring: %w", err), os.Remove(name))
	}
	return syncDir(filepath.Dir(name))
}

// syncDir makes the names in a directory survive a crash, where the system can.
func syncDir(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // the path is the operator's
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	_ = f.Sync() // some systems cannot
	return f.Close()
}

// Remember implements [congress.Keyring]. It is no promise: what is not written
// down is merely not missed later.
func (r *Ring) Remember(id congress.CongressID, checkpoint string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, err := record.ReadCheckpoint(checkpoint)
	if err != nil {
		return
	}
	if seen, err := record.ReadCheckpoint(r.remembered(id)); err == nil && seen.Size > now.Size {
		return
	}
	name := r.seen(id)
	if err := os.WriteFile(name+".new", []byte(checkpoint), 0o600); err != nil {
		if os.MkdirAll(filepath.Dir(name), 0o700) != nil || os.WriteFile(name+".new", []byte(checkpoint),
			0o600) != nil {
			return
		}
	}
	if os.Rename(name+".new", name) == nil {
		r.own[id] = true
	}
}

// Remembered implements [congress.Keyring].
func (r *Ring) Remembered(id congress.CongressID) (checkpoint string, own bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.remembered(id), r.own[id]
}

func (r *Ring) remembered(id congress.CongressID) string {
	text, err := os.ReadFile(r.seen(id))
	if err != nil {
		return ""
	}
	return string(text)
}

// seen names the file of a congress; ids are letters, digits and dashes.
func (r *Ring) seen(id congress.CongressID) string {
	return filepath.Join(r.dir, seenDir, filepath.Base(string(id)))
}

// Seen lists the congresses of which something is remembered.
func (r *Ring) Seen() ([]congress.CongressID, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, seenDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	var ids []congress.CongressID
	for _, e := range entries {
		if filepath.Ext(e.Name()) == "" {
			ids = append(ids, congress.CongressID(e.Name()))
		}
	}
	return ids, nil
}
