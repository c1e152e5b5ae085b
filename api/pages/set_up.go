package pages

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// setUp is about the first administrator, made once by a link.
type setUp struct {
	*screen
	congress interface {
		CountAccounts(ctx context.Context) (int, error)
		PutSetting(ctx context.Context, key string, value string) error
		SetUp(ctx context.Context, org congress.OrganisationInput, admin congress.AccountInput) error
		Setting(ctx context.Context, key string) (string, error)
	}
}

func (s setUp) routes() []api.Route {
	return []api.Route{
		api.Get("/thiet-lap/:secret", api.Everybody(), s.show),
		api.Post("/thiet-lap/:secret", api.Everybody(), form(s.screen, s.finish, s.show, api.To("/", ""), "set_up")),
	}
}

// Settings of the one-time set-up link.
const (
	settingLink = "setup_link"
	linkMinutes = 30
)

// offer returns the secret of a new set-up link while there is no account,
// or "". The link works once, for half an hour; an earlier one is void.
func (s setUp) offer(ctx context.Context, now time.Time) (string, error) {
	n, err := s.congress.CountAccounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	secret, stored := auth.NewLink()
	expires := strconv.FormatInt(now.Add(linkMinutes*time.Minute).Unix(), 10)
	return secret, s.congress.PutSetting(ctx, settingLink, stored+" "+expires)
}

// checkLink refuses a set-up link that is unknown, used or too old.
func (s setUp) checkLink(r *api.Request) error {
	stored, err := s.congress.Setting(r.Context(), settingLink)
	if isNotFound(err) {
		return api.ErrLinkUsed
	}
	if err != nil {
		return err
	}
	hash, expires, _ := strings.Cut(stored, " ")
	seconds, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || hash != auth.LinkHash(r.Param("secret")) || time.Now().Unix() > seconds { //nolint:forbidigo // as above
		return api.ErrLinkUsed
	}
	n, err := s.congress.CountAccounts(r.Context())
	if err == nil && n > 0 {
		return api.ErrLinkUsed
	}
	return err
}

func (s setUp) show(r *api.Request) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	return s.render(r, "set_up", page{Title: "Thiết lập lần đầu", Data: map[string]any{"Min": auth.MinPassword}})
}

type setUpForm struct {
	Kind         congress.OrganisationKind `form:"kind"`
	Organisation string                    `form:"organisation"`
	Place        string                    `form:"place"`
	Login        string                    `form:"login"`
	Name         string                    `form:"name"`
	Password     secret                    `form:"password"`
	Again        secret                    `form:"again"`
}

func (s setUp) finish(r *api.Request, f setUpForm) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	hash, err := newHash(f.Password, f.Again, f.Login, f.Name, f.Organisation)
	setUp := func() error {
		return s.congress.SetUp(r.Context(),
			congress.OrganisationInput{Kind: f.Kind, Model: congress.ModelResidential, Name: f.Organisation,
				Place: f.Place},
			congress.AccountInput{Login: f.Login, Name: f.Name, PasswordHash: hash})
	}
	if wrong, ok := congress.FieldsOf(err); ok {
		return alsoWrong(r, wrong, setUp)
	}
	if err == nil {
		err = setUp()
	}
	if err == nil {
		err = r.SignIn(f.Login, string(f.Password))
	}
	return err
}
