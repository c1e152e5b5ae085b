package roster

import (
	"encoding/xml"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook is what an XLSX says beside the cells of its sheets.
type workbook struct {
	*packed

	sheets  []sheetPart
	texts   []string       // that cells share
	formats map[int]string // of numbers, that the workbook brings itself
	styles  []int          // the format of each
	numbers display
}

// sheetPart is a sheet, and the part that it lies in.
type sheetPart struct {
	name, id string
	hidden   bool
}

// readXLSX reads the sheets of a workbook. Cells are streamed; what they show is
// asked for once all are read.
func readXLSX(content []byte) ([]*table, error) {
	p, err := openPacked(content)
	if err != nil {
		return nil, err
	}
	b := &workbook{packed: p, formats: map[int]string{}}
	parts, err := b.readBook()
	if err != nil {
		return nil, err
	}
	left := wholeBudget()
	var sheets []*sheet
	for _, s := range b.sheets {
		read := &sheet{name: s.name, hidden: s.hidden}
		if !s.hidden {
			if p.parts[strings.ToLower(parts[s.id].target)] == nil {
				return nil, fileError("unreadable")
			}
			if err := b.readSheet(parts[s.id].target, read, left); err != nil {
				return nil, err
			}
		}
		sheets = append(sheets, read)
	}
	shown, err := b.numbers.show()
	if err != nil {
		return nil, err
	}
	var tables []*table
	for _, s := range sheets {
		t, err := s.table(shown, left)
		if err != nil {
			return nil, err
		}
		t.from1904 = b.numbers.from1904
		tables = append(tables, t)
	}
	return tables, nil
}

// related is a part to which another one leads.
type related struct{ kind, target string }

// related reads where a part leads, by id.
func (b *workbook) related(from string) (map[string]related, error) {
	dir, name := path.Split(from)
	found := map[string]related{}
	err := b.each(dir+"_rels/"+name+".rels", func(_ *markup, token xml.Token) error {
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Relationship" {
			target := path.Join(dir, attr(start, "Target"))
			if rooted, ok := strings.CutPrefix(attr(start, "Target"), "/"); ok {
				target = path.Clean(rooted)
			}
			found[attr(start, "Id")] = related{path.Base(attr(start, "Type")), target}
		}
		return nil
	})
	return found, err
}

// target returns the part of a kind, or where it usually is.
func target(parts map[string]related, kind, usual string) string {
	for _, p := range parts {
		if p.kind == kind {
			return p.target
		}
	}
	return usual
}

// readBook reads the names of the sheets, the texts and the styles, and gives
// the parts by id.
func (b *workbook) readBook() (map[string]related, error) {
	roots, err := b.related("")
	if err != nil {
		return nil, err
	}
	book := target(roots, "officeDocument", "xl/workbook.xml")
	parts, err := b.related(book)
	if err != nil {
		return nil, err
	}
	if err := b.each(book, b.takeBook); err != nil {
		return nil, err
	}
	if len(b.sheets) == 0 {
		return nil, fileError("unreadable")
	}
	if err := b.each(target(parts, "styles", "xl/styles.xml"), b.takeStyle); err != nil {
		return nil, err
	}
	var text textReader
	return parts, b.each(target(parts, "sharedStrings", "xl/sharedStrings.xml"),
		func(m *markup, token xml.Token) error {
			switch t := token.(type) {
			case xml.StartElement:
				if t.Name.Local == "si" {
					text.Reset()
				}
			case xml.CharData:
				text.take(m, t)
			case xml.EndElement:
				if t.Name.Local == "si" {
					b.texts = append(b.texts, text.text())
				}
			}
			return nil
		})
}

func (b *workbook) takeBook(m *markup, token xml.Token) error {
	start, ok := token.(xml.StartElement)
	switch {
	case !ok:
	case start.Name.Local == "workbookPr":
		b.numbers.from1904 = isTrue(attr(start, "date1904"))
	case m.in("sheets", "sheet") && len(b.sheets) < maxSheet:
		state := attr(start, "state")
		b.sheets = append(b.sheets, sheetPart{name: attr(start, "name"), id: attr(start, "id"),
			hidden: state != "" && state != "visible"})
	}
	return nil
}

