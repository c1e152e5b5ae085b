package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
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
		ProgressOf(ctx context.Context, org congress.OrgID, term string, day congress.Date,
			q list.Query) (ratify.Progress, error)
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
	List    listing
	Chart   *chart // nil before there is a plan
	Table   []chartRow
	MayPlan bool
}

func (s plans) show(r *api.Request) error {
	ctx := r.Context()
	org := r.OrgID()
	l := listing{At: "/to-chuc/" + string(org) + "/ke-hoach", Sorts: []string{ratify.SortName, ratify.SortDue},
		Filters: []listFilter{s.standFilter(), {Name: ratify.ProgressWho}}}
	if who := r.QueryParam(ratify.ProgressWho); who != "" { // any account: whose it is not follows nothing
		l.Filters[1].Options = []listOption{{Value: who}}
	}
	l = l.asked(r)
	p, err := s.ratify.ProgressOf(ctx, org, r.QueryParam("nhiem-ky"), dayAsked(r), l.Query)
	if err != nil {
		return err
	}
	l.Filters[1].Options = []listOption{{ratify.ProgressNobody, s.words.Text("list.nobody", nil)}}
	for _, a := range p.Accounts {
		l.Filters[1].Options = append(l.Filters[1].Options, listOption{string(a.ID), a.Name})
	}
	v, err := s.congress.OrganisationOf(ctx, r.By, org)
	if err != nil {
		return err
	}
	data := planPage{Progress: p, List: l.of(p.Found)}
	data.MayPlan = r.By.Role == congress.RoleSuperior || r.By.Role == congress.RoleAdministrator
	if p.Plan.Term != "" && p.Cells > 0 {
		data.Chart = burnDown(p)
		data.Table = chartTable(p)
	}
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	return s.render(r, "plan", page{Title: "Kế hoạch và tiến độ đại hội", Crumbs: crumbs, Data: data})
}

func (s plans) standFilter() listFilter {
	f := listFilter{Name: ratify.ProgressStand}
	for _, stand := range []string{ratify.ProgressLate, ratify.ProgressOpen, ratify.ProgressHeld} {
		f.Options = append(f.Options, listOption{stand, s.words.Text("progress."+stand, nil)})
	}
	return f
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
