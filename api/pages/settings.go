package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// settings is about what a congress is called, and when it is held.
type settings struct {
	*screen
	congress interface {
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		Postpone(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		Resume(ctx context.Context, by congress.Actor, id congress.CongressID) error
		UpdateCongress(ctx context.Context, by congress.Actor, id congress.CongressID, in congress.CongressInput) error
	}
}

func (s settings) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/thong-tin", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/thong-tin", organise, form(s.screen, s.save, s.show, ofCongress(""), "saved")),
		api.Post("/dai-hoi/:congress/hoan", organise, form(s.screen, s.postpone, s.show, ofCongress(""), "postponed")),
		api.Post("/dai-hoi/:congress/tiep-tuc", organise, s.act(s.resume, s.show, ofCongress(""), "resumed")),
	}
}

func (s settings) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "settings", "Thông tin đại hội", o, map[string]any{"O": o,
		"Profiles": tally.Regulations()})
}

func (s settings) save(r *api.Request, f congressForm) error {
	return s.congress.UpdateCongress(r.Context(), r.By, r.CongressID(), congress.CongressInput(f))
}

func (s settings) postpone(r *api.Request, f reasonForm) error {
	return s.congress.Postpone(r.Context(), r.By, r.CongressID(), f.Reason)
}

func (s settings) resume(r *api.Request) error {
	return s.congress.Resume(r.Context(), r.By, r.CongressID())
}
