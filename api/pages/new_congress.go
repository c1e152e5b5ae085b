package pages

import (
	"context"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// newCongresses is about the form of a new congress.
type newCongresses struct {
	*screen
	congress interface {
		CreateCongress(ctx context.Context, by congress.Actor, org congress.OrgID,
			in congress.CongressInput) (congress.CongressID, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
	}
}

func (s newCongresses) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/dai-hoi-moi", offices, s.show),
		api.Post("/to-chuc/:org/dai-hoi-moi", offices, s.create),
	}
}

func (s newCongresses) show(r *api.Request) error {
	v, err := s.congress.OrganisationOf(r.Context(), r.By, r.OrgID())
	if err != nil {
		return err
	}
	var own []congress.Congress
	for _, c := range v.Congresses {
		if c.OrgID == v.Organisation.ID {
			own = append(own, c)
		}
	}
	data := newCongressPage{Organisation: v.Organisation, Profiles: tally.Regulations(), Earlier: own}
	title := "Đại hội mới"
	if r.QueryParam("loai") == "bau-bo-sung" { // a form that is shown again has it too
		title, data.Meeting = "Hội nghị bầu bổ sung mới", congress.MeetingByElection
	}
	if began, ok := congress.Speaking(own); ok {
		data.Term = began.Term
	}
	if len(own) > 0 && data.Meeting == congress.MeetingByElection {
		data.Newest = slices.MaxFunc(own, congress.Congress.Compare).ID
	}
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	return s.render(r, "new_congress", page{Title: title, Crumbs: crumbs, Data: data})
}

// newCongressPage is the form of a congress, or of a by-election within a term.
type newCongressPage struct {
	Organisation congress.Organisation
	Profiles     []tally.Regulation
	Earlier      []congress.Congress
	Meeting      congress.Meeting
	Term         string              // that a by-election is held in
	Newest       congress.CongressID // whose roster a by-election takes over
}

// congressForm is what is typed about a congress.
type congressForm struct {
	Meeting   congress.Meeting    `form:"meeting"`
	Title     string              `form:"title"`
	Term      string              `form:"term"`
	Ordinal   optional            `form:"ordinal"`
	HeldOn    congress.Date       `form:"held_on"`
	Place     string              `form:"place"`
	Profile   string              `form:"profile"`
	Pilot     bool                `form:"pilot"`
	Rehearsal bool                `form:"rehearsal"`
	RosterOf  congress.CongressID `form:"roster_of"`
}

func (f congressForm) input() congress.CongressInput {
	return congress.CongressInput{Meeting: f.Meeting, Title: f.Title, Term: f.Term, Ordinal: int(f.Ordinal),
		HeldOn: f.HeldOn, Place: f.Place,
		Profile: f.Profile, Pilot: f.Pilot, Rehearsal: f.Rehearsal, RosterOf: f.RosterOf}
}

func (s newCongresses) create(r *api.Request) error {
	var id congress.CongressID
	do := func(r *api.Request, f congressForm) (err error) {
		id, err = s.congress.CreateCongress(r.Context(), r.By, r.OrgID(), f.input())
		return err
	}
	next := func(*api.Request) string { return "/dai-hoi/" + string(id) }
	return form(s.screen, do, s.show, next, "congress_created")(r)
}
