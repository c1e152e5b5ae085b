package api

import (
	"context"
	"errors"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// halfKey is where a session keeps who has given a password and not yet a code.
const halfKey = "half"

// halfLasts is how long a code is waited for.
const halfLasts = 10 * time.Minute

// ErrCode: a one-time code is wrong, too old, or was used.
var ErrCode = errors.New("api: wrong code")

// ErrMustEnrol: the organisation wants a second factor of this person first.
var ErrMustEnrol = errors.New("api: a second factor must be set up first")

// SecondFactorPath is where a person sets up a second factor.
const SecondFactorPath = "/mat-khau/hai-lop"

// AsksCode reports whether the browser's person has given a password, and is to
// give a code.
func (r *Request) AsksCode() bool {
	s, ctx := r.server.sessions, r.Context()
	since := time.Unix(s.GetInt64(ctx, "seen"), 0)
	return s.GetString(ctx, halfKey) != "" && r.server.Now().Sub(since) < halfLasts
}

// SignInCode takes the second half of a sign-in: what the person's device shows,
// or a recovery code.
func (r *Request) SignInCode(code string) error {
	s, ctx := r.server, r.Context()
	if !r.AsksCode() {
		return ErrSignedOut
	}
	id := congress.AccountID(s.sessions.GetString(ctx, halfKey))
	by, err := s.Congress.ActorOf(ctx, id)
	entry := s.sessions.GetString(ctx, "entry")
	if errors.Is(err, congress.ErrNotFound) || err == nil && entry != auth.LinkHash(by.Entry) {
		return ErrSignedOut
	}
	if err != nil {
		return err
	}
	account, err := s.Congress.Account(ctx, id)
	if err != nil {
		return err
	}
	right, err := s.tries.Judge(account.Login+" code "+r.whence(id), s.Now(), func() (bool, error) {
		return r.codeFits(id, code)
	})
	if err == nil && !right {
		err = ErrCode
		r.NoteSecurity(security.FactorRefused, account)
	}
	r.CountSignIn(err)
	if err != nil {
		return err
	}
	s.sessions.Remove(ctx, halfKey)
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	return r.enter(account)
}

// codeFits takes a code of an account, once.
func (r *Request) codeFits(id congress.AccountID, code string) (bool, error) {
	s, ctx := r.server, r.Context()
	f, has, err := s.Security.FactorOf(ctx, id)
	if err != nil || !has {
		return false, err
	}
	if secret, err := s.Security.SecretOf(f); err == nil { // else the recovery codes are left
		if step, ok := auth.CodeOf(secret, code, s.Now()); ok {
			return s.Security.SpendStep(ctx, id, step)
		}
	}
	taken, err := s.Security.SpendCode(ctx, id, auth.CodeHash(code))
	if taken {
		if account, err := s.Congress.Account(ctx, id); err == nil {
			r.NoteSecurity(security.RecoveryUsed, account)
		}
	}
	return taken, err
}

// MustEnrol reports whether the person has to set up a second factor before
// anything else.
func (r *Request) MustEnrol() bool { return r.mustEnrol }

// Enrolled ends that for what is left of the request.
func (r *Request) Enrolled() { r.mustEnrol = false }

// lacksFactor reports whether the organisation wants a second factor of a person who
// has none: asked at each request, so that it holds for those who were signed in before.
func (s *Server) lacksFactor(ctx context.Context, by congress.Actor) (bool, error) {
	required, err := s.Security.Requires(ctx, by.Role, by.OrgPath)
	if err != nil || !required {
		return false, err
	}
	_, has, err := s.Security.FactorOf(ctx, by.AccountID)
	return !has, err
}

// Time is the clock of sessions and codes.
func (r *Request) Time() time.Time { return r.server.Now() }
