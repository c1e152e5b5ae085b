package store

import (
	"context"
	"errors"

	"kiemphieu/congress"
)

// Round implements congress.Rounds.
func (t *tx) Round(ctx context.Context, id congress.RoundID) (congress.Round, error) {
	if r, known := t.ahead.round(id); known {
		return r, nil
	}
	return named[congress.Round](ctx, t, aRound, string(id), "")
}

// RoundsOf implements congress.Rounds.
func (t *tx) RoundsOf(ctx context.Context, c congress.Congress) ([]congress.Round, error) {
	return all[congress.Round](ctx, t, from[congress.Round](`rounds
		WHERE org_id = $1 AND congress_id = $2
		ORDER BY (SELECT position FROM contests c WHERE c.org_id = $1 AND c.contest_id = rounds.contest_id), number`),
		c.OrgID, c.ID)
}

// PutRound implements congress.Rounds.
func (t *tx) PutRound(ctx context.Context, r congress.Round) error {
	return put(ctx, t, "rounds", "org_id, round_id", r)
}

// Manifest implements congress.Rounds.
func (t *tx) Manifest(ctx context.Context, r congress.Round) ([]byte, error) {
	hashes, err := one[[]byte](ctx, t, "SELECT hashes\nFROM manifests\nWHERE org_id = $1 AND round_id = $2", r.OrgID,
		r.ID)
	if errors.Is(err, congress.ErrNotFound) {
		return []byte{}, nil
	}
	return hashes, err
}

// PutManifest implements congress.Rounds.
func (t *tx) PutManifest(ctx context.Context, r congress.Round, hashes []byte) error {
	_, err := t.exec(ctx, "INSERT INTO manifests (org_id, round_id, hashes)\nVALUES ($1, $2, $3)\nON CONFLICT "+
		"(org_id, round_id) DO UPDATE SET hashes = excluded.hashes", r.OrgID, r.ID, hashes)
	return err
}

// KeptReport implements congress.Rounds.
func (t *tx) KeptReport(ctx context.Context, r congress.Round) (string, error) {
	report, err := one[string](ctx, t, "SELECT report\nFROM reports\nWHERE org_id = $1 AND round_id = $2", r.OrgID,
		r.ID)
	if errors.Is(err, congress.ErrNotFound) {
		return "", nil
	}
	return report, err
}

// PutReport implements congress.Rounds.
func (t *tx) PutReport(ctx context.Context, r congress.Round, report string) error {
	return put(ctx, t, "reports", "org_id, round_id", reportRow{r.OrgID, r.ID, report})
}

// Sheaves implements congress.Counts.
func (t *tx) Sheaves(ctx context.Context, r congress.Round) ([]congress.Sheaf, error) {
	return all[congress.Sheaf](ctx, t, from[congress.Sheaf](
		"sheaves WHERE org_id = $1 AND round_id = $2 ORDER BY sheaf"), r.OrgID, r.ID)
}

// Counting implements congress.Counts.
func (t *tx) Counting(ctx context.Context, r congress.Round, number int, pass congress.Pass, printed bool) (
	congress.Sheaf, congress.Counted, []byte, error) {
	var args arguments
	org, round := args.place(r.OrgID), args.place(r.ID)
	hashes := "NULL"
	if printed {
		hashes = "(SELECT m.hashes FROM manifests m WHERE m.org_id = " + org + " AND m.round_id = " + round + ")"
	}
	type row struct {
		Size    int           `db:"size"`
		Drawn   bool          `db:"drawn"`
		Pass    congress.Pass `db:"pass"`
		Codes   []byte        `db:"codes"`
		Genuine int           `db:"genuine"`
		Hashes  []byte        `db:"hashes"`
	}
	got, err := one[row](ctx, t, `SELECT s.size, s.drawn, COALESCE(c.pass, '') AS pass, c.codes,
			COALESCE(c.genuine, 0) AS genuine, `+hashes+` AS hashes
		FROM sheaves s
		LEFT JOIN counted c ON c.org_id = s.org_id AND c.round_id = s.round_id AND c.pass = `+args.place(pass)+`
		WHERE s.org_id = `+org+` AND s.round_id = `+round+" AND s.sheaf = "+args.place(number), args...)
	return congress.Sheaf{OrgID: r.OrgID, RoundID: r.ID, Number: number, Size: got.Size, Drawn: got.Drawn},
		congress.Counted{OrgID: r.OrgID, RoundID: r.ID, Pass: got.Pass, Codes: got.Codes, Genuine: got.Genuine},
		got.Hashes, err
}

// Counted implements congress.Counts.
func (t *tx) Counted(ctx context.Context, r congress.Round, pass congress.Pass) (congress.Counted, error) {
	return one[congress.Counted](ctx, t, from[congress.Counted]("counted WHERE org_id = $1 AND round_id = $2 AND "+
		"pass = $3"), r.OrgID, r.ID, pass)
}

// PutCounted implements congress.Counts.
func (t *tx) PutCounted(ctx context.Context, c congress.Counted) error {
	return putLater(ctx, t, "counted", "org_id, round_id, pass", c)
}

// PutSheaves implements congress.Counts.
func (t *tx) PutSheaves(ctx context.Context, sheaves []congress.Sheaf) error {
	for _, sheaf := range sheaves {
		if err := put(ctx, t, "sheaves", "org_id, round_id, sheaf", sheaf); err != nil {
			return err
		}
	}
	return nil
}

