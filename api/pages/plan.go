package pages

import (
	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// planPage is a superior's plan with how far its cells have come.
type planPage struct {
	ratify.Progress
	Late    []ratify.CellProgress
	Chart   *chart // nil before there is a plan
	Table   []chartRow
	MayPlan bool
}

func (s *Pages) showPlan(r *api.Request) error {
	ctx := r.Context()
	org := r.OrgID()
	p, err := s.Ratify.ProgressOf(ctx, org, r.QueryParam("nhiem-ky"), dayAsked(r))
	if err != nil {
		return err
	}
	v, err := s.Congress.OrganisationOf(ctx, r.By, org)
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

func (s *Pages) savePlan(r *api.Request) error {
	plan := ratify.Plan{Term: r.FormValue("term"), FirstDay: day(r, "first_day"), LastDay: day(r, "last_day"), PilotDay: day(r, "pilot_day")}
	return s.Ratify.SavePlan(r.Context(), r.By, r.OrgID(), plan)
}

func (s *Pages) assignCells(r *api.Request) error {
	if err := r.Request().ParseForm(); err != nil {
		return api.ErrBody
	}
	var cells []congress.OrgID
	for _, id := range r.Request().PostForm["cell"] {
		cells = append(cells, congress.OrgID(id))
	}
	return s.Ratify.Assign(r.Context(), r.OrgID(), congress.AccountID(r.FormValue("account")), cells)
}

func (s *Pages) addLesson(r *api.Request) error {
	return s.Ratify.AddLesson(r.Context(), r.By, r.CongressID(), r.FormValue("lesson"))
}

func (s *Pages) removeLesson(r *api.Request) error {
	n, err := number(r, "number")
	if err != nil {
		return err
	}
	return s.Ratify.RemoveLesson(r.Context(), r.By, r.CongressID(), n)
}
