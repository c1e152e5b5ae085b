package ballot

import "fmt"

// Stroke is how a mark on a check sheet is drawn.
type Stroke string

// The strokes, as voters are told to make them; none leaves the row as printed.
const (
	StrokeNone   Stroke = "none"
	StrokeLine   Stroke = "line"
	StrokeWave   Stroke = "wave"
	StrokeDouble Stroke = "double"
	StrokeCross  Stroke = "cross"
	StrokeTick   Stroke = "tick"
)

// CheckRow is a row of a check sheet: what it says, and how that is drawn.
type CheckRow struct {
	Mark   byte // [Struck], [Standing], [Agree], [Disagree], [Neither]
	Stroke Stroke
}

// CheckSheet is a paper of a round with known marks on it, by which a machine
// shows that it reads. It is no ballot: its code says so.
type CheckSheet []CheckRow

// Marks are those of the sheet, as a ballot has them.
func (s CheckSheet) Marks() Marks {
	marks := make([]byte, len(s))
	for i, row := range s {
		marks[i] = row.Mark
	}
	return Marks(marks)
}

// CheckSheets are those of a list: two at least, so many that every kind of mark
// stands on them, and the rows change from one to the next.
func CheckSheets(l List) []CheckSheet {
	kinds := []CheckRow{{Struck, StrokeLine}, {Standing, StrokeNone}, {Struck, StrokeWave}, {Standing, StrokeNone},
		{Struck, StrokeDouble}}
	if l.Style() == AgreeDisagree {
		kinds = []CheckRow{{Agree, StrokeCross}, {Disagree, StrokeCross}, {Agree, StrokeTick}, {Neither, StrokeNone},
			{Disagree, StrokeTick}}
	}
	n := max(1, len(l.Candidates))
	step := n
	if n%len(kinds) == 0 {
		step++
	}
	sheets := make([]CheckSheet, max(2, (len(kinds)+n-1)/n))
	for k := range sheets {
		for i := range n {
			sheets[k] = append(sheets[k], kinds[(k*step+i)%len(kinds)])
		}
	}
	return sheets
}

const checkPrefix = "KPK1:"

// CheckCode is the text of the code on a check sheet, its number from 1: it has
// no token, and [ParseCode] refuses it.
func (d Definition) CheckCode(number int) string {
	tag := d.Tag()
	return fmt.Sprintf("%s%X:%d", checkPrefix, tag[:], number)
}
