package store

import (
	"context"
	"errors"

	"kiemphieu/congress"
)

// errMore: a glance cannot answer what is asked.
var errMore = errors.New("store: this takes a transaction")

// Glance implements congress.Store. One statement sees one moment without a transaction,
// which would be begun and ended for it alone. What is asked after it, or is not prepared
// yet, is for a view, as is a connection that died while nobody used it.
func (db *DB) Glance(ctx context.Context, fn func(congress.Tx) error) error {
	if ctx.Value(snapshotKey{db}) == nil {
		err := db.dialect.classify(fn(&tx{prepared: db.reading, db: db, now: db.now()}))
		if !errors.Is(err, errMore) && !dead(err) {
			return err
		}
	}
	return db.View(ctx, fn)
}

// glance scans the row of the one statement of a glance.
func (t *tx) glance(ctx context.Context, row any, query string, args []any) error {
	stmt := t.prepared.known(query) //nolint:sqlclosecheck // it stays prepared
	if t.glanced || stmt == nil {
		return errMore
	}
	t.glanced = true
	waiting, cancel := context.WithTimeoutCause(t.within(ctx, query), t.db.patience, errSlow)
	defer cancel()
	return stmt.GetContext(waiting, row, args...)
}
