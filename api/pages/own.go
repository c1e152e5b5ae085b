package pages

import (
	"context"
	"errors"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/security"
)

// own is about what is somebody's own: the password, and the calendar's address.
type own struct {
	*screen
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		SetPassword(ctx context.Context, id congress.AccountID, hash string) error
	}
	outside interface {
		DropFeed(ctx context.Context, by congress.Actor) error
		FeedOf(ctx context.Context, by congress.Actor) (outside.Feed, error)
		MakeFeed(ctx context.Context, by congress.Actor, hash string) error
	}
}

func (s own) routes() []api.Route {
	return []api.Route{
		api.Get("/mat-khau", api.Anybody(), s.show),
		api.Post("/mat-khau", api.Anybody(), form(s.screen, s.changePassword, s.show, api.To("/", ""),
			"password")).Noted(security.PasswordChanged),
		api.Post("/mat-khau/phien/thoi", api.Anybody(), s.act(s.endOtherSessions, s.show, api.To("/mat-khau", ""),
			"sessions_ended")).Noted(security.SessionEnded),
		api.Post("/mat-khau/phien/:session/thoi", api.Anybody(), s.act(s.endSession, s.show, api.To("/mat-khau", ""),
			"session_ended")).Noted(security.SessionEnded),
		api.Post("/mat-khau/lich", api.Anybody(), s.makeFeed).Noted(security.CalendarMade),
		api.Post("/mat-khau/lich/thoi", api.Anybody(), s.act(s.dropFeed, s.show, api.To("/mat-khau", ""),
			"feed_dropped")).Noted(security.CalendarDropped),
	}
}

// makeFeed returns the calendar an address that is shown this once.
func (s own) makeFeed(r *api.Request) error {
	secret, stored := auth.NewLink()
	if err := s.outside.MakeFeed(r.Context(), r.By, stored); err != nil {
		return err
	}
	return s.showWith(r, r.Scheme()+"://"+r.Request().Host+"/lich/"+secret+".ics")
}

func (s own) dropFeed(r *api.Request) error {
	return s.outside.DropFeed(r.Context(), r.By)
}

func (s own) show(r *api.Request) error { return s.showWith(r, "") }

// showWith shows what is somebody's own: the password, and the calendar, whose
// address is shown once.
func (s own) showWith(r *api.Request, calendar string) error {
	ctx := r.Context()
	feed, err := s.outside.FeedOf(ctx, r.By)
	if err != nil && !isNotFound(err) {
		return err
	}
	sessions, err := sessionLines(r)
	if err != nil {
		return err
	}
	return s.render(r, "password", page{Title: "Mật khẩu, phiên và lịch", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: map[string]any{"Forced": r.MustChange(), "Min": auth.MinPassword, "Sessions": sessions,
			"Calendar": calendar, "Feed": feed}})
}

type passwordForm struct {
	Old      secret `form:"old"`
	Password secret `form:"password"`
	Again    secret `form:"again"`
}

func (s own) changePassword(r *api.Request, f passwordForm) error {
	ctx := r.Context()
	account, err := s.congress.Account(ctx, r.By.AccountID)
	if err != nil {
		return err
	}
	opened, err := account.Opens(auth.CodeHash(string(f.Old)), time.Now()) //nolint:forbidigo // a slip ends by the wall clock
	if err != nil {
		return err
	}
	var old error
	if !opened {
		if _, err := r.CheckPassword(account.Login, string(f.Old)); errors.Is(err, api.ErrSignIn) {
			old = &congress.FieldError{Field: "old", Code: "not_password"}
		} else if err != nil {
			return err
		}
	}
	hash, err := newHash(f.Password, f.Again, account.Login, account.Name)
	if err = congress.WrongFields(old, err); err != nil {
		return err
	}
	if err := s.congress.SetPassword(ctx, account.ID, hash); err != nil {
		return err
	}
	return r.PasswordChanged()
}

// newHash hashes a new password that was typed twice, and is not to be guessed
// from what is known of its owner. What is wrong is told at its field.
func newHash(password, again secret, about ...string) (string, error) {
	hash, err := auth.Hash(string(password), about...)
	switch {
	case errors.Is(err, auth.ErrWeakPassword):
		err = &congress.FieldError{Field: "password", Code: "weak_password"}
	case errors.Is(err, auth.ErrCommonPassword):
		err = &congress.FieldError{Field: "password", Code: "common_password"}
	case err != nil:
		return "", err
	}
	return hash, congress.WrongFields(err, congress.FieldHolds(password == again, "again", "passwords_differ", ""))
}
