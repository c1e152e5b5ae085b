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
		api.Post("/to-chuc/:org/ke-hoach", tree, s.act(s.save, s.show, ofOrg("/ke-hoach"), "plan_saved")),
		api.Post("/to-chuc/:org/ke-hoach/theo-doi", tree, s.act(s.assign, s.show, ofOrg("/ke-hoach"), "assigned")),
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

// dayAsked gives the day of the address, as a date field or a person writes it.
func dayAsked(r *api.Request) congress.Date {
	if r.QueryParam("ngay") == "" {
		return ""
	}
	return parseDay(r.QueryParam("ngay"))
}

func (s plans) save(r *api.Request) error {
	plan := ratify.Plan{Term: r.FormValue("term"), FirstDay: dayIn(r, "first_day"), LastDay: dayIn(r, "last_day"), PilotDay: dayIn(r, "pilot_day")}
	return s.ratify.SavePlan(r.Context(), r.By, r.OrgID(), plan)
}

func (s plans) assign(r *api.Request) error {
	if err := r.Request().ParseForm(); err != nil {
		return api.ErrBody
	}
	var cells []congress.OrgID
	for _, id := range r.Request().PostForm["cell"] {
		cells = append(cells, congress.OrgID(id))
	}
	return s.ratify.Assign(r.Context(), r.OrgID(), congress.AccountID(r.FormValue("account")), cells)
}
