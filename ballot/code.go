package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// RoundTag names a round on its papers: the first five bytes of the SHA-256
// of its frozen definition.
type RoundTag [5]byte

// Token is the random code of one paper (mã phiếu).
type Token [16]byte

// TokenHash stands for a token wherever something is stored:
// SHA-256("kp1-token" ‖ round tag ‖ token).
type TokenHash [sha256.Size]byte

// CodeStatus is what a station says about a scanned code. The same words
// stand in the station's JavaScript.
type CodeStatus string

// The statuses of a code.
const (
	CodeOK             CodeStatus = "ok"
	UnknownToken       CodeStatus = "unknown_token"       // not printed for this round
	OtherRound         CodeStatus = "other_round"         // a paper of another round, congress or rehearsal
	DuplicateHere      CodeStatus = "duplicate_here"      // twice in this sheaf
	DuplicateElsewhere CodeStatus = "duplicate_elsewhere" // in another sheaf of this pass
	DamagedCode        CodeStatus = "damaged_code"        // not readable as a code
	NotOpen            CodeStatus = "not_open"            // the box is not opened yet
	Sealed             CodeStatus = "sealed"              // the result stands
)

// CodeStatuses lists all statuses.
func CodeStatuses() []CodeStatus {
	return []CodeStatus{CodeOK, UnknownToken, OtherRound, DuplicateHere, DuplicateElsewhere, DamagedCode, NotOpen,
		Sealed}
}

// ErrDamagedCode: the text is not a paper's code.
var ErrDamagedCode = errors.New("ballot: damaged code")

const codePrefix = "KP1:"

func encoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// Hash returns what is stored in place of the token.
func (t Token) Hash(tag RoundTag) TokenHash {
	data := make([]byte, 0, len("kp1-token")+len(tag)+len(t))
	data = append(data, "kp1-token"...)
	data = append(data, tag[:]...)
	return sha256.Sum256(append(data, t[:]...))
}

// CheckCode returns the six characters by which people talk about a paper: the
// first of base32(SHA-256(hash)). It is made from the hash, not from the
// token, because the server knows hashes only and must say the same code.
func (h TokenHash) CheckCode() string {
	sum := sha256.Sum256(h[:])
	return encoding().EncodeToString(sum[:])[:6]
}

// EncodeCode returns the text of the QR code: "KP1:" and base32 of tag and token.
func EncodeCode(tag RoundTag, token Token) string { return string(AppendCode(nil, tag, &token)) }

// AppendCode appends the text of the QR code to what can be overwritten.
func AppendCode(text []byte, tag RoundTag, token *Token) []byte {
	var data [len(tag) + len(token)]byte
	copy(data[copy(data[:], tag[:]):], token[:])
	return encoding().AppendEncode(append(text, codePrefix...), data[:])
}

// ParseCode reads a scanned or typed code. Lower case, spaces, dashes and a
// missing prefix are forgiven; anything else is [ErrDamagedCode].
func ParseCode(text string) (RoundTag, Token, error) {
	var tag RoundTag
	var token Token
	clean := strings.Map(plainCode, text)
	if rest, found := strings.CutPrefix(clean, "KP1"); found {
		clean = strings.TrimPrefix(rest, ":")
	}
	data, err := encoding().DecodeString(clean)
	if err != nil || len(data) != len(tag)+len(token) || encoding().EncodeToString(data) != clean {
		return tag, token, ErrDamagedCode
	}
	copy(tag[:], data)
	copy(token[:], data[len(tag):])
	return tag, token, nil
}

// plainCode forgives how a code was typed, letter by letter. Only ASCII is
// raised to upper case: a look-alike such as 'ſ' must not become a letter of
// the code.
func plainCode(r rune) rune {
	switch {
	case strings.ContainsRune(" -\t\n\r", r):
		return -1
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A'
	}
	return r
}

// Manifest commits to the papers printed for a round (bảng mã phiếu đã in).
type Manifest struct {
	Definition [sha256.Size]byte
	Hashes     []TokenHash // ascending
}

// NewManifest draws n tokens for a round. The tokens come back in the order
// in which they were drawn, which is the order of nothing else. A source that
// gives one token twice is broken: no papers are made with it.
func NewManifest(def Definition, n int, random io.Reader) (Manifest, []Token, error) {
	m := Manifest{Definition: def.Hash(), Hashes: make([]TokenHash, 0, n)}
	tag := def.Tag()
	tokens := make([]Token, n)
	for i := range tokens { // drawn in its place: a copy would stay in memory
		if _, err := io.ReadFull(random, tokens[i][:]); err != nil {
			return Manifest{}, nil, fmt.Errorf("ballot: draw a token: %w", err)
		}
		m.Hashes = append(m.Hashes, tokens[i].Hash(tag))
	}
	sortHashes(m.Hashes)
	if len(slices.Compact(slices.Clone(m.Hashes))) < n {
		return Manifest{}, nil, errors.New("ballot: the random source repeats itself")
	}
	return m, tokens, nil
}

// Bytes returns the hashes one after the other, as they are stored.
func (m Manifest) Bytes() ManifestHashes {
	blob := make(ManifestHashes, 0, len(m.Hashes)*sha256.Size)
	for _, h := range m.Hashes {
		blob = append(blob, h[:]...)
	}
	return blob
}

// Root returns the root of the RFC 6962 tree over the sorted hashes.
func (m Manifest) Root() [sha256.Size]byte { return treeRoot(m.Hashes) }

// ManifestHashes is a sorted list of token hashes as stored, 32 bytes each.
type ManifestHashes []byte

// Len counts the hashes.
func (b ManifestHashes) Len() int { return len(b) / sha256.Size }

// At returns one hash.
func (b ManifestHashes) At(i int) TokenHash {
	return TokenHash(b[i*sha256.Size : (i+1)*sha256.Size])
}

// Contains looks a hash up by halving.
func (b ManifestHashes) Contains(h TokenHash) bool { return b.Place(h) >= 0 }

// Place returns where a hash stands in the list, and -1 where it does not.
func (b ManifestHashes) Place(h TokenHash) int {
	low, high := 0, b.Len()
	for low < high {
		mid := (low + high) / 2
		switch bytes.Compare(b[mid*sha256.Size:(mid+1)*sha256.Size], h[:]) {
		case 0:
			return mid
		case -1:
			low = mid + 1
		default:
			high = mid
		}
	}
	return -1
}

// Root returns the root of the RFC 6962 tree over the hashes.
func (b ManifestHashes) Root() [sha256.Size]byte {
	hashes := make([]TokenHash, b.Len())
	for i := range hashes {
		hashes[i] = b.At(i)
	}
	return treeRoot(hashes)
}