func (b *workbook) takeStyle(m *markup, token xml.Token) error {
	start, ok := token.(xml.StartElement)
	if !ok {
		return nil
	}
	id, _ := strconv.Atoi(attr(start, "numFmtId"))
	switch {
	case m.in("numFmts", "numFmt"):
		if _, twice := b.formats[id]; !twice {
			b.formats[id] = attr(start, "formatCode")
		}
	case m.in("cellXfs", "xf"):
		b.styles = append(b.styles, id)
	}
	return nil
}

func isTrue(value string) bool {
	is, err := strconv.ParseBool(value)
	return is && err == nil
}

// textReader gathers the texts of a rich text; how letters are pronounced is no
// part of it.
type textReader struct{ strings.Builder }

func (r *textReader) take(m *markup, text xml.CharData) {
	if m.in("t") && !m.within("rPh") && r.Len() < maxCell*len("_x0000_") {
		r.Write(text) //nolint:errcheck,gosec // to memory
	}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// text returns what was gathered. Characters that XML cannot have are written
// as numbers (ECMA-376, 22.9.2.19).
func (r *textReader) text() string {
	text := r.String()
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(number string) string {
		n, err := strconv.ParseUint(number[2:6], 16, 16)
		if err != nil || n >= 0xd800 && n < 0xe000 { // half a letter
			return ""
		}
		return string(rune(n))
	})
}

// stored is a cell as the file has it, and the number of what it shows, from 1;
// 0 for what is shown as it is stored.
type stored struct {
	text  string
	shown int
}

// sheet is a sheet while it is read.
type sheet struct {
	name   string
	hidden bool
	rows   []sheetRow
	merged []area
}

type sheetRow struct {
	line   int
	hidden bool
	cells  []stored
}

// sheetReader reads a sheet up to where nothing stands any more for a long while:
// sheets are often formatted far below their last line.
type sheetReader struct {
	b     *workbook
	s     *sheet
	left  *budget
	row   sheetRow
	last  int // line of the last row with anything in it
	ended bool

	at, style   int // column of the cell, from 0
	kind, value string
	inline      textReader
	rich        bool
}

func (b *workbook) readSheet(part string, s *sheet, left *budget) error {
	r := &sheetReader{b: b, s: s, left: left}
	return b.each(part, r.take)
}

func (r *sheetReader) take(m *markup, token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return r.start(m, t)
	case xml.CharData:
		if m.in("c", "v") && len(r.value) < maxCell {
			r.value += string(t)
		}
		if m.within("is") {
			r.inline.take(m, t)
		}
	case xml.EndElement:
		switch {
		case r.ended:
		case m.in("row", "c"):
			return r.endCell()
		case m.in("sheetData", "row"):
			return r.endRow()
		}
	}
	return nil
}

func (r *sheetReader) start(m *markup, t xml.StartElement) error {
	switch {
	case m.in("mergeCells", "mergeCell"):
		return r.merge(attr(t, "ref"))
	case r.ended:
	case m.in("sheetData", "row"):
		return r.startRow(t)
	case m.in("row", "c"):
		return r.startCell(t)
	case m.in("c", "is"):
		r.rich = true
	}
	return nil
}

func (r *sheetReader) startRow(t xml.StartElement) error {
	line := r.row.line + 1
	if number := attr(t, "r"); number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < line || n > maxLines {
			return fileError("unreadable")
		}
		line = n
	}
	r.ended = line-r.last > maxBelow
	r.row = sheetRow{line: line, hidden: isTrue(attr(t, "hidden"))}
	r.at = -1
	return nil
}

