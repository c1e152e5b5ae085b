package pages

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// home is about what waits for somebody today.
type home struct {
	*screen
	guides   guides
	congress interface {
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		BoardOf(ctx context.Context, id congress.CongressID) (congress.Board, error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		VacanciesOf(ctx context.Context, cell congress.OrgID) ([]congress.Vacancy, error)
	}
	ratify interface {
		DeskOf(ctx context.Context, path string) (ratify.Desk, error)
	}
	statistics interface {
		Overview(ctx context.Context, path string) (statistics.Statistics, error)
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
	Congresses   []homeCongress // of the own organisation
	Vacancies    []congress.Vacancy
	Guide        *guide    // of a new installation
	Desk         *deskPage // of those who have cells below them
}

// deskPage is what waits at a superior's desk, over all cells below.
type deskPage struct {
	ratify.Desk
	Rows    []inboxLine
	Sums    statistics.Statistics
	Stand   []standPart
	Single  bool // each cell has a block of its own
	Targets []targetLine
}

// standPart is how many cells stand where.
type standPart struct {
	Key  string // names its words and its colour
	N    int
	X, W int // in thousandths of all cells
}

// Blocks is a part cell by cell.
func (p standPart) Blocks() []struct{} { return make([]struct{}, p.N) }

// homeCongress is a congress with what the caller does in it now.
type homeCongress struct {
	O    congress.Overview
	Task task
}

func (s home) show(r *api.Request) error {
	ctx := r.Context()
	v, err := s.congress.OrganisationOf(ctx, r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	h := homePage{Organisation: v.Organisation}
	if h.Guide, err = s.guides.guideOf(r); err != nil {
		return err
	}
	for _, c := range v.Congresses {
		o, err := s.congress.Overview(ctx, c.ID)
		if err != nil {
			return err
		}
		b, err := countOf(ctx, s.congress, o)
		if err != nil {
			return err
		}
		h.Congresses = append(h.Congresses, homeCongress{o, s.words.taskNow(b, r.By.Role)})
	}
	over := map[bool]int{true: 1} // what is over stands below what is not
	slices.SortStableFunc(h.Congresses, func(a, b homeCongress) int {
		return cmp.Compare(over[a.Task.Over], over[b.Task.Over])
	})
	if v.Organisation.Kind == congress.KindCell {
		h.Vacancies, err = s.congress.VacanciesOf(ctx, v.Organisation.ID)
	} else {
		h.Desk, err = s.desk(ctx, v.Organisation.Path)
	}
	if err != nil {
		return err
	}
	return s.render(r, "home", page{Title: v.Organisation.Name, Data: h})
}

// desk reads what waits, and the sums that are kept.
func (s home) desk(ctx context.Context, path string) (*deskPage, error) {
	desk, err := s.ratify.DeskOf(ctx, path)
	if err != nil {
		return nil, err
	}
	sums, err := s.statistics.Overview(ctx, path)
	if err != nil {
		return nil, err
	}
	d := &deskPage{Desk: desk, Sums: sums, Stand: standOf(sums), Single: sums.N("cells") <= 60}
	for _, row := range desk.Rows {
		d.Rows = append(d.Rows, s.line(row))
	}
	for _, t := range sums.Targets {
		d.Targets = append(d.Targets, targetOf(t, sums.Filter.AgeLimit))
	}
	return d, nil
}

// standOf splits the cells by where they stand.
func standOf(sums statistics.Statistics) []standPart {
	cells := sums.N("cells")
	parts, at, left := []standPart{}, 0, cells
	for _, key := range []string{"ratified", "submitted", "closed", "in_session"} {
		if n := sums.N(key); n > 0 {
			parts = append(parts, standPart{Key: key, N: n})
			left -= n
		}
	}
	if left > 0 {
		parts = append(parts, standPart{Key: "before", N: left})
	}
	for i := range parts {
		parts[i].X, at = 1000*at/max(1, cells), at+parts[i].N
		parts[i].W = 1000*at/max(1, cells) - parts[i].X
	}
	return parts
}
