package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238: what every authenticator computes; HMAC rests on no collision
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// One-time codes of RFC 6238, as every authenticator computes them: SHA-1, six
// digits, thirty seconds. The usual library brings pictures of its own and does
// not say which step a code was of, without which it could be used twice.
const (
	secretSize = 20
	codeStep   = 30 * time.Second
	codeEvery  = 1_000_000
)

// NewSecret draws the secret that a person's device and the server share, as it
// is typed: base32.
func NewSecret() string {
	raw := make([]byte, secretSize)
	rand.Read(raw) //nolint:errcheck // crypto/rand.Read never fails
	return base32.StdEncoding.EncodeToString(raw)
}

// SecretOK reports whether a secret has the form of [NewSecret].
func SecretOK(secret string) bool {
	raw, err := base32.StdEncoding.DecodeString(secret)
	return err == nil && len(raw) == secretSize
}

// SecretAddress is what the picture says that an authenticator reads.
func SecretAddress(secret, login string) string {
	return "otpauth://totp/" + url.PathEscape("Kiểm phiếu:"+login) + "?" + url.Values{"secret": {secret},
		"issuer": {"Kiểm phiếu"}}.Encode()
}

// CodeOf finds the step of which a code is: now, the one before or the one after,
// for clocks differ. False for a code of none.
func CodeOf(secret, code string, now time.Time) (step int64, ok bool) {
	raw, err := base32.StdEncoding.DecodeString(secret)
	code = strings.ReplaceAll(code, " ", "")
	if err != nil || len(raw) != secretSize {
		return 0, false
	}
	at := now.Unix() / int64(codeStep/time.Second)
	for s := at - 1; s <= at+1; s++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(raw, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// Code is what a person's device shows.
func Code(secret string, now time.Time) string {
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		return ""
	}
	return codeAt(raw, now.Unix()/int64(codeStep/time.Second))
}

func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step)) //nolint:gosec // after 1970
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&(1<<31-1))%codeEvery)
}
