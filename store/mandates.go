package store

import (
	"context"

	"kiemphieu/congress"
)

// Mandates implements congress.Mandates.
func (t *tx) Mandates(ctx context.Context, org congress.OrgID) ([]congress.Mandate, error) {
	if err := t.lockOffice(ctx, org); err != nil {
		return nil, err
	}
	rows, err := all[congress.Mandate](ctx, t, from[congress.Mandate](`mandates
		WHERE org_id = $1
		ORDER BY started, office, name, mandate_id`), org)
	if err != nil {
		return nil, err
	}
	return rows, heldRows(ctx, t, org, rows)
}

// PutMandate implements congress.Mandates.
func (t *tx) PutMandate(ctx context.Context, m congress.Mandate) error {
	if err := t.writeOffice(ctx, m.OrgID, "mandates"); err != nil {
		return err
	}
	if err := put(ctx, t, "mandates", "org_id, mandate_id", m); err != nil {
		return err
	}
	path, err := one[string](ctx, t, "SELECT path FROM organisations WHERE org_id = $1", m.OrgID)
	if err != nil {
		return err
	}
	return put(ctx, t, "mandate_rows", "org_id, mandate_id", rowOfMandate(m, path))
}

// MandateNotes implements congress.Mandates.
func (t *tx) MandateNotes(ctx context.Context, org congress.OrgID) ([]congress.MandateNote, error) {
	if err := t.lockOffice(ctx, org); err != nil {
		return nil, err
	}
	rows, err := all[congress.MandateNote](ctx, t, from[congress.MandateNote](
		"mandate_notes WHERE org_id = $1 ORDER BY seq"), org)
	if err != nil {
		return nil, err
	}
	return rows, heldRows(ctx, t, org, rows)
}

// AddMandateNote implements congress.Mandates.
func (t *tx) AddMandateNote(ctx context.Context, n congress.MandateNote) error {
	if err := t.writeOffice(ctx, n.OrgID, "mandate_notes"); err != nil {
		return err
	}
	last, err := one[int64](ctx, t, "SELECT COALESCE(max(seq), 0) FROM mandate_notes WHERE org_id = $1", n.OrgID)
	if err != nil {
		return err
	}
	n.Seq = last + 1
	return put(ctx, t, "mandate_notes", "org_id, seq", n)
}
