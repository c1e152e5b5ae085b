package api

import (
	"net/http"
	"time"
)

// ownCookie is the name of a cookie with the prefix by which, over HTTPS, no other host,
// path or plain door can set it.
func ownCookie(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// own finds a cookie that [Request.keep] gave.
func (r *Request) own(name string) (*http.Cookie, error) {
	return r.Cookie(ownCookie(name, r.server.Secure))
}

// keep has the browser keep a value that no script reads.
func (r *Request) keep(name, value string, lasts time.Duration) {
	r.SetCookie(&http.Cookie{ //nolint:gosec // Secure wherever there is HTTPS
		Name: ownCookie(name, r.server.Secure), Value: value, Path: "/", MaxAge: int(lasts.Seconds()), HttpOnly: true,
		Secure: r.server.Secure, SameSite: http.SameSiteStrictMode})
}
