package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/security"
)

// day is about the day of a congress, step by step.
type day struct {
	*screen
	congress interface {
		boardReader
		CloseWithReason(ctx context.Context, by congress.Actor, id congress.CongressID, reason string) error
		CloseProjector(ctx context.Context, by congress.Actor, id congress.CongressID) error
		OpenProjector(ctx context.Context, by congress.Actor, id congress.CongressID) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		Reopen(ctx context.Context, by congress.Actor, id congress.CongressID) error
	}
	security interface {
		Doubts(ctx context.Context, id congress.CongressID) ([]security.Doubt, error)
	}
	ratify interface {
		AddLesson(ctx context.Context, by congress.Actor, id congress.CongressID, text string) error
		GuidanceOf(ctx context.Context, id congress.CongressID) (ratify.Guidance, error)
		RemoveLesson(ctx context.Context, by congress.Actor, id congress.CongressID, number int) error
	}
}

func (s day) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/be-mac", prepare, form(s.screen, s.close, s.show, ofCongress(""), "closed")),
		api.Post("/dai-hoi/:congress/mo-lai", prepare, s.act(s.reopen, s.show, ofCongress(""), "reopened")),
		api.Post("/dai-hoi/:congress/kinh-nghiem", advise, form(s.screen, s.addLesson, s.show, ofCongress(""),
			"lesson_added")),
		api.Post("/dai-hoi/:congress/kinh-nghiem/xoa", advise, form(s.screen, s.removeLesson, s.show, ofCongress(""),
			"lesson_removed")),
		api.Post("/dai-hoi/:congress/man-chieu", two, s.act(s.openProjector, s.show, boardOrDay, "projector_opened")),
		api.Post("/dai-hoi/:congress/man-chieu/dong", two, s.act(s.closeProjector, s.show, boardOrDay,
			"projector_closed")),
	}
}

// boardOrDay leads the presidium back to its board, and the chief to the day.
func boardOrDay(r *api.Request) string {
	if r.By.Role == congress.RolePresidium {
		return ofCongress("/dieu-hanh")(r)
	}
	return ofCongress("")(r)
}

func (s day) openProjector(r *api.Request) error {
	return s.congress.OpenProjector(r.Context(), r.By, r.CongressID())
}

func (s day) closeProjector(r *api.Request) error {
	return s.congress.CloseProjector(r.Context(), r.By, r.CongressID())
}

func (s day) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	late, err := s.late(o)
	if err != nil {
		return err
	}
	guidance, err := s.ratify.GuidanceOf(r.Context(), o.Congress.ID)
	if err != nil {
		return err
	}
	doubts, err := s.security.Doubts(r.Context(), o.Congress.ID)
	if err != nil {
		return err
	}
	count, err := countOf(r.Context(), s.congress, o)
	if err != nil {
		return err
	}
	p := page{Title: o.Congress.Title, Crumbs: congressCrumbs(o)[:2], Rehearsal: o.Congress.Rehearsal,
		Meeting: o.Congress, Of: headOf(o), Rail: s.words.rail(o, r.Request().URL.Path),
		Mark:    s.words.Text("state.congress."+string(o.Congress.State), nil),
		Settled: o.Congress.Over() && o.Congress.State != congress.StateAnnulled,
		Data: map[string]any{"O": o, "Task": s.words.taskNow(count, r.By.Role),
			"Everybody": s.words.everybody(count), "Closing": closingOf(o), "Guidance": guidance, "Late": late,
			"Doubts": doubts}}
	return s.render(r, "congress", p)
}

// late tells of those elected whom late-comers have left without more than half.
func (s day) late(o congress.Overview) ([]findingLine, error) {
	findings, err := o.LateFindings()
	var lines []findingLine
	for _, f := range findings {
		lines = append(lines, findingLine{Text: s.words.at(o).Finding(f), Clause: o.Rules.Clause(f.Rule)})
	}
	return lines, err
}

// closingOf tells what closing the congress now would do, nil where it cannot be.
func closingOf(o congress.Overview) *congress.Closing {
	if o.Congress.State != congress.StateInSession {
		return nil
	}
	c := o.Closing()
	return &c
}

type closeForm struct {
	Reason string `form:"close_reason"`
}

func (s day) close(r *api.Request, f closeForm) error {
	return s.congress.CloseWithReason(r.Context(), r.By, r.CongressID(), f.Reason)
}

func (s day) reopen(r *api.Request) error {
	return s.congress.Reopen(r.Context(), r.By, r.CongressID())
}

type lessonForm struct {
	Lesson string `form:"lesson" lines:"many"`
}

func (s day) addLesson(r *api.Request, f lessonForm) error {
	return s.ratify.AddLesson(r.Context(), r.By, r.CongressID(), f.Lesson)
}

type numberForm struct {
	Number int `form:"number"`
}

func (s day) removeLesson(r *api.Request, f numberForm) error {
	return s.ratify.RemoveLesson(r.Context(), r.By, r.CongressID(), f.Number)
}
