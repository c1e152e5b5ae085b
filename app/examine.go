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
	"kiemphieu/ratify"
	"kiemphieu/store"
	"kiemphieu/verify"
)

// Examine holds a congress as it is stored against what its acts signed, and
// runs the checks of a bundle on one that is over. The error is a
// [*congress.RecordError] where log, state and checkpoint disagree; then no
// check means anything.
//
// Witness is what somebody kept outside, as [verify.Options] has it, "" for
// nothing. It finds what was signed anew with the right key: of a congress that
// is over the log is then held against it, and all that is stored against the log.
func (p *Program) Examine(ctx context.Context, id congress.CongressID, witness string) (verify.Report, error) {
	o, err := p.Congress.Overview(ctx, id)
	if err == nil {
		err = p.examineRows(ctx, o.Congress)
	}
	if err != nil || !o.Congress.Over() {
		report := verify.Report{OK: err == nil, Congress: o.Congress.Title, LogSize: int(o.Congress.LogSize)}
		if witness != "" { // there is no bundle to hold against it
			report.OK = false
			report.Checks = []verify.Check{{Number: 1, Code: "witness", Title: "So với điểm chốt giữ ở ngoài",
				Failures: []string{"đại hội chưa bế mạc nên chưa so được"}}}
		}
		return report, err
	}
	signer, _, err := p.keys.Pair()
	if err != nil {
		return verify.Report{}, err
	}
	var packed bytes.Buffer
	err = p.Ratify.ExportBundle(ctx, id, &packed, signer)
	if errors.Is(err, ratify.ErrNoBundle) { // one that no bundle holds keeps no other from being examined
		return verify.Report{Congress: o.Congress.Title, LogSize: int(o.Congress.LogSize),
			Checks: []verify.Check{{Number: 1, Code: "files", Title: "Hồ sơ chở được trong một gói",
				Failures: []string{"sổ nhật ký hoặc văn bản nhiều hơn một gói chở được"}}}}, nil
	}
	if err != nil {
		return verify.Report{}, err
	}
	report, _, err := verify.Verify(&packed, verify.Options{Checkpoint: witness})
	if err != nil || witness == "" {
		return report, err
	}
	return report, p.examineState(ctx, o.Congress, &report)
}

// examineState adds a check of what is stored against the last event of the log.
func (p *Program) examineState(ctx context.Context, c congress.Congress, report *verify.Report) error {
	check := verify.Check{Number: len(report.Checks) + 1, Code: "stated",
		Title: "Dữ liệu ở đây đúng là cái mà việc cuối của sổ đã chốt"}
	var broken *congress.RecordError
	err := p.Store.View(ctx, func(tx congress.Tx) error {
		known, err := congress.Stated(ctx, tx, c)
		check.Skipped = !known && err == nil
		return err
	})
	if errors.As(err, &broken) {
		check.Failures = []string{"dữ liệu được sửa và ký lại bằng đúng khóa sau việc cuối của sổ"}
		report.OK, err = false, nil
	}
	report.Checks = append(report.Checks, check)
	return err
}

// examineRows holds what lists and statistics over a tree tell of a cell against
// what they are made of.
func (p *Program) examineRows(ctx context.Context, c congress.Congress) error {
	broken, err := p.Store.CellHolds(ctx, c.OrgID)
	if err == nil && broken != "" {
		err = &congress.RecordError{Code: "state_changed", Title: c.Title, Where: broken}
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
		if e.Report, err = p.Examine(ctx, c.ID, ""); err != nil && !errors.As(err, &e.Broken) {
			return nil, err
		}
		list = append(list, e)
		progress.Add(ctx, 1)
	}
	offices, err := p.Store.ExamineOffices(ctx, seen)
	if err != nil {
		return nil, err
	}
	lists, err := p.Store.ExamineLists(ctx)
	if err != nil {
		return nil, err
	}
	for _, broken := range append(offices, lists...) {
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
