package pages

import (
	"context"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/minutes"
	"kiemphieu/office"
	"kiemphieu/security"
)

// accounts is about who may sign in, and as what.
type accounts struct {
	*screen
	slips    slips
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		CreateAccount(ctx context.Context, in congress.AccountInput) (congress.AccountID, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		SetDisabled(ctx context.Context, by congress.Actor, id congress.AccountID, disabled bool) error
	}
	security interface {
		Require(ctx context.Context, id congress.OrgID, on bool) error
		Requires(ctx context.Context, role congress.Role, path string) (bool, error)
	}
	office interface {
		ChoicesOf(ctx context.Context, by congress.Actor,
			text string) (list []congress.Organisation, more bool, err error)
		StaffOf(ctx context.Context, by congress.Actor, q list.Query) (staff []office.Staff, found int, err error)
	}
}

func (s accounts) routes() []api.Route {
	return []api.Route{
		api.Get("/quan-tri", admin, s.show),
		api.Post("/quan-tri/tai-khoan", admin, s.create),
		api.Post("/quan-tri/tai-khoan/:account/mat-khau", admin, s.reset),
		api.Post("/quan-tri/hai-lop", admin, form(s.screen, s.require, s.show, api.To("/quan-tri", ""),
			"second_factor_required")),
		api.Post("/quan-tri/tai-khoan/:account/khoa", admin, form(s.screen, s.disable, s.show, api.To("/quan-tri", ""),
			"")),
	}
}

// accountsPage lists a page of the accounts of an organisation and all below it.
type accountsPage struct {
	List    listing
	Staff   []office.Staff
	Choices []congress.Organisation
	Sought  string // part of the name of the organisations to choose from
	More    bool   // there are others than these to choose from
	Roles   []congress.Role
	Slip    *minutes.Slip // shown once
	// Required: administrators and superiors of the organisation need a second factor to sign in.
	Required bool
}

// soughtOrg is the field that narrows the organisations to choose from.
const soughtOrg = "chon"

func (s accounts) show(r *api.Request) error { return s.showOnce(r, nil) }

