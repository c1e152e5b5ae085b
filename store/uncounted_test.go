package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/store"
)

// heldBelow is how many congresses the sums of an organisation say were held,
// once all that was noted is counted, or as they stand.
func heldBelow(t *testing.T, db *store.DB, org congress.OrgID, counted bool) (n int) {
	t.Helper()
	if counted {
		must(t, db.Counted(t.Context()))
	}
	must(t, db.Statistics().View(t.Context(), func(tx statistics.Tx) error {
		o, err := tx.Organisation(t.Context(), org)
		if err != nil {
			return err
		}
		counts, err := tx.StatisticSum(t.Context(), o, statistics.Filter{})
		n = counts[3] + counts[4] + counts[5] // closed, submitted, ratified
		return err
	}))
	return n
}

// A change that was committed is in the sums of whoever asks, and within two
// seconds in the sums of whoever does not; one that was taken back is not.
func TestSumsAreNeverBehindForWhoAsks(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		before := heldBelow(t, db, "w", true)
		closed := func(id congress.CongressID) func(ratify.Tx) error {
			return func(tx ratify.Tx) error {
				must(t, tx.PutCongress(ctx, congress.Congress{ID: id, OrgID: "c3", Title: "Đại hội", Term: "2025–2027",
					HeldOn: "2025-05-01", State: congress.StateClosed}))
				return tx.Recount(ctx, "c3", id)
			}
		}
		if err := db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
			must(t, closed("gone")(tx))
			return congress.ErrConflict
		}); err == nil || heldBelow(t, db, "w", true) != before {
			t.Errorf("what was taken back is counted: %v", err)
		}
		in(t, db, closed("later"))
		deadline := time.Now().Add(2 * time.Second)
		for heldBelow(t, db, "w", false) != before+1 {
			if time.Now().After(deadline) {
				t.Fatal("after two seconds nobody has counted")
			}
			time.Sleep(20 * time.Millisecond)
		}
		in(t, db, func(tx ratify.Tx) error {
			must(t, tx.PutCongress(ctx, congress.Congress{ID: "later", OrgID: "c3", Title: "Đại hội", Term: "2025–2027",
				HeldOn: "2025-05-01", State: congress.StateAnnulled}))
			return tx.Recount(ctx, "c3", "later")
		})
		if n := heldBelow(t, db, "w", true); n != before {
			t.Errorf("%d, want %d", n, before)
		}
	})
}

// What a program noted and did not come to count, the next one counts.
func TestNotesOutliveTheProgram(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			address := readyPlace(t, name)
			db, err := store.Open(ctx, address, store.Options{Now: now})
			must(t, err)
			in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
			want := heldBelow(t, db, "w", true)
			must(t, db.Close())
			pool := behind(t, name, address)
			run(t, pool, "DELETE FROM statistic_sums", "DELETE FROM statistics",
				"INSERT INTO uncounted (org_id, congress_id, change_id) SELECT org_id, congress_id, 1 FROM congresses",
				"INSERT INTO uncounted (org_id, congress_id, change_id) SELECT org_id, congress_id, 2 FROM congresses",
				"INSERT INTO uncounted (org_id, congress_id, change_id) VALUES ('nobody', 'nothing', 1)")
			db, err = store.Open(ctx, address, store.Options{Now: now})
			must(t, err)
			t.Cleanup(func() { must(t, db.Close()) })
			if n := heldBelow(t, db, "w", true); n != want || want == 0 {
				t.Errorf("%d, want %d", n, want)
			}
			kept, computed := sumsOf(t, name, address)
			if kept != computed {
				t.Errorf("kept\n%s\nfollow from the rows\n%s", kept, computed)
			}
			if left := query(t, pool, "SELECT org_id, congress_id FROM uncounted"); len(left) != 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// Whose last cell went elsewhere can be taken away, whether that was counted or not.
func TestAnEmptyOrganisationGoesWithItsSums(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		must(t, db.Counted(ctx))
		must(t, db.Office().InTx(ctx, func(tx office.Tx) error {
			for _, id := range []congress.OrgID{"c1", "c2", "c3"} {
				o, err := tx.Organisation(ctx, id)
				must(t, err)
				x, err := tx.Organisation(ctx, "x")
				must(t, err)
				must(t, tx.Reroot(ctx, o, x))
				must(t, tx.Recount(ctx, id))
			}
			return nil
		}))
		in(t, db, func(tx ratify.Tx) error { return tx.DeleteOrganisation(ctx, "w") })
		if n := heldBelow(t, db, "x", true); n == 0 {
			t.Error("nothing is counted where the cells are now")
		}
	})
}

// What cannot be counted is noted on, and keeps no other cell waiting.
func TestADamagedCellIsCountedNoMore(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
			want := heldBelow(t, db, "w", true)
			pool := behind(t, name, address)
			run(t, pool, "UPDATE rounds SET state = 'sealed', outcome = '{', sheet = '{', definition = '{'\n"+
				"WHERE org_id = 'c1'",
				"DELETE FROM statistic_sums", "DELETE FROM statistics",
				"INSERT INTO uncounted (org_id, congress_id, change_id) SELECT org_id, congress_id, 1 FROM congresses")
			if n := heldBelow(t, db, "w", true); n == 0 || n >= want {
				t.Errorf("%d are counted, of %d with the damaged ones", n, want)
			}
			left := query(t, pool, "SELECT DISTINCT org_id, '' FROM uncounted")
			if len(left) != 1 || !strings.HasPrefix(left[0][0], "c1") {
				t.Errorf("%v is noted", left)
			}
		})
	}
}
