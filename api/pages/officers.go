package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// officers is about who holds which duty.
type officers struct {
	*screen
	congress interface {
		AccountByLogin(ctx context.Context, login string) (congress.Account, error)
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
		api.Post("/dai-hoi/:congress/ban", prepare, form(s.screen, s.giveDuty, s.show, ofCongress("/ban"), "saved")),
		api.Post("/dai-hoi/:congress/ban/thoi", prepare, form(s.screen, s.takeDuty, s.show, ofCongress("/ban"),
			"saved")),
		api.Post("/dai-hoi/:congress/ban/tai-khoan", organise, s.account),
	}
}

// officersPage lists duties; Login and Password are set right after an account was made.
type officersPage struct {
	O               congress.Overview
	Duties          []congress.Duty
	Login, Password string
}

func (s officers) show(r *api.Request) error { return s.showOnce(r, "", "") }

func (s officers) showOnce(r *api.Request, login, password string) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "officers", "Đoàn chủ tịch và ban kiểm phiếu", o,
		officersPage{o, congress.Duties(), login, password})
}

type dutyForm struct {
	Member congress.MemberID `form:"member"`
	Duty   congress.Duty     `form:"duty"`
}

func (s officers) giveDuty(r *api.Request, f dutyForm) error {
	return s.congress.GiveDuty(r.Context(), r.By, r.CongressID(), f.Member, f.Duty)
}

func (s officers) takeDuty(r *api.Request, f personForm) error {
	return s.congress.TakeDuty(r.Context(), r.By, r.CongressID(), f.Member)
}

type officerForm struct {
	Member congress.MemberID `form:"member"`
	Login  string            `form:"login"`
}

// account makes an account for somebody with a duty, and ties it to them.
func (s officers) account(r *api.Request) error {
	f, err := read[officerForm](r, same)
	if err != nil {
		return err
	}
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	login, member, password := f.Login, f.Member, auth.NewPassword()
	for _, officer := range o.Officers {
		if officer.MemberID != member || officer.Duty.Role() == "" {
			continue
		}
		in := congress.AccountInput{OrgID: o.Organisation.ID, Login: login, Name: o.Member(member).Name,
			Role: officer.Duty.Role()}
		if err := s.linkedAccount(r, in, member, password); err != nil {
			return s.again(r, err, s.show)
		}
		return s.showOnce(r, login, password)
	}
	return s.again(r, congress.ErrNotFound, s.show)
}

func (s officers) linkedAccount(r *api.Request, in congress.AccountInput, member congress.MemberID,
	password string) error {
	if err := newAccount(r, s.congress, in, password); err != nil {
		return err
	}
	account, err := s.congress.AccountByLogin(r.Context(), in.Login)
	if err != nil {
		return err
	}
	return s.congress.LinkAccount(r.Context(), r.By, r.CongressID(), member, account.ID)
}
