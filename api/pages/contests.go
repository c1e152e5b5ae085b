package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// contests is about what is elected.
type contests struct {
	*screen
	congress interface {
		AddContest(ctx context.Context, by congress.Actor, id congress.CongressID,
			in congress.ContestInput) (congress.ContestID, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
}

func (s contests) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/noi-dung", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/noi-dung", prepare, form(s.screen, s.add, s.show, ofCongress("/noi-dung"),
			"contest_added")),
	}
}

func (s contests) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "contests", "Nội dung bầu cử", o, map[string]any{"O": o})
}

func (s contests) add(r *api.Request, f contestForm) error {
	_, err := s.congress.AddContest(r.Context(), r.By, r.CongressID(), congress.ContestInput(f))
	return err
}
