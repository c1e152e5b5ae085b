package store_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// inboxOf says what an inbox lists: cells and meetings in its order.
func inboxOf(t *testing.T, db *store.DB, path string, q ratify.InboxQuery) string {
	t.Helper()
	var said string
	view(t, db, func(tx ratify.Tx) error {
		rows, found, err := tx.InboxPage(context.Background(), path, q)
		for _, r := range rows {
			said += fmt.Sprintf("%s/%s ", r.Organisation.ID, r.Congress.ID)
		}
		said += fmt.Sprint(found)
		return err
	})
	return said
}

// staffOf says what a list of accounts has.
func staffOf(t *testing.T, db *store.DB, path string, q list.Query) string {
	t.Helper()
	var said string
	must(t, db.Office().View(context.Background(), func(tx office.Tx) error {
		staff, found, err := tx.StaffBelow(context.Background(), path, q)
		for _, a := range staff {
			said += a.Login + " "
		}
		said += fmt.Sprint(found)
		return err
	}))
	return said
}

// The rows of lists follow whatever they are made of: a dossier, a decision, a
// new name, another place in the tree, a merger, a removal.
func TestRowsOfListsFollowTheTree(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		expect := func(path, want string) {
			t.Helper()
			if got := inboxOf(t, db, path, ratify.InboxQuery{}); got != want {
				t.Errorf("%s has %s, want %s", path, got, want)
			}
		}
		// of c1 the older congress waits for its dossier as well
		expect("/w/", "c2/m c3/ c1/new c1/old 4")
		in(t, db, func(tx ratify.Tx) error {
			return tx.PutDossier(ctx, ratify.Dossier{OrgID: "c1", CongressID: "new", Version: 1,
				State: ratify.DossierReturned, DecidedAt: 5})
		})
		expect("/w/", "c2/m c1/new c3/ c1/old 4")
		in(t, db, func(tx ratify.Tx) error {
			o, err := tx.Organisation(ctx, "c3")
			must(t, err)
			o.Name = "Chi bộ Ánh Dương"
			return tx.PutOrganisation(ctx, o)
		})
		byName := ratify.InboxQuery{InboxFilter: ratify.InboxFilter{Query: list.Query{Sort: ratify.SortName, Down: true,
			Text: "chi bộ"}}}
		if got := inboxOf(t, db, "/w/", byName); got != "c3/ c1/new c1/old c2/m 4" {
			t.Errorf("by name %s", got)
		}
		must(t, db.Office().InTx(ctx, func(tx office.Tx) error {
			o, err := tx.Organisation(ctx, "c3")
			must(t, err)
			other, err := tx.Organisation(ctx, "x")
			must(t, err)
			return tx.Reroot(ctx, o, other)
		}))
		expect("/x/", "y/far c3/ 2")
		must(t, db.Office().InTx(ctx, func(tx office.Tx) error {
			return tx.PutMerger(ctx, office.Merger{OrgID: "c3", IntoID: "y"})
		}))
		expect("/x/", "y/far 1")
	})
}

// A page of the inbox that is made of what was counted is the page of the whole inbox,
// also where each row waits for a day of its own.
func TestInboxPagesAreThoseOfTheWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		const cells = 70
		wide(t, db, 2, cells/2)
		in(t, db, func(tx ratify.Tx) error {
			under, err := tx.OrganisationsUnder(ctx, "/top/")
			for n, o := range under {
				if err == nil && o.Kind == congress.KindCell {
					err = tx.PutCongress(ctx, congress.Congress{ID: congress.CongressID("m" + o.ID), OrgID: o.ID,
						Title: "Đại hội", HeldOn: "2025-01-01", State: congress.StateClosed, Term: "2025-2030",
						ClosedAt: congress.At(now().AddDate(0, 0, -n*n%97-n))})
				}
			}
			return err
		})
		var q ratify.InboxQuery
		view(t, db, func(tx ratify.Tx) (err error) {
			q.Waiting, err = tx.Waiting(ctx, "/top/", ratify.StageClosed, ratify.StageNone)
			return err
		})
		for _, w := range q.Waiting {
			q.Dues = append(q.Dues, ratify.Due{Since: w.Since, Days: w.Days, On: w.Since})
		}
		if len(q.Waiting) < list.Size {
			t.Fatalf("%d days", len(q.Waiting))
		}
		for page := range list.Pages(cells) {
			whole := q
			whole.Waiting = nil
			q.Page, whole.Page = page, page
			if got, want := inboxOf(t, db, "/top/", q), inboxOf(t, db, "/top/", whole); got != want {
				t.Errorf("page %d:\n%s\n%s", page, got, want)
			}
		}
	})
}

