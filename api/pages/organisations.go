package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// organisations is about an organisation, what lies below it, and its sums.
type organisations struct {
	*screen
	congress interface {
		CreateOrganisation(ctx context.Context, parent congress.OrgID,
			in congress.OrganisationInput) (congress.OrgID, error)
		EditOrganisation(ctx context.Context, id congress.OrgID, in congress.OrganisationInput) error
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		PreparationsUnder(ctx context.Context, path string) (map[congress.CongressID][]congress.Preparation, error)
	}
	ratify interface {
		PracticeOf(ctx context.Context, id congress.OrgID) (ratify.Practice, error)
		SetPractice(ctx context.Context, id congress.OrgID, p ratify.Practice) error
		SummaryOf(ctx context.Context, path string) (ratify.Summary, error)
	}
}

func (s organisations) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org", api.Anybody(), s.show),
		api.Post("/to-chuc/:org/them", tree, form(s.screen, s.add, s.show, ofOrg(""), "organisation_added")),
		api.Post("/to-chuc/:org/sua", tree, form(s.screen, s.edit, s.show, ofOrg(""), "saved")),
		api.Post("/to-chuc/:org/cach-quyet-dinh", admin, form(s.screen, s.setPractice, s.show, ofOrg(""), "saved")),
		api.Get("/to-chuc/:org/tong-hop.xlsx", api.Anybody(), s.downloadSummary),
	}
}

type practiceForm struct {
	TwoDecide  bool `form:"two"`
	NoStanding bool `form:"no_standing"`
}

func (s organisations) setPractice(r *api.Request, f practiceForm) error {
	return s.ratify.SetPractice(r.Context(), r.OrgID(), ratify.Practice(f))
}

// organisationPage is an organisation with the sums of its cells.
type organisationPage struct {
	congress.OrganisationView
	Summary  ratify.Summary
	Practice ratify.Practice
	Kinds    []congress.OrganisationKind
	Models   []congress.CellModel
	After    []afterLine // what follows ratification, cell by cell
}

// afterLine is a cell's follow-ups after the decision.
type afterLine struct {
	ratify.CongressRow
	Items []congress.Preparation
}

func (s organisations) show(r *api.Request) error {
	ctx := r.Context()
	v, err := s.congress.OrganisationOf(ctx, r.By, r.OrgID())
	if err != nil {
		return err
	}
	sum, err := s.ratify.SummaryOf(ctx, v.Organisation.Path)
	if err != nil {
		return err
	}
	practice, err := s.ratify.PracticeOf(ctx, v.Organisation.ID)
	if err != nil {
		return err
	}
	after, err := s.afterLines(r, v.Organisation.Path, sum.Rows)
	if err != nil {
		return err
	}
	p := page{Title: v.Organisation.Name, Crumbs: crumbsAbove(v), Data: organisationPage{v, sum, practice,
		[]congress.OrganisationKind{congress.KindCell, congress.KindBase, congress.KindSuperior}, congress.CellModels(),
		after}}
	return s.render(r, "organisation", p)
}

// afterLines returns the follow-ups of every ratified congress.
func (s organisations) afterLines(r *api.Request, path string, rows []ratify.CongressRow) ([]afterLine, error) {
	noted, err := s.congress.PreparationsUnder(r.Context(), path)
	if err != nil {
		return nil, err
	}
	var lines []afterLine
	for _, row := range rows {
		if row.Congress.State == congress.StateRatified {
			lines = append(lines, afterLine{row, congress.Checklist(congress.FollowUpItems(), noted[row.Congress.ID])})
		}
	}
	return lines, nil
}

func crumbsAbove(v congress.OrganisationView) []crumb {
	crumbs := []crumb{{"/", "Trang chính"}}
	for _, o := range v.Above {
		crumbs = append(crumbs, crumb{"/to-chuc/" + string(o.ID), o.Name})
	}
	return crumbs
}

type organisationForm struct {
	Kind  congress.OrganisationKind `form:"kind"`
	Model congress.CellModel        `form:"model"`
	Name  string                    `form:"name"`
	Place string                    `form:"place"`
}

func (s organisations) add(r *api.Request, f organisationForm) error {
	_, err := s.congress.CreateOrganisation(r.Context(), r.OrgID(), congress.OrganisationInput(f))
	return err
}

func (s organisations) edit(r *api.Request, f organisationForm) error {
	return s.congress.EditOrganisation(r.Context(), r.OrgID(), congress.OrganisationInput(f))
}

func (s organisations) downloadSummary(r *api.Request) error {
	ctx := r.Context()
	v, err := s.congress.OrganisationOf(ctx, r.By, r.OrgID())
	if err != nil {
		return err
	}
	sum, err := s.ratify.SummaryOf(ctx, v.Organisation.Path)
	if err != nil {
		return err
	}
	return s.file(r, "tong-hop.xlsx", func(w writer) error { return minutes.SummaryXLSX(w, v.Organisation, sum) })
}
