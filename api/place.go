package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// PlaceCookie tells a proxy before several programs which callers belong
// together: all of one organisation have the same. It opens nothing.
const PlaceCookie = "__Host-kiemphieu-noi"

// keepPlace gives whoever was let in the name of the place that they belong to,
// without meaning, unless they have it. Only a proxy has use for it.
func (r *Request) keepPlace() {
	if !r.server.Proxied || r.By.OrgID == "" {
		return
	}
	sum := sha256.Sum256([]byte("kiemphieu place " + string(r.By.OrgID)))
	place := hex.EncodeToString(sum[:8])
	if cookie, err := r.Cookie(PlaceCookie); err == nil && cookie.Value == place {
		return
	}
	r.SetCookie(&http.Cookie{Name: PlaceCookie, Value: place, Path: "/", HttpOnly: true, Secure: true,
		SameSite: http.SameSiteStrictMode})
}
