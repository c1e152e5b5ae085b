package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// signIn is about how people come in and go.
type signIn struct {
	*screen
	congress interface {
		CountAccounts(ctx context.Context) (int, error)
		Invited(ctx context.Context, codeHash string) (congress.Account, error)
		TakeInvitation(ctx context.Context, codeHash, passwordHash string) error
	}
}

func (s signIn) routes() []api.Route {
	return []api.Route{
		api.Get("/dang-nhap", api.Everybody(), s.show),
		api.Post("/dang-nhap", api.Everybody(), s.enter),
		api.Post("/dang-xuat", api.Everybody(), s.leave).Noted(security.SignedOut),
	}
}

// overField tells the sign-in that a session is over.
const overField = "phien-het"

func (s signIn) show(r *api.Request) error {
	if r.By.AccountID != "" && r.Problem == nil {
		return r.Go("/")
	}
	if r.QueryParam("ma") != "" {
		return s.showInvitation(r)
	}
	if r.AsksCode() {
		return s.render(r, "sign_in_code", page{Title: "Nhập mã"})
	}
	n, err := s.congress.CountAccounts(r.Context())
	if err != nil {
		return err
	}
	return s.render(r, "sign_in", page{Title: "Đăng nhập", Data: map[string]any{"New": n == 0,
		"Over": map[string]string{"xem": "sign_in.over", "gui": "sign_in.over_sent"}[r.QueryParam(overField)]}})
}

// showInvitation is what the code of a slip opens: its person chooses a
// password, or is told why the code is good no more.
func (s signIn) showInvitation(r *api.Request) error {
	account, err := s.congress.Invited(r.Context(), slipCode(r))
	err = unknownCode(err)
	if err != nil && r.Problem == nil {
		p := r.Describe(err)
		r.Problem = &p
	}
	return s.render(r, "invitation", page{Title: "Chọn mật khẩu", Data: map[string]any{"Account": account,
		"Good": err == nil, "Code": r.QueryParam("ma"), "Min": auth.MinPassword}})
}

// slipCode returns what is stored of the code on a slip, however it was typed.
func slipCode(r *api.Request) string {
	return auth.CodeHash(r.QueryParam("ma"))
}

func unknownCode(err error) error {
	if isNotFound(err) {
		return &congress.PersonError{Code: "code_unknown"}
	}
	return err
}

type invitationForm struct {
	Password secret `form:"password"`
	Again    secret `form:"again"`
}

// choose takes the password that the person of a slip chose.
func (s signIn) choose(r *api.Request) error {
	f, err := read[invitationForm](r, same)
	var account congress.Account
	hash := ""
	if err == nil {
		account, hash, err = s.hashFor(r, f)
	}
	if err == nil {
		err = unknownCode(s.congress.TakeInvitation(r.Context(), slipCode(r), hash))
	}
	if err != nil {
		return s.again(r, err, s.showInvitation)
	}
	r.NoteSecurity(security.SlipUsed, account)
	if err := r.SignIn(account.Login, string(f.Password)); err != nil {
		return err
	}
	r.Note(s.words.Text("done.password_chosen", map[string]string{"login": account.Login}))
	return r.Go("/") // or on to the second half of signing in
}

// hashFor hashes the password that the person of a slip chose.
func (s signIn) hashFor(r *api.Request, f invitationForm) (account congress.Account, hash string, err error) {
	if account, err = s.congress.Invited(r.Context(), slipCode(r)); err != nil {
		return account, "", unknownCode(err)
	}
	hash, err = newHash(f.Password, f.Again, account.Login, account.Name)
	return account, hash, err
}

type signInForm struct {
	Login    string `form:"login"`
	Password secret `form:"password"`
}

func (s signIn) enter(r *api.Request) error {
	if r.QueryParam("ma") != "" {
		return s.choose(r)
	}
	if r.AsksCode() {
		return s.enterCode(r)
	}
	f, err := read[signInForm](r, same)
	if err == nil {
		err = r.SignIn(f.Login, string(f.Password))
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	if r.AsksCode() {
		return r.Go("/dang-nhap")
	}
	return r.Go("/")
}

type codeForm struct {
	Code string `form:"otp" required:"true"`
}

// enterCode takes the second half of a sign-in.
func (s signIn) enterCode(r *api.Request) error {
	f, err := read[codeForm](r, same)
	if err == nil {
		err = r.SignInCode(f.Code)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return r.Go("/")
}

func (s signIn) leave(r *api.Request) error {
	if err := r.SignOut(); err != nil {
		return err
	}
	return r.Go("/dang-nhap")
}
