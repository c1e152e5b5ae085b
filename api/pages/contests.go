package pages

import (
	"context"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// contests is about what is elected.
type contests struct {
	*screen
	congress interface {
		boardReader
		AddContest(ctx context.Context, by congress.Actor, id congress.CongressID,
			in congress.ContestInput) (congress.ContestID, error)
		AddContests(ctx context.Context, by congress.Actor, id congress.CongressID,
			list ...congress.ContestInput) ([]congress.ContestID, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		VacantFor(ctx context.Context, meeting congress.Congress) ([]congress.Vacancy, error)
	}
}

func (s contests) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/noi-dung", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/noi-dung", prepare, form(s.screen, s.add, s.show, ofCongress("/noi-dung"),
			"contest_added")),
		api.Post("/dai-hoi/:congress/noi-dung/thuong-le", prepare, form(s.screen, s.addUsual, s.show,
			ofCongress("/noi-dung"), "agenda_made")),
	}
}

func (s contests) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	var vacant []congress.Vacancy
	if o.Congress.ByElection() && len(o.Contests) == 0 {
		if vacant, err = s.congress.VacantFor(r.Context(), o.Congress); err != nil {
			return err
		}
	}
	count, err := countOf(r.Context(), s.congress, o)
	if err != nil {
		return err
	}
	return s.congressPage(r, "contests", "Nội dung bầu cử", o, map[string]any{"O": o, "Vacant": vacant,
		"Task": s.words.taskNow(count, r.By.Role)})
}

func (s contests) add(r *api.Request, f contestForm) error {
	_, err := s.congress.AddContest(r.Context(), r.By, r.CongressID(), f.input())
	return err
}

// agendaForm is what a congress of its size elects, as a person leaves it: a
// number of seats, and none where it is not elected.
type agendaForm struct {
	Committee optional `form:"committee"`
	Secretary optional `form:"secretary"`
	Deputy    optional `form:"deputy"`
	Delegates optional `form:"delegates"`
}

// addUsual makes the agenda in one step.
func (s contests) addUsual(r *api.Request, f agendaForm) error {
	var list []congress.ContestInput
	for _, c := range []congress.ContestInput{{Office: ballot.Committee, Seats: int(f.Committee)},
		{Office: ballot.Secretary, Seats: int(f.Secretary)}, {Office: ballot.Deputy, Seats: int(f.Deputy)},
		{Office: ballot.Delegates, Seats: int(f.Delegates)}} {
		switch {
		case c.Seats < 0 || c.Seats > 200:
			return &congress.FieldError{Field: string(c.Office), Code: "range", Value: strconv.Itoa(c.Seats)}
		case c.Seats > 0:
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return &congress.FieldError{Field: "secretary", Code: "required"}
	}
	_, err := s.congress.AddContests(r.Context(), r.By, r.CongressID(), list...)
	return err
}
