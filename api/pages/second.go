package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// second is about the second thing that somebody needs to sign in.
type second struct {
	*screen
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
	}
	security interface {
		DropFactor(ctx context.Context, id congress.AccountID) error
		Enrol(ctx context.Context, by congress.Actor, secret string, step int64, codes []string) error
		FactorOf(ctx context.Context, id congress.AccountID) (f security.Factor, has bool, err error)
		RenewCodes(ctx context.Context, id congress.AccountID, codes []string) error
		Requires(ctx context.Context, role congress.Role, path string) (bool, error)
	}
}

func (s second) routes() []api.Route {
	show := s.show
	return []api.Route{
		api.Get(api.SecondFactorPath, tree, show),
		api.Post(api.SecondFactorPath, tree, s.signed("password", s.enrol, show)).Noted(security.FactorMade),
		api.Post("/mat-khau/hai-lop/ma-du-phong", tree, s.signed("codes.password", s.renew, show)).
			Noted(security.RecoveryMade),
		api.Post("/mat-khau/hai-lop/thoi", tree, s.signed("drop.password", s.act(s.drop, show, api.To("/mat-khau", ""),
			"factor_dropped"), show)).Noted(security.FactorDropped),
		api.Post("/quan-tri/tai-khoan/:account/hai-lop", admin, s.act(s.reset, s.toAccounts, api.To("/quan-tri", ""),
			"factor_reset")),
	}
}

// secondPage is the second factor of the person who looks.
type secondPage struct {
	Factor   security.Factor
	Has      bool
	Required bool
	Must     bool     // nothing else can be done before
	Secret   string   // of the one that is about to be set up
	Picture  *picture // of that
	Codes    []string // shown once
}

func (s second) show(r *api.Request) error { return s.showWith(r, nil) }

func (s second) showWith(r *api.Request, codes []string) error {
	data := secondPage{Codes: codes, Must: r.MustEnrol()}
	var err error
	if data.Factor, data.Has, err = s.security.FactorOf(r.Context(), r.By.AccountID); err != nil {
		return err
	}
	if data.Required, err = s.security.Requires(r.Context(), r.By.Role, r.By.OrgPath); err != nil {
		return err
	}
	if !data.Has {
		account, err := s.congress.Account(r.Context(), r.By.AccountID)
		if err != nil {
			return err
		}
		if data.Secret = secretTyped(r); data.Secret == "" {
			data.Secret = auth.NewSecret()
		}
		if data.Picture, err = newPicture(auth.SecretAddress(data.Secret, account.Login)); err != nil {
			return err
		}
	}
	return s.render(r, "second", page{Title: "Xác thực hai lớp", Crumbs: []crumb{{"/", "Trang chính"},
		{"/mat-khau", "Mật khẩu"}}, Data: data})
}

// secretTyped is the secret of the form that comes back with a problem, so that
// the device that took it need not take another; "" where there is none.
func secretTyped(r *api.Request) string {
	if r.Problem == nil {
		return ""
	}
	f, err := read[struct {
		Secret string `form:"secret"`
	}](r, same)
	if err != nil || !auth.SecretOK(f.Secret) {
		return ""
	}
	return f.Secret
}

type enrolForm struct {
	Secret string `form:"secret"`
	Code   string `form:"otp" required:"true"`
}

// enrol takes a device that has shown that it computes the codes, and shows the
// recovery codes, once.
func (s second) enrol(r *api.Request) error {
	f, err := read[enrolForm](r, same)
	step, fits := auth.CodeOf(f.Secret, f.Code, r.Time())
	if err == nil && !fits {
		err = &congress.FieldError{Field: "otp", Code: "one_time"}
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	codes, hashes := recoveryCodes()
	if err := s.security.Enrol(r.Context(), r.By, f.Secret, step, hashes); err != nil {
		return err
	}
	if err := r.EndOtherSessions(); err != nil { // those came in without
		return err
	}
	r.Enrolled()
	return s.showWith(r, codes)
}

// recoveryCount is how many recovery codes there are.
const recoveryCount = 8

// recoveryCodes draws codes for when the device is lost, and what is kept of them.
func recoveryCodes() (codes, hashes []string) {
	for range recoveryCount {
		code := auth.NewPassword()
		codes, hashes = append(codes, code), append(hashes, auth.CodeHash(code))
	}
	return codes, hashes
}

func (s second) renew(r *api.Request) error {
	codes, hashes := recoveryCodes()
	if err := s.security.RenewCodes(r.Context(), r.By.AccountID, hashes); err != nil {
		return err
	}
	return s.showWith(r, codes)
}

// drop takes the person's own second factor away, unless it is required.
func (s second) drop(r *api.Request) error {
	required, err := s.security.Requires(r.Context(), r.By.Role, r.By.OrgPath)
	if err != nil {
		return err
	}
	if required {
		return &congress.PersonError{Code: "factor_required", Name: r.By.Name}
	}
	return s.security.DropFactor(r.Context(), r.By.AccountID)
}

// reset takes that of another account away: its person has lost device and codes.
func (s second) reset(r *api.Request) error {
	account, err := s.congress.Account(r.Context(), congress.AccountID(r.Param("account")))
	if err != nil {
		return err
	}
	if account.ID == r.By.AccountID {
		return &congress.PersonError{Code: "own_factor", Name: r.By.Name}
	}
	if err := s.security.DropFactor(r.Context(), account.ID); err != nil {
		return err
	}
	if err := r.EndSessionsOf(account.ID); err != nil {
		return err
	}
	r.NoteAct(security.FactorReset, account.Login)
	return nil
}

func (s second) toAccounts(r *api.Request) error { return s.errorPage(r) }
