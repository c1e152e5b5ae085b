package store

import (
	"context"

	"kiemphieu/congress"
)

// Mandates implements congress.Mandates.
func (t *tx) Mandates(ctx context.Context, org congress.OrgID) ([]congress.Mandate, error) {
	return all[congress.Mandate](ctx, t, from[congress.Mandate](`mandates
		WHERE org_id = $1
		ORDER BY started, office, name, mandate_id`), org)
}

// MandatesInForce implements congress.Mandates.
func (t *tx) MandatesInForce(ctx context.Context, path string) ([]congress.Mandate, error) {
	return all[congress.Mandate](ctx, t, from[congress.Mandate](`mandates
		WHERE ended = '' AND NOT struck AND org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)
		ORDER BY started, office, name, mandate_id`), path, beyond(path))
}

// PutMandate implements congress.Mandates.
func (t *tx) PutMandate(ctx context.Context, m congress.Mandate) error {
	return put(ctx, t, "mandates", "org_id, mandate_id", m)
}
