package api

import (
	"errors"
	"strings"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// SignIn checks login and password and puts the person behind the browser's
// cookie. Who has a second factor is asked for it first; see [Request.SignInCode].
func (r *Request) SignIn(login, password string) error {
	account, err := r.CheckPassword(login, password)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := r.server.sessions.RenewToken(ctx); err != nil {
		return err
	}
	r.server.sessions.Put(ctx, "must_change", account.MustChange)
	if err := r.keepEntry(account.ID); err != nil {
		return err
	}
	_, has, err := r.server.Security.FactorOf(ctx, account.ID)
	if err != nil {
		return err
	}
	if has {
		r.server.sessions.Put(ctx, halfKey, string(account.ID))
		r.server.seen(ctx)
		return r.keepNow()
	}
	return r.enter(account)
}

// enter puts a person behind the browser's cookie.
func (r *Request) enter(account congress.Account) error {
	ctx := r.Context()
	r.server.sessions.Put(ctx, "account", string(account.ID))
	r.server.seen(ctx)
	if err := r.keepNow(); err != nil {
		return err
	}
	r.remember(account.ID)
	r.NoteSecurity(security.SignedIn, account)
	return nil
}

// SignOut forgets who is behind the browser's cookie.
func (r *Request) SignOut() error { return r.server.sessions.Destroy(r.Context()) }

// MustChange reports whether the password was given by somebody else and is to
// be changed before anything else.
func (r *Request) MustChange() bool { return r.server.sessions.GetBool(r.Context(), "must_change") }

// PasswordChanged returns the browser a new cookie after a change of password.
func (r *Request) PasswordChanged() error {
	r.server.sessions.Put(r.Context(), "must_change", false)
	if err := r.keepEntry(r.By.AccountID); err != nil {
		return err
	}
	return r.server.sessions.RenewToken(r.Context())
}

// keepEntry ties the session to what opens the account now.
func (r *Request) keepEntry(id congress.AccountID) error {
	by, err := r.server.Congress.ActorOf(r.Context(), id)
	if err == nil {
		r.server.sessions.Put(r.Context(), "entry", auth.LinkHash(by.Entry))
	}
	return err
}

// Note keeps a sentence for the next page.
func (r *Request) Note(text string) { r.server.sessions.Put(r.Context(), "note", text) }

// TakeNote returns the sentence that was kept for this page, once.
func (r *Request) TakeNote() string { return r.server.sessions.PopString(r.Context(), "note") }

// KeepUndo keeps in the session what the person's last act can be undone with; "" keeps nothing.
func (r *Request) KeepUndo(act string) { r.server.sessions.Put(r.Context(), "undo", act) }

// Undo is what was kept last.
func (r *Request) Undo() string { return r.server.sessions.GetString(r.Context(), "undo") }

// CheckPassword finds the account of a login. The answer to a wrong login or
// password does not tell whether the login exists, and takes as long either way.
func (r *Request) CheckPassword(login, password string) (congress.Account, error) {
	account, err := r.checkPassword(login, password)
	r.CountSignIn(err)
	r.noteSignIn(account, err)
	return account, err
}

// ConfirmPassword asks whoever is signed in for their own password once more.
// It is judged as a try to sign in, and waits as such, from this session: nobody
// elsewhere makes it wait.
func (r *Request) ConfirmPassword(password string) error {
	s, ctx := r.server, r.Context()
	account, err := s.Congress.Account(ctx, r.By.AccountID)
	if err != nil {
		return err
	}
	key := account.Login + " session " + auth.LinkHash(r.sessionCookie())
	right, err := s.tries.Judge(key, s.Now(), func() (bool, error) {
		return auth.Compare(ctx, password, account.PasswordHash)
	})
	if err == nil && !right {
		err = ErrSignIn
	}
	r.CountSignIn(err)
	r.noteSignIn(account, err)
	return err
}

// Alone runs one function of a key after another.
func (r *Request) Alone(of string, do func() error) error {
	return r.server.tries.Alone(of, r.server.Now(), do)
}

// checkPassword judges tries of one login from one place one after another.
func (r *Request) checkPassword(login, password string) (congress.Account, error) {
	s, ctx := r.server, r.Context()
	account, err := s.Congress.AccountByLogin(ctx, login)
	if err != nil && !errors.Is(err, congress.ErrNotFound) {
		return account, err
	}
	key := strings.ToLower(strings.TrimSpace(login)) + " " + r.whence(account.ID)
	right, err := s.tries.Judge(key, s.Now(), func() (bool, error) {
		byCode, err := account.Opens(auth.CodeHash(password), s.Now())
		if byCode || err != nil {
			account.MustChange = true
			return byCode, err
		}
		right, err := auth.Compare(ctx, password, account.PasswordHash)
		return right && account.ID != "" && !account.Disabled, err
	})
	if err == nil && !right {
		err = ErrSignIn
	}
	return account, err
}
