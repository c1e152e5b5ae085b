package auth

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"
)

// The codes of RFC 6238, appendix B, of which six digits are shown; a clock may
// be one step off, and no more.
func TestCodesOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		now := time.Unix(at, 0)
		if got := Code(secret, now); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		for off, good := range map[time.Duration]bool{0: true, 30 * time.Second: true, -30 * time.Second: true,
			61 * time.Second: false, -61 * time.Second: false} {
			if now.Add(off).Unix() < 0 {
				continue // no clock shows it
			}
			step, ok := CodeOf(secret, want[:3]+" "+want[3:], now.Add(off))
			if ok != good || ok && step != at/30 {
				t.Errorf("%s, %s late: %v, step %d", want, off, ok, step)
			}
		}
	}
	if secret := NewSecret(); !SecretOK(secret) || SecretOK(secret[8:]) || SecretOK("") ||
		!strings.Contains(SecretAddress(secret, "an"), "secret="+secret) {
		t.Error("a secret has another form")
	}
	if _, ok := CodeOf("", "755224", time.Unix(0, 0)); ok {
		t.Error("a code of no secret")
	}
}
