package store

import (
	"context"
	"errors"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Signer implements ratify.Keys.
func (t *tx) Signer(ctx context.Context, verifier string) (ratify.Signer, error) {
	k, err := t.signer(ctx, verifier)
	if err == nil {
		err = holdAll[ratify.Signer](ctx, t, k.OrgID, "signers")
	}
	return k, err
}

// signer reads a key as it stands there.
func (t *tx) signer(ctx context.Context, verifier string) (ratify.Signer, error) {
	return one[ratify.Signer](ctx, t, from[ratify.Signer]("signers WHERE verifier = $1"), verifier)
}

// holdAll refuses the rows that a table has of an organisation where they are not all
// that it was signed with.
func holdAll[T any](ctx context.Context, t *tx, org congress.OrgID, table string) error {
	_, err := heldFree(ctx, t, org, func() ([]T, error) {
		return all[T](ctx, t, from[T](table+" WHERE org_id = $1"), org)
	})
	return err
}

// SignersUnder implements ratify.Keys.
func (t *tx) SignersUnder(ctx context.Context, path string) ([]ratify.Signer, error) {
	rows, err := all[ratify.Signer](ctx, t, from[ratify.Signer](`signers
		WHERE org_id IN (SELECT org_id FROM organisations WHERE substr(path, 1, $1) = $2)
		ORDER BY compared_at, verifier`), len(path), path)
	of := map[congress.OrgID][]ratify.Signer{}
	for _, k := range rows {
		of[k.OrgID] = append(of[k.OrgID], k)
	}
	for org, keys := range of {
		err = errors.Join(err, heldRows(ctx, t, org, keys))
	}
	return rows, err
}

// PutSigner implements ratify.Keys.
func (t *tx) PutSigner(ctx context.Context, k ratify.Signer) error {
	was, err := t.signer(ctx, k.Verifier)
	if err := t.writeMoved(ctx, "signers", was.OrgID, k.OrgID, err); err != nil {
		return err
	}
	return put(ctx, t, "signers", "verifier", k)
}

// writeMoved looks at the rows of the organisation to which a row belongs from now on,
// and of the one to which it belonged, as far as there was one.
func (t *tx) writeMoved(ctx context.Context, table string, was, is congress.OrgID, found error) error {
	if found != nil && !errors.Is(found, congress.ErrNotFound) {
		return found
	}
	if found == nil && was != is {
		if err := t.writeOffice(ctx, was, table); err != nil {
			return err
		}
	}
	return t.writeOffice(ctx, is, table)
}

// Linked implements ratify.Keys.
func (t *tx) Linked(ctx context.Context, foreign congress.OrgID) (ratify.Link, error) {
	l, err := t.linked(ctx, foreign)
	if err == nil {
		err = holdAll[ratify.Link](ctx, t, l.OrgID, "links")
	}
	return l, err
}

// linked reads a link as it stands there.
func (t *tx) linked(ctx context.Context, foreign congress.OrgID) (ratify.Link, error) {
	return one[ratify.Link](ctx, t, from[ratify.Link]("links WHERE foreign_id = $1"), foreign)
}

// LinkOf implements ratify.Keys.
func (t *tx) LinkOf(ctx context.Context, org congress.OrgID) (ratify.Link, error) {
	if err := holdAll[ratify.Link](ctx, t, org, "links"); err != nil {
		return ratify.Link{}, err
	}
	return one[ratify.Link](ctx, t, from[ratify.Link]("links WHERE org_id = $1"), org)
}

// PutLink implements ratify.Keys.
func (t *tx) PutLink(ctx context.Context, l ratify.Link) error {
	was, err := t.linked(ctx, l.ForeignID)
	if err := t.writeMoved(ctx, "links", was.OrgID, l.OrgID, err); err != nil {
		return err
	}
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
