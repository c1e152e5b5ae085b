package pages

import (
	"kiemphieu/api"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// home is what waits for somebody today.
type home struct {
	Organisation congress.Organisation
	Congresses   []congress.Overview // of the own organisation
	Inbox        []ratify.CongressRow
	Total        ratify.Total
}

func (s *Pages) showHome(r *api.Request) error {
	ctx := r.Context()
	v, err := s.Congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	h := home{Organisation: v.Organisation}
	for _, c := range v.Congresses {
		if c.OrgID != r.By.OrgID {
			continue
		}
		o, err := s.Congress.Overview(ctx, c.ID)
		if err != nil {
			return err
		}
		h.Congresses = append(h.Congresses, o)
	}
	if v.Organisation.Kind != congress.KindCell {
		sum, err := s.Ratify.SummaryOf(ctx, v.Organisation.Path)
		if err != nil {
			return err
		}
		h.Total = sum.Total
		if h.Inbox, err = s.Ratify.Inbox(ctx, v.Organisation.Path); err != nil {
			return err
		}
	}
	return s.render(r, "home", page{Title: v.Organisation.Name, Data: h})
}

// organisationPage is an organisation with the sums of its cells.
type organisationPage struct {
	congress.OrganisationView
	Summary  ratify.Summary
	Practice ratify.Practice
	Kinds    []congress.OrganisationKind
	Models   []congress.CellModel
	After    []afterLine // what follows ratification, cell by cell
}

// afterLine is a cell's follow-ups after the decision.
type afterLine struct {
	ratify.CongressRow
	Items []congress.Preparation
}

func (s *Pages) showOrganisation(r *api.Request) error {
	ctx := r.Context()
	v, err := s.Congress.OrganisationOf(ctx, r.By, r.OrgID())
	if err != nil {
		return err
	}
	sum, err := s.Ratify.SummaryOf(ctx, v.Organisation.Path)
	if err != nil {
		return err
	}
	practice, err := s.Ratify.PracticeOf(ctx, v.Organisation.ID)
	if err != nil {
		return err
	}
	after, err := s.afterLines(r, v.Organisation.Path, sum.Rows)
	if err != nil {
		return err
	}
	p := page{Title: v.Organisation.Name, Crumbs: crumbsAbove(v), Data: organisationPage{v, sum, practice,
		[]congress.OrganisationKind{congress.KindCell, congress.KindBase, congress.KindSuperior}, congress.CellModels(), after}}
	return s.render(r, "organisation", p)
}

// afterLines gives the follow-ups of every ratified congress.
func (s *Pages) afterLines(r *api.Request, path string, rows []ratify.CongressRow) ([]afterLine, error) {
	noted, err := s.Congress.PreparationsUnder(r.Context(), path)
	if err != nil {
		return nil, err
	}
	var lines []afterLine
	for _, row := range rows {
		if row.Congress.State == congress.StateRatified {
			lines = append(lines, afterLine{row, congress.Checklist(congress.FollowUpItems(), noted[row.Congress.ID])})
		}
	}
	return lines, nil
}

func crumbsAbove(v congress.OrganisationView) []crumb {
	crumbs := []crumb{{"/", "Trang chính"}}
	for _, o := range v.Above {
		crumbs = append(crumbs, crumb{"/to-chuc/" + string(o.ID), o.Name})
	}
	return crumbs
}

func organisationForm(r *api.Request) congress.OrganisationInput {
	return congress.OrganisationInput{Kind: congress.OrganisationKind(r.FormValue("kind")), Model: congress.CellModel(r.FormValue("model")),
		Name: r.FormValue("name"), Place: r.FormValue("place")}
}

func (s *Pages) addOrganisation(r *api.Request) error {
	_, err := s.Congress.CreateOrganisation(r.Context(), r.OrgID(), organisationForm(r))
	return err
}

func (s *Pages) editOrganisation(r *api.Request) error {
	return s.Congress.EditOrganisation(r.Context(), r.OrgID(), organisationForm(r))
}

func (s *Pages) downloadSummary(r *api.Request) error {
	ctx := r.Context()
	v, err := s.Congress.OrganisationOf(ctx, r.By, r.OrgID())
	if err != nil {
		return err
	}
	sum, err := s.Ratify.SummaryOf(ctx, v.Organisation.Path)
	if err != nil {
		return err
	}
	return s.file(r, "tong-hop.xlsx", func(w writer) error { return minutes.SummaryXLSX(w, v.Organisation, sum) })
}

func (s *Pages) showNewCongress(r *api.Request) error {
	v, err := s.Congress.OrganisationOf(r.Context(), r.By, r.OrgID())
	if err != nil {
		return err
	}
	var own []congress.Congress
	for _, c := range v.Congresses {
		if c.OrgID == v.Organisation.ID {
			own = append(own, c)
		}
	}
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	return s.render(r, "new_congress", page{Title: "Đại hội mới", Crumbs: crumbs, Data: map[string]any{"Organisation": v.Organisation, "Profiles": tally.Regulations(), "Earlier": own}})
}

func congressForm(r *api.Request) congress.CongressInput {
	return congress.CongressInput{Title: r.FormValue("title"), Term: r.FormValue("term"), HeldOn: day(r, "held_on"), Place: r.FormValue("place"),
		Profile: r.FormValue("profile"), Pilot: checked(r, "pilot"), Rehearsal: checked(r, "rehearsal"), RosterOf: congress.CongressID(r.FormValue("roster_of"))}
}

func (s *Pages) createCongress(r *api.Request) error {
	var id congress.CongressID
	do := func(r *api.Request) (err error) {
		id, err = s.Congress.CreateCongress(r.Context(), r.By, r.OrgID(), congressForm(r))
		return err
	}
	next := func(*api.Request) string { return "/dai-hoi/" + string(id) }
	return s.act(do, s.showNewCongress, next, "congress_created")(r)
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

func (s *Pages) showAccounts(r *api.Request) error { return s.accounts(r, "", "") }

func (s *Pages) accounts(r *api.Request, login, password string) error {
	ctx := r.Context()
	list, err := s.Congress.AccountsUnder(ctx, r.By.OrgPath)
	if err != nil {
		return err
	}
	v, err := s.Congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	data := accountsPage{Accounts: list, Organisations: map[congress.OrgID]congress.Organisation{}, Roles: congress.Roles(), Login: login, Password: password}
	data.Choices = append([]congress.Organisation{v.Organisation}, v.Below...)
	for _, o := range data.Choices {
		data.Organisations[o.ID] = o
	}
	return s.render(r, "accounts", page{Title: "Tài khoản", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

// createAccount makes an account with a password that is shown this once.
func (s *Pages) createAccount(r *api.Request) error {
	password := auth.NewPassword()
	err := s.newAccount(r, congress.AccountInput{OrgID: congress.OrgID(r.FormValue("org")), Login: r.FormValue("login"), Name: r.FormValue("name"), Role: congress.Role(r.FormValue("role"))}, password)
	if err != nil {
		return s.again(r, err, s.showAccounts)
	}
	return s.accounts(r, r.FormValue("login"), password)
}

func (s *Pages) newAccount(r *api.Request, in congress.AccountInput, password string) error {
	hash, err := auth.Hash(password)
	if err != nil {
		return err
	}
	in.PasswordHash, in.MustChange = hash, true
	path, err := r.OrgPath(in.OrgID)
	if err != nil {
		return err
	}
	if !r.By.Sees(path) {
		return congress.ErrNotFound
	}
	_, err = s.Congress.CreateAccount(r.Context(), in)
	return err
}

func (s *Pages) resetAccount(r *api.Request) error {
	ctx := r.Context()
	account, err := s.Congress.Account(ctx, congress.AccountID(r.Param("account")))
	if err != nil {
		return err
	}
	password := auth.NewPassword()
	hash, err := auth.Hash(password)
	if err != nil {
		return err
	}
	if err := s.Congress.SetPassword(ctx, account.ID, hash, true); err != nil {
		return err
	}
	return s.accounts(r, account.Login, password)
}

func (s *Pages) disableAccount(r *api.Request) error {
	if congress.AccountID(r.Param("account")) == r.By.AccountID {
		return &congress.PersonError{Code: "own_account", Name: r.By.Name}
	}
	return s.Congress.SetDisabled(r.Context(), congress.AccountID(r.Param("account")), checked(r, "disabled"))
}
