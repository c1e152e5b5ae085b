package congress

import (
	"context"
	"encoding/json"
	"fmt"

	"kiemphieu/tally"
)

// EnterHandCount stores totals from tally sheets (bảng kiểm phiếu). In
// CountTotals two people type them, entries 1 and 2; in CountSinglePass entry 2
// is the sum by hand that must agree with pass A. The same person may type their own
// entry again.
func (s *Service) EnterHandCount(ctx context.Context, by Actor, id RoundID, entry int, totals tally.Totals) error {
	if err := between("entry", entry, 1, 2); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundCounting || r.Counting == CountTwoPasses || (r.Counting == CountSinglePass && entry == 1) {
			return r.Refuse("hand_count")
		}
		definition, err := r.BallotDefinition()
		if err != nil {
			return err
		}
		sheet, err := totals.Sheet(definition.List, r.HandedOut, r.Returned)
		if err != nil {
			return err
		}
		if err := r.fitsPeople(sheet); err != nil {
			return err
		}
		counts, err := a.tx.HandCounts(ctx, a.Round)
		if err != nil {
			return err
		}
		for _, other := range counts {
			same := other.AccountID == by.AccountID
			if (other.Entry == entry) != same && (same || other.Entry == entry) {
				return &PersonError{Code: "other_entry", Name: other.EnteredBy}
			}
		}
		text, err := json.Marshal(totals)
		if err != nil {
			return fmt.Errorf("congress: totals: %w", err)
		}
		if err := withdrawSignatures(ctx, a.tx, a.Round); err != nil {
			return err
		}
		h := HandCount{OrgID: r.OrgID, RoundID: r.ID, Entry: entry, Totals: string(text), AccountID: by.AccountID,
			EnteredBy: by.Name}
		a.Tell(handCountEntered{Round: r.ID, Entry: entry})
		return a.tx.PutHandCount(ctx, h)
	})
}

// ClearHandCounts drops both entries so that the tally sheets are typed again.
func (s *Service) ClearHandCounts(ctx context.Context, by Actor, id RoundID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundCounting {
			return r.Refuse("hand_count")
		}
		a.Tell(handCountEntered{Round: r.ID})
		return a.tx.DeleteHandCounts(ctx, a.Round)
	})
}
