package store

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// enteredPaper is a line of the register that is no submission or decision about a
// congress: these were there first, in a table that knows no others.
type enteredPaper ratify.NumberedPaper

const paperKey = "org_id, kind, term, series, number"

// aboutCongress reports whether a line stands in the first table.
func aboutCongress(p ratify.NumberedPaper) bool {
	return p.CongressID != "" && (p.Kind == ratify.PaperSubmission || p.Kind == ratify.PaperDecision)
}

// PaperNumber implements ratify.Register.
func (t *tx) PaperNumber(ctx context.Context, p ratify.NumberedPaper) (ratify.NumberedPaper, error) {
	lines, err := t.PaperNumbers(ctx, p.OrgID)
	if err != nil {
		return ratify.NumberedPaper{}, err
	}
	for _, l := range lines {
		if l.Kind == p.Kind && l.Term == p.Term && l.Series == p.Series && l.Number == p.Number {
			return l, nil
		}
	}
	return ratify.NumberedPaper{}, congress.ErrNotFound
}

// PaperNumbers implements ratify.Register.
func (t *tx) PaperNumbers(ctx context.Context, org congress.OrgID) ([]ratify.NumberedPaper, error) {
	if err := t.lockOffice(ctx, org); err != nil {
		return nil, err
	}
	rows, err := all[ratify.NumberedPaper](ctx, t, from[ratify.NumberedPaper]("paper_numbers WHERE org_id = $1"), org)
	if err != nil {
		return nil, err
	}
	if err := heldRows(ctx, t, org, rows); err != nil {
		return nil, err
	}
	entered, err := all[enteredPaper](ctx, t, from[enteredPaper]("papers_entered WHERE org_id = $1"), org)
	if err != nil {
		return nil, err
	}
	if err := heldRows(ctx, t, org, entered); err != nil {
		return nil, err
	}
	for _, p := range entered {
		rows = append(rows, ratify.NumberedPaper(p))
	}
	slices.SortFunc(rows, func(a, b ratify.NumberedPaper) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Term, b.Term), cmp.Compare(a.Series, b.Series),
			cmp.Compare(a.Number, b.Number))
	})
	return rows, nil
}

// PutPaperNumber implements ratify.Register.
func (t *tx) PutPaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	table, row := "paper_numbers", any(p)
	if !aboutCongress(p) {
		table, row = "papers_entered", enteredPaper(p)
	}
	if err := t.writeOffice(ctx, p.OrgID, table); err != nil {
		return err
	}
	return put(ctx, t, table, paperKey, row)
}

// DeletePaperNumber implements ratify.Register.
func (t *tx) DeletePaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	table := "paper_numbers"
	if !aboutCongress(p) {
		table = "papers_entered"
	}
	if err := t.writeOffice(ctx, p.OrgID, table); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM "+table+`
WHERE org_id = $1 AND kind = $2 AND term = $3 AND series = $4 AND number = $5`, p.OrgID, p.Kind, p.Term, p.Series,
		p.Number)
	return gone(n, err)
}
