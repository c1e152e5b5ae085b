package congress

import (
	"context"
	"strings"

	"kiemphieu/ballot"
)

// ChooseCounting fixes how the papers are counted and bundles them into
// sheaves. It can be chosen anew while nothing is entered. A way other than
// two passes is a decision of the counting committee and needs a reason,
// which the minutes print.
func (s *Service) ChooseCounting(ctx context.Context, by Actor, id RoundID, mode CountingMode, sheafSize int, reason string) error {
	reason = strings.TrimSpace(reason)
	switch mode {
	case CountTwoPasses:
		reason = ""
	case CountSinglePass, CountTotals:
		if err := required("reason", reason, 300); err != nil {
			return err
		}
	default:
		return &FieldError{Field: "counting", Code: "unknown", Value: string(mode)}
	}
	if err := between("sheaf_size", sheafSize, ballot.MinSheaf, ballot.MaxSheaf); err != nil {
		return err
	}
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if err := untouched(ctx, tx, *r); err != nil {
			return nil, err
		}
		if err := r.Move(RoundActionBundle, by, At(tx.Now())); err != nil {
			return nil, err
		}
		r.Counting, r.CountingReason = mode, reason
		var sizes []int
		if mode != CountTotals {
			sizes = ballot.Sheaves(r.Returned, sheafSize)
		}
		event := CountingChosen{Round: r.ID, Counting: mode, Reason: reason, Sheaves: sizes}
		return event, replaceSheaves(ctx, tx, *r, sizes)
	})
}

// untouched refuses a new choice once something was entered.
func untouched(ctx context.Context, tx Tx, r Round) error {
	batches, err := tx.Batches(ctx, r)
	if err != nil {
		return err
	}
	counts, err := tx.HandCounts(ctx, r)
	if err != nil {
		return err
	}
	if len(batches)+len(counts) > 0 {
		return &StateError{Subject: "round", State: "count_begun", Action: "choose_counting", By: r.ChangedBy, At: r.ChangedAt}
	}
	return nil
}

func replaceSheaves(ctx context.Context, tx Tx, r Round, sizes []int) error {
	if err := tx.DeleteSheaves(ctx, r); err != nil {
		return err
	}
	sheaves := make([]Sheaf, len(sizes))
	for i, size := range sizes {
		sheaves[i] = Sheaf{OrgID: r.OrgID, RoundID: r.ID, Number: i + 1, Size: size}
	}
	return tx.PutSheaves(ctx, sheaves)
}

// ResizeSheaf corrects the number of papers in a sheaf that was found to
// differ from its label; the papers returned change with it. Batches entered
// for the old size must be superseded first. Only the chief does it.
func (s *Service) ResizeSheaf(ctx context.Context, by Actor, id RoundID, number, size int, reason string) error {
	reason = strings.TrimSpace(reason)
	err := first(required("reason", reason, 300), between("size", size, 1, 2*ballot.MaxSheaf))
	if err != nil {
		return err
	}
	if by.Role != RoleChief {
		return &PersonError{Code: "needs_chief", Name: by.Name}
	}
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "resize_sheaf", By: r.ChangedBy, At: r.ChangedAt}
		}
		sheaf, err := sheafOf(ctx, tx, *r, number)
		if err != nil {
			return nil, err
		}
		batches, err := tx.Batches(ctx, *r)
		if err != nil {
			return nil, err
		}
		for _, b := range batches {
			if b.Sheaf == number {
				return nil, &StateError{Subject: "sheaf", State: "entered", Action: "resize_sheaf", By: b.EnteredBy}
			}
		}
		was := r.numbers()
		r.Returned += size - sheaf.Size
		r.Explanation = ""
		sheaf.Size = size
		if err := withdrawSignatures(ctx, tx, *r); err != nil {
			return nil, err
		}
		return AccountCorrected{Round: r.ID, Was: was, Now: r.numbers(), Reason: reason}, tx.PutSheaves(ctx, []Sheaf{sheaf})
	})
}

func sheafOf(ctx context.Context, tx Tx, r Round, number int) (Sheaf, error) {
	sheaves, err := tx.Sheaves(ctx, r)
	if err != nil {
		return Sheaf{}, err
	}
	for _, sheaf := range sheaves {
		if sheaf.Number == number {
			return sheaf, nil
		}
	}
	return Sheaf{}, ErrNotFound
}
