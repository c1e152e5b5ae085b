package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Signer implements ratify.Keys.
func (t *tx) Signer(ctx context.Context, verifier string) (ratify.Signer, error) {
	return one[ratify.Signer](ctx, t, from[ratify.Signer]("signers WHERE verifier = $1"), verifier)
}

// SignersUnder implements ratify.Keys.
func (t *tx) SignersUnder(ctx context.Context, path string) ([]ratify.Signer, error) {
	return all[ratify.Signer](ctx, t, from[ratify.Signer](`signers
		WHERE org_id IN (SELECT org_id FROM organisations WHERE substr(path, 1, $1) = $2)
		ORDER BY compared_at, verifier`), len(path), path)
}

// PutSigner implements ratify.Keys.
func (t *tx) PutSigner(ctx context.Context, k ratify.Signer) error {
	return put(ctx, t, "signers", "verifier", k)
}

// Linked implements ratify.Keys.
func (t *tx) Linked(ctx context.Context, foreign congress.OrgID) (ratify.Link, error) {
	return one[ratify.Link](ctx, t, from[ratify.Link]("links WHERE foreign_id = $1"), foreign)
}

// LinkOf implements ratify.Keys.
func (t *tx) LinkOf(ctx context.Context, org congress.OrgID) (ratify.Link, error) {
	return one[ratify.Link](ctx, t, from[ratify.Link]("links WHERE org_id = $1"), org)
}

// PutLink implements ratify.Keys.
func (t *tx) PutLink(ctx context.Context, l ratify.Link) error {
	return put(ctx, t, "links", "foreign_id", l)
}

// Quarantined implements ratify.Keys.
func (t *tx) Quarantined(ctx context.Context, path string) ([]ratify.Quarantined, error) {
	return all[ratify.Quarantined](ctx, t, `SELECT org_id, sum, title, verifier, came_by, came_at
		FROM quarantine
		WHERE org_id IN (SELECT org_id FROM organisations WHERE substr(path, 1, $1) = $2)
		ORDER BY came_at, sum`, len(path), path)
}

// QuarantinedBy implements ratify.Keys.
func (t *tx) QuarantinedBy(ctx context.Context, org congress.OrgID, sum string) (ratify.Quarantined, error) {
	return one[ratify.Quarantined](ctx, t, from[ratify.Quarantined]("quarantine WHERE org_id = $1 AND sum = $2"), org,
		sum)
}

// PutQuarantined implements ratify.Keys.
func (t *tx) PutQuarantined(ctx context.Context, q ratify.Quarantined) error {
	return put(ctx, t, "quarantine", "org_id, sum", q)
}

// DeleteQuarantined implements ratify.Keys.
func (t *tx) DeleteQuarantined(ctx context.Context, org congress.OrgID, sum string) error {
	_, err := t.exec(ctx, "DELETE FROM quarantine\nWHERE org_id = $1 AND sum = $2", org, sum)
	return err
}
