package pages

import (
	"context"
	"errors"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// decisions is about what the superior decides.
type decisions struct {
	*screen
	dossiers dossiers
	ratify   interface {
		Confirm(ctx context.Context, by congress.Actor, id congress.CongressID, digest string) error
		Decide(ctx context.Context, by congress.Actor, id congress.CongressID, r ratify.Resolution) (decided bool, err error)
		Return(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		Withdraw(ctx context.Context, by congress.Actor, id congress.CongressID) error
	}
}

func (s decisions) routes() []api.Route {
	return []api.Route{
		api.Post("/dai-hoi/:congress/chuan-y", superior, s.decide("", "ratified", ratifyForm)),
		api.Post("/dai-hoi/:congress/huy-ket-qua", superior, s.decide("annul.", "annulled", annulForm)),
		api.Post("/dai-hoi/:congress/chi-dinh", superior, s.decide("appoint.", "appointed", appointForm)),
		api.Post("/dai-hoi/:congress/tra-lai", superior, s.act(s.returnDossier, s.dossiers.show, ofCongress("/ho-so"), "returned")),
		api.Post("/dai-hoi/:congress/xac-nhan", superior, s.act(s.confirm, s.dossiers.show, ofCongress("/ho-so"), "decision_confirmed")),
		api.Post("/dai-hoi/:congress/rut-de-xuat", superior, s.act(s.withdraw, s.dossiers.show, ofCongress("/ho-so"), "decision_withdrawn")),
	}
}

// decide makes the api.Handler of a decision. The forms of a dossier stand on one
// page: the fields of each begin with its prefix.
func (s decisions) decide(prefix, done string, read func(*api.Request, string) ratify.Resolution) api.Handler {
	return func(r *api.Request) error {
		if err := r.Request().ParseForm(); err != nil {
			return api.ErrBody
		}
		decided, err := s.ratify.Decide(r.Context(), r.By, r.CongressID(), read(r, prefix))
		if err != nil {
			var field *congress.FieldError
			if errors.As(err, &field) {
				err = &congress.FieldError{Field: prefix + field.Field, Code: field.Code, Value: field.Value}
			}
			return s.again(r, err, s.dossiers.show)
		}
		told := done
		if !decided {
			told = "proposed"
		}
		r.Note(s.words.Text("done."+told, nil))
		return r.Go(api.To("/dai-hoi/%s/ho-so", "congress")(r))
	}
}

func decisionForm(r *api.Request, prefix string) ratify.Decision {
	return ratify.Decision{Number: r.FormValue(prefix + "number"), DecidedOn: dayIn(r, prefix+"decided_on"), Reason: r.FormValue(prefix + "reason")}
}

func ratifyForm(r *api.Request, prefix string) ratify.Resolution {
	d := decisionForm(r, prefix)
	for _, id := range r.Request().PostForm[prefix+"refused"] {
		d.Refused = append(d.Refused, congress.MemberID(id))
	}
	return ratify.Resolution{Kind: ratify.DecideRatify, Decision: d}
}

func annulForm(r *api.Request, prefix string) ratify.Resolution {
	return ratify.Resolution{Kind: ratify.DecideAnnul, Decision: decisionForm(r, prefix)}
}

func appointForm(r *api.Request, prefix string) ratify.Resolution {
	return ratify.Resolution{Kind: ratify.DecideAppoint, Decision: decisionForm(r, prefix), Appointee: ratify.Appointee{ContestID: congress.ContestID(r.FormValue(prefix + "contest")),
		MemberID: congress.MemberID(r.FormValue(prefix + "member")), Name: r.FormValue(prefix + "name"), Born: congress.Birth(dayIn(r, prefix+"born"))}}
}

func (s decisions) returnDossier(r *api.Request) error {
	err := s.ratify.Return(r.Context(), r.By, r.CongressID(), r.FormValue("return_reason"))
	var field *congress.FieldError
	if errors.As(err, &field) && field.Field == "reason" {
		err = &congress.FieldError{Field: "return_reason", Code: field.Code, Value: field.Value}
	}
	return err
}

func (s decisions) confirm(r *api.Request) error {
	return s.ratify.Confirm(r.Context(), r.By, r.CongressID(), r.FormValue("digest"))
}

func (s decisions) withdraw(r *api.Request) error {
	return s.ratify.Withdraw(r.Context(), r.By, r.CongressID())
}
