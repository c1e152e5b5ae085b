package congress

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress/text"
)

// NormalizeName returns a name as it is stored: clean, with single spaces, no
// control characters, and Đ where its Icelandic twin was typed.
// Where the tone mark stands (Hoà or Hòa) and which apostrophe (H'Hen, H’Hen)
// is left as the person writes it; only comparing looks through it.
func NormalizeName(name string) string {
	clean := text.Clean(name)
	if strings.Contains(clean, "Ð") || strings.Contains(clean, "ð") {
		clean = vietnamese.Replace(clean)
	}
	visible := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, clean)
	return strings.Join(strings.Fields(visible), " ")
}

// vietnamese writes the letter that looks like Đ as Đ.
var vietnamese = strings.NewReplacer("Ð", "Đ", "ð", "đ")

// nameKey orders names as ballots do (190-QĐ/TW, Điều 15): by given name,
// then family name, then middle names, in Vietnamese collation.
func nameKey(name string) []byte {
	family, middle, given := splitName(oneApostrophe(NormalizeName(name)))
	order := collate.New(language.Vietnamese)
	var buffer collate.Buffer
	var key []byte
	for _, part := range []string{given, family, middle} {
		key = append(key, order.KeyFromString(&buffer, leadTones(part))...)
		key = append(key, 0, 0)
	}
	return key
}

// compareNames compares two names by their keys.
func compareNames(a, b string) int { return bytes.Compare(nameKey(a), nameKey(b)) }

// SameName reports whether two spellings are of one name, whatever the form
// of Unicode, the case and the place of tone marks.
func SameName(a, b string) bool { return FoldName(a) == FoldName(b) }

// FoldName returns a text that all spellings of one name share.
func FoldName(name string) string {
	return leadTones(strings.ToLower(oneApostrophe(NormalizeName(name))))
}

// oneApostrophe writes every apostrophe alike, one between a space too: names
// of the Central Highlands have it behind their first letter.
func oneApostrophe(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("‘’ʼʻ`´′‛＇ʹ", r) {
			return '\''
		}
		return r
	}, name)
	return strings.ReplaceAll(name, "' ", "'")
}

// WithoutMarks returns a text as people type it who leave the marks out: "hoa"
// for "hòa", "dang" for "đảng".
func WithoutMarks(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		case r == 'Đ':
			return 'D'
		}
		return r
	}, norm.NFD.String(typed))
}

// splitName takes the last word as the given name and the first as the family
// name; a single word is a given name.
func splitName(name string) (family, middle, given string) {
	words := strings.Fields(name)
	switch len(words) {
	case 0:
		return "", "", ""
	case 1:
		return "", "", words[0]
	}
	last := len(words) - 1
	return words[0], strings.Join(words[1:last], " "), words[last]
}

// leadTones moves the tone mark of every word to its first vowel, so that
// "Hoà" and "Hòa" compare alike.
func leadTones(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		words[i] = leadTone(word)
	}
	return strings.Join(words, " ")
}

func leadTone(word string) string {
	if utf8.RuneCountInString(word) == len(word) { // plain ASCII
		return word
	}
	var letters []rune
	var tone rune
	for _, r := range norm.NFD.String(word) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tone = r
			continue
		}
		letters = append(letters, r)
	}
	if tone == 0 {
		return word
	}
	for i, r := range letters {
		if strings.ContainsRune("aeiouyAEIOUY", r) {
			end := i + 1 // behind the marks that make the letter: â ê ô ă ơ ư
			for end < len(letters) && unicode.Is(unicode.Mn, letters[end]) {
				end++
			}
			letters = append(letters[:end], append([]rune{tone}, letters[end:]...)...)
			break
		}
	}
	return norm.NFC.String(string(letters))
}
