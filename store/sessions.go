package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"kiemphieu/congress"
)

// Sessions keeps sign-ins for alexedwards/scs. Only a hash of the cookie is
// stored, so that a copy of the database signs nobody in.
type Sessions struct{ db *DB }

// Sessions returns the session store of the database.
func (db *DB) Sessions() Sessions { return Sessions{db} }

// FindCtx implements scs.CtxStore.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.view(ctx, func(t *tx) error {
		var err error
		data, err = one[[]byte](ctx, t, "SELECT data\nFROM sessions\nWHERE token_hash = $1 AND expires > $2 AND "+
			"length(data) > 0", tokenHash(token), t.now.Unix())
		return err
	})
	if errors.Is(err, congress.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx implements scs.CtxStore; it also forgets sessions that are over.
// One that was deleted stays so, however late a request that knew it ends.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.db.inTx(ctx, func(t *tx) error {
		if _, err := t.exec(ctx, "DELETE FROM sessions\nWHERE expires <= $1", t.now.Unix()); err != nil {
			return err
		}
		_, err := t.exec(ctx, "INSERT INTO sessions (token_hash, data, expires)\nVALUES ($1, $2, $3)\nON CONFLICT "+
			"(token_hash) DO UPDATE SET data = excluded.data, expires = excluded.expires\nWHERE "+
			"length(sessions.data) > 0",
			tokenHash(token), data, expiry.Unix())
		return err
	})
}

// DeleteCtx implements scs.CtxStore: nothing of the session stays but that it
// was deleted, until it would have been over.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.inTx(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "UPDATE sessions\nSET data = $1\nWHERE token_hash = $2", []byte{}, tokenHash(token))
		return err
	})
}

// Find implements scs.Store.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete implements scs.Store.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
