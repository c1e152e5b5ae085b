package store_test

import (
	"context"
	"errors"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/store"
)

// Files that wait are found by person and thing and go when they are too old;
// what columns are is kept by heading, in the order of the contract.
func TestStoreKeepsWhatTheOfficeWaitsFor(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		file := func(about string, at congress.Instant) office.Import {
			return office.Import{OrgID: "cell", AccountID: "a1", About: about, Name: "a.csv", Content: []byte(about),
				Answers: "{}", CreatedAt: at}
		}
		must(t, db.Office().InTx(ctx, func(tx office.Tx) error {
			return errors.Join(tx.PutImport(ctx, file("c1", 5)), tx.PutImport(ctx, file("c2", 20)),
				tx.PutImport(ctx, file("c3", 20)), tx.DeleteImports(ctx, "a1", "c3", 10),
				tx.PutColumns(ctx, "cell", []office.Column{{Heading: "x", Field: "name"}}),
				tx.PutColumns(ctx, "cell", []office.Column{{Heading: "b", Field: "card"}, {Heading: "a", Field: "name"}}))
		}))
		must(t, db.Office().View(ctx, func(tx office.Tx) error {
			for about, want := range map[string]error{"c1": congress.ErrNotFound, "c2": nil, "c3": congress.ErrNotFound} {
				if got, err := tx.Import(ctx, "a1", about); !errors.Is(err, want) || err == nil &&
					string(got.Content) != about {
					t.Errorf("%s: %+v, %v", about, got, err)
				}
			}
			columns, err := tx.Columns(ctx, "cell")
			if err != nil || len(columns) != 2 || columns[0] != (office.Column{OrgID: "cell", Heading: "a", Field: "name"}) {
				t.Errorf("%+v, %v", columns, err)
			}
			return nil
		}))
	})
}
