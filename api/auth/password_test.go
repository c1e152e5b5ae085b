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
	if !matches("mat-khau-dai", hash) || matches("mat-khau-daj", hash) || matches("", "") {
		t.Error("the wrong password fits, or the right one does not")
	}
	nfc, nfd := "Đại hội chi bộ 2026 ấ", "Đa\u0323i ho\u0323\u0302i chi bo\u0323\u0302 2026 a\u0302\u0301"
	for typed, other := range map[string]string{nfc: nfd, nfd: nfc} {
		if hash, err := Hash(typed); err != nil || !matches(typed, hash) || !matches(other, hash) {
			t.Errorf("%+q and %+q are two passwords: %v", typed, other, err)
		}
	}
	if old, err := hashAsTyped(nfd); err != nil || !matches(nfd, old) { // chosen before passwords had one form
		t.Error("an old password is lost", err)
	}
	if _, err := Hash("ngan"); !errors.Is(err, ErrWeakPassword) {
		t.Errorf("a short password: %v", err)
	}
}

// What is tried first is not taken: lists, rows, dates, what is known of its
// owner, with the usual changes of letters; a few words are.
func TestPasswordsThatAreTriedFirst(t *testing.T) {
	about := []string{"cb10.capuy", "Lê Thị Phương Thảo"}
	for _, password := range []string{"password12", "P@ssw0rd123", "1234567890", "0987654321", "qwertyuiop",
		"aaaaaaaaaa", "abcdefghij", "matkhau123", "Matkhau@123", "anhyeuem123", "vietnam2026", "Chibo@2026",
		"cb10.capuy",
		"capuycapuy", "12/05/1970.", "phuongthao"} {
		if _, err := Hash(password, append(about, "phuongthao")...); !errors.Is(err, ErrCommonPassword) {
			t.Errorf("%s: %v", password, err)
		}
	}
	for _, password := range []string{"hoa sen trang nho", "mat-khau-cua-toi", NewPassword(),
		strings.Repeat("đồi núi ", 200)} {
		if _, err := Hash(password, about...); err != nil {
			t.Errorf("%.30s: %v", password, err)
		}
	}
	for pin, want := range map[string]error{"1234": ErrCommonPIN, "4321": ErrCommonPIN, "0000": ErrCommonPIN,
		"7890": ErrCommonPIN, "1212": ErrCommonPIN, "2974": nil, "12a4": ErrPIN} {
		if _, err := HashPIN(pin); !errors.Is(err, want) {
			t.Errorf("PIN %s: %v, want %v", pin, err, want)
		}
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
