package congress

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Trust in a machine that reads papers is earned: it reads sheets of known marks
// before it counts, some sheaves are drawn and counted by a second person, and
// where it falls below the bounds it counts no more.

// CheckMachine takes what the camera of a seat read of the check sheets, sheet
// after sheet, a mark a row. It returns the numbers of the sheets, from 1, that
// it read otherwise than they were printed; without any the pair may count.
func (s *Service) CheckMachine(ctx context.Context, by Actor, device DeviceID, id RoundID, read []ballot.Marks) (
	[]int, error) {
	var wrong []int
	err := s.act(ctx, by, id, func(a *Act) error {
		wrong = nil
		if a.Round.State != RoundCounting || !a.Round.reads() {
			return a.Round.Refuse("check_machine")
		}
		pairs, err := a.tx.Pairs(ctx, a.Round)
		if err != nil {
			return err
		}
		pair, taken := pairOf(pairs, PassA, by.AccountID)
		if !taken || pair.DeviceID != device {
			return ErrPassNotTaken
		}
		definition, err := a.Round.BallotDefinition()
		if err != nil {
			return err
		}
		sheets := ballot.CheckSheets(definition.List)
		if len(read) != len(sheets) {
			return &FieldError{Field: "read", Code: "count", Value: itoa(len(read))}
		}
		for i, sheet := range sheets {
			if read[i] != sheet.Marks() {
				wrong = append(wrong, i+1)
			}
		}
		pair.Checked = len(wrong) == 0
		a.Tell(machineChecked{Round: id, Device: device, Sheets: len(sheets), Passed: pair.Checked})
		return a.tx.PutPair(ctx, pair)
	})
	return wrong, err
}

// loadRead loads what stands of a round that a machine reads, and nothing of any other.
func loadRead(ctx context.Context, a *Act) (countCase, error) {
	c := countCase{round: a.Round}
	if !a.Round.reads() {
		return c, nil
	}
	var err error
	if c.sheaves, err = a.tx.Sheaves(ctx, a.Round); err != nil {
		return c, err
	}
	if c.batches, err = a.tx.Batches(ctx, a.Round); err != nil {
		return c, err
	}
	for _, sheaf := range c.sheaves {
		if err := a.rest(sheaf); err != nil {
			return c, err
		}
	}
	for _, b := range c.batches {
		if err := a.rest(b); err != nil {
			return c, err
		}
	}
	return c, nil
}

// with returns the case with these batches of one sheaf in the place of those it had.
func (c countCase) with(own []Batch) countCase {
	others := slices.DeleteFunc(slices.Clone(c.batches), func(b Batch) bool { return b.Sheaf == own[0].Sheaf })
	c.batches = append(others, own...)
	return c
}

// machine counts how the machine stands against people.
func (c countCase) machine() tally.MachineCount {
	var sum tally.MachineCount
	for _, sheaf := range c.sheaves {
		own := batchesOf(c.batches, sheaf.Number)
		read := slices.IndexFunc(own, func(b Batch) bool { return b.Machine })
		if read < 0 {
			continue
		}
		sum.Papers += own[read].N
		sum.Unsure += own[read].Unsure
		sum.Differing += differing(own)
		if !sheaf.Drawn || !slices.ContainsFunc(own, func(b Batch) bool { return b.Pass == PassC }) {
			continue
		}
		sum.Drawn++
		if sheafStatus(own, sheaf) == SheafOpen && differing(own) == 0 {
			sum.Otherwise++
		}
	}
	return sum
}

// differing counts the papers of a sheaf that the machine has otherwise than the
// person of pass A.
func differing(own []Batch) int {
	person := slices.IndexFunc(own, func(b Batch) bool { return b.Pass == PassA })
	read := slices.IndexFunc(own, func(b Batch) bool { return b.Machine })
	if person < 0 || read < 0 {
		return 0
	}
	return len(minus(own[person].markLines(), own[read].markLines()))
}

