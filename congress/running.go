package congress

import (
	"slices"

	"kiemphieu/tally"
)

// Limits of running totals.
const (
	// RunningStep is the least number of papers by which shown totals grow.
	RunningStep = 10
	// RunningProjector is the least number of papers returned for totals on
	// the projector.
	RunningProjector = 30
)

// Running are the totals of whole blocks of sheaves on which both passes agree.
type Running struct {
	Papers   int
	Returned int
	Sheet    tally.Sheet
}

// running is the one filter through which unsealed votes leave the count, for
// every page, export, stream and metric. Sheaves are grouped by number into
// blocks of at least [RunningStep] papers, and a block is shown once all of its
// sheaves agree: whatever somebody saw before, the next figures differ by at
// least that many papers, and so does what is still hidden. It is nil until a
// block is complete, and wherever there are no two passes to agree.
//
// A block in which a sheaf was entered again is not shown any more: beside what
// was shown before, its figures would tell the papers that were read anew.
func running(r Round, c countCase) (*Running, error) {
	if r.State != RoundCounting || r.Counting != CountTwoPasses {
		return nil, nil
	}
	shown := &Running{Returned: r.Returned}
	counter := tally.NewCounter(c.definition.List)
	for _, block := range runningBlocks(c.sheaves) {
		agreed, papers := agreedBlock(block, c.batches)
		again := slices.ContainsFunc(block, func(s Sheaf) bool { return slices.Contains(c.corrected, s.Number) })
		if agreed == nil || again {
			continue
		}
		shown.Papers += papers
		for _, b := range agreed {
			for _, m := range b.markLines() {
				if err := counter.Add(m, 1); err != nil {
					return nil, err
				}
			}
		}
	}
	if shown.Papers == 0 {
		return nil, nil
	}
	shown.Sheet = counter.Sheet(r.HandedOut)
	return shown, nil
}

// runningBlocks groups sheaves in the order of their numbers; a rest that is
// too small joins the block before it.
func runningBlocks(sheaves []Sheaf) [][]Sheaf {
	var blocks [][]Sheaf
	var open []Sheaf
	size := 0
	for _, sheaf := range sheaves {
		open, size = append(open, sheaf), size+sheaf.Size
		if size >= RunningStep {
			blocks, open, size = append(blocks, open), nil, 0
		}
	}
	switch {
	case size == 0:
	case len(blocks) > 0:
		last := len(blocks) - 1
		blocks[last] = append(blocks[last], open...)
	}
	return blocks
}

// agreedBlock returns the batches that count for a block, nil while a sheaf of
// it is open.
func agreedBlock(block []Sheaf, batches []Batch) ([]Batch, int) {
	var agreed []Batch
	papers := 0
	for _, sheaf := range block {
		b, status := agreedBatch(batches, sheaf)
		if status != SheafAgreed {
			return nil, 0
		}
		agreed, papers = append(agreed, b), papers+sheaf.Size
	}
	return agreed, papers
}
