package api

import (
	"net/http"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// deviceCookie holds the key of a joined tablet. Scripts cannot read it; the
// database has its hash alone.
const deviceCookie = "kiemphieu_may"

// deviceKeyLasts is longer than any congress; the chief revokes earlier.
const deviceKeyLasts = 30 * 24 * time.Hour

func (s *Server) giveDeviceKey(r *request, key string) {
	r.SetCookie(&http.Cookie{ //nolint:gosec // Secure wherever there is HTTPS
		Name: deviceCookie, Value: key, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: s.Secure, MaxAge: int(deviceKeyLasts.Seconds())})
}

// identifyDevice finds the tablet by its key, and who is on it. A tablet that
// nobody has taken over yet acts for nobody.
func (s *Server) identifyDevice(r *request) error {
	cookie, err := r.Cookie(deviceCookie)
	if err != nil {
		return errSignedOut
	}
	ctx := r.Request().Context()
	device, err := s.Congress.Device(ctx, auth.LinkHash(cookie.Value))
	if isNotFound(err) {
		return errDeviceRevoked
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
	if err == nil && counts(by.Role) && by.OrgID == device.OrgID {
		r.By = by
	}
	return err
}

// identifyStation lets in a joined tablet or else a signed-in browser.
func (s *Server) identifyStation(r *request) error {
	err := s.identifyDevice(r)
	if r.Device.ID != "" || (err != errSignedOut && err != errDeviceRevoked) { //nolint:errorlint // sentinels of this package, passed unwrapped
		return err
	}
	if signedIn := s.identify(r); signedIn != nil {
		return err
	}
	return nil
}

// counts reports whether a role enters papers.
func counts(role congress.Role) bool {
	return role == congress.RoleChief || role == congress.RoleTeller
}
