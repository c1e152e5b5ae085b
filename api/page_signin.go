package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

func (s *Server) showSignIn(r *request) error {
	if r.By.AccountID != "" && r.problem == nil {
		return r.Redirect(http.StatusSeeOther, "/")
	}
	return s.render(r, "sign_in", page{Title: "Đăng nhập"})
}

// signIn checks login and password. The answer to a wrong one does not tell
// whether the login exists, and takes as long either way.
func (s *Server) signIn(r *request) error {
	account, err := s.checkSignIn(r.Request().Context(), r.FormValue("login"), r.FormValue("password"))
	if err != nil {
		s.metrics.signIns.WithLabelValues("refused").Inc()
		p := s.describe(err)
		if p.Status >= http.StatusInternalServerError {
			return err
		}
		r.problem = &p
		return s.showSignIn(r)
	}
	s.metrics.signIns.WithLabelValues("accepted").Inc()
	ctx := r.Request().Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, "account", string(account.ID))
	s.sessions.Put(ctx, "must_change", account.MustChange)
	return r.Redirect(http.StatusSeeOther, "/")
}

func (s *Server) checkSignIn(ctx context.Context, login, password string) (congress.Account, error) {
	account, err := s.Congress.AccountByLogin(ctx, login)
	if err != nil && !isNotFound(err) {
		return account, err
	}
	matches := auth.Matches(password, account.PasswordHash)
	switch {
	case account.ID == "" || account.Disabled:
		return account, errSignIn
	case account.LockedUntil > congress.At(time.Now()): //nolint:forbidigo // the lock is compared with the wall clock of this process
		return account, errLocked
	case !matches:
		if err := s.Congress.SignInFailed(ctx, account.ID); err != nil {
			return account, err
		}
		return account, errSignIn
	}
	return account, s.Congress.SignInSucceeded(ctx, account.ID)
}

func (s *Server) signOut(r *request) error {
	if err := s.sessions.Destroy(r.Request().Context()); err != nil {
		return err
	}
	return r.Redirect(http.StatusSeeOther, "/dang-nhap")
}

func (s *Server) showPassword(r *request) error { return s.password(r, "") }

// password shows what is somebody's own: the password, and the calendar, whose
// address is shown once.
func (s *Server) password(r *request, calendar string) error {
	ctx := r.Request().Context()
	feed, err := s.Congress.FeedOf(ctx, r.By)
	if err != nil && !isNotFound(err) {
		return err
	}
	return s.render(r, "password", page{Title: "Mật khẩu và lịch", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: map[string]any{"Forced": s.sessions.GetBool(ctx, "must_change"), "Min": auth.MinPassword, "Calendar": calendar, "Feed": feed}})
}

func (s *Server) changePassword(r *request) error {
	ctx := r.Request().Context()
	account, err := s.Congress.Account(ctx, r.By.AccountID)
	if err != nil {
		return err
	}
	if !auth.Matches(r.FormValue("old"), account.PasswordHash) {
		return errOldPassword
	}
	hash, err := newHash(r)
	if err != nil {
		return err
	}
	if err := s.Congress.SetPassword(ctx, account.ID, hash, false); err != nil {
		return err
	}
	s.sessions.Put(ctx, "must_change", false)
	return s.sessions.RenewToken(ctx)
}

// newHash hashes a new password that was typed twice.
func newHash(r *request) (string, error) {
	if r.FormValue("password") != r.FormValue("again") {
		return "", errPasswordsDiffer
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
func (s *Server) OfferSetUp(ctx context.Context, now time.Time) (string, error) {
	n, err := s.Congress.CountAccounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	secret, stored := auth.NewLink()
	expires := strconv.FormatInt(now.Add(linkMinutes*time.Minute).Unix(), 10)
	return secret, s.Congress.PutSetting(ctx, settingLink, stored+" "+expires)
}

// checkLink refuses a set-up link that is unknown, used or too old.
func (s *Server) checkLink(r *request) error {
	stored, err := s.Congress.Setting(r.Request().Context(), settingLink)
	if isNotFound(err) {
		return errLinkUsed
	}
	if err != nil {
		return err
	}
	hash, expires, _ := strings.Cut(stored, " ")
	seconds, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || hash != auth.LinkHash(r.Param("secret")) || time.Now().Unix() > seconds { //nolint:forbidigo // as above
		return errLinkUsed
	}
	n, err := s.Congress.CountAccounts(r.Request().Context())
	if err == nil && n > 0 {
		return errLinkUsed
	}
	return err
}

func (s *Server) showSetUp(r *request) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	return s.render(r, "set_up", page{Title: "Thiết lập lần đầu", Data: map[string]any{"Min": auth.MinPassword}})
}

func (s *Server) setUp(r *request) error {
	if err := s.checkLink(r); err != nil {
		return err
	}
	hash, err := newHash(r)
	if err != nil {
		return err
	}
	return s.Congress.SetUp(r.Request().Context(),
		congress.OrganisationInput{Kind: congress.OrganisationKind(r.FormValue("kind")), Model: congress.ModelResidential, Name: r.FormValue("organisation"), Place: r.FormValue("place")},
		congress.AccountInput{Login: r.FormValue("login"), Name: r.FormValue("name"), PasswordHash: hash})
}
