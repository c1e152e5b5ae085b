package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/tally"
)

// guides is about the first hour: what an installation still lacks before its
// first congress, and a congress to practise with.
type guides struct {
	*screen
	congress interface {
		AddContests(ctx context.Context, by congress.Actor, id congress.CongressID,
			list ...congress.ContestInput) ([]congress.ContestID, error)
		CreateCongress(ctx context.Context, by congress.Actor, org congress.OrgID,
			in congress.CongressInput) (congress.CongressID, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		SaveRoster(ctx context.Context, by congress.Actor, id congress.CongressID, members []congress.Member,
			gone ...congress.MemberID) error
	}
	office interface {
		BranchOf(ctx context.Context, by congress.Actor, id congress.OrgID, search office.Search) (office.Branch, error)
		StartOf(ctx context.Context, by congress.Actor) (office.Start, error)
	}
}

func (s guides) routes() []api.Route {
	return []api.Route{api.Post("/to-chuc/:org/dien-tap", offices, s.rehearse)}
}

// guideStep is one thing to do first, with its one button.
type guideStep struct {
	Key  string // names its sentences
	Href string
	Done bool
}

// guide is what the administrator of a new installation does first.
type guide struct {
	Steps []guideStep
	Cell  congress.OrgID // where a rehearsal can be held
}

// Next is the first step that is not done.
func (g guide) Next() int {
	for i, step := range g.Steps {
		if !step.Done {
			return i
		}
	}
	return len(g.Steps)
}

// guideOf finds out how far an installation is; nil where its first congress is set up.
func (s guides) guideOf(r *api.Request) (*guide, error) {
	if r.By.Role != congress.RoleAdministrator {
		return nil, nil
	}
	start, err := s.office.StartOf(r.Context(), r.By)
	if err != nil || start.Begun {
		return nil, err
	}
	own := "/to-chuc/" + string(r.By.OrgID)
	return &guide{Cell: start.Cell, Steps: []guideStep{{"organisation", own, true},
		{"cells", own + "#them", start.Cell != ""}, {"accounts", "/quan-tri#them", start.Organised},
		{"congress", "/to-chuc/" + string(start.Cell) + "/dai-hoi-moi", false}}}, nil
}

// rehearse sets up a congress with invented members and what such a cell
// elects, ready for attendance and papers. It never counts as an election.
func (s guides) rehearse(r *api.Request) error {
	ctx, today := r.Context(), today()
	branch, err := s.office.BranchOf(ctx, r.By, r.OrgID(), office.Search{})
	if err != nil {
		return err
	}
	name := branch.Organisation.Name
	id, err := s.congress.CreateCongress(ctx, r.By, branch.Organisation.ID, congress.CongressInput{
		Title: s.words.Text("rehearsal.title", map[string]string{"name": name}), Term: termFrom(today), HeldOn: today,
		Place: s.words.Text("rehearsal.place", nil), Profile: regulationOn(today), Rehearsal: true})
	if err != nil {
		return err
	}
	if err := s.congress.SaveRoster(ctx, r.By, id, office.Invented()); err != nil {
		return err
	}
	o, err := s.congress.Overview(ctx, id)
	if err != nil {
		return err
	}
	if _, err := s.congress.AddContests(ctx, r.By, id, o.UsualAgenda()...); err != nil {
		return err
	}
	r.Note(s.words.Text("done.rehearsal", nil))
	return r.Go("/dai-hoi/" + string(id))
}

// termFrom is a term of five years from a day on.
func termFrom(day congress.Date) string {
	from, ok := day.Midnight()
	if !ok {
		return "?"
	}
	return from.Format("2006") + "–" + from.AddDate(5, 0, 0).Format("2006")
}

// regulationOn is the newest regulation that is in force on a day.
func regulationOn(day congress.Date) string {
	for _, reg := range tally.Regulations() {
		if reg.EffectiveFrom <= string(day) {
			return reg.Name
		}
	}
	return tally.Regulations()[0].Name
}
