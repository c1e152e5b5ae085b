package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// hall is a cell in the middle of a count: one congress, one contest, one
// round with its manifest, and sheaves of 20 papers.
type hall struct {
	org     congress.Organisation
	meeting congress.Congress
	members []congress.Member
	contest congress.Contest
	round   congress.Round
	sheaves []congress.Sheaf
}

func newID() string { return uuid.NewString() }

// newHall stores a hall of its own.
func newHall(tb testing.TB, db *store.DB, sheaves int) hall {
	tb.Helper()
	id := newID()
	h := hall{org: congress.Organisation{ID: congress.OrgID(id), Path: "/" + id + "/", Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "Chi bộ " + id}}
	h.meeting = congress.Congress{ID: congress.CongressID(newID()), OrgID: h.org.ID, Title: "Đại hội",
		Term: "2025–2027", HeldOn: "2026-11-21", Profile: "190-QD/TW", State: congress.StateInSession}
	for i := range 3 {
		h.members = append(h.members, congress.Member{OrgID: h.org.ID, CongressID: h.meeting.ID,
			ID: congress.MemberID(newID()), Number: i + 1,
			Name: fmt.Sprintf("Nguyễn Thị Thắm %d", i+1), Official: true, Incumbent: i == 0, Female: i != 1,
			Born: "1980-02-28", Attendance: congress.AttendancePresent})
	}
	h.contest = congress.Contest{OrgID: h.org.ID, CongressID: h.meeting.ID, ID: congress.ContestID(newID()),
		Position: 1, Office: "committee", Seats: 2}
	h.round = congress.Round{OrgID: h.org.ID, CongressID: h.meeting.ID, ContestID: h.contest.ID,
		ID: congress.RoundID(newID()), Number: 1, Kind: "ordinary", Seats: 2,
		State: congress.RoundCounting, Code: congress.CodeQR, Counting: congress.CountTwoPasses}
	for i := range sheaves {
		h.sheaves = append(h.sheaves, congress.Sheaf{OrgID: h.org.ID, RoundID: h.round.ID, Number: i + 1, Size: 20})
	}
	in(tb, db, func(tx ratify.Tx) error { return h.store(context.Background(), tx) })
	return h
}

func (h hall) store(ctx context.Context, tx congress.Tx) error {
	return errors.Join(tx.PutOrganisation(ctx, h.org), tx.PutCongress(ctx, h.meeting), tx.PutMembers(ctx, h.members),
		tx.PutContest(ctx, h.contest), tx.PutRound(ctx, h.round), tx.PutSheaves(ctx, h.sheaves))
}

// batch is a sheaf of 20 papers as entered in a pass, with the given byte
// pattern in its codes.
func (h hall) batch(pass congress.Pass, sheaf int, tokens []byte) congress.Batch {
	return congress.Batch{OrgID: h.org.ID, RoundID: h.round.ID, Pass: pass, Sheaf: sheaf, ID: congress.BatchID(newID()),
		N: 20, Tokens: tokens,
		Marks: strings.TrimSuffix(strings.Repeat("1101\n", 20), "\n"), SetAside: "[]", BodyHash: make([]byte, 32),
		AccountID: "a", EnteredBy: "Trần Văn Kiểm"}
}

// accept writes a batch as the use case does: lock, batch, event.
func (h hall) accept(ctx context.Context, tx congress.Tx, b congress.Batch) error {
	c, err := tx.LockCongress(ctx, h.meeting.ID)
	if err != nil {
		return err
	}
	if err := tx.PutBatch(ctx, b); err != nil {
		return err
	}
	return tx.AppendLog(ctx, congress.LogEntry{OrgID: c.OrgID, CongressID: c.ID, Seq: c.LogSize, Leaf: logLeaf(b),
		Hashes: make([]byte, 64)})
}

// logLeaf is as long as the event of a batch.
func logLeaf(b congress.Batch) []byte {
	return fmt.Appendf(nil,
		`{"at":"2026-11-21T08:15Z","by":%q,"role":"teller","kind":"batch.accepted","data":{"round":%q,"pass":%q,"sheaf":%d,"n":20,"invalid":{},"set_aside":[]}}`,
		b.AccountID, b.RoundID, b.Pass, b.Sheaf)
}
