package congress

import (
	"bytes"
	"sort"
	"strings"

	"kiemphieu/ballot"
)

// SheafStatus is how far the count of a sheaf is.
type SheafStatus string

// The states of a sheaf.
const (
	SheafWaiting SheafStatus = "waiting" // not entered in every pass it needs
	SheafAgreed  SheafStatus = "agreed"  // two passes say the same
	SheafDiffers SheafStatus = "differs" // A and B differ, pass C is to decide
	SheafOpen    SheafStatus = "open"    // all three differ, or a drawn one does: a pass is to be entered again
	SheafDrawn   SheafStatus = "drawn"   // person and machine agree; drawn by lot, a second person is to count it
)

// sheafStatus compares the passes of a sheaf: two that agree decide.
func sheafStatus(batches []Batch, sheaf Sheaf) SheafStatus {
	_, status := agreedBatch(batches, sheaf)
	return status
}

// agreedBatch returns a batch on which two passes agree; of a sheaf that was
// drawn, one of them is that of the second person.
func agreedBatch(batches []Batch, sheaf Sheaf) (Batch, SheafStatus) {
	entered := batchesOf(batches, sheaf.Number)
	alike := false
	for i, a := range entered {
		for _, b := range entered[i+1:] {
			switch same := a.sameCount(b); {
			case same && (!sheaf.Drawn || a.Pass == PassC || b.Pass == PassC):
				return a, SheafAgreed
			case same:
				alike = true
			}
		}
	}
	switch len(entered) {
	case 0, 1:
		return Batch{}, SheafWaiting
	case 2:
		if alike {
			return Batch{}, SheafDrawn
		}
		return Batch{}, SheafDiffers
	}
	return Batch{}, SheafOpen
}

// batchesOf lists the batches of a sheaf.
func batchesOf(batches []Batch, sheaf int) []Batch {
	var entered []Batch
	for _, b := range batches {
		if b.Sheaf == sheaf {
			entered = append(entered, b)
		}
	}
	return entered
}

// sameCount reports whether two batches tell the same papers: equal token
// lists and equal multisets of marks.
func (b Batch) sameCount(other Batch) bool {
	return b.Marks == other.Marks && bytes.Equal(b.Tokens, other.Tokens)
}

// markLines returns the batch's marks, sorted.
func (b Batch) markLines() []ballot.Marks {
	if b.Marks == "" {
		return nil
	}
	lines := strings.Split(b.Marks, "\n")
	marks := make([]ballot.Marks, len(lines))
	for i, line := range lines {
		marks[i] = ballot.Marks(line)
	}
	return marks
}

// difference tells how two passes of a sheaf differ, in two steps: the check
// codes that one has and the other lacks; once the codes are the same, the
// marks. It never has both: together they would tell the marks of one paper.
type difference struct {
	Sheaf       int
	First       Pass
	Second      Pass
	OnlyFirst   []ballot.Marks
	OnlySecond  []ballot.Marks
	CodesFirst  []string
	CodesSecond []string
}

// differences lists how the passes of a sheaf differ pairwise.
func differences(batches []Batch, sheaf int) []difference {
	entered := batchesOf(batches, sheaf)
	var out []difference
	for i, a := range entered {
		for _, b := range entered[i+1:] {
			if a.sameCount(b) {
				continue
			}
			d := difference{Sheaf: sheaf, First: a.name(), Second: b.name()}
			if d.CodesFirst, d.CodesSecond = minus(a.checkCodes(), b.checkCodes()), minus(b.checkCodes(),
				a.checkCodes()); len(d.CodesFirst)+len(d.CodesSecond) == 0 {
				d.OnlyFirst, d.OnlySecond = minus(a.markLines(), b.markLines()), minus(b.markLines(), a.markLines())
			}
			out = append(out, d)
		}
	}
	return out
}

func (b Batch) checkCodes() []string {
	hashes := ballot.ManifestHashes(b.Tokens)
	codes := make([]string, hashes.Len())
	for i := range codes {
		codes[i] = hashes.At(i).CheckCode()
	}
	sort.Strings(codes)
	return codes
}

// minus returns what the multiset a has more than b.
func minus[T comparable](a, b []T) []T {
	have := make(map[T]int, len(b))
	for _, v := range b {
		have[v]++
	}
	var out []T
	for _, v := range a {
		if have[v] > 0 {
			have[v]--
			continue
		}
		out = append(out, v)
	}
	return out
}