// showOnce shows a slip as well that was just made.
func (s accounts) showOnce(r *api.Request, slip *minutes.Slip) error {
	ctx := r.Context()
	l := listing{At: "/quan-tri", Sorts: []string{office.StaffLogin, office.StaffName, office.StaffRoleSort,
		office.StaffOrg}, Filters: []listFilter{s.roleFilter(), {office.StaffLocked, []listOption{
		{office.LockedNo, s.words.Text("account.open", nil)}, {office.LockedYes, s.words.Text("account.locked",
			nil)}}}},
	}.asked(r)
	staff, found, err := s.office.StaffOf(ctx, r.By, l.Query)
	if err != nil {
		return err
	}
	data := accountsPage{List: l.of(found), Staff: staff, Roles: congress.Roles(), Slip: slip,
		Sought: shortened(r.QueryParam(soughtOrg), 100)}
	if data.Choices, data.More, err = s.office.ChoicesOf(ctx, r.By, data.Sought); err != nil {
		return err
	}
	if data.Required, err = s.security.Requires(ctx, r.By.Role, "/"+string(r.By.OrgID)+"/"); err != nil {
		return err
	}
	if err := s.keepChoice(r, &data); err != nil {
		return err
	}
	return s.render(r, "accounts", page{Title: "Tài khoản", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

func (s accounts) roleFilter() listFilter {
	f := listFilter{Name: office.StaffRole}
	for _, role := range congress.Roles() {
		f.Options = append(f.Options, listOption{string(role), s.words.Text("role."+string(role), nil)})
	}
	return f
}

// keepChoice adds the organisation that was chosen in a form that is shown again.
func (s accounts) keepChoice(r *api.Request, data *accountsPage) error {
	f, _ := read[accountForm](r, same) //nolint:errcheck // what is wrong with it is told already
	id := f.Org
	if id == "" || slices.ContainsFunc(data.Choices, func(o congress.Organisation) bool { return o.ID == id }) {
		return nil
	}
	v, err := s.congress.OrganisationOf(r.Context(), r.By, id)
	if isNotFound(err) || err == nil && !r.By.Sees(v.Organisation.Path) {
		return nil
	}
	data.Choices = append(data.Choices, v.Organisation)
	return err
}

type accountForm struct {
	Org   congress.OrgID `form:"org"`
	Login string         `form:"login"`
	Name  string         `form:"name"`
	Role  congress.Role  `form:"role"`
}

// create makes an account and shows the slip that hands it over.
func (s accounts) create(r *api.Request) error {
	f, err := read[accountForm](r, same)
	var account congress.Account
	if err == nil {
		account, err = newAccount(r, s.congress, congress.AccountInput{OrgID: f.Org, Login: f.Login, Name: f.Name,
			Role: f.Role})
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.NoteAct(security.AccountMade, account.Login)
	return s.print(r, account)
}

// print shows a slip that opens an account to its person alone.
func (s accounts) print(r *api.Request, account congress.Account) error {
	v, err := s.congress.OrganisationOf(r.Context(), r.By, account.OrgID)
	if err != nil {
		return err
	}
	slip, err := s.slips.slip(r, account, s.words.Text("role."+string(account.Role), nil), v.Organisation.Name)
	if err != nil {
		return err
	}
	return s.showOnce(r, &slip)
}

// newAccount makes an account that nobody can sign in with before its slip.
func newAccount(r *api.Request, use interface {
	Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
	CreateAccount(ctx context.Context, in congress.AccountInput) (congress.AccountID, error)
}, in congress.AccountInput) (congress.Account, error) {
	if in.OrgID != "" { // none is a mistake that the use case names
		path, err := r.OrgPath(in.OrgID)
		if err != nil {
			return congress.Account{}, err
		}
		if !r.By.Sees(path) {
			return congress.Account{}, congress.ErrNotFound
		}
	}
	id, err := use.CreateAccount(r.Context(), in)
	if err != nil {
		return congress.Account{}, err
	}
	return use.Account(r.Context(), id)
}

// reset voids a password; the slip opens the account to its person again.
func (s accounts) reset(r *api.Request) error {
	account, err := s.congress.Account(r.Context(), congress.AccountID(r.Param("account")))
	if err != nil {
		return err
	}
	return s.print(r, account)
}

type requireForm struct {
	Required bool `form:"required"`
}

// require has administrators and superiors of the organisation and of those
// below it sign in with a second factor, or lets them be without.
func (s accounts) require(r *api.Request, f requireForm) error {
	if err := s.security.Require(r.Context(), r.By.OrgID, f.Required); err != nil {
		return err
	}
	kind := security.FactorOptional
	if f.Required {
		kind = security.FactorRequired
	}
	r.NoteAct(kind, "")
	return nil
}

type disableForm struct {
	Disabled bool `form:"disabled"`
}

func (s accounts) disable(r *api.Request, f disableForm) error {
	if congress.AccountID(r.Param("account")) == r.By.AccountID {
		return &congress.PersonError{Code: "own_account", Name: r.By.Name}
	}
	account, err := s.congress.Account(r.Context(), congress.AccountID(r.Param("account")))
	if err == nil {
		err = s.congress.SetDisabled(r.Context(), r.By, account.ID, f.Disabled)
	}
	if err == nil { // none comes back when it is unlocked
		err = r.EndSessionsOf(account.ID)
	}
	if err != nil {
		return err
	}
	kind, done := security.AccountUnlocked, "done.account_unlocked"
	if f.Disabled {
		kind, done = security.AccountLocked, "done.account_locked"
	}
	r.NoteAct(kind, account.Login)
	r.Note(s.words.Text(done, map[string]string{"name": account.Name}))
	return nil
}
