package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// gate makes a route's echo handler: it finds who calls, checks the role and
// that the organisation concerned is the caller's own or lies below it. Outside that
// a thing does not exist; within it, a wrong role is forbidden. Roles of the
// hall act for their own organisation alone.
func (s *Server) gate(rt Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := s.request(c)
		path, err := s.admit(r, rt.Gate)
		c.Set(admitted, r.By)
		r.keepPlace()
		switch {
		case rt.Gate.Public && !errors.Is(err, congress.ErrUnavailable):
			return rt.do(r)
		case err != nil:
			return err
		case r.Device.ID != "" && len(r.ParamNames()) == 0: // a tablet asks about itself
			return rt.do(r)
		case r.Device.ID != "" && r.By.AccountID == "":
			return ErrNobody
		case !r.By.Sees(path):
			return congress.ErrNotFound
		case !rt.Gate.lets(r, path):
			return ErrForbidden
		case rt.aside:
			return s.aside(rt, r)
		}
		return rt.do(r)
	}
}

// admitted is where a call keeps whom the gate let in, for the page that tells
// them what went wrong behind it.
const admitted = "admitted"

// know finds who is told what went wrong, so that the page has their ways on it:
// whom the gate let in, or else, where nothing is at the address, who is signed in.
func (s *Server) know(r *Request) {
	r.By, _ = r.Get(admitted).(congress.Actor)
	if r.By.AccountID == "" && r.Problem.Status == http.StatusNotFound {
		_, _ = s.admitBrowser(r, congress.Target{}) // a stranger is told as well
	}
}

// aside answers from a standby, once it is known on the primary who asks and that
// they may. If the standby fails before anything was said, the primary answers.
func (s *Server) aside(rt Route, r *Request) error {
	own := r.Request()
	err := s.Aside(own.Context(), func(ctx context.Context, asOf time.Time) error {
		r.SetRequest(own.WithContext(ctx))
		r.AsOf = asOf
		return rt.do(r)
	})
	r.SetRequest(own)
	if r.AsOf.IsZero() || !errors.Is(err, congress.ErrUnavailable) || r.Response().Committed {
		return err
	}
	r.AsOf = time.Time{}
	return rt.do(r)
}

// lets reports whether the caller's role opens the gate to an organisation.
func (g Gate) lets(r *Request, path string) bool {
	if r.Token != "" || len(g.Roles) == 0 {
		return true
	}
	return slices.Contains(g.Roles, r.By.Role) && (!r.By.Role.OfHall() || path == r.By.OrgPath)
}

// admit finds who calls, and the path of the organisation that the address is
// about: a program by its key, a tablet by its own, and else a browser by its
// session.
func (s *Server) admit(r *Request, g Gate) (path string, err error) {
	about := target(r)
	if key, ok := r.bearer(); ok && g.Scope != "" { // elsewhere a key opens nothing
		return s.admitProgram(r, auth.LinkHash(key), g.Scope, about)
	}
	stranger := ErrSignedOut
	if key, ok := r.deviceKey(); ok && g.Tablet {
		a, err := s.Congress.Admit(r.Context(), congress.Credential{Device: auth.LinkHash(key)}, about)
		if r.By, r.Device = a.By, a.Device; err != nil || a.Device.ID != "" {
			return a.Path, err
		}
		stranger = ErrDeviceRevoked
	}
	path, err = s.admitBrowser(r, about)
	if g.Tablet && (errors.Is(err, ErrSignedOut) || errors.Is(err, ErrMustChange) || errors.Is(err, ErrMustEnrol)) {
		err = stranger
	}
	return path, err
}

// admitBrowser reads the session, the person and the place in one snapshot.
func (s *Server) admitBrowser(r *Request, about congress.Target) (path string, err error) {
	cookie, err := r.Cookie(s.sessions.Cookie.Name)
	if err != nil {
		return "", ErrSignedOut
	}
	bare, _ := r.Get(sessionless).(context.Context)
	err = s.Snapshot(bare, func(ctx context.Context) error {
		if err := s.openSession(ctx, r, cookie.Value); err != nil {
			return err
		}
		id := congress.AccountID(s.sessions.GetString(r.Context(), "account"))
		if id == "" {
			return ErrSignedOut
		}
		a, err := s.Congress.Admit(r.Context(), congress.Credential{Account: id}, about)
		switch {
		case err != nil:
			return err
		case a.By.AccountID == "" || s.sessions.GetString(r.Context(), "entry") != auth.LinkHash(a.By.Entry):
			return ErrSignedOut // or the password was changed, or reset, since
		case r.MustChange() && r.Path() != "/mat-khau" && r.Path() != "/dang-xuat":
			return ErrMustChange
		}
		if r.mustEnrol, err = s.lacksFactor(r.Context(), a.By); err != nil {
			return err
		}
		if r.mustEnrol && !r.MustChange() && r.Path() != SecondFactorPath && r.Path() != "/dang-xuat" {
			return ErrMustEnrol
		}
		r.By, path = a.By, a.Path
		return nil
	})
	return path, err
}

// admitProgram finds on whose behalf a key acts, and whether it may do this.
func (s *Server) admitProgram(r *Request, key string, scope outside.Scope, about congress.Target) (string, error) {
	a, err := s.Outside.Admit(r.Context(), key, about)
	switch {
	case err != nil:
		return "", err
	case a.Token.ID == "":
		return "", ErrToken
	case a.Stale:
		if err := s.Outside.TokenUsed(r.Context(), key); err != nil {
			return "", err
		}
	}
	if !a.Token.May(scope) {
		return "", ErrScope
	}
	r.By, r.Token = a.By, a.Token.ID
	return a.Path, nil
}

// target is what the address is about; none: the caller's own organisation.
func target(r *Request) congress.Target {
	for _, name := range r.ParamNames() {
		if kind := congress.TargetKind(name); kind.Valid() {
			return congress.Target{Kind: kind, ID: strings.TrimSpace(r.Param(name))}
		}
	}
	return congress.Target{}
}
