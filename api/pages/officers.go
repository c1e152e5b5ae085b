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
		GiveDuty(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID, duty congress.Duty) error
		LinkAccount(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID, account congress.AccountID) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		TakeDuty(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID) error
	}
}

func (s officers) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/ban", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/ban", prepare, s.act(s.giveDuty, s.show, ofCongress("/ban"), "saved")),
		api.Post("/dai-hoi/:congress/ban/thoi", prepare, s.act(s.takeDuty, s.show, ofCongress("/ban"), "saved")),
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
	return s.congressPage(r, "officers", "Đoàn chủ tịch và ban kiểm phiếu", o, officersPage{o, congress.Duties(), login, password})
}

func (s officers) giveDuty(r *api.Request) error {
	return s.congress.GiveDuty(r.Context(), r.By, r.CongressID(), congress.MemberID(r.FormValue("member")), congress.Duty(r.FormValue("duty")))
}

func (s officers) takeDuty(r *api.Request) error {
	return s.congress.TakeDuty(r.Context(), r.By, r.CongressID(), congress.MemberID(r.FormValue("member")))
}

// account makes an account for somebody with a duty, and ties it to him.
func (s officers) account(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	login, password := r.FormValue("login"), auth.NewPassword()
	member := congress.MemberID(r.FormValue("member"))
	for _, officer := range o.Officers {
		if officer.MemberID != member || officer.Duty.Role() == "" {
			continue
		}
		in := congress.AccountInput{OrgID: o.Organisation.ID, Login: login, Name: o.Member(member).Name, Role: officer.Duty.Role()}
		if err := s.linkedAccount(r, in, member, password); err != nil {
			return s.again(r, err, s.show)
		}
		return s.showOnce(r, login, password)
	}
	return s.again(r, congress.ErrNotFound, s.show)
}

func (s officers) linkedAccount(r *api.Request, in congress.AccountInput, member congress.MemberID, password string) error {
	if err := newAccount(r, s.congress, in, password); err != nil {
		return err
	}
	account, err := s.congress.AccountByLogin(r.Context(), in.Login)
	if err != nil {
		return err
	}
	return s.congress.LinkAccount(r.Context(), r.By, r.CongressID(), member, account.ID)
}
