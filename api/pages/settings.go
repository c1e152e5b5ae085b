package pages

import (
	"context"
	"net/url"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// settings is about what a congress is called, and when it is held.
type settings struct {
	*screen
	congress interface {
		CorrectCongress(ctx context.Context, by congress.Actor, id congress.CongressID, in congress.CongressInput,
			reason string) error
		ExplainDay(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		Postpone(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		RemarksOf(ctx context.Context, id congress.CongressID) (congress.Remarks, error)
		Resume(ctx context.Context, by congress.Actor, id congress.CongressID) error
		UpdateCongress(ctx context.Context, by congress.Actor, id congress.CongressID, in congress.CongressInput) error
	}
}

func (s settings) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/thong-tin", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/thong-tin", organise, form(s.screen, s.save, s.show, ofCongress(""),
			"facts_saved")),
		api.Post("/dai-hoi/:congress/dinh-chinh", organise, form(s.screen, s.correct, s.show, ofCongress("/thong-tin"),
			"facts_corrected")),
		api.Post("/dai-hoi/:congress/ngay-khac", hall, form(s.screen, s.explainDay, s.show, whereAsked,
			"day_explained")),
		api.Post("/dai-hoi/:congress/hoan", organise, form(s.screen, s.postpone, s.show, ofCongress(""), "postponed")),
		api.Post("/dai-hoi/:congress/tiep-tuc", organise, s.act(s.resume, s.show, ofCongress(""), "resumed")),
	}
}

func (s settings) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	told, err := s.congress.RemarksOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := settingsPage{O: o, Profiles: tally.Regulations(),
		Frozen: o.FactsFrozen(), Final: o.Congress.Over() && o.Congress.State != congress.StateClosed}
	for _, remark := range told.All {
		data.Remarks = append(data.Remarks, minutes.Remark(o.Congress, remark))
	}
	return s.congressPage(r, "settings", "Thông tin đại hội", o, data)
}

// settingsPage is what a congress is called, and what was corrected of it.
type settingsPage struct {
	O        congress.Overview
	Profiles []tally.Regulation
	Frozen   bool // papers print it: corrections alone
	Final    bool // the dossier went up
	Remarks  []string
}

type correctionForm struct {
	Title  string        `form:"title"`
	Term   string        `form:"term"`
	HeldOn congress.Date `form:"held_on"`
	Place  string        `form:"place"`
	Reason string        `form:"reason"`
}

func (s settings) correct(r *api.Request, f correctionForm) error {
	return s.congress.CorrectCongress(r.Context(), r.By, r.CongressID(), congress.CongressInput{Title: f.Title,
		Term: f.Term, HeldOn: f.HeldOn, Place: f.Place}, f.Reason)
}

type otherDayForm struct {
	Reason string `form:"other_day"`
}

// askedForm tells on the page of which round something was asked, "" for none.
type askedForm struct {
	Round congress.RoundID `form:"round"`
}

// whereAsked leads back to the round on whose page it was asked why the hall
// works today, or else to the congress.
func whereAsked(r *api.Request) string {
	if f, err := read[askedForm](r, same); err == nil && f.Round != "" {
		return "/lan-bau/" + url.PathEscape(string(f.Round))
	}
	return ofCongress("")(r)
}

func (s settings) explainDay(r *api.Request, f otherDayForm) error {
	return s.congress.ExplainDay(r.Context(), r.By, r.CongressID(), f.Reason)
}

func (s settings) save(r *api.Request, f congressForm) error {
	return s.congress.UpdateCongress(r.Context(), r.By, r.CongressID(), f.input())
}

func (s settings) postpone(r *api.Request, f reasonForm) error {
	return s.congress.Postpone(r.Context(), r.By, r.CongressID(), f.Reason)
}

func (s settings) resume(r *api.Request) error {
	return s.congress.Resume(r.Context(), r.By, r.CongressID())
}
