package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/security"
)

// How long a session lasts that is used, and one that is not; and how exactly
// it is known when it was used last.
const (
	sessionLasts = 12 * time.Hour
	sessionIdle  = 2 * time.Hour
	sessionSeen  = 5 * time.Minute
)

// SessionStore keeps sessions, and tells people of their own.
type SessionStore interface {
	scs.Store
	scs.CtxStore
	Of(ctx context.Context, account congress.AccountID) ([]security.Session, error)
	End(ctx context.Context, account congress.AccountID, id string) error
	EndOthers(ctx context.Context, account congress.AccountID, token string) error
}

// newSessions keeps people signed in. The library would store a session anew
// at every request to know when it was used: openSession does it now and then.
func newSessions(cfg Config) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Lifetime = cfg.Sessions, sessionLasts
	m.Cookie.Name, m.Cookie.HttpOnly = ownCookie("kiemphieu", cfg.Secure), true
	m.Cookie.SameSite, m.Cookie.Secure = http.SameSiteStrictMode, cfg.Secure
	return m
}

// sessionless is where a request keeps its context without the session: the
// library never loads a second one into the same.
const sessionless = "sessionless"

// session returns every request an empty session, which the gate replaces by the
// one behind the caller's cookie, and keeps what the handler changed of it.
func (s *Server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(sessionless, c.Request().Context())
		ctx, err := s.sessions.Load(c.Request().Context(), "") // asks no store
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Response().Before(func() { s.keepSession(c) })
		return next(c)
	}
}

// openSession finds the session behind a cookie. One that was not used for too
// long is as good as none.
func (s *Server) openSession(ctx context.Context, r *Request, token string) error {
	ctx, err := s.sessions.Load(ctx, token)
	if err != nil {
		return fmt.Errorf("%w: sessions: %w", congress.ErrUnavailable, err)
	}
	if s.sessions.Exists(ctx, "account") {
		unused := s.Now().Sub(time.Unix(s.sessions.GetInt64(ctx, "seen"), 0))
		switch {
		case unused >= sessionIdle:
			return nil
		case unused >= sessionSeen:
			s.seen(ctx)
		}
	}
	r.SetRequest(r.Request().WithContext(ctx))
	return nil
}

// seen notes that the session is used.
func (s *Server) seen(ctx context.Context) { s.sessions.Put(ctx, "seen", s.Now().Unix()) }

// keepSession stores the session just before the answer leaves, if it changed.
func (s *Server) keepSession(c echo.Context) {
	ctx := c.Request().Context()
	switch s.sessions.Status(ctx) {
	case scs.Unmodified:
	case scs.Destroyed:
		s.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	case scs.Modified:
		if _, err := s.storeSession(c); err != nil { // a page that was drawn is still true
			s.Log.LogAttrs(ctx, slog.LevelError, "session not kept", slog.String("id", requestID(c)),
				slog.Any("error", err))
		}
	}
}

// storeSession stores the session. The cookie is set only when its token is
// another one than was given: an answer that comes late must not bring back a
// sign-in that has ended since.
func (s *Server) storeSession(c echo.Context) (token string, err error) {
	ctx := c.Request().Context()
	token, _, err = s.sessions.Commit(s.withSession(ctx, c))
	if err != nil {
		return "", err
	}
	if given, err := c.Cookie(s.sessions.Cookie.Name); err != nil || token != given.Value {
		s.sessions.WriteSessionCookie(ctx, c.Response(), token, s.sessions.Deadline(ctx))
	}
	return token, nil
}

// keepNow stores the session before anything is said that would not be true
// without it. Where that fails, the request goes on with no session.
func (r *Request) keepNow() error {
	s := r.server
	token, err := s.storeSession(r)
	bare, _ := r.Get(sessionless).(context.Context)
	ctx, unread := s.sessions.Load(bare, token) // none asks no store
	if unread == nil {
		r.SetRequest(r.Request().WithContext(ctx))
	}
	return errors.Join(err, unread)
}
