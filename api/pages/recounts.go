package pages

import (
	"context"
	"fmt"
	"slices"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/recount"
	"kiemphieu/tally"
)

// recounts is about counting the papers of a sealed round once more.
type recounts struct {
	*screen
	congress interface {
		RoundOf(ctx context.Context, id congress.RoundID) (congress.RoundView, error)
	}
	recount recounter
}

type recounter interface {
	Agree(ctx context.Context, by congress.Actor, id congress.RoundID) error
	Close(ctx context.Context, by congress.Actor, id congress.RoundID, text string) error
	Enter(ctx context.Context, by congress.Actor, id congress.RoundID, entry int, totals tally.Totals) error
	Of(ctx context.Context, id congress.RoundID) ([]recount.Recount, error)
	Want(ctx context.Context, by congress.Actor, id congress.RoundID, in recount.Order) error
}

// The gates of a recount: who asks for it, who counts, who ends it.
var (
	recountWanted  = api.Only(congress.RoleChief, congress.RoleSuperior)
	recountCounted = api.Only(congress.RoleChief, congress.RoleTeller, congress.RoleSuperior)
	recountEnded   = api.Only(congress.RolePresidium, congress.RoleSuperior)
)

func (s recounts) routes() []api.Route {
	next := api.To("/lan-bau/%s/kiem-lai", "round")
	return []api.Route{
		api.Get("/lan-bau/:round/kiem-lai", api.Anybody(), s.show),
		api.Post("/lan-bau/:round/kiem-lai", recountWanted, form(s.screen, s.want, s.show, next, "recount_wanted")),
		api.Post("/lan-bau/:round/kiem-lai/dong-y", presidium, s.act(s.agree, s.show, next, "recount_agreed")),
		api.Post("/lan-bau/:round/kiem-lai/bang/:entry", recountCounted, s.act(s.enter, s.show, next, "hand_counted")),
		api.Post("/lan-bau/:round/kiem-lai/ket-luan", recountEnded, form(s.screen, s.end, s.show, next,
			"recount_ended")),
	}
}

// recountPage is the recounts of a round.
type recountPage struct {
	congress.RoundView
	Recounts []recountLine
	Wants    bool // the caller may ask for one
	Decides  bool // of the superior: with number and day
	Agrees   bool // the caller may agree to the one that waits
	Enters   []int
	Ends     bool
	Reasons  []ballot.Reason
}

// recountLine is a recount with what it says of the sealed result.
type recountLine struct {
	recount.Recount
	Compared   bool
	Comparison recount.Comparison
}

func (s recounts) show(r *api.Request) error {
	v, err := s.congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	all, err := s.recount.Of(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	if v.Round.State != congress.RoundSealed {
		return congress.ErrNotFound
	}
	data := recountPage{RoundView: v, Reasons: v.Definition.List.Reasons()}
	for _, one := range all {
		line := recountLine{Recount: one}
		line.Comparison, line.Compared = one.Compare(v.Round, v.Definition, *v.Outcome)
		data.Recounts = append(data.Recounts, line)
	}
	data.may(r.By)
	crumbs := append(congressCrumbs(v.Overview), crumb{"/lan-bau/" + r.Param("round"),
		fmt.Sprintf("%s – lần bầu %d", s.words.Office(v.Contest), v.Round.Number)})
	return s.render(r, "recount", page{Title: "Kiểm lại phiếu", Crumbs: crumbs,
		Rehearsal: v.Overview.Congress.Rehearsal, Meeting: v.Overview.Congress, Data: data})
}

// may finds what the caller can do now.
func (p *recountPage) may(by congress.Actor) {
	c := p.Overview.Congress
	p.Decides = by.Role == congress.RoleSuperior && by.OrgID != c.OrgID && c.Over()
	n := len(p.Recounts)
	if n == 0 || !p.Recounts[n-1].Open() {
		running := c.State == congress.StateInSession || c.State == congress.StateClosed
		p.Wants = p.Decides || by.Role == congress.RoleChief && running
		return
	}
	last := p.Recounts[n-1]
	p.Agrees = !last.Stands() && by.Role == congress.RolePresidium && last.Order.By != by.AccountID
	p.Ends = last.BySuperior() && p.Decides || !last.BySuperior() && by.Role == congress.RolePresidium
	counts := by.Role.Counts() || p.Decides
	for entry := 1; counts && last.Stands() && entry <= 2; entry++ {
		own, other := last.Entries[entry-1].By, last.Entries[2-entry].By
		if other != by.AccountID && (own == "" || own == by.AccountID) {
			p.Enters = append(p.Enters, entry)
		}
	}
}

type recountForm struct {
	Number string        `form:"number"`
	Day    congress.Date `form:"day"`
	Reason string        `form:"reason" lines:"many"`
}

func (s recounts) want(r *api.Request, f recountForm) error {
	return s.recount.Want(r.Context(), r.By, r.RoundID(), recount.Order(f))
}

func (s recounts) agree(r *api.Request) error { return s.recount.Agree(r.Context(), r.By, r.RoundID()) }

func (s recounts) enter(r *api.Request) error {
	sheet, err := s.entered(r, s.congress)
	if err != nil {
		return err
	}
	return sheet.atField(s.recount.Enter(r.Context(), r.By, r.RoundID(), sheet.entry, sheet.sum))
}

type conclusionForm struct {
	Text string `form:"text" lines:"many"`
}

func (s recounts) end(r *api.Request, f conclusionForm) error {
	return s.recount.Close(r.Context(), r.By, r.RoundID(), f.Text)
}

// ended finds a recount that ended, by its number.
func ended(all []recount.Recount, number int) (recount.Recount, bool) {
	at := slices.IndexFunc(all, func(one recount.Recount) bool { return one.Number == number && !one.Open() })
	if at < 0 {
		return recount.Recount{}, false
	}
	return all[at], true
}
