package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

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
	rows, err := all[ratify.NumberedPaper](ctx, t, from[ratify.NumberedPaper](
		"paper_numbers WHERE org_id = $1 ORDER BY kind, term, series, number"), org)
	if err != nil {
		return nil, err
	}
	return rows, heldRows(ctx, t, org, rows)
}

// PutPaperNumber implements ratify.Register.
func (t *tx) PutPaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	if err := t.writeOffice(ctx, p.OrgID, "paper_numbers"); err != nil {
		return err
	}
	return put(ctx, t, "paper_numbers", "org_id, kind, term, series, number", p)
}

// DeletePaperNumber implements ratify.Register.
func (t *tx) DeletePaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	if err := t.writeOffice(ctx, p.OrgID, "paper_numbers"); err != nil {
		return err
	}
	n, err := t.exec(ctx, `DELETE FROM paper_numbers
WHERE org_id = $1 AND kind = $2 AND term = $3 AND series = $4 AND number = $5`, p.OrgID, p.Kind, p.Term, p.Series,
		p.Number)
	return gone(n, err)
}
