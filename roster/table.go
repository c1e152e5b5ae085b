package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kiemphieu/congress"
)

// Limits of a file that is read.
const (
	MaxBytes    = 5 << 20     // of the file
	MaxRows     = 5000        // of members
	maxUnzip    = 24 << 20    // of an XLSX once unpacked
	maxMarks    = 1_200_000   // tags in an XLSX: each costs, however short
	maxPlain    = 256 << 10   // bytes without a tag: one text
	maxDeep     = 100         // elements within one another
	maxLines    = 1 << 20     // rows that a sheet can have, empty ones too
	maxBelow    = 4 * MaxRows // empty rows after which a sheet has ended
	maxAllLines = 150_000     // of all sheets of a workbook
	maxCols     = 100         // further columns are not looked at
	maxCell     = 2000        // bytes of a cell; no field is as long
	maxText     = 6 << 20     // bytes of all cells
	maxOldText  = 3 << 20     // bytes of the cells of a sheet that an old font could have written,
	oldTextOnce = 32          // and what each costs besides
	maxMerged   = 1 << 20     // columns that merged ranges cover, in all
	maxParts    = 2000        // of an XLSX
	maxFormat   = 255         // bytes of the form of a number: Excel takes no more
	maxSheet    = 50          // further sheets are not looked at
	maxLooked   = 300         // rows by which the kind of a column is told
	maxHeads    = 30_000      // cells that may be headings, of all sheets before one is chosen
)

// What the library works to show a number, in microseconds: for a value, a sign of
// its format, and a part of a day among these. More than half a second of it nobody waits for.
const (
	workOnce      = 10
	workOfSign    = 4
	workOfDay     = 25
	maxFormatting = 600_000
)

// fileError refuses a whole file.
func fileError(code string) error { return &congress.FieldError{Field: "file", Code: code} }

// cell is what a file holds and what a person sees of it. They differ where a
// number is shown as a day, or with zeros in front.
type cell struct {
	raw, shown string
	before     string // its letters were converted
}

// text is what the person sees; a long number is not shortened to a power.
func (c cell) text() string {
	if strings.Contains(c.shown, "E+") {
		return c.raw
	}
	return c.shown
}

