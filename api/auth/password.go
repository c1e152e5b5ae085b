// Package auth knows who is at the keyboard: passwords, sessions, the
// one-time set-up link.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"kiemphieu/congress/text"
)

// MinPassword is the least number of characters of a password.
const MinPassword = 10

// Why a password is not taken.
var (
	ErrWeakPassword   = errors.New("auth: password is too short") // shorter than [MinPassword]
	ErrCommonPassword = errors.New("auth: password is easily guessed")
)

// Hash returns the argon2id hash of a password. What is known of the person,
// such as login and name, is not to be guessed from.
func Hash(password string, about ...string) (string, error) {
	password = text.Secret(password)
	if utf8.RuneCountInString(password) < MinPassword {
		return "", ErrWeakPassword
	}
	if common(password, about) {
		return "", ErrCommonPassword
	}
	return hashAsTyped(password)
}

// PINDigits is the length of a PIN. It is good on a joined tablet alone, where
// the chief sees who is on it, and for five tries.
const PINDigits = 4

// Why a PIN is not taken.
var (
	ErrPIN       = errors.New("auth: a PIN has four digits")
	ErrCommonPIN = errors.New("auth: PIN is easily guessed") // a row, one digit, or two twice
)

// HashPIN returns the argon2id hash of a PIN.
func HashPIN(pin string) (string, error) {
	if len(pin) != PINDigits || strings.Trim(pin, "0123456789") != "" {
		return "", ErrPIN
	}
	if commonPIN(pin) {
		return "", ErrCommonPIN
	}
	return hashAsTyped(pin)
}

func hashAsTyped(secret string) (string, error) {
	turns <- struct{}{}
	defer func() { <-turns }()
	hash, err := argon2id.CreateHash(secret, params())
	if err != nil {
		return "", fmt.Errorf("auth: hash: %w", err)
	}
	return hash, nil
}

// params are OWASP's: 46 MiB, one pass, one lane. A hall's laptop signs few
// people in; the idle server stays small.
func params() *argon2id.Params {
	return &argon2id.Params{Memory: 46 << 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// nobody is a hash that no password matches, of the same cost as [params].
const nobody = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// ErrBusy: too many passwords wait to be compared.
var ErrBusy = errors.New("auth: too many sign-ins at once")

// turns lets two passwords be hashed at a time: each takes 46 MiB.
var turns = make(chan struct{}, 2)

// patience is how long a sign-in waits for its turn.
const patience = 10 * time.Second

// Compare compares a password with a hash. An empty hash is compared too, with
// one that nothing matches, so that the answer takes as long for a login that
// does not exist. It waits some seconds for its turn, and then gives up with
// [ErrBusy].
func Compare(ctx context.Context, password, hash string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
		return matches(password, hash), nil
	case <-ctx.Done():
		return false, ErrBusy
	}
}

func matches(password, hash string) bool {
	if hash == "" {
		hash = nobody
	}
	composed := text.Secret(password)
	ok, err := argon2id.ComparePasswordAndHash(composed, hash)
	if !ok && err == nil && composed != password { // chosen before passwords had one form
		ok, err = argon2id.ComparePasswordAndHash(password, hash)
	}
	return err == nil && ok
}

// NewPassword draws a password that can be read over: four groups of four.
func NewPassword() string {
	var raw [10]byte
	rand.Read(raw[:]) //nolint:errcheck // crypto/rand.Read never fails
	text := strings.ToLower(base32.StdEncoding.EncodeToString(raw[:]))
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// CodeHash returns what is stored of the code on a slip, however it is typed.
func CodeHash(code string) string {
	return LinkHash(strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code)))
}

// NewLink draws the secret of a one-time link and the hash that is stored of it.
func NewLink() (secret, stored string) {
	secret = rand.Text()
	return secret, LinkHash(secret)
}

// LinkHash returns what is stored of a link's secret.
func LinkHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
