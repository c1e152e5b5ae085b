package pages

import (
	"context"
	"net/url"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/minutes"
	"kiemphieu/office"
	"kiemphieu/ratify"
)

// organisations is about an organisation and what stands below it.
type organisations struct {
	*screen
	congress interface {
		CreateOrganisation(ctx context.Context, parent congress.OrgID,
			in congress.OrganisationInput) (congress.OrgID, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		PreparationsOf(ctx context.Context,
			meetings []congress.Congress) (map[congress.CongressID][]congress.Preparation, error)
	}
	ratify interface {
		PracticeOf(ctx context.Context, id congress.OrgID) (ratify.Practice, error)
		SetPractice(ctx context.Context, id congress.OrgID, p ratify.Practice) error
		SummaryOf(ctx context.Context, path string, take func(ratify.CongressRow) error) (ratify.Total, error)
	}
	office interface {
		BranchOf(ctx context.Context, by congress.Actor, id congress.OrgID, search office.Search) (office.Branch, error)
		Edit(ctx context.Context, by congress.Actor, id congress.OrgID, in congress.OrganisationInput) error
		Merge(ctx context.Context, by congress.Actor, id, into congress.OrgID) error
		Move(ctx context.Context, by congress.Actor, id, under congress.OrgID) error
		Remove(ctx context.Context, by congress.Actor, id congress.OrgID) error
	}
}

func (s organisations) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org", api.Anybody(), s.show),
		api.Post("/to-chuc/:org/them", tree, s.add),
		api.Post("/to-chuc/:org/sua", tree, form(s.screen, s.edit, s.show, ofOrg(""), "organisation_saved")),
		api.Get("/to-chuc/:org/chuyen", tree, s.showMove),
		api.Post("/to-chuc/:org/chuyen", tree, form(s.screen, s.move, s.showMove, ofOrg(""), "organisation_moved")),
		api.Post("/to-chuc/:org/sap-nhap", tree, s.merge),
		api.Post("/to-chuc/:org/xoa", tree, s.remove),
		api.Post("/to-chuc/:org/cach-quyet-dinh", admin, form(s.screen, s.setPractice, s.show, ofOrg(""),
			"practice_saved")),
		api.Get("/to-chuc/:org/tong-hop.xlsx", api.Anybody(), s.downloadSummary).Aside(),
	}
}

type practiceForm struct {
	TwoDecide  bool `form:"two"`
	NoStanding bool `form:"no_standing"`
}

func (s organisations) setPractice(r *api.Request, f practiceForm) error {
	return s.ratify.SetPractice(r.Context(), r.OrgID(), ratify.Practice(f))
}

// organisationPage is an organisation with a page of what stands below it.
type organisationPage struct {
	office.Branch
	List       listing
	Practice   ratify.Practice
	Congresses []congress.Congress // of a cell
	Kinds      []congress.OrganisationKind
	Models     []congress.CellModel
	After      []afterLine // what follows ratification, cell by cell
	Edit       bool        // the actor may change the tree here
	Removable  bool        // nothing stands below it
}

// afterLine is a cell's follow-ups after the decision.
type afterLine struct {
	ratify.CongressRow
	Items []congress.Preparation
}

// branchKind is the filter of a branch by kinds of organisations in the address.
const branchKind = "loai-to-chuc"

// asked reads what is asked of a branch: what kinds there are is known when it is read.
func (s organisations) asked(r *api.Request) listing {
	kinds := listFilter{Name: branchKind}
	for _, kind := range kindsBelow(congress.KindSuperior) {
		kinds.Options = append(kinds.Options, listOption{string(kind), s.words.Text("kind."+string(kind), nil)})
	}
	return listing{At: "/to-chuc/" + string(r.OrgID()), Filters: []listFilter{kinds}}.asked(r)
}

// searchOf is what a list asks of a branch.
func searchOf(q list.Query) office.Search {
	search := office.Search{Text: q.Text, Page: q.Page}
	if kind := q.Filter(branchKind); kind != "" {
		search.Kinds = []congress.OrganisationKind{congress.OrganisationKind(kind)}
	}
	return search
}

func (s organisations) show(r *api.Request) error {
	ctx := r.Context()
	asked := s.asked(r)
	branch, err := s.office.BranchOf(ctx, r.By, r.OrgID(), searchOf(asked.Query))
	if err != nil {
		return err
	}
	p := organisationPage{Branch: branch, List: asked.of(branch.Found), Models: congress.CellModels(),
		Kinds: kindsBelow(branch.Organisation.Kind),
		Edit:  r.By.Role == congress.RoleAdministrator || r.By.Role == congress.RoleSuperior}
	p.Removable = branch.Counts.Below == 0 && branch.Organisation.ParentID != "" && branch.Organisation.ID != r.By.OrgID
	if p.Practice, err = s.ratify.PracticeOf(ctx, branch.Organisation.ID); err != nil {
		return err
	}
	if err := s.fillCongresses(r, &p); err != nil {
		return err
	}
	return s.render(r, "organisation", page{Title: branch.Organisation.Name, Crumbs: crumbsOf(branch.Above),
		Fact: s.words.Text("kind."+string(branch.Organisation.Kind), nil), Data: p})
}

