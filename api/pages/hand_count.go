package pages

import (
	"context"
	"fmt"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// handCounts is about totals from tally sheets.
type handCounts struct {
	*screen
	congress interface {
		EnterHandCount(ctx context.Context, by congress.Actor, id congress.RoundID, entry int, totals tally.Totals) error
		RoundOf(ctx context.Context, id congress.RoundID) (congress.RoundView, error)
	}
}

func (s handCounts) routes() []api.Route {
	return []api.Route{
		api.Get("/lan-bau/:round/kiem-tay/:entry", count, s.show),
		api.Post("/lan-bau/:round/kiem-tay/:entry", count, s.act(s.enter, s.show, ofRound, "hand_counted")),
	}
}

// parseEntry reads the entry of a hand count from the address.
func parseEntry(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// handCountPage is the form for totals from tally sheets.
type handCountPage struct {
	congress.RoundView
	Entry   int
	Reasons []ballot.Reason
}

func (s handCounts) show(r *api.Request) error {
	v, err := s.congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	data := handCountPage{RoundView: v, Entry: parseEntry(r.Param("entry")), Reasons: ballot.Reasons()}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/lan-bau/" + r.Param("round"), fmt.Sprintf("%s – lần bầu %d", s.words.Office(v.Contest), v.Round.Number)})
	return s.render(r, "hand_count", page{Title: "Nhập bảng kiểm phiếu", Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s handCounts) enter(r *api.Request) error {
	v, err := s.congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	totals, err := totalsForm(r, v.Definition.List)
	if err != nil {
		return err
	}
	return s.congress.EnterHandCount(r.Context(), r.By, r.RoundID(), parseEntry(r.Param("entry")), totals)
}

// totalsForm reads the table; an empty cell of reasons is zero, an empty cell
// of a person is an error.
func totalsForm(r *api.Request, list ballot.List) (tally.Totals, error) {
	totals := tally.Totals{Reasons: map[ballot.Reason]int{}}
	var err error
	if totals.Valid, err = number(r, "valid"); err != nil {
		return totals, err
	}
	for _, reason := range ballot.Reasons() {
		if r.FormValue("reason_"+string(reason)) == "" {
			continue
		}
		if totals.Reasons[reason], err = number(r, "reason_"+string(reason)); err != nil {
			return totals, err
		}
	}
	for _, c := range list.Candidates {
		row := tally.Row{ID: c.ID}
		if row.Votes, err = number(r, "votes_"+c.ID); err != nil {
			return totals, err
		}
		if list.Style() == ballot.AgreeDisagree {
			n, err := numbers(r, "disagree_"+c.ID, "uncounted_"+c.ID)
			if err != nil {
				return totals, err
			}
			row.Disagree, row.Uncounted = n[0], n[1]
		}
		totals.Rows = append(totals.Rows, row)
	}
	return totals, nil
}
