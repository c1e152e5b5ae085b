package pages

import (
	"context"

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
		Decide(ctx context.Context, by congress.Actor, id congress.CongressID,
			r ratify.Resolution) (decided bool, err error)
		Return(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		Withdraw(ctx context.Context, by congress.Actor, id congress.CongressID) error
	}
}

func (s decisions) routes() []api.Route {
	return []api.Route{
		api.Post("/dai-hoi/:congress/chuan-y", superior, s.decide("", ratify.DecideRatify, "ratified")),
		api.Post("/dai-hoi/:congress/huy-ket-qua", superior, s.decide("annul.", ratify.DecideAnnul, "annulled")),
		api.Post("/dai-hoi/:congress/chi-dinh", superior, s.decide("appoint.", ratify.DecideAppoint, "appointed")),
		api.Post("/dai-hoi/:congress/tra-lai", superior, form(s.screen, s.returnDossier, s.dossiers.show,
			ofCongress("/ho-so"), "returned")),
		api.Post("/dai-hoi/:congress/xac-nhan", superior, s.signed("confirm.password", form(s.screen, s.confirm,
			s.dossiers.show, ofCongress("/ho-so"), "decision_confirmed"), s.dossiers.show)),
		api.Post("/dai-hoi/:congress/rut-de-xuat", superior, s.act(s.withdraw, s.dossiers.show, ofCongress("/ho-so"),
			"decision_withdrawn")),
	}
}

// decisionForm is what is typed for a decision. The forms of a dossier stand on
// one page: the names of the fields of each begin with its prefix.
type decisionForm struct {
	Number    string              `form:"number"`
	DecidedOn congress.Date       `form:"decided_on"`
	Refused   []congress.MemberID `form:"refused"` // of a ratification
	Reason    string              `form:"reason" lines:"many"`
	Despite   string              `form:"despite" lines:"many"` // of a ratification past checks that failed
	Contest   congress.ContestID  `form:"contest"`              // of an appointment, as is what follows
	Member    congress.MemberID   `form:"member"`
	Name      string              `form:"name"`
	Born      congress.Birth      `form:"born"`
}

func (f decisionForm) resolution(kind ratify.DecisionKind) ratify.Resolution {
	return ratify.Resolution{Kind: kind, Decision: ratify.Decision{Number: f.Number, DecidedOn: f.DecidedOn,
		Refused: f.Refused, Reason: f.Reason, Despite: f.Despite},
		Appointee: ratify.Appointee{ContestID: f.Contest, MemberID: f.Member, Name: f.Name, Born: f.Born}}
}

// decide makes the handler of a decision.
func (s decisions) decide(prefix string, kind ratify.DecisionKind, done string) api.Handler {
	return s.signed(prefix+"password", func(r *api.Request) error {
		decided := false
		f, err := read[decisionForm](r, before(prefix))
		if err == nil {
			decided, err = s.ratify.Decide(r.Context(), r.By, r.CongressID(), f.resolution(kind))
		}
		if err != nil {
			return s.again(r, renamed(err, before(prefix)), s.dossiers.show)
		}
		told := done
		if !decided {
			told = "proposed"
		}
		r.Note(s.words.Text("done."+told, nil))
		return r.Go(ofCongress("/ho-so")(r))
	}, s.dossiers.show)
}

type returnForm struct {
	Reason string `form:"return_reason" lines:"many"`
}

func (s decisions) returnDossier(r *api.Request, f returnForm) error {
	return renamed(s.ratify.Return(r.Context(), r.By, r.CongressID(), f.Reason), before("return_"))
}

type confirmForm struct {
	Digest string `form:"digest"`
}

func (s decisions) confirm(r *api.Request, f confirmForm) error {
	return s.ratify.Confirm(r.Context(), r.By, r.CongressID(), f.Digest)
}

func (s decisions) withdraw(r *api.Request) error {
	return s.ratify.Withdraw(r.Context(), r.By, r.CongressID())
}
