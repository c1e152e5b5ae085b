package auth

import (
	"errors"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"
)

func TestPasswordsAreHashedAndCompared(t *testing.T) {
	hash, err := Hash("mat-khau-dai")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$") {
		t.Fatalf("%q, %v", hash, err)
	}
	if !Matches("mat-khau-dai", hash) || Matches("mat-khau-daj", hash) || Matches("", "") {
		t.Error("the wrong password fits, or the right one does not")
	}
	if _, err := Hash("ngan"); !errors.Is(err, ErrWeakPassword) {
		t.Errorf("a short password: %v", err)
	}
}

// The hash that stands for a login that does not exist costs as much to
// compare as a real one: same parameters, and it can be read.
func TestUnknownLoginCostsAsMuch(t *testing.T) {
	dummy, salt, key, err := argon2id.DecodeHash(nobody)
	if err != nil {
		t.Fatal(err)
	}
	if *dummy != *params() || len(salt) != 16 || len(key) != 32 {
		t.Errorf("%+v, want %+v", *dummy, *params())
	}
}

func TestLinksAndPasswordsDiffer(t *testing.T) {
	secret, stored := NewLink()
	one, other := NewPassword(), NewPassword()
	if LinkHash(secret) != stored || strings.Contains(stored, secret) || one == other || len(one) < MinPassword {
		t.Error("a link or a password is not what it should be")
	}
}
