// Package text is the one gate for text: what is typed in a form, stands in a
// cell of an import or comes from another program is kept as it leaves here.
// Letters are composed (NFC), nothing is invisible, and every letter is one
// that documents can print.
package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean returns a text as it is kept: composed letters, nothing invisible,
// plain spaces, lines that end alike, and nothing around it. What it cannot
// mend is still there, for [Check] to refuse.
func Clean(typed string) string {
	if isClean(typed) {
		return strings.TrimSpace(typed)
	}
	return cleanAny(typed)
}

// cleanAny is Clean for every text there is.
func cleanAny(typed string) string {
	if !utf8.ValidString(typed) {
		return typed
	}
	composed := norm.NFC.String(strings.ReplaceAll(strings.ReplaceAll(typed, "\r\n", "\n"), "\r", "\n"))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u2011': // a hyphen that does not break
			return '-'
		case r == '\n' || r == '\u00a0':
			return r
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, composed))
}

// isClean reports a text of composed Latin letters and plain signs, as most are: a
// list has a hundred thousand of them.
func isClean(typed string) bool {
	for _, r := range typed {
		switch {
		case r >= ' ' && r <= '~', r > '\u00ad' && r < '\u0250', r >= '\u1e00' && r < '\u1f00':
		default:
			return false
		}
	}
	return true
}

// Secret returns a password in the one form in which it is compared: a keyboard
// that sends a letter and its mark apart types the same password.
func Secret(typed string) string { return norm.NFC.String(typed) }

// Error refuses a text for one of its letters.
type Error struct {
	Field  string // where it stands, "" where nobody said
	Code   string // "letter", "control", "encoding" or "one_line"
	Letter string // as it can be shown to a person
}

func (e *Error) Error() string { return "text: " + e.Code + ": " + e.Letter }

// At names the field of a text that was refused.
func At(field string, err error) error {
	var wrong *Error
	if errors.As(err, &wrong) {
		return &Error{field, wrong.Code, wrong.Letter}
	}
	return err
}

// Check refuses a text that has control characters, is not UTF-8, or has a
// letter that documents cannot print. Lines may end.
func Check(text string) error {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil // as most are that programs send
	}
	if err := CheckControl(text); err != nil {
		return err
	}
	marks, before := 0, ' '
	for _, r := range text {
		switch {
		case r == '\n':
		case !Printable(r):
			return &Error{Code: "letter", Letter: shown(r)}
		case !unicode.Is(unicode.Mn, r):
			marks = 0
		default:
			if marks++; marks > mostMarks || !unicode.IsLetter(before) && marks == 1 {
				return &Error{Code: "letter", Letter: shown(r)}
			}
		}
		before = r
	}
	return nil
}

// mostMarks is how many marks a letter may have besides those that are part of
// it: no orthography of Viet Nam needs more than one.
const mostMarks = 2

// CheckControl refuses what no database and no document takes: control
// characters, and bytes that are no text.
func CheckControl(text string) error {
	if !utf8.ValidString(text) {
		return &Error{Code: "encoding"}
	}
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) {
			return &Error{Code: "control", Letter: fmt.Sprintf("U+%04X", r)}
		}
	}
	return nil
}

// CheckLine is Check for what stands on one line.
func CheckLine(text string) error {
	if err := Check(text); err != nil {
		return err
	}
	if strings.ContainsRune(text, '\n') {
		return &Error{Code: "one_line"}
	}
	return nil
}

// shown writes a letter so that a person sees which one is meant.
func shown(r rune) string {
	switch {
	case unicode.Is(unicode.Mn, r):
		return "◌" + string(r)
	case unicode.IsGraphic(r):
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// Substitute writes a text as documents can print it: every letter that they
// cannot is a box. Texts older than the gate need it, and nothing that passed.
func Substitute(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || !Printable(r) && unicode.IsGraphic(r):
			return '□'
		case r != '\n' && !Printable(r):
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// Printable reports whether all faces of the documents have a letter.
func Printable(r rune) bool { return unicode.Is(printable, r) }

// printable is what the four faces of the documents have in common, of
// scripts that run from left to right; a test of package minutes holds it
// against the fonts.
var printable = &unicode.RangeTable{R16: []unicode.Range16{
	{0x0020, 0x007e, 1}, {0x00a0, 0x00ac, 1}, {0x00ae, 0x034e, 1}, {0x0350, 0x035b, 1}, {0x0363, 0x036f, 1},
	{0x0374, 0x0375, 1}, {0x037a, 0x037e, 1}, {0x0384, 0x038a, 1}, {0x038c, 0x038c, 1}, {0x038e, 0x03a1, 1},
	{0x03a3, 0x03ce, 1}, {0x03d0, 0x0482, 1}, {0x048a, 0x0513, 1}, {0x1e00, 0x1e9b, 1}, {0x1e9e, 0x1e9e, 1},
	{0x1ea0, 0x1ef9, 1}, {0x2010, 0x2010, 1}, {0x2012, 0x2022, 1}, {0x2026, 0x2026, 1}, {0x2030, 0x2030, 1},
	{0x2032, 0x2034, 1}, {0x2039, 0x203a, 1}, {0x203c, 0x203c, 1}, {0x203e, 0x203e, 1}, {0x2044, 0x2044, 1},
	{0x2074, 0x2078, 1}, {0x207f, 0x2089, 1}, {0x20a0, 0x20b5, 1}, {0x20bf, 0x20bf, 1}, {0x2105, 0x2105, 1},
	{0x2113, 0x2113, 1}, {0x2116, 0x2117, 1}, {0x2122, 0x2122, 1}, {0x2126, 0x2126, 1}, {0x212e, 0x212e, 1},
	{0x2153, 0x2154, 1}, {0x215b, 0x215e, 1}, {0x2190, 0x2195, 1}, {0x21d4, 0x21d4, 1}, {0x2202, 0x2202, 1},
	{0x2206, 0x2206, 1}, {0x220f, 0x220f, 1}, {0x2211, 0x2212, 1}, {0x2219, 0x221a, 1}, {0x221e, 0x221f, 1},
	{0x2229, 0x2229, 1}, {0x222b, 0x222b, 1}, {0x2248, 0x2248, 1}, {0x2260, 0x2261, 1}, {0x2264, 0x2265, 1},
	{0x25a0, 0x25a1, 1}, {0x25aa, 0x25ac, 1}, {0x25b2, 0x25b2, 1}, {0x25ba, 0x25ba, 1}, {0x25bc, 0x25bc, 1},
	{0x25c4, 0x25c4, 1}, {0x25ca, 0x25cc, 1}, {0x25cf, 0x25cf, 1}, {0x25e6, 0x25e6, 1},
}, LatinOffset: 2}
