package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"kiemphieu/congress"
	"kiemphieu/progress"
	"kiemphieu/store"
	"kiemphieu/verify"
)

// Examine holds a congress as it is stored against what its acts signed, and
// runs the checks of a bundle on one that is over. The error is a
// [*congress.RecordError] where log, state and checkpoint disagree; then no
// check means anything.
func (p *Program) Examine(ctx context.Context, id congress.CongressID) (verify.Report, error) {
	o, err := p.Congress.Overview(ctx, id)
	if err == nil {
		err = p.examineRows(ctx, o.Congress)
	}
	if err != nil || !o.Congress.Over() {
		return verify.Report{OK: err == nil, Congress: o.Congress.Title, LogSize: int(o.Congress.LogSize)}, err
	}
	signer, _, err := p.keys.Pair()
	if err != nil {
		return verify.Report{}, err
	}
	var packed bytes.Buffer
	if err := p.Ratify.ExportBundle(ctx, id, &packed, signer); err != nil {
		return verify.Report{}, err
	}
	report, _, err := verify.Verify(&packed, verify.Options{})
	return report, err
}

// examineRows holds what lists over a tree tell of a cell against what it is
// made of.
func (p *Program) examineRows(ctx context.Context, c congress.Congress) error {
	holds, err := p.Store.CellHolds(ctx, c.OrgID)
	if err == nil && !holds {
		err = &congress.RecordError{Code: "state_changed", Title: c.Title, Where: "cell_rows"}
	}
	return err
}

// Examined is a congress that was looked at, and what was found.
type Examined struct {
	ID     congress.CongressID
	Title  string
	Report verify.Report // of the bundle's checks, where they were run
	Broken *congress.RecordError
}

// OK reports whether nothing was found.
func (e Examined) OK() bool { return e.Broken == nil && e.Report.OK }

// ExamineAll looks at every congress that is here, at those that this machine
// remembers and that are not, and at what organisations keep beside them; of
// those it lists what is broken.
func (p *Program) ExamineAll(ctx context.Context) ([]Examined, error) {
	seen, err := p.keys.Seen() // before those that are there: one that is new is in no hurry
	if err != nil {
		return nil, err
	}
	all, err := p.Congress.CongressesUnder(ctx, "/")
	if err != nil {
		return nil, err
	}
	progress.Begin(ctx, progress.Holding, len(all))
	var list []Examined
	for _, c := range all {
		e := Examined{ID: c.ID, Title: c.Title}
		if e.Report, err = p.Examine(ctx, c.ID); err != nil && !errors.As(err, &e.Broken) {
			return nil, err
		}
		list = append(list, e)
		progress.Add(ctx, 1)
	}
	offices, err := p.Store.ExamineOffices(ctx, seen)
	if err != nil {
		return nil, err
	}
	for _, broken := range offices {
		list = append(list, Examined{Title: broken.Title, Broken: broken})
	}
	for _, id := range seen {
		if !store.OfOffice(id) && !slices.ContainsFunc(all, func(c congress.Congress) bool { return c.ID == id }) {
			list = append(list, Examined{ID: id, Title: string(id),
				Broken: &congress.RecordError{Code: "log_cut", Title: string(id)}})
		}
	}
	return list, nil
}

// brokenRecords examines everything and returns the titles of what was changed
// beside the program. The log is told once of each.
func (p *Program) brokenRecords(log *slog.Logger) func(context.Context) ([]string, error) {
	told, one := map[string]bool{}, sync.Mutex{}
	return func(ctx context.Context) ([]string, error) {
		one.Lock()
		defer one.Unlock()
		examined, err := p.ExamineAll(ctx)
		var titles []string
		for _, e := range examined {
			what := fmt.Sprint(e.ID, e.Title, e.Broken, e.Report.Failed())
			switch {
			case e.OK():
				continue
			case e.Broken == nil && !told[what]:
				log.ErrorContext(ctx, "congress does not stand up", "congress", e.ID, "check", e.Report.Failed())
			case e.Broken != nil && !told[what]:
				log.ErrorContext(ctx, "congress was changed beside the program", "congress", e.ID,
					"code", e.Broken.Code, "where", e.Broken.Where)
			}
			told[what] = true
			if e.Broken != nil {
				titles = append(titles, e.Title)
			}
		}
		return titles, err
	}
}
