package api

import (
	"net/http"
	"time"
)

// DeviceCookie holds the key of a joined tablet. Scripts cannot read it; the
// database has its hash alone.
const DeviceCookie = "kiemphieu_may"

// deviceKeyLasts is longer than any congress; the chief revokes earlier.
const deviceKeyLasts = 30 * 24 * time.Hour

// GiveDeviceKey joins the tablet that calls: from now on it is known by its key.
func (r *Request) GiveDeviceKey(key string) {
	r.SetCookie(&http.Cookie{ //nolint:gosec // Secure wherever there is HTTPS
		Name: DeviceCookie, Value: key, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.server.Secure, MaxAge: int(deviceKeyLasts.Seconds())})
}