// DeleteSheaves implements congress.Counts.
func (t *tx) DeleteSheaves(ctx context.Context, r congress.Round) error {
	if _, err := t.exec(ctx, "DELETE FROM batches\nWHERE org_id = $1 AND round_id = $2 AND superseded", r.OrgID,
		r.ID); err != nil {
		return err
	}
	_, err := t.exec(ctx, "DELETE FROM sheaves\nWHERE org_id = $1 AND round_id = $2", r.OrgID, r.ID)
	return err
}

// Batch implements congress.Counts.
func (t *tx) Batch(ctx context.Context, r congress.Round, id congress.BatchID) (congress.Batch, error) {
	return one[congress.Batch](ctx, t, from[congress.Batch]("batches WHERE org_id = $1 AND round_id = $2 AND "+
		"batch_id = $3"), r.OrgID, r.ID, id)
}

// BatchesBeside implements congress.Counts.
func (t *tx) BatchesBeside(ctx context.Context, b congress.Batch) ([]congress.Batch, error) {
	args := arguments{b.OrgID, b.RoundID}
	of := func(which string) string {
		return from[congress.Batch]("batches WHERE org_id = $1 AND round_id = $2 AND " + which)
	}
	query := of("sheaf = "+args.place(b.Sheaf)) + "\nUNION ALL\n" +
		of("batch_id = "+args.place(b.ID)+" AND sheaf <> $3")
	account := args.place(b.AccountID)
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB, congress.PassC} {
		if pass != b.Pass {
			query += "\nUNION ALL\nSELECT * FROM (" + of("account_id = "+account+" AND pass = "+args.place(pass)+
				" AND NOT superseded AND sheaf <> $3 AND batch_id <> $4 LIMIT 1") + ") AS other" + string(pass)
		}
	}
	return all[congress.Batch](ctx, t, query, args...)
}

// Batches implements congress.Counts.
func (t *tx) Batches(ctx context.Context, r congress.Round) ([]congress.Batch, error) {
	return all[congress.Batch](ctx, t, from[congress.Batch](`batches
		WHERE org_id = $1 AND round_id = $2 AND NOT superseded
		ORDER BY pass, sheaf`), r.OrgID, r.ID)
}

// SupersededSheaves implements congress.Counts.
func (t *tx) SupersededSheaves(ctx context.Context, r congress.Round) ([]int, error) {
	return all[int](ctx, t, "SELECT DISTINCT sheaf\nFROM batches\nWHERE org_id = $1 AND round_id = $2 AND superseded "+
		"ORDER BY sheaf", r.OrgID, r.ID)
}

// PutBatch implements congress.Counts.
func (t *tx) PutBatch(ctx context.Context, b congress.Batch) error {
	return putLater(ctx, t, "batches", "org_id, round_id, batch_id", b)
}

// Pairs implements congress.Counts.
func (t *tx) Pairs(ctx context.Context, r congress.Round) ([]congress.Pair, error) {
	return all[congress.Pair](ctx, t, from[congress.Pair]("pairs WHERE org_id = $1 AND round_id = $2 ORDER BY pass, "+
		"account_id"), r.OrgID, r.ID)
}

// PutPair implements congress.Counts.
func (t *tx) PutPair(ctx context.Context, p congress.Pair) error {
	return put(ctx, t, "pairs", "org_id, round_id, pass, account_id", p)
}

// DeletePair implements congress.Counts.
func (t *tx) DeletePair(ctx context.Context, r congress.Round, pass congress.Pass, account congress.AccountID) error {
	n, err := t.exec(ctx, "DELETE FROM pairs\nWHERE org_id = $1 AND round_id = $2 AND pass = $3 AND account_id = $4",
		r.OrgID, r.ID, pass, account)
	return gone(n, err)
}

// HandCounts implements congress.Counts.
func (t *tx) HandCounts(ctx context.Context, r congress.Round) ([]congress.HandCount, error) {
	return all[congress.HandCount](ctx, t, from[congress.HandCount]("hand_counts WHERE org_id = $1 AND round_id = $2 "+
		"ORDER BY entry"), r.OrgID, r.ID)
}

// PutHandCount implements congress.Counts.
func (t *tx) PutHandCount(ctx context.Context, h congress.HandCount) error {
	return put(ctx, t, "hand_counts", "org_id, round_id, entry", h)
}

// DeleteHandCounts implements congress.Counts.
func (t *tx) DeleteHandCounts(ctx context.Context, r congress.Round) error {
	_, err := t.exec(ctx, "DELETE FROM hand_counts\nWHERE org_id = $1 AND round_id = $2", r.OrgID, r.ID)
	return err
}

// Confirmations implements congress.Counts.
func (t *tx) Confirmations(ctx context.Context, r congress.Round) ([]congress.Confirmation, error) {
	return all[congress.Confirmation](ctx, t, from[congress.Confirmation](
		"confirmations WHERE org_id = $1 AND round_id = $2 ORDER BY act, role"), r.OrgID, r.ID)
}

// PutConfirmation implements congress.Counts.
func (t *tx) PutConfirmation(ctx context.Context, c congress.Confirmation) error {
	return put(ctx, t, "confirmations", "org_id, round_id, act, role", c)
}

// DeleteConfirmations implements congress.Counts.
func (t *tx) DeleteConfirmations(ctx context.Context, r congress.Round, act congress.JointAct) error {
	_, err := t.exec(ctx, "DELETE FROM confirmations\nWHERE org_id = $1 AND round_id = $2 AND act = $3", r.OrgID, r.ID,
		act)
	return err
}
