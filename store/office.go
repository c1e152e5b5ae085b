package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/office"
)

var _ office.Tx = (*tx)(nil)

// Office returns the same database as an office.Store.
func (db *DB) Office() office.Store { return view[office.Tx]{db, func(t *tx) office.Tx { return t }} }

// Import implements office.Tx.
func (t *tx) Import(ctx context.Context, account congress.AccountID, about string) (office.Import, error) {
	return one[office.Import](ctx, t, from[office.Import]("imports WHERE account_id = $1 AND about = $2"), account,
		about)
}

// PutImport implements office.Tx.
func (t *tx) PutImport(ctx context.Context, i office.Import) error {
	return put(ctx, t, "imports", "org_id, account_id, about", i)
}

// DeleteImports implements office.Tx.
func (t *tx) DeleteImports(ctx context.Context, account congress.AccountID, about string,
	before congress.Instant) error {
	_, err := t.exec(ctx, "DELETE FROM imports\nWHERE (account_id = $1 AND about = $2) OR created_at < $3", account,
		about, before)
	return err
}

// Columns implements office.Tx.
func (t *tx) Columns(ctx context.Context, org congress.OrgID) ([]office.Column, error) {
	return all[office.Column](ctx, t, from[office.Column]("import_columns WHERE org_id = $1 ORDER BY heading"), org)
}

// PutColumns implements office.Tx.
func (t *tx) PutColumns(ctx context.Context, org congress.OrgID, columns []office.Column) error {
	if _, err := t.exec(ctx, "DELETE FROM import_columns\nWHERE org_id = $1", org); err != nil {
		return err
	}
	for _, c := range columns {
		c.OrgID = org
		if err := put(ctx, t, "import_columns", "org_id, heading", c); err != nil {
			return err
		}
	}
	return nil
}
