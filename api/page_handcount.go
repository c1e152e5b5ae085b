package api

import (
	"fmt"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// handCountPage is the form for totals from tally sheets.
type handCountPage struct {
	congress.RoundView
	Entry   int
	Reasons []ballot.Reason
}

func (s *Server) showHandCount(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	data := handCountPage{RoundView: v, Entry: parseEntry(r.Param("entry")), Reasons: ballot.Reasons()}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/lan-bau/" + r.Param("round"), fmt.Sprintf("%s – lần bầu %d", s.office(v.Contest), v.Round.Number)})
	return s.render(r, "hand_count", page{Title: "Nhập bảng kiểm phiếu", Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s *Server) enterHandCount(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	totals, err := totalsForm(r, v.Definition.List)
	if err != nil {
		return err
	}
	return s.Congress.EnterHandCount(r.Request().Context(), r.By, r.roundID(), parseEntry(r.Param("entry")), totals)
}

// totalsForm reads the table; an empty cell of reasons is zero, an empty cell
// of a person is an error.
func totalsForm(r *request, list ballot.List) (tally.Totals, error) {
	totals := tally.Totals{Reasons: map[ballot.Reason]int{}}
	var err error
	if totals.Valid, err = r.number("valid"); err != nil {
		return totals, err
	}
	for _, reason := range ballot.Reasons() {
		if r.FormValue("reason_"+string(reason)) == "" {
			continue
		}
		if totals.Reasons[reason], err = r.number("reason_" + string(reason)); err != nil {
			return totals, err
		}
	}
	for _, c := range list.Candidates {
		row := tally.Row{ID: c.ID}
		if row.Votes, err = r.number("votes_" + c.ID); err != nil {
			return totals, err
		}
		if list.Style() == ballot.AgreeDisagree {
			n, err := r.numbers("disagree_"+c.ID, "uncounted_"+c.ID)
			if err != nil {
				return totals, err
			}
			row.Disagree, row.Uncounted = n[0], n[1]
		}
		totals.Rows = append(totals.Rows, row)
	}
	return totals, nil
}

func (s *Server) clearHandCounts(r *request) error {
	return s.Congress.ClearHandCounts(r.Request().Context(), r.By, r.roundID())
}
