package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
)

// newSessions keeps people signed in for 12 hours, or until they have done
// nothing for two.
func newSessions(cfg Config) *scs.SessionManager {
	m := scs.New()
	m.Store = cfg.Sessions
	m.Lifetime, m.IdleTimeout = 12*time.Hour, 2*time.Hour
	m.Cookie.Name, m.Cookie.HttpOnly = "kiemphieu", true
	m.Cookie.SameSite, m.Cookie.Secure = http.SameSiteStrictMode, cfg.Secure
	return m
}

// session finds the sign-in behind a cookie, and keeps what the request
// changed of it. Files of the program itself belong to nobody.
func (s *Server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		given := ""
		if cookie, err := c.Cookie(s.sessions.Cookie.Name); err == nil && !strings.HasPrefix(c.Request().URL.Path, "/tinh/") {
			given = cookie.Value
		}
		ctx, failed := s.sessions.Load(c.Request().Context(), given)
		if failed != nil {
			ctx, _ = s.sessions.Load(c.Request().Context(), "") // a new one asks no store
		}
		c.SetRequest(c.Request().WithContext(ctx))
		if failed != nil {
			return fmt.Errorf("%w: sessions: %w", congress.ErrUnavailable, failed)
		}
		c.Response().Before(func() { s.keepSession(c, given) })
		return next(c)
	}
}

// keepSession stores the session just before the answer leaves. The cookie is
// set only when its token is another one than was given: an answer that comes
// late must not bring back a sign-in that has ended since.
func (s *Server) keepSession(c echo.Context, given string) {
	ctx := c.Request().Context()
	switch s.sessions.Status(ctx) {
	case scs.Unmodified:
	case scs.Destroyed:
		s.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	case scs.Modified:
		token, _, err := s.sessions.Commit(ctx)
		if err != nil { // a page that was drawn is still true
			s.Log.LogAttrs(ctx, slog.LevelError, "session not kept", slog.String("id", requestID(c)), slog.String("error", err.Error()))
			return
		}
		if token != given {
			s.sessions.WriteSessionCookie(ctx, c.Response(), token, s.sessions.Deadline(ctx))
		}
	}
}
