package congress

import (
	"context"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// ChooseCounting fixes how the papers are counted and bundles them into
// sheaves. It can be chosen anew while nothing is entered. A way other than
// two passes is a decision of the counting committee and needs a reason,
// which the minutes print. With a machine one sheaf in so many, from 1 to
// [tally.MaxDraw], is drawn and counted by a second person.
func (s *Service) ChooseCounting(ctx context.Context, by Actor, id RoundID, mode CountingMode, sheafSize, every int,
	reason string) error {
	reason = clean(reason)
	var wrong error
	switch mode {
	case CountTwoPasses:
		reason = ""
	case CountWithMachine:
		wrong = WrongFields(Required("reason", reason, 300), between("draw", every, 1, tally.MaxDraw))
	case CountSinglePass, CountTotals:
		wrong = Required("reason", reason, 300)
	default:
		wrong = &FieldError{Field: "counting", Code: "unknown", Value: string(mode)}
	}
	if err := WrongFields(between("sheaf_size", sheafSize, ballot.MinSheaf, ballot.MaxSheaf), wrong); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if err := untouched(ctx, a.tx, a.Round); err != nil {
			return err
		}
		if err := a.moveRound(roundActionBundle); err != nil {
			return err
		}
		r.CountIn(mode, reason)
		r.DrawEvery, r.MachineFault = 0, ""
		if r.Machine {
			r.DrawEvery = every
		}
		var sizes []int
		if mode != CountTotals {
			sizes = ballot.Sheaves(r.Returned, sheafSize)
		}
		event := countingChosen{Round: r.ID, Counting: mode, Reason: reason, Sheaves: sizes,
			Every: r.DrawEvery}
		a.Tell(event)
		if err := replaceSheaves(ctx, a.tx, a.Round, sizes); err != nil {
			return err
		}
		return countFromNothing(ctx, a)
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
		return Standing{Subject: "round", State: "count_begun", By: r.ChangedBy}.Refuse("choose_counting")
	}
	return nil
}

// countFromNothing keeps of each pass that it has counted nothing yet.
func countFromNothing(ctx context.Context, a *Act) error {
	manifest, err := manifestOf(ctx, a)
	if err != nil {
		return err
	}
	for _, pass := range a.Round.Passes() {
		if err := a.tx.PutCounted(ctx, noneCounted(a.Round, pass, manifest)); err != nil {
			return err
		}
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
	reason = clean(reason)
	err := WrongFields(Required("reason", reason, 300), between("size", size, 1, largestSheaf))
	if err != nil {
		return err
	}
	if by.Role != RoleChief {
		return &PersonError{Code: "needs_chief", Name: by.Name}
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundCounting {
			return r.Refuse("resize_sheaf")
		}
		sheaf, err := sheafOf(ctx, a.tx, a.Round, number)
		if err != nil {
			return err
		}
		batches, err := a.tx.Batches(ctx, a.Round)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if b.Sheaf == number {
				return Standing{Subject: "sheaf", State: "entered", By: b.EnteredBy}.Refuse("resize_sheaf")
			}
		}
		if err := ofManyPapers(ctx, a.tx, a.Round, size); err != nil {
			return err
		}
		was := r.numbers()
		r.Returned += size - sheaf.Size
		r.Explanation = ""
		sheaf.Size = size
		if err := r.derive(); err != nil {
			return err
		}
		if err := withdrawSignatures(ctx, a.tx, a.Round); err != nil {
			return err
		}
		a.Tell(ballotAccountCorrected{Round: r.ID, Was: was, Now: r.numbers(), Reason: reason})
		return a.tx.PutSheaves(ctx, []Sheaf{sheaf})
	})
}

// Sizes of a sheaf, also of one that was corrected: of fewer papers a difference
// or a total would tell too much. Only the one sheaf of a small box has fewer.
const (
	smallestSheaf = 10
	largestSheaf  = 50
)

// ofManyPapers refuses a sheaf of a few papers beside others: they are bundled anew.
func ofManyPapers(ctx context.Context, tx Tx, r Round, size int) error {
	sheaves, err := tx.Sheaves(ctx, r)
	if err == nil && len(sheaves) > 1 && size < smallestSheaf {
		err = &FieldError{Field: "size", Code: "small_sheaf", Value: itoa(size)}
	}
	return err
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
