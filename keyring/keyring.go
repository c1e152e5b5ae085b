// Package keyring keeps the key that signs history in files outside the database.
//
// The invariant: a key that is there is never replaced in silence; what the
// keyring remembers of a log only grows.
package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// The files of a keyring.
const (
	keyFile  = "log.key"      // the signing key, or its encrypted form
	newFile  = "log.key.new"  // until the history that was there is signed
	nextFile = "log.key.next" // shall take the place of the key, once the database says so
	lostFile = "log.key.lost" // one that could not be read when another took its place
	seenDir  = "seen"         // the newest checkpoint of each congress
)

// ErrUnreadable: the file of the key is there, and cannot be read or is no key.
var ErrUnreadable = errors.New("keyring: the file of the key is no key")

// Ring is the keyring in a directory.
type Ring struct {
	dir string

	mu               sync.Mutex
	passphrase       string // of an encrypted key
	signer, verifier string
	pending          bool
	own              map[congress.CongressID]bool // remembered by this process

	writing sync.Mutex
	waiting map[congress.CongressID]string    // not in its file yet
	written map[congress.CongressID]time.Time // when the file was
}

var _ congress.Keyring = (*Ring)(nil)

// At returns the keyring in a directory, which is made when it is first needed.
func At(dir string) *Ring {
	return &Ring{dir: dir, own: map[congress.CongressID]bool{}, waiting: map[congress.CongressID]string{},
		written: map[congress.CongressID]time.Time{}}
}

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
		return "", "", fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if text, err = decrypt(text, r.passphrase); err != nil {
		return "", "", err
	}
	signer = strings.TrimSpace(string(text))
	if verifier, err = record.VerifierOf(signer); err != nil {
		return "", "", fmt.Errorf("%w: %s: %w", ErrUnreadable, r.dir, err)
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

// seenEvery is how often the file of a congress is written: a hall that counts
// has many acts a second, and putting a file in the place of another is the
// dearest part of each.
const seenEvery = time.Second

// Remember implements [congress.Keyring]. It is no promise: what is not written
// down is merely not missed later. A file is a second behind at most.
func (r *Ring) Remember(id congress.CongressID, checkpoint string) {
	now, err := record.ReadCheckpoint(checkpoint)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if seen, err := record.ReadCheckpoint(r.remembered(id)); err == nil && seen.Size > now.Size {
		return
	}
	r.own[id] = true
	_, scheduled := r.waiting[id]
	r.waiting[id] = checkpoint
	if scheduled {
		return
	}
	wait := max(0, seenEvery-time.Since(r.written[id]))
	if wait > 0 {
		time.AfterFunc(wait, func() { r.write(id) })
		return
	}
	r.mu.Unlock()
	r.write(id)
	r.mu.Lock()
}

// Flush writes down what is remembered and not in its file yet.
func (r *Ring) Flush() {
	r.mu.Lock()
	ids := slices.Collect(maps.Keys(r.waiting))
	r.mu.Unlock()
	for _, id := range ids {
		r.write(id)
	}
}

// write puts what is remembered of a congress into its file.
func (r *Ring) write(id congress.CongressID) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	text, waits := r.waiting[id]
	r.mu.Unlock()
	if !waits {
		return
	}
	err := replace(r.seen(id), text)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written[id] = time.Now() //nolint:forbidigo // how often this process writes a file
	if err != nil || r.waiting[id] == text {
		delete(r.waiting, id)
		return
	}
	time.AfterFunc(seenEvery, func() { r.write(id) })
}

// replace writes a file that may be there.
func replace(name, text string) error {
	err := os.WriteFile(name+".new", []byte(text), 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(name), 0o700); err == nil {
			err = os.WriteFile(name+".new", []byte(text), 0o600)
		}
	}
	if err == nil {
		err = os.Rename(name+".new", name)
	}
	return err
}

// Remembered implements [congress.Keyring].
func (r *Ring) Remembered(id congress.CongressID) (checkpoint string, own bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.remembered(id), r.own[id]
}

func (r *Ring) remembered(id congress.CongressID) string {
	if text, waits := r.waiting[id]; waits {
		return text
	}
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
