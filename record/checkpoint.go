package record

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrCheckpoint: a checkpoint is misshapen, or nobody trusted has signed it.
var ErrCheckpoint = errors.New("record: not a checkpoint signed by a trusted key")

// Checkpoint says how a log looked once: whoever keeps it can later tell
// whether the log has only grown.
type Checkpoint struct {
	Origin string // names the log, one line of text, never empty
	Size   int64  // records, 0 or more
	Root   Hash   // of these records
}

// String is the text that is signed: origin, size and root, a line each.
func (c Checkpoint) String() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// parseCheckpoint takes exactly what String gives.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, fmt.Errorf("%w: not three lines", ErrCheckpoint)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: size %q", ErrCheckpoint, lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, fmt.Errorf("%w: root %q", ErrCheckpoint, lines[2])
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if c.Origin == "" || c.Size < 0 || c.String() != text {
		return Checkpoint{}, fmt.Errorf("%w: %q", ErrCheckpoint, text)
	}
	return c, nil
}

// NewKey makes an Ed25519 pair for a log: the first signs and stays secret,
// the second is for everybody. The name has neither white space nor "+".
func NewKey(random io.Reader, name string) (signer, verifier string, err error) {
	signer, verifier, err = note.GenerateKey(random, name)
	if err != nil {
		return "", "", fmt.Errorf("record: make a key: %w", err)
	}
	if _, err := note.NewVerifier(verifier); err != nil {
		return "", "", fmt.Errorf("record: key name %q: %w", name, err)
	}
	return signer, verifier, nil
}

// readKeys keeps keys as they were read: an act reads the same one three times.
type readKeys[K any] struct {
	sync.Map
	n atomic.Int64
}

// mostKeys is how many are kept: those of others come with every bundle.
const mostKeys = 1000

var (
	signers   readKeys[note.Signer]
	verifiers readKeys[note.Verifier]
)

func (r *readKeys[K]) of(text string, read func(string) (K, error)) (K, error) {
	if known, ok := r.Load(text); ok {
		return known.(K), nil //nolint:forcetypeassert // nothing else is stored
	}
	key, err := read(text)
	if err == nil {
		if r.n.Add(1)%mostKeys == 0 {
			r.Clear()
		}
		r.Store(text, key)
	}
	return key, err
}

// readVerifier takes a public key as it is written, on one line.
func readVerifier(text string) (note.Verifier, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errors.New("a key of more than one line")
	}
	return note.NewVerifier(text)
}

// Sign returns the checkpoint as a signed note.
func (c Checkpoint) Sign(signer string) (string, error) {
	if _, err := parseCheckpoint(c.String()); err != nil {
		return "", err
	}
	key, err := signers.of(signer, note.NewSigner)
	if err != nil {
		return "", fmt.Errorf("record: signing key: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: c.String()}, key)
	if err != nil {
		return "", fmt.Errorf("record: sign checkpoint: %w", err)
	}
	return string(signed), nil
}

// OpenCheckpoint reads a signed note, if the owner of the verifier key has
// signed it, or gives [ErrCheckpoint].
func OpenCheckpoint(signed, verifier string) (Checkpoint, error) {
	key, err := verifiers.of(verifier, readVerifier)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("record: verifying key: %w", err)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(key))
	if err != nil {
		return Checkpoint{}, errors.Join(ErrCheckpoint, err)
	}
	return parseCheckpoint(opened.Text)
}

// SplitCheckpoints takes signed notes apart that have an empty line between them.
func SplitCheckpoints(text string) []string {
	var notes []string
	parts := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	for i := 0; i+1 < len(parts); i += 2 {
		notes = append(notes, parts[i]+"\n\n"+parts[i+1]+"\n")
	}
	if len(parts)%2 == 1 && text != "" {
		notes = append(notes, parts[len(parts)-1])
	}
	return notes
}

// OpenCheckpointBy is [OpenCheckpoint] for a note that one of several keys has
// signed; it tells which.
func OpenCheckpointBy(signed string, verifiers []string) (c Checkpoint, verifier string, err error) {
	err = ErrCheckpoint
	for _, verifier := range verifiers {
		if c, err = OpenCheckpoint(signed, verifier); err == nil {
			return c, verifier, nil
		}
	}
	return Checkpoint{}, "", err
}
