package store_test

import (
	"context"
	"fmt"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// Mandates are listed by first day; below a path those that are in force.
func TestMandatesAreKeptBesideCongresses(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		rows := []congress.Mandate{
			{OrgID: "c1", ID: "b", Office: "secretary", Name: "B", Term: "t", From: "2022-01-02", How: "elected"},
			{OrgID: "c1", ID: "a", Office: "committee", Name: "A", Term: "t", From: "2020-01-02", To: "2022-01-02",
				How: "appointed", Decision: "1", DecidedOn: "2020-01-01", Ending: "Hết nhiệm kỳ", Card: "1",
				Born:       "1970",
				CongressID: "new", MemberID: "1", NotedBy: "x", NotedAt: 5},
			{OrgID: "c1", ID: "c", Office: "deputy", Name: "C", Term: "t", From: "2022-01-02", How: "recognised",
				Struck: true},
			{OrgID: "y", ID: "d", Office: "deputy", Name: "D", Term: "t", From: "2022-01-02", How: "by_election"},
		}
		in(t, db, func(tx ratify.Tx) error {
			for _, m := range append(rows, rows[0]) {
				if err := tx.PutMandate(ctx, m); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, db, func(tx ratify.Tx) error {
			own, err := tx.Mandates(ctx, "c1")
			if got := fmt.Sprint(own); got != fmt.Sprint([]congress.Mandate{rows[1], rows[2], rows[0]}) {
				t.Errorf("%s", got)
			}
			if err != nil {
				return err
			}
			return err
		})
	})
}

// holdersOf names those in office in the ward, and how many there are.
func holdersOf(t *testing.T, db *store.DB, q list.Query, called ...ballot.Office) string {
	t.Helper()
	var text string
	must(t, db.Office().View(context.Background(), func(tx office.Tx) error {
		holders, found, err := tx.MandatesBelow(context.Background(), "/w/", q, called)
		for _, h := range holders {
			text += fmt.Sprintf("%s/%s ", h.OrgID, h.ID)
		}
		text += fmt.Sprint(found)
		return err
	}))
	return text
}

// Those in office in the cells of a ward are found by name, term, decision,
// office and cell, narrowed and ordered, page by page; who has left is not among
// them, and a row that says otherwise than its mandate is found.
func TestHoldersOfOfficesAreListed(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			in(t, db, func(tx ratify.Tx) error {
				must(t, ward(ctx, tx))
				m := congress.Mandate{Office: "secretary", Term: "2022–2025", How: "elected"}
				for _, one := range []struct {
					org      congress.OrgID
					id       congress.MandateID
					named    string
					from, to congress.Date
				}{{"c1", "a", "Trần Văn Ấn", "2022-01-02", ""}, {"c2", "b", "Lê Thị Đào", "2020-01-02", ""},
					{"c1", "c", "Ngô Văn Cũ", "2019-01-02", "2020-01-01"}, {"y", "d", "Lê Xa", "2022-01-02", ""}} {
					m.OrgID, m.ID, m.Name, m.From, m.To = one.org, one.id, one.named, one.from, one.to
					must(t, tx.PutMandate(ctx, m))
				}
				m.OrgID, m.ID, m.Name, m.To, m.Office, m.Decision = "c3", "e", "Lê Văn Ba", "", "deputy", "12-QĐ"
				return tx.PutMandate(ctx, m)
			})
			for _, test := range []struct {
				q      list.Query
				called []ballot.Office
				want   string
			}{
				{list.Query{}, nil, "c2/b c3/e c1/a 3"}, {list.Query{Text: "DAO"}, nil, "c2/b 1"},
				{list.Query{Text: "12-qđ"}, nil, "c3/e 1"}, {list.Query{Text: "chi bo 2"}, nil, "c3/e 1"},
				{list.Query{Text: "phó", Page: 3}, []ballot.Office{"deputy"}, "c3/e 1"},
				{list.Query{Sort: office.HolderName}, nil, "c1/a c3/e c2/b 3"},
				{list.Query{Sort: office.HolderFrom, Down: true}, nil, "c1/a c3/e c2/b 3"},
				{list.Query{Filters: map[string]string{office.HolderOffice: "deputy"}}, nil, "c3/e 1"},
			} {
				if got := holdersOf(t, db, test.q, test.called...); got != test.want {
					t.Errorf("%+v: %s, want %s", test.q, got, test.want)
				}
			}
			run(t, behind(t, name, address), "UPDATE mandate_rows SET folded = 'x' WHERE mandate_id = 'a'")
			if broken, err := db.CellHolds(ctx, "c1"); err != nil || broken == "" {
				t.Errorf("a row that says something else holds: %v", err)
			}
		})
	}
}
