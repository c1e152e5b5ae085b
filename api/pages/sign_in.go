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

func (s *Pages) showSignIn(r *api.Request) error {
	if r.By.AccountID != "" && r.Problem == nil {
		return r.Go("/")
	}
	return s.render(r, "sign_in", page{Title: "Đăng nhập"})
}

func (s *Pages) signIn(r *api.Request) error {
	if err := r.SignIn(r.FormValue("login"), r.FormValue("password")); err != nil {
		return s.again(r, err, s.showSignIn)
	}
	return r.Go("/")
}

func (s *Pages) signOut(r *api.Request) error {
	if err := r.SignOut(); err != nil {
		return err
	}
	return r.Go("/dang-nhap")
}

func (s *Pages) showPassword(r *api.Request) error { return s.password(r, "") }

// password shows what is somebody's own: the password, and the calendar, whose
// address is shown once.
func (s *Pages) password(r *api.Request, calendar string) error {
	ctx := r.Context()
	feed, err := s.Congress.FeedOf(ctx, r.By)
	if err != nil && !isNotFound(err) {
		return err
	}
	return s.render(r, "password", page{Title: "Mật khẩu và lịch", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: map[string]any{"Forced": r.MustChange(), "Min": auth.MinPassword, "Calendar": calendar, "Feed": feed}})
}

func (s *Pages) changePassword(r *api.Request) error {
	ctx := r.Context()
	account, err := s.Congress.Account(ctx, r.By.AccountID)
	if err != nil {
		return err
	}
	if !auth.Matches(r.FormValue("old"), account.PasswordHash) {
		return api.ErrOldPassword
	}
	hash, err := newHash(r)
	if err != nil {
		return err
	}
	if err := s.Congress.SetPassword(ctx, account.ID, hash, false); err != nil {
		return err
	}
	return r.PasswordChanged()
}

// newHash hashes a new password that was typed twice.
func newHash(r *api.Request) (string, error) {
	if r.FormValue("password") != r.FormValue("again") {
		return "", api.ErrPasswordsDiffer
	}
	return auth.Hash(r.FormValue("password"))
}

// Settings of the one-time set-up link.
const (
	settingLink = "setup_link"
	linkMinutes = 30
)

// OfferSetUp gives the secret of a new set-up link while there is no account,
// or "". The link works once, for half an hour; an earlier one is void.
func (s *Pages) OfferSetUp(ctx context.Context, now time.Time) (string, error) {
	n, err := s.Congress.CountAccounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	secret, stored := auth.NewLink()
	expires := strconv.FormatInt(now.Add(linkMinutes*time.Minute).Unix(), 10)
	return secret, s.Congress.PutSetting(ctx, settingLink, stored+" "+expires)
}

// checkLink refuses a set-up link that is unknown, used or too old.
func (s *Pages) checkLink(r *api.Request) error {
	stored, err := s.Congress.Setting(r.Context(), settingLink)
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
	n, err := s.Congress.CountAccounts(r.Context())
	if err == nil && n > 0 {
		return api.ErrLinkUsed
	}
	return err
}

func (s *Pages) showSetUp(r *api.Request) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	return s.render(r, "set_up", page{Title: "Thiết lập lần đầu", Data: map[string]any{"Min": auth.MinPassword}})
}

func (s *Pages) setUp(r *api.Request) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	hash, err := newHash(r)
	if err != nil {
		return err
	}
	return s.Congress.SetUp(r.Context(),
		congress.OrganisationInput{Kind: congress.OrganisationKind(r.FormValue("kind")), Model: congress.ModelResidential, Name: r.FormValue("organisation"), Place: r.FormValue("place")},
		congress.AccountInput{Login: r.FormValue("login"), Name: r.FormValue("name"), PasswordHash: hash})
}
