package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// accounts is about who may sign in, and as what.
type accounts struct {
	*screen
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		AccountsUnder(ctx context.Context, path string) ([]congress.Account, error)
		CreateAccount(ctx context.Context, in congress.AccountInput) (congress.AccountID, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		SetDisabled(ctx context.Context, id congress.AccountID, disabled bool) error
		SetPassword(ctx context.Context, id congress.AccountID, hash string, mustChange bool) error
	}
}

func (s accounts) routes() []api.Route {
	return []api.Route{
		api.Get("/quan-tri", admin, s.show),
		api.Post("/quan-tri/tai-khoan", admin, s.create),
		api.Post("/quan-tri/tai-khoan/:account/mat-khau", admin, s.reset),
		api.Post("/quan-tri/tai-khoan/:account/khoa", admin, form(s.screen, s.disable, s.show, api.To("/quan-tri", ""),
			"saved")),
	}
}

// accountsPage lists the accounts of an organisation and all below it.
type accountsPage struct {
	Accounts      []congress.Account
	Organisations map[congress.OrgID]congress.Organisation
	Choices       []congress.Organisation
	Roles         []congress.Role
	Login         string // of the account whose password is shown once
	Password      string
}

func (s accounts) show(r *api.Request) error { return s.showOnce(r, "", "") }

func (s accounts) showOnce(r *api.Request, login, password string) error {
	ctx := r.Context()
	list, err := s.congress.AccountsUnder(ctx, r.By.OrgPath)
	if err != nil {
		return err
	}
	v, err := s.congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	data := accountsPage{Accounts: list, Organisations: map[congress.OrgID]congress.Organisation{},
		Roles: congress.Roles(), Login: login, Password: password}
	data.Choices = append([]congress.Organisation{v.Organisation}, v.Below...)
	for _, o := range data.Choices {
		data.Organisations[o.ID] = o
	}
	return s.render(r, "accounts", page{Title: "Tài khoản", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

type accountForm struct {
	Org   congress.OrgID `form:"org"`
	Login string         `form:"login"`
	Name  string         `form:"name"`
	Role  congress.Role  `form:"role"`
}

// create makes an account with a password that is shown this once.
func (s accounts) create(r *api.Request) error {
	password := auth.NewPassword()
	f, err := read[accountForm](r, same)
	if err == nil {
		err = newAccount(r, s.congress, congress.AccountInput{OrgID: f.Org, Login: f.Login, Name: f.Name, Role: f.Role},
			password)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.showOnce(r, f.Login, password)
}

func newAccount(r *api.Request, use interface {
	CreateAccount(ctx context.Context, in congress.AccountInput) (congress.AccountID, error)
}, in congress.AccountInput, password string) error {
	hash, err := auth.Hash(password)
	if err != nil {
		return err
	}
	in.PasswordHash, in.MustChange = hash, true
	if in.OrgID != "" { // none is a mistake that the use case names
		path, err := r.OrgPath(in.OrgID)
		if err != nil {
			return err
		}
		if !r.By.Sees(path) {
			return congress.ErrNotFound
		}
	}
	_, err = use.CreateAccount(r.Context(), in)
	return err
}

func (s accounts) reset(r *api.Request) error {
	ctx := r.Context()
	account, err := s.congress.Account(ctx, congress.AccountID(r.Param("account")))
	if err != nil {
		return err
	}
	password := auth.NewPassword()
	hash, err := auth.Hash(password)
	if err != nil {
		return err
	}
	if err := s.congress.SetPassword(ctx, account.ID, hash, true); err != nil {
		return err
	}
	return s.showOnce(r, account.Login, password)
}

type disableForm struct {
	Disabled bool `form:"disabled"`
}

func (s accounts) disable(r *api.Request, f disableForm) error {
	if congress.AccountID(r.Param("account")) == r.By.AccountID {
		return &congress.PersonError{Code: "own_account", Name: r.By.Name}
	}
	return s.congress.SetDisabled(r.Context(), congress.AccountID(r.Param("account")), f.Disabled)
}
