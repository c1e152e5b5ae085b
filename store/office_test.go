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
				tx.PutColumns(ctx, "cell", []office.Column{{Heading: "b", Field: "card"}, {Heading: "a",
					Field: "name"}}))
		}))
		must(t, db.Office().View(ctx, func(tx office.Tx) error {
			for about, want := range map[string]error{"c1": congress.ErrNotFound, "c2": nil,
				"c3": congress.ErrNotFound} {
				if got, err := tx.Import(ctx, "a1", about); !errors.Is(err, want) || err == nil &&
					string(got.Content) != about {
					t.Errorf("%s: %+v, %v", about, got, err)
				}
			}
			columns, err := tx.Columns(ctx, "cell")
			if err != nil || len(columns) != 2 || columns[0] != (office.Column{OrgID: "cell", Heading: "a",
				Field: "name"}) {
				t.Errorf("%+v, %v", columns, err)
			}
			return nil
		}))
	})
}

// The tree comes page by page, committees before cells and by name as people
// look for it; a branch that moves takes its paths along.
func TestStoreKeepsTheTree(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		add := func(id, name string, kind congress.OrganisationKind) congress.Organisation {
			return congress.Organisation{ID: congress.OrgID(id), ParentID: "top", Path: "/top/" + id + "/", Kind: kind,
				Name: name}
		}
		late := congress.Organisation{ID: "late", ParentID: "d", Path: "/top/d/late/", Kind: congress.KindCell,
			Name: "Muộn"}
		must(t, db.Office().InTx(ctx, func(tx office.Tx) error {
			return errors.Join(tx.PutOrganisation(ctx, add("z", "Chi bộ Đồi", congress.KindCell)),
				tx.PutOrganisation(ctx, add("y", "Chi bộ Ếch", congress.KindCell)),
				tx.PutOrganisation(ctx, add("d", "Đảng ủy Bắc", congress.KindBase)), tx.PutOrganisation(ctx, late),
				tx.PutMerger(ctx, office.Merger{OrgID: "y", IntoID: "z", MergedAt: 5}),
				tx.PutEvent(ctx, office.Event{OrgID: "y", ID: "1", Kind: office.EventMerged, NotedAt: 5}),
				tx.PutEvent(ctx, office.Event{OrgID: "y", ID: "2", Kind: office.EventRenamed, NotedAt: 9}),
				tx.Reroot(ctx, add("d", "Đảng ủy Bắc", congress.KindBase), congress.Organisation{ID: "cell",
					Path: "/top/cell/"}))
		}))
		must(t, db.Office().View(ctx, func(tx office.Tx) error {
			top := congress.Organisation{ID: "top", Path: "/top/"}
			direct, n, err := tx.Below(ctx, top, office.Search{})
			if err != nil || n != 2 || direct[1].ID != "z" {
				t.Errorf("direct: %+v, %d, %v", direct, n, err)
			}
			found, n, err := tx.Below(ctx, top, office.Search{Text: "MUON",
				Kinds: []congress.OrganisationKind{congress.KindCell, congress.KindBase}})
			if err != nil || n != 1 || found[0].Path != "/top/cell/d/late/" {
				t.Errorf("found: %+v, %v", found, err)
			}
			last, n, err := tx.Below(ctx, top, office.Search{Page: 7})
			if err != nil || n != 2 || len(last) != 2 {
				t.Errorf("a page that there is not: %+v, %d, %v", last, n, err)
			}
			counts, err := tx.CountsBelow(ctx, append(direct, top))
			if err != nil || counts["top"].Cells != 3 || counts["cell"].Below != 1 {
				t.Errorf("counts: %+v, %v", counts, err)
			}
			rows, err := tx.RowsOf(ctx, direct)
			if err != nil || len(rows) != 2 {
				t.Errorf("rows: %+v, %v", rows, err)
			}
			into, at, err := tx.MergedInto(ctx, "y")
			events, err2 := tx.Events(ctx, "y")
			beside, err3 := tx.NamesBeside(ctx, "top", "chi  bộ ĐỒI")
			if into != "z" || at != 5 || len(events) != 2 || events[0].ID != "2" || len(beside) != 1 ||
				errors.Join(err, err2, err3) != nil {
				t.Errorf("%s %+v %+v %v", into, events, beside, errors.Join(err, err2, err3))
			}
			return nil
		}))
	})
}
