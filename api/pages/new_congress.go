package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// newCongresses is about the form of a new congress.
type newCongresses struct {
	*screen
	congress interface {
		CreateCongress(ctx context.Context, by congress.Actor, org congress.OrgID, in congress.CongressInput) (congress.CongressID, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
	}
}

func (s newCongresses) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/dai-hoi-moi", office, s.show),
		api.Post("/to-chuc/:org/dai-hoi-moi", office, s.create),
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
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	return s.render(r, "new_congress", page{Title: "Đại hội mới", Crumbs: crumbs, Data: map[string]any{"Organisation": v.Organisation, "Profiles": tally.Regulations(), "Earlier": own}})
}

func congressForm(r *api.Request) congress.CongressInput {
	return congress.CongressInput{Title: r.FormValue("title"), Term: r.FormValue("term"), HeldOn: dayIn(r, "held_on"), Place: r.FormValue("place"),
		Profile: r.FormValue("profile"), Pilot: checked(r, "pilot"), Rehearsal: checked(r, "rehearsal"), RosterOf: congress.CongressID(r.FormValue("roster_of"))}
}

func (s newCongresses) create(r *api.Request) error {
	var id congress.CongressID
	do := func(r *api.Request) (err error) {
		id, err = s.congress.CreateCongress(r.Context(), r.By, r.OrgID(), congressForm(r))
		return err
	}
	next := func(*api.Request) string { return "/dai-hoi/" + string(id) }
	return s.act(do, s.show, next, "congress_created")(r)
}
