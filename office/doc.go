// Package office is what an office does around the congresses: the tree of
// organisations, page by page, and files that were uploaded and wait until
// somebody has looked at what they say.
package office

import (
	"context"
	"io"

	"kiemphieu/congress"
)

// Store is congress's store with the tables of this package.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
	// Counted returns once the sums say what was committed before.
	Counted(ctx context.Context) error
}

// Tx is a transaction over both packages' tables.
type Tx interface {
	congress.Tx
	// Import returns what waits for an account about something.
	Import(ctx context.Context, account congress.AccountID, about string) (Import, error)
	PutImport(ctx context.Context, i Import) error
	// DeleteImports drops an account's own about something, and everybody's from before a moment.
	DeleteImports(ctx context.Context, account congress.AccountID, about string, before congress.Instant) error
	// Columns lists what an organisation's columns were taken for, by heading.
	Columns(ctx context.Context, org congress.OrgID) ([]Column, error)
	// PutColumns replaces what is remembered of an organisation's columns.
	PutColumns(ctx context.Context, org congress.OrgID, columns []Column) error
	TreeTables
}

// Service holds the use cases.
type Service struct {
	store  Store
	random io.Reader
}

// Config is what a service is made of.
type Config struct {
	Store  Store
	Random io.Reader // ids; crypto/rand outside tests
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service { return &Service{store: cfg.Store, random: cfg.Random} }
