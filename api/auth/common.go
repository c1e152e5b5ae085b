package auth

import (
	"strings"

	"github.com/ccojocar/zxcvbn-go"
)

// Words that Vietnamese passwords are made of first, beside those of the
// program itself; the library knows English ones, names, keys in a row,
// repeats and dates.
var guessed = strings.Fields("matkhau anhyeuem emyeuanh yeuem chibo chiuy chidoan dangbo danguy daihoi dangcongsan " +
	"dangvien bithu kiemphieu baucu vietnam hanoi saigon hochiminh bacho caonguyen quanly quantri admin")

// guessedFirst is as much of a password as is looked at; what is longer is not guessed.
const guessedFirst = 64

// common reports whether a password is one of the first that are tried: in the
// lists that are passed around, made of what is known of its owner, or a row.
func common(password string, about []string) bool {
	var known []string
	for _, text := range about {
		known = append(known, text)
		known = append(known, strings.FieldsFunc(text, isBetween)...)
	}
	letters := []rune(password)
	letters = letters[:min(len(letters), guessedFirst)]
	return zxcvbn.PasswordStrength(string(letters), append(known, guessed...)).Score < 1
}

func isBetween(r rune) bool { return strings.ContainsRune(" .-_@", r) }

// commonPIN reports whether four digits are one digit, or a row of them.
func commonPIN(pin string) bool {
	return strings.Contains("0123456789012 9876543210987", pin) || strings.Count(pin, pin[:1]) == len(pin) ||
		pin[:2] == pin[2:]
}
