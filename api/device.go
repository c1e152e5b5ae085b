package api

import (
	"net/http"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
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

// identifyDevice finds the tablet by its key, and who is on it. A tablet that
// nobody has taken over yet acts for nobody.
func (s *Server) identifyDevice(r *Request) error {
	cookie, err := r.Cookie(DeviceCookie)
	if err != nil {
		return ErrSignedOut
	}
	ctx := r.Request().Context()
	device, err := s.Congress.Device(ctx, auth.LinkHash(cookie.Value))
	if isNotFound(err) {
		return ErrDeviceRevoked
	}
	if err != nil {
		return err
	}
	r.Device = device
	if device.AccountID == "" || device.State != congress.DeviceJoined {
		return nil
	}
	by, err := s.Congress.ActorOf(ctx, device.AccountID)
	if isNotFound(err) {
		return nil // the account was locked since
	}
	if err == nil && by.Role.Counts() && by.OrgID == device.OrgID {
		r.By = by
	}
	return err
}

// identifyStation lets in a joined tablet or else a signed-in browser.
func (s *Server) identifyStation(r *Request) error {
	err := s.identifyDevice(r)
	if r.Device.ID != "" || (err != ErrSignedOut && err != ErrDeviceRevoked) { //nolint:errorlint // sentinels of this package, passed unwrapped
		return err
	}
	if signedIn := s.identify(r); signedIn != nil {
		return err
	}
	return nil
}
