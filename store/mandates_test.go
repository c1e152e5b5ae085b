package store_test

import (
	"context"
	"fmt"
	"testing"

	"kiemphieu/congress"
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
			below, err := tx.MandatesInForce(ctx, "/w/")
			if fmt.Sprint(below) != fmt.Sprint(rows[:1]) {
				t.Errorf("in force: %+v", below)
			}
			return err
		})
	})
}
