package ratify_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// benchCells is how many cells a superior has below it at most, by the seeds.
const benchCells = 300

// BenchmarkInbox300 is the superior's inbox over 300 cells in a file, each with
// a dossier, 30 members and three rounds: states, days, and all flags.
func BenchmarkInbox300(b *testing.B) {
	ctx := context.Background()
	now := time.Date(2025, 3, 3, 2, 0, 0, 0, time.UTC)
	p := apptest.Open(b, app.Config{Now: func() time.Time { return now }})
	must(b, p.Store.Ratify().InTx(ctx, func(tx ratify.Tx) error {
		if err := tx.PutOrganisation(ctx, congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindBase,
			Name: "Đảng bộ"}); err != nil {
			return err
		}
		for i := range benchCells {
			if err := benchCell(ctx, tx, fmt.Sprintf("%036d", i), congress.At(now)); err != nil {
				return err
			}
		}
		return nil
	}))
	for b.Loop() {
		v, err := p.Ratify.InboxOf(ctx, "/top/", ratify.InboxFilter{})
		must(b, err)
		if v.Found != benchCells || v.Counts[0].N != benchCells || len(v.Rows[0].Flags) == 0 {
			b.Fatalf("%d rows, %+v", len(v.Rows), v.Counts)
		}
	}
}

func benchCell(ctx context.Context, tx ratify.Tx, id string, now congress.Instant) error {
	org := congress.OrgID(id)
	meeting := congress.Congress{ID: congress.CongressID(id), OrgID: org, Title: "Đại hội", HeldOn: "2025-03-03",
		Profile: "190-QD/TW", State: congress.StateSubmitted, ClosedAt: now}
	if err := tx.PutOrganisation(ctx, congress.Organisation{ID: org, ParentID: "top", Path: "/top/" + id + "/",
		Kind: congress.KindCell, Name: "Chi bộ " + id}); err != nil {
		return err
	}
	if err := tx.PutCongress(ctx, meeting); err != nil {
		return err
	}
	var members []congress.Member
	for n := range 30 {
		members = append(members, congress.Member{OrgID: org, CongressID: meeting.ID,
			ID: congress.MemberID(fmt.Sprintf("m%d", n)), Number: n + 1, Name: "Nguyễn Văn A", Official: true})
	}
	if err := tx.PutMembers(ctx, members); err != nil {
		return err
	}
	for k, office := range []congress.Contest{{Office: "committee", Seats: 2}, {Office: "secretary", Seats: 1},
		{Office: "deputy", Seats: 1}} {
		contest := office
		contest.OrgID, contest.CongressID, contest.ID, contest.Position, contest.Settled = org, meeting.ID,
			congress.ContestID(fmt.Sprint(id, k)), k+1, congress.SettledComplete
		round := congress.Round{OrgID: org, CongressID: meeting.ID, ContestID: contest.ID,
			ID: congress.RoundID(contest.ID), Number: 1, Kind: "ordinary", Seats: contest.Seats,
			State: congress.RoundSealed,
			Code:  "none", Counting: congress.CountTwoPasses, Definition: benchDefinition, Sheet: benchSheet,
			Outcome: benchOutcome, SealedAt: now}
		if err := tx.PutContest(ctx, contest); err != nil {
			return err
		}
		if err := tx.PutRound(ctx, round); err != nil {
			return err
		}
		if err := tx.PutElected(ctx, []congress.Elected{{OrgID: org, CongressID: meeting.ID, ContestID: contest.ID,
			RoundID: round.ID, MemberID: "m1", Office: contest.Office, Rank: 1, Votes: 16, Base: 30}}); err != nil {
			return err
		}
	}
	return tx.PutDossier(ctx, ratify.Dossier{OrgID: org, CongressID: meeting.ID, Version: 1,
		State: ratify.DossierSubmitted, SubmittedAt: now})
}

const (
	benchDefinition = `{"office":"committee","round":1,"kind":"ordinary","style":"cross_out","list":{"seats":2,"candidates":[{"id":"m1","name":"A"},{"id":"m2","name":"B"},{"id":"m3","name":"C"}]}}`
	benchSheet      = `{"issued":30,"returned":30,"valid":30,"invalid":0,"invalid_reasons":{},"rows":[{"id":"m1","votes":16,"disagree":0,"uncounted":0},{"id":"m2","votes":20,"disagree":0,"uncounted":0},{"id":"m3","votes":1,"disagree":0,"uncounted":0}]}`
	benchOutcome    = `{"base":30,"needed":16,"style":"cross_out","issued":30,"returned":30,"valid":30,"invalid":0,"invalid_reasons":{},"rows":[{"id":"m1","votes":16,"disagree":0,"uncounted":0,"percent":"53.33","elected":true},{"id":"m2","votes":20,"disagree":0,"uncounted":0,"percent":"66.67","elected":true},{"id":"m3","votes":1,"disagree":0,"uncounted":0,"percent":"3.33","elected":false}],"elected":["m2","m1"],"tied":[],"open_seats":0,"next":"complete","breakdown":{"elected":2,"reelected":0,"new":2,"female":0}}`
)
