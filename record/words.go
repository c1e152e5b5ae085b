package record

import (
	"crypto/sha256"
	_ "embed"
	"strings"
)

// wordList has 256 Vietnamese syllables, one for each value of a byte. They
// differ without tones and diacritics too, and where regions speak sounds
// alike (ch and tr, s and x, d, gi, r and v, l and n, final n and ng). The
// order is part of the format: it never changes.
//
//go:embed words.txt
var wordList string

// WordList lists the words, one for each value of a byte.
func WordList() []string { return strings.Fields(wordList) }

// Words turns the first eight bytes of a root into words that two people can
// compare by reading them aloud.
func Words(root Hash) [8]string {
	list := WordList()
	var words [8]string
	for i := range words {
		words[i] = list[root[i]]
	}
	return words
}

// KeyWords turns a public key into words that two people can compare by reading
// them aloud.
func KeyWords(verifier string) (string, error) {
	key, err := PublicKey(verifier)
	if err != nil {
		return "", err
	}
	words := Words(sha256.Sum256(key))
	return strings.Join(words[:], " "), nil
}
