package security

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"kiemphieu/congress"
)

// Session is a sign-in that lasts, as its person sees it.
type Session struct {
	ID        string             `db:"-"`
	AccountID congress.AccountID `db:"account_id"`
	Begun     congress.Instant   `db:"begun"`
	Seen      congress.Instant   `db:"seen"`   // to some minutes
	Client    string             `db:"client"` // what the browser calls itself
	From      string             `db:"whence"`
}

type sessionKey struct{}

// WithSession gives a context to the store with which a session is stored: whose
// it is and where it is used.
func WithSession(ctx context.Context, about Session) context.Context {
	return context.WithValue(ctx, sessionKey{}, about)
}

// SessionIn returns what [WithSession] put into a context; nobody's without it.
func SessionIn(ctx context.Context) Session {
	about, _ := ctx.Value(sessionKey{}).(Session) // the zero one is nobody's
	return about
}

// SessionID names the session of a cookie: nobody gets back to the cookie.
func SessionID(cookie string) string {
	sum := sha256.Sum256([]byte(cookie))
	return hex.EncodeToString(sum[:])
}
