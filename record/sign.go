package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// VerifierOf returns the public half of a signing key made by [NewKey].
func VerifierOf(signer string) (string, error) {
	key, err := note.NewSigner(signer)
	if err != nil {
		return "", fmt.Errorf("record: signing key: %w", err)
	}
	parts := strings.SplitN(signer, "+", 5) // PRIVATE+KEY+name+hash+secret; the secret may have a "+" too
	secret, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(secret) != 1+ed25519.SeedSize {
		return "", errors.New("record: signing key is not one of Ed25519")
	}
	public, ok := ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return "", errors.New("record: signing key is not one of Ed25519")
	}
	verifier, err := note.NewEd25519VerifierKey(key.Name(), public)
	if err != nil {
		return "", fmt.Errorf("record: verifying key: %w", err)
	}
	return verifier, nil
}

// SignText returns the signature line of a note with this text, which ends with a line feed.
func SignText(text, signer string) (string, error) {
	key, err := note.NewSigner(signer)
	if err != nil {
		return "", fmt.Errorf("record: signing key: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: text}, key)
	if err != nil {
		return "", fmt.Errorf("record: sign: %w", err)
	}
	return strings.TrimPrefix(string(signed), text+"\n"), nil
}

// CheckText verifies a signature line of [SignText]: [ErrBundle] if it is none. One text has one signature line of a
// key: others that decode to the same are refused.
func CheckText(text, signature, verifier string) error {
	key, err := readVerifier(verifier)
	if err != nil {
		return fmt.Errorf("%w: verifying key: %w", ErrBundle, err)
	}
	opened, err := note.Open([]byte(text+"\n"+signature), note.VerifierList(key))
	if err != nil {
		return fmt.Errorf("%w: signature: %w", ErrBundle, err)
	}
	own := opened.Sigs[0]
	if _, err := base64.StdEncoding.Strict().DecodeString(own.Base64); err != nil || opened.Text != text ||
		signature != fmt.Sprintf("— %s %s\n", own.Name, own.Base64) {
		return fmt.Errorf("%w: signature is not written as signatures are", ErrBundle)
	}
	return nil
}

// ReadCheckpoint reads the three lines of a checkpoint that nobody has signed,
// for whoever trusts the place from which they have them.
func ReadCheckpoint(text string) (Checkpoint, error) { return parseCheckpoint(text) }
