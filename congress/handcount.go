package congress

import (
	"context"
	"encoding/json"
	"fmt"

	"kiemphieu/tally"
)

// EnterHandCount stores totals from tally sheets (bảng kiểm phiếu). In
// CountTotals two people type them, entries 1 and 2; in CountSinglePass entry 2
// is the sum by hand that must agree with pass A. The same person may type his own
// entry again.
func (s *Service) EnterHandCount(ctx context.Context, by Actor, id RoundID, entry int, totals tally.Totals) error {
	if err := between("entry", entry, 1, 2); err != nil {
		return err
	}
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting || r.Counting == CountTwoPasses || (r.Counting == CountSinglePass && entry == 1) {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "hand_count", By: r.ChangedBy, At: r.ChangedAt}
		}
		definition, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		if _, err := totals.Sheet(definition.List, r.HandedOut, r.Returned); err != nil {
			return nil, err
		}
		counts, err := tx.HandCounts(ctx, *r)
		if err != nil {
			return nil, err
		}
		for _, other := range counts {
			same := other.AccountID == by.AccountID
			if (other.Entry == entry) != same && (same || other.Entry == entry) {
				return nil, &PersonError{Code: "other_entry", Name: other.EnteredBy}
			}
		}
		text, err := json.Marshal(totals)
		if err != nil {
			return nil, fmt.Errorf("congress: totals: %w", err)
		}
		if err := withdrawSignatures(ctx, tx, *r); err != nil {
			return nil, err
		}
		h := HandCount{OrgID: r.OrgID, RoundID: r.ID, Entry: entry, Totals: string(text), AccountID: by.AccountID, EnteredBy: by.Name}
		return HandCountEntered{Round: r.ID, Entry: entry, Valid: totals.Valid}, tx.PutHandCount(ctx, h)
	})
}

// ClearHandCounts drops both entries so that the tally sheets are typed again.
func (s *Service) ClearHandCounts(ctx context.Context, by Actor, id RoundID) error {
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "hand_count", By: r.ChangedBy, At: r.ChangedAt}
		}
		return HandCountEntered{Round: r.ID}, tx.DeleteHandCounts(ctx, *r)
	})
}
