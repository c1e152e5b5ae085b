package minutes

import "bytes"

// Comparison tells how a file differs from a document: not at all (Same), only
// in how it is stored, or in lines. A row of a table is one line.
type Comparison struct {
	Same  bool     // byte for byte
	Lacks []string // lines of the document that the file does not have, in order
	Adds  []string // lines that the file has instead, or more

	common int // lines that are in both
}

// Akin reports whether the file may be this document at all: at least half of
// all lines are in both.
func (c Comparison) Akin() bool { return c.Same || 2*c.common >= len(c.Lacks)+len(c.Adds) }

// SameWords reports whether the file says the same, word for word.
func (c Comparison) SameWords() bool { return c.Same || len(c.Lacks)+len(c.Adds) == 0 }

// Compare holds a file that somebody brought against the document, written in
// the format of the file.
func (d Document) Compare(file Brought) (Comparison, error) {
	var own bytes.Buffer
	if err := file.format.write(d, &own); err != nil {
		return Comparison{}, err
	}
	if bytes.Equal(own.Bytes(), file.content) {
		return Comparison{Same: true}, nil
	}
	ours, err := file.format.read(own.Bytes())
	if err != nil {
		return Comparison{}, err
	}
	return apart(ours, file.lines), nil
}

// apart finds the longest common lines; what is in none of them differs. Its table
// has a cell of two bytes for each pair of lines, of which either side has mostLines
// at most.
func apart(ours, theirs []string) Comparison {
	common := make([][]uint16, len(ours)+1)
	for i := range common {
		common[i] = make([]uint16, len(theirs)+1)
	}
	for i := len(ours) - 1; i >= 0; i-- {
		for k := len(theirs) - 1; k >= 0; k-- {
			if ours[i] == theirs[k] {
				common[i][k] = common[i+1][k+1] + 1
			} else {
				common[i][k] = max(common[i+1][k], common[i][k+1])
			}
		}
	}
	c := Comparison{common: int(common[0][0])}
	i, k := 0, 0
	for i < len(ours) && k < len(theirs) {
		switch {
		case ours[i] == theirs[k]:
			i, k = i+1, k+1
		case common[i+1][k] >= common[i][k+1]:
			c.Lacks, i = append(c.Lacks, ours[i]), i+1
		default:
			c.Adds, k = append(c.Adds, theirs[k]), k+1
		}
	}
	c.Lacks, c.Adds = append(c.Lacks, ours[i:]...), append(c.Adds, theirs[k:]...)
	return c
}
