package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// A proposal is kept as it was put, there is one a congress, and its deletion
// leaves nothing.
func TestOneProposalACongress(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, _ := world(t, db)
		p := ratify.Proposal{OrgID: "cell", CongressID: c.ID, Version: 1, Kind: ratify.DecideAppoint, Number: "5",
			DecidedOn: "2025-01-01", Reason: "r", Refused: "m1 m2", ContestID: "k1",
			MemberID: "m1", Name: "An", Born: "1970-01-01", ByOrg: "top", AccountID: "a1", ProposedBy: "An",
			ProposedAt: 1 << 40}
		first := p
		first.Number = "4"
		in(t, db, func(tx ratify.Tx) error { return errors.Join(tx.PutProposal(ctx, first), tx.PutProposal(ctx, p)) })
		view(t, db, func(tx ratify.Tx) error {
			got, err := tx.Proposal(ctx, c)
			if got != p || got.Digest() == first.Digest() || got.Digest() != p.Digest() {
				t.Errorf("%+v", got)
			}
			return err
		})
		in(t, db, func(tx ratify.Tx) error { return tx.DeleteProposal(ctx, c) })
		view(t, db, func(tx ratify.Tx) error {
			_, err := tx.Proposal(ctx, c)
			wantError(t, "deleted", err, congress.ErrNotFound)
			return nil
		})
		unnumbered := p
		unnumbered.Number = ""
		if err := db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
			return tx.PutProposal(ctx,
				unnumbered)
		}); err == nil {
			t.Error("a decision without a number was kept")
		}
	})
}

// What the flags of the inbox read is of the meetings on the page and of nothing else.
func TestInboxReadsItsPageAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		in(t, db, func(tx ratify.Tx) error {
			return errors.Join(
				tx.PutDossier(ctx, ratify.Dossier{OrgID: "c1", CongressID: "old", Version: 1,
					State: ratify.DossierSubmitted}),
				tx.PutDossier(ctx, ratify.Dossier{OrgID: "y", CongressID: "far", Version: 1,
					State: ratify.DossierSubmitted}),
				seal(ctx, tx, "c1", "old"), seal(ctx, tx, "c2", "m"), seal(ctx, tx, "y", "far"),
				tx.PutMembers(ctx, []congress.Member{{OrgID: "c2", CongressID: "m", ID: "1", Number: 1, Name: "Người 1",
					Official: true, Incumbent: true, Attendance: congress.AttendanceAbsent,
					Deduction: "absent_with_consent", ConsentBy: "Cấp ủy", ConsentOn: "2025-05-01"}}),
				tx.SetRefused(ctx, congress.Elected{OrgID: "c2", ContestID: "mcommittee", MemberID: "3",
					Refused: true}))
		})
		view(t, db, func(tx ratify.Tx) error {
			keys := []ratify.MeetingKey{{OrgID: "c2", CongressID: "m"}}
			rosters, err := tx.RosterSums(ctx, keys)
			contests, err2 := tx.ContestsAmong(ctx, keys)
			rounds, err3 := tx.SealedAmong(ctx, keys)
			members, err4 := tx.CommitteesAmong(ctx, keys)
			proposals, err5 := tx.ProposalsAmong(ctx, keys)
			appointments, err6 := tx.AppointmentsAmong(ctx, keys)
			got := fmt.Sprint(rosters, len(contests), len(rounds), len(members), len(proposals), len(appointments))
			if got != "[{m 3 1 0}] 2 1 2 1 1" {
				t.Errorf("%s", got)
			}
			if len(contests) != 2 || contests[0].Office != "committee" || rounds[0].CongressID != "m" ||
				members[1].ID != "2" {
				t.Errorf("%+v %+v", contests, rounds)
			}
			return errors.Join(err, err2, err3, err4, err5, err6)
		})
	})
}

// seal seals the round for the committee, and puts a proposal and an appointment beside it.
func seal(ctx context.Context, tx ratify.Tx, org congress.OrgID, id congress.CongressID) error {
	r, err := tx.Round(ctx, congress.RoundID(id)+"committee")
	r.State, r.Sheet, r.Outcome = congress.RoundSealed, "{}", "{}"
	return errors.Join(err, tx.PutRound(ctx, r),
		tx.PutProposal(ctx, ratify.Proposal{OrgID: org, CongressID: id, Version: 1, Kind: ratify.DecideAnnul,
			Number: "1", DecidedOn: "2025-01-01"}),
		tx.PutAppointment(ctx, ratify.Appointment{OrgID: org, CongressID: id,
			ContestID: congress.ContestID(id) + "secretary", Name: "An", Office: "secretary", Number: "1",
			DecidedOn: "2025-01-01"}))
}