func (r *sheetReader) startCell(t xml.StartElement) error {
	r.at++
	if name := attr(t, "r"); name != "" {
		column, _, err := excelize.CellNameToCoordinates(name)
		if err != nil {
			return fileError("unreadable")
		}
		r.at = column - 1
	}
	r.style, _ = strconv.Atoi(attr(t, "s"))
	r.kind, r.value, r.rich = attr(t, "t"), "", false
	r.inline.Reset()
	return nil
}

func (r *sheetReader) endCell() error {
	if r.at >= maxCols {
		return nil
	}
	if r.rich && r.kind == "inlineStr" {
		r.value = r.inline.text()
	}
	c, err := r.b.stored(r.kind, r.style, r.value)
	if err != nil || strings.TrimSpace(c.text) == "" {
		return err
	}
	for len(r.row.cells) <= r.at {
		r.row.cells = append(r.row.cells, stored{})
	}
	r.row.cells[r.at] = c
	return nil
}

func (r *sheetReader) endRow() error {
	if len(r.row.cells) == 0 {
		return nil
	}
	r.last = r.row.line
	r.s.rows = append(r.s.rows, r.row)
	if len(r.s.rows) > MaxRows+50 {
		return fileError("too_many_rows")
	}
	return nil
}

// merge takes a merged range, as far as it covers columns that are looked at.
func (r *sheetReader) merge(ref string) error {
	first, last, two := strings.Cut(ref, ":")
	if !two {
		last = first
	}
	left, top, err := excelize.CellNameToCoordinates(first)
	if err != nil {
		return fileError("unreadable")
	}
	right, bottom, err := excelize.CellNameToCoordinates(last)
	if err != nil {
		return fileError("unreadable")
	}
	a := area{min(left, right) - 1, min(top, bottom), max(left, right) - 1, max(top, bottom)}
	if a.left >= maxCols {
		return nil
	}
	if r.left.merged -= a.width(); r.left.merged < 0 {
		return fileError("zip_bomb")
	}
	r.s.merged = append(r.s.merged, a)
	return nil
}

// stored returns a cell by its type: a number, a text, one of those that cells
// share, true or false, a day.
func (b *workbook) stored(kind string, style int, value string) (c stored, err error) {
	c.text = value
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if c.text = ""; err == nil && n >= 0 && n < len(b.texts) {
			c.text = b.texts[n]
		}
		c.shown, err = b.numbers.text(b.formatOf(style), c.text)
		return c, err
	case "str":
	case "b":
		switch value {
		case "1", "0":
			c.shown, err = b.numbers.as(asBool, noFormat, value)
		default:
			c.shown, err = b.numbers.text(b.formatOf(style), value)
		}
	case "inlineStr":
		c.shown, err = b.numbers.text(b.formatOf(style), value)
	case "d":
		c.shown, err = b.numbers.day(b.formatOf(style), value)
	default:
		c.shown, err = b.numbers.number(b.formatOf(style), value)
	}
	return c, err
}

// formatOf returns the format of a style. The first style shows everything as it is.
func (b *workbook) formatOf(style int) format {
	if style <= 0 || style >= len(b.styles) {
		return noFormat
	}
	if code := b.formats[b.styles[style]]; code != "" {
		return format{code: code, own: true}
	}
	return format{id: b.styles[style]}
}

// table lays the rows of a sheet out, with what their cells show.
func (s *sheet) table(shown []string, left *budget) (*table, error) {
	t := &table{name: s.name, hidden: s.hidden, merged: s.merged}
	for _, row := range s.rows {
		if err := t.skip(row.line-len(t.rows)-1, left); err != nil {
			return nil, err
		}
		cells := make([]cell, len(row.cells))
		for i, c := range row.cells {
			if cells[i] = (cell{raw: c.text, shown: c.text}); c.shown > 0 {
				cells[i].shown = shown[c.shown-1]
			}
		}
		if err := t.add(cells, row.hidden, left); err != nil {
			return nil, err
		}
	}
	return t, nil
}
