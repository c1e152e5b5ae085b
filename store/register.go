package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// PaperNumber implements ratify.Register.
func (t *tx) PaperNumber(ctx context.Context, p ratify.NumberedPaper) (ratify.NumberedPaper, error) {
	return one[ratify.NumberedPaper](ctx, t, from[ratify.NumberedPaper](`paper_numbers
		WHERE org_id = $1 AND kind = $2 AND term = $3 AND series = $4 AND number = $5`), p.OrgID, p.Kind, p.Term,
		p.Series, p.Number)
}

// PaperNumbers implements ratify.Register.
func (t *tx) PaperNumbers(ctx context.Context, org congress.OrgID) ([]ratify.NumberedPaper, error) {
	return all[ratify.NumberedPaper](ctx, t, from[ratify.NumberedPaper](
		"paper_numbers WHERE org_id = $1 ORDER BY kind, term, series, number"), org)
}

// PutPaperNumber implements ratify.Register.
func (t *tx) PutPaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	return put(ctx, t, "paper_numbers", "org_id, kind, term, series, number", p)
}

// DeletePaperNumber implements ratify.Register.
func (t *tx) DeletePaperNumber(ctx context.Context, p ratify.NumberedPaper) error {
	n, err := t.exec(ctx, `DELETE FROM paper_numbers
WHERE org_id = $1 AND kind = $2 AND term = $3 AND series = $4 AND number = $5`, p.OrgID, p.Kind, p.Term, p.Series,
		p.Number)
	return gone(n, err)
}
