package pages

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// handCounts is about totals from tally sheets.
type handCounts struct {
	*screen
	congress interface {
		EnterHandCount(ctx context.Context, by congress.Actor, id congress.RoundID, entry int,
			totals tally.Totals) error
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
	data := handCountPage{RoundView: v, Entry: parseEntry(r.Param("entry")), Reasons: v.Definition.List.Reasons()}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/lan-bau/" + r.Param("round"),
		fmt.Sprintf("%s – lần bầu %d", s.words.Office(v.Contest), v.Round.Number)})
	return s.render(r, "hand_count", page{Title: "Nhập bảng kiểm phiếu", Crumbs: crumbs,
		Rehearsal: v.Overview.Congress.Rehearsal, Meeting: v.Overview.Congress, Data: data})
}

func (s handCounts) enter(r *api.Request) error {
	sheet, err := s.entered(r, s.congress)
	if err != nil {
		return err
	}
	return sheet.atField(s.congress.EnterHandCount(r.Context(), r.By, r.RoundID(), sheet.entry, sheet.sum))
}

// typedSheet is a tally sheet as somebody typed it: which of the two, and its figures by
// the people of the list in turn.
type typedSheet struct {
	entry int
	sum   tally.Totals
	list  ballot.List
}

// entered reads the sheet that was typed for a round.
func (s *screen) entered(r *api.Request, use interface {
	RoundOf(ctx context.Context, id congress.RoundID) (congress.RoundView, error)
}) (typedSheet, error) {
	v, err := use.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return typedSheet{}, err
	}
	sheet := typedSheet{entry: parseEntry(r.Param("entry")), list: v.Definition.List}
	sheet.sum, err = s.totals(r, entryNames(sheet.entry), sheet.list)
	return sheet, err
}

// atField has figures that the rules refuse told at their field of the form.
func (t typedSheet) atField(err error) error {
	var wrong *tally.FieldError
	if !errors.As(err, &wrong) || wrong.Code == "" {
		return err
	}
	named := entryNames(t.entry)
	told := &congress.FieldError{Field: named("valid"), Code: "sheet_" + string(wrong.Code),
		Value: strconv.Itoa(wrong.Value), Limit: strconv.Itoa(wrong.Limit)}
	row, column := 0, "votes"
	if n, _ := fmt.Sscanf(wrong.Field, "ballots.totals.rows[%d]", &row); n == 0 { //nolint:errcheck // of no row
		return told
	}
	if _, name, ok := strings.Cut(wrong.Field, "]."); ok {
		column = name
	}
	told.Field, told.Row = named(column+"_"+t.list.Candidates[row].ID), t.list.Candidates[row].Name
	return told
}

type validForm struct {
	Valid int `form:"valid"`
}

// reasonsForm is the row of a reason; its name follows that of the field.
type reasonsForm struct {
	Papers optional `form:"reason_"`
}

// votesForm is the row of a person; the id follows the names of its fields.
type votesForm struct {
	Votes int `form:"votes_"`
}

type opinionsForm struct {
	Votes     int `form:"votes_"`
	Disagree  int `form:"disagree_"`
	Uncounted int `form:"uncounted_"`
}

// entryNames returns the fields of an entry names of their own, so that no browser
// offers the figures of one entry for the other.
func entryNames(entry int) func(string) string { return before(fmt.Sprintf("ban%d.", entry)) }

// totals reads the table; an empty cell of reasons is zero, an empty cell of a
// person is an error.
func (s *screen) totals(r *api.Request, named func(string) string, list ballot.List) (tally.Totals, error) {
	head, err := read[validForm](r, named)
	wrong := []error{err}
	sum := tally.Totals{Valid: head.Valid, Reasons: map[ballot.Reason]int{}}
	for _, reason := range ballot.Reasons() {
		row, err := read[reasonsForm](r, rowOf(named, string(reason)))
		wrong = append(wrong, ofRow(err, s.words.Text("reason."+string(reason), nil)))
		if row.Papers > 0 {
			sum.Reasons[reason] = int(row.Papers)
		}
	}
	for _, c := range list.Candidates {
		row, err := votes(r, named, list.Style(), c.ID)
		wrong = append(wrong, ofRow(err, c.Name))
		sum.Rows = append(sum.Rows, row)
	}
	return sum, congress.WrongFields(wrong...)
}

// ofRow says of whom an error of fields is.
func ofRow(err error, row string) error {
	wrong, _ := congress.FieldsOf(err)
	for _, e := range wrong {
		e.Row = row
	}
	return err
}

// rowOf names the fields of a row: the id follows.
func rowOf(named func(string) string, id string) func(string) string {
	return func(name string) string { return named(name) + id }
}

func votes(r *api.Request, named func(string) string, style ballot.Style, id string) (tally.Row, error) {
	if style == ballot.AgreeDisagree {
		f, err := read[opinionsForm](r, rowOf(named, id))
		return tally.Row{ID: id, Votes: f.Votes, Disagree: f.Disagree, Uncounted: f.Uncounted}, err
	}
	f, err := read[votesForm](r, rowOf(named, id))
	return tally.Row{ID: id, Votes: f.Votes}, err
}
