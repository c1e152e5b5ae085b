package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/tally"
)

// LegalBases implements congress.Tx.
func (t *tx) LegalBases(ctx context.Context, top congress.OrgID) ([]congress.LegalBasis, error) {
	return heldFree(ctx, t, top, func() ([]congress.LegalBasis, error) {
		return all[congress.LegalBasis](ctx, t, from[congress.LegalBasis](
			"legal_bases WHERE org_id = $1 ORDER BY from_day, kind"), top)
	})
}

// PutLegalBasis implements congress.Tx.
func (t *tx) PutLegalBasis(ctx context.Context, b congress.LegalBasis) error {
	if err := t.writeOffice(ctx, b.OrgID, "legal_bases"); err != nil {
		return err
	}
	return put(ctx, t, "legal_bases", "org_id, kind, from_day", b)
}

// DeleteLegalBasis implements congress.Tx.
func (t *tx) DeleteLegalBasis(ctx context.Context, top congress.OrgID, kind tally.BasisKind, day congress.Date) error {
	if err := t.writeOffice(ctx, top, "legal_bases"); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM legal_bases\nWHERE org_id = $1 AND kind = $2 AND from_day = $3", top, kind, day)
	return gone(n, err)
}
