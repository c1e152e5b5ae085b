package record

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// SignDetached returns the bare Ed25519 signature of a text under a key from
// NewKey, for readers that know no notes, such as a browser.
func SignDetached(signer string, text []byte) ([]byte, error) {
	s, err := note.NewSigner(signer)
	if err != nil {
		return nil, fmt.Errorf("record: signing key: %w", err)
	}
	return s.Sign(text)
}

// PublicKey returns the 32 bytes of the Ed25519 key within a verifier from NewKey.
func PublicKey(verifier string) ([]byte, error) {
	if _, err := note.NewVerifier(verifier); err != nil {
		return nil, fmt.Errorf("record: verifying key: %w", err)
	}
	encoded := strings.SplitN(verifier, "+", 3)[2] // name, hash, key; a key may have a "+" in it
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("record: verifying key: %w", err)
	}
	return key[1:], nil // the first byte names the algorithm
}