// kindsBelow lists what may stand below an organisation, the usual first.
func kindsBelow(kind congress.OrganisationKind) []congress.OrganisationKind {
	switch kind {
	case congress.KindSuperior:
		return []congress.OrganisationKind{congress.KindBase, congress.KindCell, congress.KindSuperior}
	case congress.KindBase:
		return []congress.OrganisationKind{congress.KindCell, congress.KindBase}
	default:
		return nil
	}
}

// fillCongresses reads the congresses of a cell, or what follows the decisions
// about those on the page.
func (s organisations) fillCongresses(r *api.Request, p *organisationPage) error {
	if p.Organisation.Kind == congress.KindCell {
		v, err := s.congress.OrganisationOf(r.Context(), r.By, p.Organisation.ID)
		p.Congresses = v.Congresses
		return err
	}
	var ratified []ratify.CongressRow
	var meetings []congress.Congress
	for _, child := range p.Children {
		if child.Row.Congress.State == congress.StateRatified {
			ratified, meetings = append(ratified, child.Row), append(meetings, child.Row.Congress)
		}
	}
	if len(ratified) == 0 {
		return nil
	}
	noted, err := s.congress.PreparationsOf(r.Context(), meetings)
	for _, row := range ratified {
		p.After = append(p.After, afterLine{row, congress.Checklist(congress.FollowUpItems(), noted[row.Congress.ID])})
	}
	return err
}

func crumbsAbove(v congress.OrganisationView) []crumb { return crumbsOf(v.Above) }

func crumbsOf(above []congress.Organisation) []crumb {
	crumbs := []crumb{{"/", "Trang chính"}}
	for _, o := range above {
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

// add puts an organisation below this one, and comes back to add the next.
func (s organisations) add(r *api.Request) error {
	f, err := read[organisationForm](r, same)
	if err == nil {
		_, err = s.congress.CreateOrganisation(r.Context(), r.OrgID(), congress.OrganisationInput(f))
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.Note(s.words.Text("done.organisation_added", map[string]string{"name": f.Name}))
	return r.Go(ofOrg("")(r))
}

type renameForm struct {
	Name  string             `form:"new_name"`
	Model congress.CellModel `form:"new_model"`
	Place string             `form:"new_place"`
}

func (s organisations) edit(r *api.Request, f renameForm) error {
	return renamed(s.office.Edit(r.Context(), r.By, r.OrgID(), congress.OrganisationInput{Name: f.Name, Model: f.Model,
		Place: f.Place}), before("new_"))
}

// movePage asks where an organisation goes.
type movePage struct {
	office.Branch
	Moved office.Branch // the organisation itself
}

// showMove lists where an organisation can go: superiors and base committees to
// stand below, and those of its own kind to go on in.
func (s organisations) showMove(r *api.Request) error {
	moved, err := s.office.BranchOf(r.Context(), r.By, r.OrgID(), office.Search{})
	if err != nil {
		return err
	}
	search := searchOf(listing{}.asked(r).Query)
	search.Page = 0
	if moved.Organisation.Kind != congress.KindCell {
		search.Kinds = []congress.OrganisationKind{congress.KindSuperior, congress.KindBase}
	}
	own, err := s.office.BranchOf(r.Context(), r.By, r.By.OrgID, search)
	if err != nil {
		return err
	}
	title := s.words.Text("organisation.move", map[string]string{"name": moved.Organisation.Name})
	crumbs := append(crumbsOf(moved.Above), crumb{"/to-chuc/" + string(moved.Organisation.ID), moved.Organisation.Name})
	return s.render(r, "organisation_move", page{Title: title, Crumbs: crumbs, Data: movePage{own, moved}})
}

type moveForm struct {
	Under congress.OrgID `form:"under"`
}

func (s organisations) move(r *api.Request, f moveForm) error {
	return s.office.Move(r.Context(), r.By, r.OrgID(), f.Under)
}

func (s organisations) merge(r *api.Request) error {
	f, err := read[moveForm](r, same)
	if err == nil {
		err = s.office.Merge(r.Context(), r.By, r.OrgID(), f.Under)
	}
	if err != nil {
		return s.again(r, err, s.showMove)
	}
	r.Note(s.words.Text("done.organisation_merged", nil))
	return r.Go("/to-chuc/" + url.PathEscape(string(f.Under)))
}

func (s organisations) remove(r *api.Request) error {
	branch, err := s.office.BranchOf(r.Context(), r.By, r.OrgID(), office.Search{})
	if err != nil {
		return err
	}
	if err := s.office.Remove(r.Context(), r.By, r.OrgID()); err != nil {
		return s.again(r, err, s.show)
	}
	r.Note(s.words.Text("done.organisation_removed", map[string]string{"name": branch.Organisation.Name}))
	return r.Go("/to-chuc/" + url.PathEscape(string(branch.Organisation.ParentID)))
}

func (s organisations) downloadSummary(r *api.Request) error {
	ctx := r.Context()
	v, err := s.congress.OrganisationOf(ctx, r.By, r.OrgID())
	if err != nil {
		return err
	}
	rows := func(take func(ratify.CongressRow) error) (ratify.Total, error) {
		return s.ratify.SummaryOf(ctx, v.Organisation.Path, take)
	}
	return s.file(r, "tong-hop.xlsx", func(w writer) error { return minutes.SummaryXLSX(w, v.Organisation, rows) })
}
