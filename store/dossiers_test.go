package store_test

import (
	"context"
	"errors"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// ward writes a base committee with a second base beside it, and three cells:
// one that has met twice and rehearsed, one that has sent its dossier back and
// forth, one that has not begun.
func ward(ctx context.Context, tx ratify.Tx) error {
	org := func(id, parent, path, name string, kind congress.OrganisationKind) error {
		return tx.PutOrganisation(ctx, congress.Organisation{ID: congress.OrgID(id), ParentID: congress.OrgID(parent),
			Path: path, Kind: kind, Name: name})
	}
	err := errors.Join(
		org("w", "", "/w/", "Đảng bộ", congress.KindBase), org("x", "", "/x/", "Đảng bộ khác", congress.KindBase),
		org("c1", "w", "/w/c1/", "Chi bộ 3", congress.KindCell), org("c2", "w", "/w/c2/", "Chi bộ 1",
			congress.KindCell),
		org("c3", "w", "/w/c3/", "Chi bộ 2", congress.KindCell), org("y", "x", "/x/y/", "Chi bộ 0", congress.KindCell),
		meeting(ctx, tx, "c1", "old", "2020-05-01", false, 1), meeting(ctx, tx, "c1", "new", "2025-05-01", false, 3),
		meeting(ctx, tx, "c1", "try", "2026-05-01", true, 2), meeting(ctx, tx, "c2", "m", "2025-06-01", false, 3),
		meeting(ctx, tx, "y", "far", "2025-06-01", false, 2))
	for version, state := range []ratify.DossierState{ratify.DossierReturned, ratify.DossierSubmitted} {
		err = errors.Join(err, tx.PutDossier(ctx, ratify.Dossier{OrgID: "c2", CongressID: "m", Version: version + 1,
			State: state}))
	}
	return err
}

// meeting elects as many to the committee, one of them as secretary; member 1
// is incumbent, member 2 a woman; the fourth is probationary.
func meeting(ctx context.Context, tx ratify.Tx, org congress.OrgID, id congress.CongressID, day congress.Date,
	rehearsal bool, elected int) error {
	err := tx.PutCongress(ctx, congress.Congress{ID: id, OrgID: org, Title: "Đại hội", HeldOn: day,
		Rehearsal: rehearsal, State: congress.StateClosed})
	for n := 1; n <= 4; n++ {
		err = errors.Join(err, tx.PutMembers(ctx, []congress.Member{{OrgID: org, CongressID: id,
			ID: congress.MemberID(rune('0' + n)), Number: n, Name: "Người " + string(rune('0'+n)),
			Official: n < 4, Incumbent: n == 1, Female: n == 2}}))
	}
	for position, office := range []congress.Contest{{Office: "committee", Seats: 3}, {Office: "secretary", Seats: 1}} {
		k := office
		k.OrgID, k.CongressID, k.ID, k.Position = org, id, congress.ContestID(string(id)+string(office.Office)),
			position+1
		r := congress.Round{OrgID: org, CongressID: id, ContestID: k.ID, ID: congress.RoundID(k.ID), Number: 1,
			Kind: "ordinary", Seats: k.Seats, State: congress.RoundOpened, Code: congress.CodeNone,
			Counting: congress.CountTotals}
		err = errors.Join(err, tx.PutContest(ctx, k), tx.PutRound(ctx, r))
		for n := 1; n <= elected && n <= k.Seats; n++ {
			err = errors.Join(err, tx.PutElected(ctx, []congress.Elected{{OrgID: org, CongressID: id, ContestID: k.ID,
				RoundID: r.ID, MemberID: congress.MemberID(rune('0' + n)), Office: k.Office, Rank: n, Votes: 3,
				Base: 3}}))
		}
	}
	return errors.Join(err, tx.Recount(ctx, org, id))
}

// The ward's page: a row a cell by name, the latest congress that was no
// rehearsal, the newest dossier, nobody twice and nobody who was refused.
func TestSummaryHasOneRowACell(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		in(t, db, func(tx ratify.Tx) error {
			return tx.SetRefused(ctx, congress.Elected{OrgID: "c2", ContestID: "mcommittee", MemberID: "1",
				Refused: true})
		})
		view(t, db, func(tx ratify.Tx) error {
			var rows []ratify.CongressRow
			must(t, tx.CongressRows(ctx, "/w/", func(row ratify.CongressRow) error {
				rows = append(rows, row)
				return nil
			}))
			enough := errors.New("enough")
			err := tx.CongressRows(ctx, "/w/", func(ratify.CongressRow) error { return enough })
			if !errors.Is(err, enough) {
				t.Errorf("who has enough is told %v", err)
			}
			type row struct {
				name, congress                                         string
				version, official, seats, elected, reelected, feminine int
				secretary, deputy                                      string
			}
			want := []row{{"Chi bộ 1", "m", 2, 3, 3, 2, 0, 1, "Người 1", ""},
				{"Chi bộ 2", "", 0, 0, 0, 0, 0, 0, "", ""}, {"Chi bộ 3", "new", 0, 3, 3, 3, 1, 1, "Người 1", ""}}
			for i, r := range rows {
				got := row{r.Organisation.Name, string(r.Congress.ID), r.Dossier.Version, r.Official, r.Seats,
					r.Elected, r.Reelected, r.Female, r.Secretary, r.Deputy}
				if i >= len(want) || got != want[i] {
					t.Errorf("row %d: %+v", i, got)
				}
			}
			if len(rows) != len(want) {
				t.Errorf("%d rows", len(rows))
			}
			return nil
		})
		wantError(t, "refuse nobody", db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
			return tx.SetRefused(ctx, congress.Elected{OrgID: "c2", ContestID: "?", MemberID: "1"})
		}), congress.ErrNotFound)
	})
}

// A summary of a large tree reads some cells at a time: what was asked when a row
// comes depends on its place alone.
func TestSummaryReadsFewRowsAtATime(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			asked := 0
			db, err := store.Open(t.Context(), readyPlace(t, name), store.Options{Now: now,
				Trace: func(string) { asked++ }})
			must(t, err)
			t.Cleanup(func() { must(t, db.Close()) })
			must(t, db.Migrate(t.Context()))
			wide(t, db, 10, 50)
			at := map[int]int{} // rows to statements
			view(t, db, func(tx ratify.Tx) error {
				before, rows := asked, 0
				return tx.CongressRows(t.Context(), "/top/", func(ratify.CongressRow) error {
					rows++
					at[rows] = asked - before
					return nil
				})
			})
			if len(at) != 500 || at[1] != 3 || at[200] != 3 || at[201] != 5 || at[500] != 7 {
				t.Errorf("%d rows; of the 1st %d statements, the 201st %d, the last %d", len(at), at[1], at[201],
					at[500])
			}
		})
	}
}
