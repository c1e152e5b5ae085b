package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// plans is about a superior's plan and how far its cells have come.
type plans struct {
	*screen
	congress interface {
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
	}
	ratify interface {
		Assign(ctx context.Context, org congress.OrgID, account congress.AccountID, cells []congress.OrgID) error
		ProgressOf(ctx context.Context, org congress.OrgID, term string, day congress.Date) (ratify.Progress, error)
		SavePlan(ctx context.Context, by congress.Actor, org congress.OrgID, p ratify.Plan) error
	}
}

func (s plans) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/ke-hoach", api.Anybody(), s.show),
		api.Post("/to-chuc/:org/ke-hoach", tree, form(s.screen, s.save, s.show, ofOrg("/ke-hoach"), "plan_saved")),
		api.Post("/to-chuc/:org/ke-hoach/theo-doi", tree, form(s.screen, s.assign, s.show, ofOrg("/ke-hoach"),
			"assigned")),
	}
}

// planPage is a superior's plan with how far its cells have come.
type planPage struct {
	ratify.Progress
	Late    []ratify.CellProgress
	Chart   *chart // nil before there is a plan
	Table   []chartRow
	MayPlan bool
}

func (s plans) show(r *api.Request) error {
	ctx := r.Context()
	org := r.OrgID()
	p, err := s.ratify.ProgressOf(ctx, org, r.QueryParam("nhiem-ky"), dayAsked(r))
	if err != nil {
		return err
	}
	v, err := s.congress.OrganisationOf(ctx, r.By, org)
	if err != nil {
		return err
	}
	data := planPage{Progress: p, Late: p.Overdue()}
	data.MayPlan = r.By.Role == congress.RoleSuperior || r.By.Role == congress.RoleAdministrator
	if p.Plan.Term != "" && p.Cells > 0 {
		data.Chart = burnDown(p)
		data.Table = chartTable(p)
	}
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	return s.render(r, "plan", page{Title: "Kế hoạch và tiến độ đại hội", Crumbs: crumbs, Data: data})
}

// dayAsked returns the day of the address, as a date field or a person writes it.
func dayAsked(r *api.Request) congress.Date {
	if r.QueryParam("ngay") == "" {
		return ""
	}
	return parseDay(r.QueryParam("ngay"))
}

type planForm struct {
	Term     string        `form:"term"`
	FirstDay congress.Date `form:"first_day"`
	LastDay  congress.Date `form:"last_day"`
	PilotDay congress.Date `form:"pilot_day"`
}

func (s plans) save(r *api.Request, f planForm) error {
	plan := ratify.Plan{Term: f.Term, FirstDay: f.FirstDay, LastDay: f.LastDay, PilotDay: f.PilotDay}
	return s.ratify.SavePlan(r.Context(), r.By, r.OrgID(), plan)
}

type assignForm struct {
	Account congress.AccountID `form:"account"`
	Cells   []congress.OrgID   `form:"cell"`
}

func (s plans) assign(r *api.Request, f assignForm) error {
	return s.ratify.Assign(r.Context(), r.OrgID(), f.Account, f.Cells)
}
