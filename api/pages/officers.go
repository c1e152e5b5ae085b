package pages

import (
	"context"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// officers is about who holds which duty.
type officers struct {
	*screen
	slips    slips
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		CreateAccount(ctx context.Context, in congress.AccountInput) (congress.AccountID, error)
		GiveDuty(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID,
			duty congress.Duty) error
		LinkAccount(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID,
			account congress.AccountID) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		TakeDuty(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID) error
	}
}

func (s officers) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/ban", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/ban", prepare, form(s.screen, s.giveDuty, s.show, ofCongress("/ban"),
			"")),
		api.Post("/dai-hoi/:congress/ban/thoi", prepare, form(s.screen, s.takeDuty, s.show, ofCongress("/ban"),
			"duty_taken")),
		api.Post("/dai-hoi/:congress/ban/tai-khoan", organise, s.account),
		api.Post("/dai-hoi/:congress/ban/phieu-tai-khoan", organise, s.accounts),
	}
}

// officersPage lists duties.
type officersPage struct {
	O      congress.Overview
	Duties []congress.Duty
	Lacks  congress.Duty // the first duty that nobody has yet, "" where none is missing
	Slip   *minutes.Slip // shown once
}

// dutiesOf lists the duties of a meeting: where somebody chairs it there is no presidium.
func dutiesOf(c congress.Congress) []congress.Duty {
	return slices.DeleteFunc(congress.Duties(), func(d congress.Duty) bool {
		return d == congress.DutyPresidium && minutes.ChairOf(c) != ""
	})
}

// lacking finds the duty that is given next.
func lacking(o congress.Overview) congress.Duty {
	held := map[congress.Duty]int{}
	for _, officer := range o.Officers {
		held[officer.Duty]++
	}
	switch {
	case held[congress.DutyChair] == 0:
		return congress.DutyChair
	case held[congress.DutyChief] == 0:
		return congress.DutyChief
	case held[congress.DutyChief]+held[congress.DutyTeller] < o.Rules.TellersMin:
		return congress.DutyTeller
	}
	return ""
}

func (s officers) show(r *api.Request) error { return s.showOnce(r, nil) }

// showOnce shows a slip as well that was just made.
func (s officers) showOnce(r *api.Request, slip *minutes.Slip) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "officers", "Đoàn chủ tịch và ban kiểm phiếu", o,
		officersPage{o, dutiesOf(o.Congress), lacking(o), slip})
}

type dutyForm struct {
	Member congress.MemberID `form:"member"`
	Duty   congress.Duty     `form:"duty"`
}

func (s officers) giveDuty(r *api.Request, f dutyForm) error {
	if err := s.congress.GiveDuty(r.Context(), r.By, r.CongressID(), f.Member, f.Duty); err != nil {
		return err
	}
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err == nil {
		r.Note(s.words.Text("done.duty_given", map[string]string{"name": o.Names()[f.Member],
			"duty": lowerFirst(s.words.Text("duty."+string(f.Duty), nil))}))
	}
	return err
}

func (s officers) takeDuty(r *api.Request, f personForm) error {
	return s.congress.TakeDuty(r.Context(), r.By, r.CongressID(), f.Member)
}

type officerForm struct {
	Member congress.MemberID `form:"member"`
	Login  string            `form:"login"`
}

// account makes an account for somebody with a duty and ties it to them, or
// resets the one that they have, and shows its slip.
func (s officers) account(r *api.Request) error {
	f, err := read[officerForm](r, same)
	if err != nil {
		return s.again(r, err, s.show)
	}
	list, err := s.open(r, func(o congress.Officer) bool { return o.MemberID == f.Member }, f.Login)
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.showOnce(r, &list[0])
}

// accounts does so for all who have a duty and no account yet, in one step.
func (s officers) accounts(r *api.Request) error {
	list, err := s.open(r, func(o congress.Officer) bool { return o.AccountID == "" }, "")
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.slips.send(r, list)
}

// open makes accounts of the duties that are meant; where no login is given,
// it is made of the name.
func (s officers) open(r *api.Request, meant func(congress.Officer) bool, login string) ([]minutes.Slip, error) {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return nil, err
	}
	var list []minutes.Slip
	for _, officer := range o.Officers {
		if officer.Duty.Role() == "" || !meant(officer) {
			continue
		}
		account, err := s.linkedAccount(r, o, officer, login)
		if err != nil {
			return nil, err
		}
		duty := s.words.at(o).Text("duty."+string(officer.Duty), nil)
		slip, err := s.slips.slip(r, account, duty, o.Organisation.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, slip)
	}
	if len(list) == 0 {
		return nil, congress.ErrNotFound
	}
	return list, nil
}

func (s officers) linkedAccount(r *api.Request, o congress.Overview, officer congress.Officer,
	login string) (congress.Account, error) {
	if officer.AccountID != "" { // there is one for each
		return s.congress.Account(r.Context(), officer.AccountID)
	}
	name := o.Member(officer.MemberID).Name
	if login == "" {
		var err error
		if login, err = s.slips.loginFor(r.Context(), name); err != nil {
			return congress.Account{}, err
		}
	}
	account, err := newAccount(r, s.congress, congress.AccountInput{OrgID: o.Organisation.ID, Login: login, Name: name,
		Role: officer.Duty.Role()})
	if err != nil {
		return account, err
	}
	return account, s.congress.LinkAccount(r.Context(), r.By, r.CongressID(), officer.MemberID, account.ID)
}