// serial is the number of a cell that holds one.
func (c cell) serial() (float64, bool) {
	if strings.Trim(c.raw, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(c.raw, 64)
	return n, err == nil
}

// looksLikeDay reports a number that is shown in another form: a day.
func (c cell) looksLikeDay() bool {
	_, number := c.serial()
	return number && c.raw != c.shown && strings.ContainsAny(c.shown, "/-.") &&
		strings.Trim(c.shown, "0123456789.,%") != ""
}

// row is one line of a sheet.
type row struct {
	line   int // from 1
	hidden bool
	cells  []cell
}

// text returns a cell as a person reads it, without the space around it.
func (r row) text(at int) string { return plain(strings.TrimSpace(r.cell(at).text())) }

func (r row) cell(at int) cell {
	if at < 0 || at >= len(r.cells) {
		return cell{}
	}
	return r.cells[at]
}

// filled lists the columns that have a text.
func (r row) filled() []int {
	var at []int
	for i := range r.cells {
		if r.text(i) != "" {
			at = append(at, i)
		}
	}
	return at
}

// area is a merged range, all borders included: columns from 0, lines from 1.
type area struct{ left, top, right, bottom int }

// width counts the columns of an area that are looked at.
func (a area) width() int { return min(a.right, maxCols-1) - a.left + 1 }

// budget is what may still be kept of a file: rows, empty or not, bytes of text,
// and columns of merged ranges.
type budget struct{ lines, text, merged int }

func wholeBudget() *budget { return &budget{lines: maxAllLines, text: maxText, merged: maxMerged} }

// table is a sheet as it stands in the file.
type table struct {
	name     string
	hidden   bool
	from1904 bool // days are counted as old Macintosh files do
	rows     []row
	merged   []area
	covered  [maxCols][]area // the merged ranges of each column, from the top
	filled   int             // rows with a text
	width    int             // columns of the widest row
}

// skip appends rows in which nothing stands.
func (t *table) skip(n int, left *budget) error {
	if left.lines -= n; left.lines < 0 {
		return fileError("too_many_rows")
	}
	for range n {
		t.rows = append(t.rows, row{line: len(t.rows) + 1})
	}
	return nil
}

// add appends a row within the limits. Empty rows keep their number but do not
// count: sheets are often formatted far below their last line.
func (t *table) add(cells []cell, hidden bool, left *budget) error {
	if left.lines--; left.lines < 0 {
		return fileError("too_many_rows")
	}
	r := row{line: len(t.rows) + 1, hidden: hidden, cells: cells[:min(len(cells), maxCols)]}
	for i, c := range r.cells {
		r.cells[i] = cell{raw: cut(c.raw), shown: cut(c.shown)}
		left.text -= max(len(r.cells[i].raw), len(r.cells[i].shown))
	}
	if left.text < 0 {
		return fileError("too_much_text")
	}
	if len(r.filled()) == 0 {
		r.cells = nil
	} else if t.filled++; t.filled > MaxRows+50 {
		return fileError("too_many_rows")
	}
	t.rows = append(t.rows, r)
	return nil
}

// cut bounds a cell without splitting a letter.
func cut(text string) string {
	if len(text) > maxCell {
		text = strings.ToValidUTF8(text[:maxCell], "")
	}
	return text
}

// end drops the empty rows below the last, and measures the widest.
func (t *table) end() {
	last := len(t.rows)
	for last > 0 && t.rows[last-1].cells == nil {
		last--
	}
	t.rows = slices.Clone(t.rows[:last])
	for _, r := range t.rows {
		t.width = max(t.width, len(r.cells))
	}
	for _, a := range t.merged {
		for column := a.left; column < a.left+a.width(); column++ {
			t.covered[column] = append(t.covered[column], a)
		}
	}
	for _, areas := range t.covered {
		slices.SortStableFunc(areas, func(a, b area) int { return a.top - b.top })
	}
}

// mend writes a person's texts over cells.
func (t *table) mend(texts map[string]string) {
	for name, text := range texts {
		column, line, err := excelize.CellNameToCoordinates(name)
		if err != nil || line > len(t.rows) || column > maxCols {
			continue
		}
		r := &t.rows[line-1]
		for len(r.cells) < column {
			r.cells = append(r.cells, cell{})
		}
		text = cut(text)
		r.cells[column-1] = cell{raw: text, shown: text}
	}
}

// top returns the first lines that have a text.
func (t *table) top(n int) []Line {
	var lines []Line
	for _, r := range t.rows[:min(n, len(t.rows))] {
		if at := r.filled(); len(at) > 0 {
			texts := make([]string, len(at))
			for i := range at {
				texts[i] = r.text(at[i])
			}
			lines = append(lines, Line{Number: r.line, Texts: texts})
		}
	}
	return lines
}

// sampled is how many rows below the head a person is shown.
const sampled = 6

// sample returns the rows of the head and the first below it, cell for column.
func (t *table) sample(head Head, columns []Column) []Line {
	var lines []Line
	top, bottom, _ := head.lines()
	for _, r := range t.rows[max(top-1, 0):] {
		if len(lines) == bottom-top+1+sampled {
			break
		}
		if len(r.filled()) == 0 && r.line > bottom {
			continue
		}
		line := Line{Number: r.line, Head: r.line <= bottom, Texts: make([]string, len(columns))}
		for i, c := range columns {
			line.Texts[i] = r.text(c.At)
		}
		lines = append(lines, line)
	}
	return lines
}

// at returns a line, from 1; a line that the file does not have is empty.
func (t *table) at(line int) row {
	if line < 1 || line > len(t.rows) {
		return row{line: line}
	}
	return t.rows[line-1]
}

// areaAt finds the merged range that a cell belongs to; ranges do not overlap.
func (t *table) areaAt(column, line int) (area, bool) {
	if column < 0 || column >= maxCols {
		return area{}, false
	}
	areas := t.covered[column]
	after, _ := slices.BinarySearchFunc(areas, line+1, func(a area, line int) int { return a.top - line })
	if after == 0 || areas[after-1].bottom < line {
		return area{}, false
	}
	return areas[after-1], true
}

// columnLetter returns "C" for column 2 (from 0).
func columnLetter(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return "?"
	}
	return name
}

// cellName returns "C7" for column 2 (from 0) and line 7.
func cellName(column, line int) string { return fmt.Sprintf("%s%d", columnLetter(column), line) }
