package store

import (
	"context"
	"math"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/security"
)

var _ security.Tx = (*tx)(nil)

// Security returns the same database as a security.Store.
func (db *DB) Security() security.Store {
	return view[security.Tx]{db, func(t *tx) security.Tx { return t }}
}

// PutSecurityEvent implements security.Tx.
func (t *tx) PutSecurityEvent(ctx context.Context, e security.Event) error {
	return put(ctx, t, "security_log", "org_id, event_id", e)
}

// SecurityEvents implements security.Tx.
func (t *tx) SecurityEvents(ctx context.Context, path string, unknown bool, q security.Query,
	n int) ([]security.Event, error) {
	var args arguments
	where := "(org_id IN (SELECT org_id FROM organisations WHERE path >= " + args.place(path) + " AND path < " +
		args.place(beyond(path)) + ")"
	if unknown {
		where += " OR org_id = ''"
	}
	where += ")"
	if q.Kind != "" {
		where += " AND kind = " + args.place(q.Kind)
	}
	if q.Login != "" {
		where += " AND login >= " + args.place(q.Login) + " AND login < " + args.place(q.Login+"\U0010FFFF")
	}
	if q.Before.At == 0 {
		q.Before.At = math.MaxInt64
	}
	where += " AND (at, event_id) < (" + args.place(q.Before.At) + ", " + args.place(q.Before.ID) + ")"
	return all[security.Event](ctx, t, from[security.Event]("security_log\nWHERE "+where+
		"\nORDER BY at DESC, event_id DESC LIMIT "+args.place(n)), args...)
}

// SecondFactor implements security.Tx.
func (t *tx) SecondFactor(ctx context.Context, id congress.AccountID) (security.Factor, error) {
	org, err := t.factorHome(ctx, id)
	if err != nil {
		return security.Factor{}, err
	}
	factors, err := t.heldFactors(ctx, org)
	if err != nil {
		return security.Factor{}, err
	}
	at := slices.IndexFunc(factors, func(f security.Factor) bool { return f.AccountID == id })
	if at < 0 {
		return security.Factor{}, congress.ErrNotFound
	}
	return factors[at], nil
}

// PutSecondFactor implements security.Tx.
func (t *tx) PutSecondFactor(ctx context.Context, f security.Factor) error {
	if err := t.writeOffice(ctx, f.OrgID, "second_factors"); err != nil {
		return err
	}
	return put(ctx, t, "second_factors", "org_id, account_id", f)
}

// DeleteSecondFactor implements security.Tx.
func (t *tx) DeleteSecondFactor(ctx context.Context, id congress.AccountID) error {
	org, err := t.factorHome(ctx, id)
	if err == nil {
		err = t.writeOffice(ctx, org, "second_factors")
	}
	if err == nil {
		_, err = t.exec(ctx, "DELETE FROM second_factors\nWHERE account_id = $1", id)
	}
	return err
}

// DeleteSecurityEvents implements security.Tx.
func (t *tx) DeleteSecurityEvents(ctx context.Context, before congress.Instant) error {
	_, err := t.exec(ctx, "DELETE FROM security_log\nWHERE at < $1", before)
	return err
}
