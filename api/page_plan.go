package api

import (
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

func (s *Server) showPlan(r *request) error {
	ctx := r.Request().Context()
	org := congress.OrgID(r.Param("org"))
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
func dayAsked(r *request) congress.Date {
	if r.QueryParam("ngay") == "" {
		return ""
	}
	return parseDay(r.QueryParam("ngay"))
}

func (s *Server) savePlan(r *request) error {
	plan := ratify.Plan{Term: r.FormValue("term"), FirstDay: r.day("first_day"), LastDay: r.day("last_day"), PilotDay: r.day("pilot_day")}
	return s.Ratify.SavePlan(r.Request().Context(), r.By, congress.OrgID(r.Param("org")), plan)
}

func (s *Server) assignCells(r *request) error {
	if err := r.Request().ParseForm(); err != nil {
		return errBody
	}
	var cells []congress.OrgID
	for _, id := range r.Request().PostForm["cell"] {
		cells = append(cells, congress.OrgID(id))
	}
	return s.Ratify.Assign(r.Request().Context(), congress.OrgID(r.Param("org")), congress.AccountID(r.FormValue("account")), cells)
}

func (s *Server) addLesson(r *request) error {
	return s.Ratify.AddLesson(r.Request().Context(), r.By, r.congressID(), r.FormValue("lesson"))
}

func (s *Server) removeLesson(r *request) error {
	n, err := r.number("number")
	if err != nil {
		return err
	}
	return s.Ratify.RemoveLesson(r.Request().Context(), r.congressID(), n)
}