// What a superior does after its decision is found over a tree: an appointment once
// the rest is ratified, a complaint until it is decided.
func TestWhatIsLeftAfterADecisionIsListed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		expect := func(path, want string) {
			t.Helper()
			got := ""
			view(t, db, func(tx ratify.Tx) error {
				rows, found, err := tx.Afterwards(ctx, path, 1)
				for _, r := range rows {
					got += fmt.Sprintf("%s/%s %d %t, ", r.Organisation.ID, r.Congress.ID, r.Complaints, r.Appoint)
				}
				got += fmt.Sprint(found)
				return err
			})
			if got != want {
				t.Errorf("%s has %s, want %s", path, got, want)
			}
		}
		change := func(id congress.CongressID, how func(tx ratify.Tx, c *congress.Congress) error) {
			t.Helper()
			in(t, db, func(tx ratify.Tx) error {
				c, err := tx.Congress(ctx, id)
				must(t, err)
				must(t, how(tx, &c))
				return tx.PutCongress(ctx, c)
			})
		}
		expect("/w/", "0")
		change("new", func(tx ratify.Tx, c *congress.Congress) error {
			return tx.PutContest(ctx, congress.Contest{OrgID: "c1", CongressID: "new", ID: "newsecretary", Position: 2,
				Office: "secretary", Seats: 1, Settled: congress.SettledAppointed})
		})
		expect("/w/", "0") // its dossier says so
		change("new", func(_ ratify.Tx, c *congress.Congress) error { c.State = congress.StateRatified; return nil })
		expect("/w/", "c1/new 0 true, 1")
		expect("/x/", "0")
		change("m", func(_ ratify.Tx, c *congress.Congress) error { c.ComplaintsOpen = 2; return nil })
		expect("/w/", "c2/m 2 false, 2")
		change("m", func(_ ratify.Tx, c *congress.Congress) error { c.ComplaintsOpen = 0; return nil })
		expect("/w/", "c1/new 0 true, 1")
		in(t, db, func(tx ratify.Tx) error {
			return tx.PutAppointment(ctx, ratify.Appointment{OrgID: "c1", CongressID: "new", ContestID: "newsecretary",
				Name: "Lê Văn Cường", Office: "secretary", Number: "1-QĐ/ĐU", DecidedOn: "2025-06-01"})
		})
		expect("/w/", "0")
	})
}

// A backup has no rows of lists; where it is restored they are made anew, as
// they are in a database that comes without.
func TestRowsOfListsAreMadeWhereThereAreNone(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			in(t, db, func(tx ratify.Tx) error {
				must(t, ward(ctx, tx))
				must(t, tx.PutContest(ctx, congress.Contest{OrgID: "c1", CongressID: "new", ID: "newsecretary",
					Position: 2, Office: "secretary", Seats: 1, Settled: congress.SettledAppointed}))
				return tx.PutAccount(ctx, congress.Account{ID: "a", OrgID: "c1", Login: "binh", Name: "Trần Thị Bình",
					Role: congress.RoleTeller})
			})
			in(t, db, func(tx ratify.Tx) error {
				return tx.PutMandate(ctx, congress.Mandate{OrgID: "c1", ID: "m", Office: "deputy", Name: "Lê Thị Sáu",
					Term: "t", From: "2022-01-02", How: "elected"})
			})
			const waits, staff, holders = "c2/m c3/ c1/new c1/old 4", "binh 1", "c1/m 1"
			expect := func(db *store.DB) {
				t.Helper()
				if got := inboxOf(t, db, "/w/", ratify.InboxQuery{}); got != waits {
					t.Errorf("the inbox has %s", got)
				}
				if got := staffOf(t, db, "/w/", list.Query{Text: "TRAN THI"}); got != staff {
					t.Errorf("the accounts are %s", got)
				}
				if got := holdersOf(t, db, list.Query{Text: "le thi sau"}); got != holders {
					t.Errorf("those in office are %s", got)
				}
				broken, err := db.CellHolds(ctx, "c1")
				if err != nil || broken != "" {
					t.Errorf("the rows of the cell do not hold: %q, %v", broken, err)
				}
			}
			expect(db)
			run(t, behind(t, name, address), "DELETE FROM cell_rows", "DELETE FROM account_rows",
				"DELETE FROM mandate_rows")
			must(t, db.Migrate(ctx))
			expect(db)
			var backup bytes.Buffer
			_, err := db.Backup(ctx, &backup)
			must(t, err)
			other := open(t, readyPlace(t, name))
			_, err = other.Restore(ctx, bytes.NewReader(backup.Bytes()), int64(backup.Len()))
			must(t, err)
			expect(other)
		})
	}
}

// Accounts are found by name, login and organisation, narrowed and ordered.
func TestAccountsAreListed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error {
			must(t, ward(ctx, tx))
			for _, a := range []congress.Account{
				{ID: "1", OrgID: "w", Login: "zung", Name: "Nguyễn Văn Dũng", Role: congress.RoleSuperior},
				{ID: "2", OrgID: "c1", Login: "binh", Name: "Trần Thị Bình", Role: congress.RoleTeller, Disabled: true},
				{ID: "3", OrgID: "c2", Login: "dat", Name: "Đỗ Thành Đạt", Role: congress.RoleTeller},
				{ID: "4", OrgID: "y", Login: "xa", Name: "Người Xa", Role: congress.RoleTeller}} {
				must(t, tx.PutAccount(ctx, a))
			}
			return nil
		})
		for _, test := range []struct {
			q    list.Query
			want string
		}{
			{list.Query{}, "binh dat zung 3"}, {list.Query{Text: "đỗ"}, "dat 1"}, {list.Query{Text: "ZUN"}, "zung 1"},
			{list.Query{Text: "chi bo 1"}, "dat 1"}, {list.Query{Text: "%"}, "binh dat zung 3"},
			{list.Query{Sort: office.StaffName}, "dat zung binh 3"},
			{list.Query{Sort: office.StaffOrg, Down: true}, "zung binh dat 3"},
			{list.Query{Filters: map[string]string{office.StaffRole: "teller"}}, "binh dat 2"},
			{list.Query{Filters: map[string]string{office.StaffLocked: office.LockedYes}}, "binh 1"},
			{list.Query{Filters: map[string]string{office.StaffLocked: office.LockedNo}, Page: 7}, "dat zung 2"},
		} {
			if got := staffOf(t, db, "/w/", test.q); got != test.want {
				t.Errorf("%+v: %s, want %s", test.q, got, test.want)
			}
		}
	})
}
