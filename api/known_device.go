package api

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"kiemphieu/congress"
)

// KnownCookie tells a browser at which an account signed in before: nobody
// else's wrong passwords make it wait.
const KnownCookie = "kiemphieu-quen"

// whence is the place that a try of a login comes from: a joined tablet, a
// browser that the account signed in at before, or else an address.
func (r *Request) whence(account congress.AccountID) string {
	if r.Device.ID != "" {
		return "tablet " + string(r.Device.ID)
	}
	if cookie, err := r.own(KnownCookie); err == nil && account != "" {
		name, signature, _ := strings.Cut(cookie.Value, ".")
		sum, err := base64.RawURLEncoding.DecodeString(signature)
		key, keyErr := r.server.Congress.PackageKey(r.Context())
		if err == nil && keyErr == nil && ed25519.Verify(key, knownBrowser(account, name), sum) {
			return "known " + name
		}
	}
	return "address " + r.server.addressOf(r.Request())
}

// knownBrowser is what is signed for a browser.
func knownBrowser(account congress.AccountID, name string) []byte {
	return []byte("kiemphieu known browser " + string(account) + " " + name)
}

// remember has the browser known from now on, if there is a key to sign with.
func (r *Request) remember(account congress.AccountID) {
	name := rand.Text()
	sum, err := r.server.Congress.SignPackage(r.Context(), knownBrowser(account, name))
	if err != nil { // nobody is kept out for it
		return
	}
	r.keep(KnownCookie, name+"."+base64.RawURLEncoding.EncodeToString(sum), 400*24*time.Hour)
}
