package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// Noted has what the route does written to the security log once it is done.
func (rt Route) Noted(kind security.Kind) Route {
	rt.noted = kind
	return rt
}

// Concerns says to whom or what the act of the request is done, for the
// security log.
func (r *Request) Concerns(what string) { r.concerned = what }

// do answers a request that was let in, and notes what the route is noted for.
func (rt Route) do(r *Request) error {
	err := rt.Handler(r)
	if rt.noted != "" && err == nil && r.Response().Status < http.StatusBadRequest && r.By.AccountID != "" {
		r.NoteAct(rt.noted, r.concerned)
	}
	return err
}

// NoteAct writes to the security log what the person who calls did, and to
// whom or what; "" for nobody else.
func (r *Request) NoteAct(kind security.Kind, to string) {
	account, err := r.server.Congress.Account(r.Context(), r.By.AccountID)
	if err != nil {
		account = congress.Account{OrgID: r.By.OrgID, Name: r.By.Name}
	}
	r.note(kind, account, to)
}

// NoteRarely is NoteAct of a screen that may say the same again and again: once a
// minute from one address. A tablet that nobody is on is told by its name.
func (r *Request) NoteRarely(kind security.Kind, about string) {
	if !r.server.told.first(string(kind)+about+r.Address(), r.server.Now()) {
		return
	}
	if r.By.AccountID != "" {
		r.NoteAct(kind, about)
		return
	}
	r.note(kind, congress.Account{OrgID: r.Device.OrgID, Name: r.Device.Name}, about)
}

// Address is the machine that calls, as the security log has it.
func (r *Request) Address() string { return r.server.addressOf(r.Request()) }

// NoteSecurity writes to the security log what happened to or by an account;
// that of nobody for a login that does not exist.
func (r *Request) NoteSecurity(kind security.Kind, who congress.Account) { r.note(kind, who, "") }

// note writes to the security log. A log that cannot be written stops nobody,
// and is told in the program's own.
func (r *Request) note(kind security.Kind, who congress.Account, to string) {
	e := security.Event{OrgID: who.OrgID, Kind: kind, Login: who.Login, Name: who.Name, About: to,
		From: r.Address()}
	ctx := context.WithoutCancel(r.Context()) // it happened, whether or not somebody waits for the answer
	if err := r.server.Security.Note(ctx, e); err != nil {
		r.server.Log.LogAttrs(ctx, slog.LevelError, "security log not written", slog.String("kind", string(kind)),
			slog.Any("error", err))
	}
}

// noteSignIn writes down how a try of a password ended. Of a place that must
// wait, and of logins that do not exist, it tells once a minute: nobody outside
// fills the log.
func (r *Request) noteSignIn(account congress.Account, refused error) {
	first := func(what string) bool {
		return r.server.told.first(what+r.Address(), r.server.Now())
	}
	switch {
	case errors.Is(refused, auth.ErrLocked) && first("held "+account.Login+" "):
		r.NoteSecurity(security.SignInHeld, account)
	case errors.Is(refused, ErrSignIn) && (account.ID != "" || first("unknown ")):
		r.NoteSecurity(security.SignInRefused, account)
	}
}

// rarely lets each thing be told once a minute.
type rarely struct {
	mu   sync.Mutex
	last map[string]time.Time
}

const rarelyMost = 200_000 // things that are remembered

func (t *rarely) first(what string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.last[what]) < time.Minute {
		return false
	}
	if len(t.last) >= rarelyMost || t.last == nil {
		t.last = map[string]time.Time{}
	}
	t.last[what] = now
	return true
}
