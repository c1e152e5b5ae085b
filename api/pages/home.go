package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// home is about what waits for somebody today.
type home struct {
	*screen
	guides   guides
	congress interface {
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
	ratify interface {
		Inbox(ctx context.Context, path string) ([]ratify.InboxRow, error)
		SummaryOf(ctx context.Context, path string) (ratify.Summary, error)
	}
}

func (s home) routes() []api.Route {
	return []api.Route{
		api.Get("/", api.Anybody(), s.show),
	}
}

// homePage is what waits for somebody today.
type homePage struct {
	Organisation congress.Organisation
	Congresses   []congress.Overview // of the own organisation
	Inbox        []ratify.InboxRow
	Total        ratify.Total
	Guide        *guide // of a new installation
}

func (s home) show(r *api.Request) error {
	ctx := r.Context()
	v, err := s.congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	h := homePage{Organisation: v.Organisation}
	if h.Guide, err = s.guides.guideOf(r, v); err != nil {
		return err
	}
	for _, c := range v.Congresses {
		if c.OrgID != r.By.OrgID {
			continue
		}
		o, err := s.congress.Overview(ctx, c.ID)
		if err != nil {
			return err
		}
		h.Congresses = append(h.Congresses, o)
	}
	if v.Organisation.Kind != congress.KindCell {
		sum, err := s.ratify.SummaryOf(ctx, v.Organisation.Path)
		if err != nil {
			return err
		}
		h.Total = sum.Total
		if h.Inbox, err = s.ratify.Inbox(ctx, v.Organisation.Path); err != nil {
			return err
		}
	}
	return s.render(r, "home", page{Title: v.Organisation.Name, Data: h})
}