// watch looks at the machine after each batch: it stops it, or casts the lots.
func (s *Service) watch(ctx context.Context, a *Act, c countCase, now Sheaf) error {
	if !a.Round.reads() {
		return nil
	}
	if fault := c.machine().Fault(); fault != "" {
		a.Round.MachineFault = fault
		a.Tell(machineStopped{Round: a.Round.ID, Fault: fault})
		return nil
	}
	if a.Round.DrawEvery == 0 {
		return nil
	}
	return s.castLots(ctx, a, c, now)
}

// castLots draws whether the sheaf that was counted just now is counted by a
// second person, and once all are counted as many as are missing to one in so many.
func (s *Service) castLots(ctx context.Context, a *Act, c countCase, now Sheaf) error {
	urn, read, drawn := c.urn()
	draw := func(from []int, of int) error {
		hit, err := s.castLot(ctx, a, c, from, of)
		if hit > 0 {
			urn, drawn = slices.DeleteFunc(urn, func(n int) bool { return n == hit }), drawn+1
		}
		return err
	}
	if slices.Contains(urn, now.Number) {
		if err := draw([]int{now.Number}, a.Round.DrawEvery); err != nil {
			return err
		}
	}
	if read < len(c.sheaves) {
		return nil
	}
	for range min(len(urn), tally.LotsDue(len(c.sheaves), a.Round.DrawEvery, drawn)) {
		if err := draw(urn, len(urn)); err != nil {
			return err
		}
	}
	return nil
}

// urn lists the sheaves on which person and machine agree and no lot has fallen,
// and counts those that the machine has read and those that were drawn.
func (c countCase) urn() (urn []int, read, drawn int) {
	for _, sheaf := range c.sheaves {
		own := batchesOf(c.batches, sheaf.Number)
		if !slices.ContainsFunc(own, func(b Batch) bool { return b.Machine }) {
			continue
		}
		read++
		switch {
		case sheaf.Drawn:
			drawn++
		case len(own) == 2 && sheafStatus(own, sheaf) == SheafAgreed:
			urn = append(urn, sheaf.Number)
		}
	}
	return urn, read, drawn
}

// castLot draws a number below of, and with it one of the sheaves in the urn or
// none: it returns the sheaf, 0 for none. What chance said stands in the log
// before anybody knows of it.
func (s *Service) castLot(ctx context.Context, a *Act, c countCase, urn []int, of int) (int, error) {
	lot, err := number(s.random, of)
	if err != nil {
		return 0, err
	}
	a.Tell(lotCast{Round: a.Round.ID, Urn: slices.Clone(urn), Of: of, Lot: lot})
	if lot >= len(urn) {
		return 0, nil
	}
	at := slices.IndexFunc(c.sheaves, func(sheaf Sheaf) bool { return sheaf.Number == urn[lot] })
	was := c.sheaves[at]
	now := was
	now.Drawn = true
	a.wrote(was, now)
	return now.Number, a.tx.PutSheaves(ctx, []Sheaf{now})
}

// number draws a number from 0 to below n.
func number(random io.Reader, n int) (int, error) {
	drawn, err := rand.Int(random, big.NewInt(int64(n)))
	if err != nil {
		return 0, fmt.Errorf("congress: lot: %w", err)
	}
	return int(drawn.Int64()), nil
}

// machineReport is what is told of the machine of a round, while it counts and
// on the minutes.
type machineReport struct {
	tally.MachineCount
	Every   int // one sheaf in so many was to be drawn; 0: there was no draw
	Lots    int // sheaves that were drawn
	Checked int // times that a tablet read the check sheets as they were printed
	Fault   tally.MachineFault
	ByHand  int // sheaves that were counted in two passes by hand, once the machine was stopped
}

// machineNow is what is told while papers are counted.
func (c countCase) machineNow(pairs []Pair) machineReport {
	told := machineReport{MachineCount: c.machine(), Every: c.round.DrawEvery, Fault: c.round.MachineFault}
	for _, sheaf := range c.sheaves {
		if sheaf.Drawn {
			told.Lots++
		}
	}
	for _, p := range pairs {
		if p.Checked {
			told.Checked++
		}
	}
	return told
}
