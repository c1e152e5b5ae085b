package congress

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// countCase is everything that decides whether a round can be sealed.
type countCase struct {
	round      Round
	definition ballot.Definition
	sheaves    []Sheaf
	batches    []Batch
	hand       []HandCount
	corrected  []int // sheaves of which a batch was superseded
}

func loadCount(ctx context.Context, tx Tx, r Round) (countCase, error) {
	c := countCase{round: r}
	var err error
	if c.definition, err = r.BallotDefinition(); err != nil {
		return c, err
	}
	if c.sheaves, err = tx.Sheaves(ctx, r); err != nil {
		return c, err
	}
	if c.batches, err = tx.Batches(ctx, r); err != nil {
		return c, err
	}
	if err := wholeBatches(ctx, tx, r, c.batches); err != nil {
		return c, err
	}
	if c.corrected, err = tx.SupersededSheaves(ctx, r); err != nil {
		return c, err
	}
	c.hand, err = tx.HandCounts(ctx, r)
	return c, err
}

// wholeBatches refuses lists that are not those that were taken in.
func wholeBatches(ctx context.Context, tx Tx, r Round, batches []Batch) error {
	for _, b := range batches {
		if b.whole() || tx.Keyring() == nil {
			continue
		}
		c, err := tx.Congress(ctx, r.CongressID)
		return errors.Join(c.broken("state_changed", "batches"), err)
	}
	return nil
}

// sheet sums what was counted; findings of law say what is missing or
// differs, and then there is no sheet.
func (c countCase) sheet() (tally.Sheet, []Finding, error) {
	switch c.round.Counting {
	case CountTotals:
		return c.sheetOfHands()
	case CountSinglePass, CountTwoPasses, CountWithMachine:
	}
	counter := tally.NewCounter(c.definition.List)
	var findings []Finding
	for _, sheaf := range c.sheaves {
		b, finding := c.decided(sheaf)
		if finding != nil {
			findings = append(findings, *finding)
			continue
		}
		for _, m := range b.markLines() {
			if err := counter.Add(m, 1); err != nil {
				return tally.Sheet{}, nil, err
			}
		}
	}
	if findings != nil {
		return tally.Sheet{}, findings, nil
	}
	sheet := counter.Sheet(c.round.HandedOut)
	if c.round.Counting == CountTwoPasses {
		return sheet, nil, nil
	}
	return c.agreeByHand(sheet)
}

// decided returns the batch that counts for a sheaf, or the finding that none does.
func (c countCase) decided(sheaf Sheaf) (Batch, *Finding) {
	if c.round.Counting == CountSinglePass {
		for _, b := range c.batches {
			if b.Sheaf == sheaf.Number && b.Pass == PassA {
				return b, nil
			}
		}
		return Batch{}, countFinding("sheaf_waiting", "sheaf", itoa(sheaf.Number))
	}
	b, status := agreedBatch(c.batches, sheaf)
	if status == SheafAgreed {
		return b, nil
	}
	return Batch{}, countFinding("sheaf_"+string(status), "sheaf", itoa(sheaf.Number))
}

func countFinding(code string, params ...string) *Finding {
	return &Finding{Code: code, Law: true, Rule: "count", Params: pairs(params)}
}

// agreeByHand holds a single pass against the sum by hand.
func (c countCase) agreeByHand(sheet tally.Sheet) (tally.Sheet, []Finding, error) {
	second, findings, err := c.handSheet(2)
	if findings != nil || err != nil {
		return tally.Sheet{}, findings, err
	}
	if !sheet.Equal(second) {
		return tally.Sheet{}, []Finding{*countFinding("hand_differs")}, nil
	}
	return sheet, nil, nil
}

func (c countCase) sheetOfHands() (tally.Sheet, []Finding, error) {
	one, findings, err := c.handSheet(1)
	if findings != nil || err != nil {
		return tally.Sheet{}, findings, err
	}
	return c.agreeByHand(one)
}

func (c countCase) handSheet(entry int) (tally.Sheet, []Finding, error) {
	for _, h := range c.hand {
		if h.Entry != entry {
			continue
		}
		var totals tally.Totals
		if err := json.Unmarshal([]byte(h.Totals), &totals); err != nil {
			return tally.Sheet{}, nil, fmt.Errorf("congress: totals: %w", err)
		}
		sheet, err := totals.Sheet(c.definition.List, c.round.HandedOut, c.round.Returned)
		if err != nil { // the account was corrected since
			return sheet, []Finding{*countFinding("hand_outdated", "entry", itoa(entry))}, nil //nolint:nilerr // a finding, not a failure
		}
		return sheet, nil, nil
	}
	return tally.Sheet{}, []Finding{*countFinding("hand_missing", "entry", itoa(entry))}, nil
}

// countFitsPeople holds what was counted so far in each pass and on each tally
// sheet against people; see [Round.fitsPeople].
func countFitsPeople(ctx context.Context, tx Tx, r Round) error {
	count, err := loadCount(ctx, tx, r)
	if err != nil {
		return err
	}
	if err := batchesFitPeople(r, count.batches); err != nil {
		return err
	}
	var sheets []tally.Sheet
	for _, h := range count.hand {
		var totals tally.Totals
		if err := json.Unmarshal([]byte(h.Totals), &totals); err != nil {
			return fmt.Errorf("congress: totals: %w", err)
		}
		sheets = append(sheets, totals.Papers())
	}
	return r.fitsPeople(sheets...)
}

// batchesFitPeople is countFitsPeople for what came from tablets.
func batchesFitPeople(r Round, batches []Batch) error {
	count := countCase{round: r, batches: batches}
	var err error
	if count.definition, err = r.BallotDefinition(); err != nil {
		return err
	}
	for _, pass := range []Pass{PassA, PassB, PassC} { // without batches too: people and papers in hands are known
		sheet, err := count.sheetOfPass(pass)
		if err != nil {
			return err
		}
		if err := r.fitsPeople(sheet); err != nil {
			return err
		}
	}
	return nil
}

// sheetOfPass sums the sheaves that a pass has entered.
func (c countCase) sheetOfPass(pass Pass) (tally.Sheet, error) {
	counter := tally.NewCounter(c.definition.List)
	for _, b := range c.batches {
		if b.Pass != pass {
			continue
		}
		for _, m := range b.markLines() {
			if err := counter.Add(m, 1); err != nil {
				return tally.Sheet{}, err
			}
		}
	}
	return counter.Sheet(c.round.HandedOut), nil
}
