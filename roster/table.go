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
	maxUnzip    = 24 << 20    // of an XLSX once unpacked: the library needs seven times as much
	maxMarks    = 1_200_000   // tags in an XLSX: each costs, however short
	maxFlat     = 250_000     // tags without a row among them: a row of a sheet, all shared texts
	maxPlain    = 256 << 10   // bytes without a tag: one text
	maxLines    = 1 << 20     // rows that a sheet can have, empty ones too
	maxBelow    = 4 * MaxRows // empty rows after which a sheet has ended
	maxAllLines = 150_000     // of all sheets of a workbook
	maxSeen     = 3 << 20     // cells before the last of each row, empty ones too
	maxCols     = 100         // further columns are not looked at
	maxCell     = 2000        // bytes of a cell; no field is as long
	maxParts    = 2000        // of an XLSX
	maxFormat   = 255         // bytes of the form of a number: Excel takes no more
	maxSheet    = 50          // further sheets are not looked at
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

// table is a sheet as it stands in the file.
type table struct {
	name     string
	hidden   bool
	from1904 bool // days are counted as old Macintosh files do
	rows     []row
	merged   []area
	filled   int // rows with a text
	last     int // line of the last of them
	seen     int // cells that were read, empty ones too
	width    int // columns of the widest row
}

// add appends a row within the limits. Empty rows keep their number but do not
// count: sheets are often formatted far below their last line.
func (t *table) add(raw, shown []string, hidden bool) error {
	t.seen += max(len(raw), len(shown))
	if len(t.rows) >= maxLines || t.seen > maxSeen {
		return fileError("too_many_rows")
	}
	r := row{line: len(t.rows) + 1, hidden: hidden}
	for i := range min(max(len(raw), len(shown)), maxCols) {
		r.cells = append(r.cells, cell{raw: cut(at(raw, i)), shown: cut(at(shown, i))})
	}
	if len(r.filled()) == 0 {
		r.cells = nil
	} else if t.filled++; t.filled > MaxRows+50 {
		return fileError("too_many_rows")
	} else {
		t.last = r.line
	}
	t.rows = append(t.rows, r)
	return nil
}

func at(texts []string, i int) string {
	if i < len(texts) {
		return texts[i]
	}
	return ""
}

// cut bounds a cell without splitting a letter.
func cut(text string) string {
	if len(text) > maxCell {
		text = strings.ToValidUTF8(text[:maxCell], "")
	}
	return strings.Clone(text)
}

// below counts the empty rows after the last that has a text.
func (t *table) below() int { return len(t.rows) - t.last }

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

// areaAt finds the merged range that a cell belongs to.
func (t *table) areaAt(column, line int) (area, bool) {
	for _, a := range t.merged {
		if a.left <= column && column <= a.right && a.top <= line && line <= a.bottom {
			return a, true
		}
	}
	return area{}, false
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
