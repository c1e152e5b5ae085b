package api

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// withSession tells the store whose the session is, and where it is used.
func (s *Server) withSession(ctx context.Context, c echo.Context) context.Context {
	client := []rune(c.Request().UserAgent())
	return security.WithSession(ctx, security.Session{
		AccountID: congress.AccountID(s.sessions.GetString(ctx, "account")),
		Client:    string(client[:min(len(client), 200)]), From: s.addressOf(c.Request())})
}

// OwnSessions lists where the person who calls is signed in, and which of the
// sessions is this one.
func (r *Request) OwnSessions() (list []security.Session, this string, err error) {
	list, err = r.server.Sessions.Of(r.Context(), r.By.AccountID)
	return list, security.SessionID(r.sessionCookie()), err
}

// EndSession ends one of the person's sessions.
func (r *Request) EndSession(id string) error {
	return r.server.Sessions.End(r.Context(), r.By.AccountID, id)
}

// EndOtherSessions ends all of the person's sessions but this one.
func (r *Request) EndOtherSessions() error {
	return r.server.Sessions.EndOthers(r.Context(), r.By.AccountID, r.sessionCookie())
}

// EndSessionsOf ends all sessions of an account that was locked or unlocked.
func (r *Request) EndSessionsOf(account congress.AccountID) error {
	return r.server.Sessions.EndOthers(r.Context(), account, "")
}

// HadSession reports whether a browser brings a session, be it one that is over.
func (r *Request) HadSession() bool { return r.sessionCookie() != "" }

func (r *Request) sessionCookie() string {
	cookie, err := r.Cookie(r.server.sessions.Cookie.Name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// stillEvery is how often a stream looks whether its person is still signed in.
const stillEvery = 3 * time.Second

// WhileSignedIn returns a context that ends with the request, or soon after the
// person's session has: signed out, ended from elsewhere, locked, or another
// password. What a stream shows ends with it.
func (r *Request) WhileSignedIn() (ctx context.Context, stop context.CancelFunc) {
	ctx, stop = context.WithCancel(r.Context())
	token, by := r.sessionCookie(), r.By
	go func() {
		tick := time.NewTicker(stillEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if !r.server.stillIn(ctx, token, by) {
					stop()
				}
			}
		}
	}()
	return ctx, stop
}

// stillIn reports whether a cookie and the account behind it still open what
// they did. A database that does not answer ends nothing.
func (s *Server) stillIn(ctx context.Context, token string, by congress.Actor) bool {
	_, found, err := s.Sessions.FindCtx(ctx, token)
	if err != nil {
		return true
	}
	now, err := s.Congress.ActorOf(ctx, by.AccountID)
	if errors.Is(err, congress.ErrNotFound) {
		return false
	}
	if lacks, failed := s.lacksFactor(ctx, now); failed == nil && lacks {
		return false
	}
	return err != nil || found && auth.LinkHash(now.Entry) == auth.LinkHash(by.Entry) && now.Role == by.Role
}
