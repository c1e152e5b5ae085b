package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"kiemphieu/congress"
	"kiemphieu/security"
)

// Sessions keeps sign-ins for alexedwards/scs. Only a hash of the cookie is
// stored, so that a copy of the database signs nobody in, and its content is
// sealed, so that whoever writes to the database signs nobody in either.
type Sessions struct{ db *DB }

// Sessions returns the session store of the database.
func (db *DB) Sessions() Sessions { return Sessions{db} }

// FindCtx implements scs.CtxStore. One that this program did not store is none.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.view(ctx, func(t *tx) error {
		key, err := s.db.sessionKey()
		if err != nil {
			return err
		}
		row, err := one[sessionRow](ctx, t, from[sessionRow]("sessions\nWHERE token_hash = $1 AND expires > $2 AND "+
			"length(data) > 0"), tokenHash(token), t.now.Unix())
		if err == nil {
			data, err = row.open(key)
		}
		return err
	})
	if errors.Is(err, congress.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// sessionRow is what a session stands for, sealed with a key that is not in the database.
type sessionRow struct {
	Hash      []byte             `db:"token_hash"`
	AccountID congress.AccountID `db:"account_id"`
	Expires   int64              `db:"expires"`
	Data      []byte             `db:"data"` // after its seal
}

// sessionKey is made of the key that signs here, which every replica has; nil before there
// is one.
func (db *DB) sessionKey() ([]byte, error) {
	if db.keyring == nil || db.keyring.Pending() {
		return nil, nil
	}
	signer, _, err := db.keyring.Pair()
	if errors.Is(err, congress.ErrNoKey) {
		return nil, nil
	}
	return sessionKeyOf(signer), err
}

func sessionKeyOf(signer string) []byte {
	sum := sha256.Sum256([]byte("kiemphieu session\n" + signer))
	return sum[:]
}

func (r sessionRow) sum(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%x %d %q\n", r.Hash, r.Expires, r.AccountID)
	mac.Write(data)
	return mac.Sum(nil)
}

// seal returns the row with these data sealed; with the key nil of nobody, by which a
// session that a key sealed is none once that is gone.
func (r sessionRow) seal(key, data []byte) sessionRow {
	r.Data = append(r.sum(key, data), data...)
	return r
}

// open returns the data of a row; ErrNotFound where another key, or nobody, sealed it.
func (r sessionRow) open(key []byte) ([]byte, error) {
	if len(r.Data) < sha256.Size || !hmac.Equal(r.Data[:sha256.Size], r.sum(key, r.Data[sha256.Size:])) {
		return nil, congress.ErrNotFound
	}
	return r.Data[sha256.Size:], nil
}

// sealSessions seals those that were begun before anything was signed here, so that
// nobody has to sign in anew for it.
func (t *tx) sealSessions(ctx context.Context, signer string) error {
	key := sessionKeyOf(signer)
	rows, err := all[sessionRow](ctx, t, from[sessionRow]("sessions WHERE length(data) > 0"))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := r.open(key); err == nil {
			continue
		}
		data, err := r.open(nil)
		if err != nil {
			data = r.Data // of a version that sealed none
		}
		if _, err = t.exec(ctx, "UPDATE sessions\nSET data = $1\nWHERE token_hash = $2", r.seal(key, data).Data,
			r.Hash); err != nil {
			return err
		}
	}
	return nil
}

// CommitCtx implements scs.CtxStore; it also forgets sessions that are over.
// Whose it is and where it is used is told by [security.WithSession].
// One that was deleted stays so, however late a request that knew it ends.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.db.inTx(ctx, func(t *tx) error {
		if _, err := t.exec(ctx, "DELETE FROM sessions\nWHERE expires <= $1", t.now.Unix()); err != nil {
			return err
		}
		key, err := s.db.sessionKey()
		if err != nil {
			return err
		}
		about := security.SessionIn(ctx)
		row := sessionRow{Hash: tokenHash(token), AccountID: about.AccountID, Expires: expiry.Unix()}.seal(key, data)
		_, err = t.exec(ctx, `INSERT INTO sessions (token_hash, data, expires, account_id, begun, seen, client, whence)
			VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
			ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires = excluded.expires,
				account_id = excluded.account_id, seen = excluded.seen, client = excluded.client,
				whence = excluded.whence,
				begun = CASE WHEN sessions.account_id = excluded.account_id THEN sessions.begun ELSE excluded.begun END
			WHERE length(sessions.data) > 0`, row.Hash, row.Data, row.Expires, row.AccountID,
			t.now.Unix(), about.Client, about.From)
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

// Of lists the sessions of an account that last, the one used last first.
func (s Sessions) Of(ctx context.Context, account congress.AccountID) ([]security.Session, error) {
	type row struct {
		Hash []byte `db:"token_hash"`
		security.Session
	}
	var list []security.Session
	err := s.db.view(ctx, func(t *tx) error {
		rows, err := all[row](ctx, t, `SELECT token_hash, account_id, begun, seen, client, whence
			FROM sessions
			WHERE account_id = $1 AND expires > $2 AND length(data) > 0
			ORDER BY seen DESC, token_hash`, account, t.now.Unix())
		list = nil
		for _, r := range rows {
			r.ID = hex.EncodeToString(r.Hash)
			list = append(list, r.Session)
		}
		return err
	})
	return list, err
}

// End ends a session of an account; [congress.ErrNotFound] for one of nobody or
// of somebody else.
func (s Sessions) End(ctx context.Context, account congress.AccountID, id string) error {
	hash, err := hex.DecodeString(id)
	if err != nil {
		return congress.ErrNotFound
	}
	return s.db.inTx(ctx, func(t *tx) error {
		n, err := t.exec(ctx, "UPDATE sessions\nSET data = $1\nWHERE token_hash = $2 AND account_id = $3", []byte{},
			hash, account)
		return gone(n, err)
	})
}

// EndOthers ends the sessions of an account but for that of a cookie.
func (s Sessions) EndOthers(ctx context.Context, account congress.AccountID, token string) error {
	return s.db.inTx(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "UPDATE sessions\nSET data = $1\nWHERE account_id = $2 AND token_hash <> $3", []byte{},
			account, tokenHash(token))
		return err
	})
}
