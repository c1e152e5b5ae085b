package roster

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// format is how a style shows numbers: one that every program knows by its
// number, or the code that the workbook brings of its own.
type format struct {
	id   int
	code string
	own  bool
}

var noFormat = format{id: -1}

// The kinds of values that are shown otherwise than they are stored.
const (
	asNumber = ""
	asText   = "inlineStr"
	asBool   = "b"
	asDay    = "d"
)

// displayed is a value and the way it is shown.
type displayed struct {
	kind   string
	format format
	value  string
}

// display gathers what cells show, each value once a format: a library knows the
// hundreds of formats, and works long at some of them.
type display struct {
	from1904 bool
	known    map[displayed]int
	answers  []string
	asked    []int // answers that the library is to give
	list     []displayed
	shapes   map[format]shape
	work     int
}

// as asks for a value to be shown, and gives the number of the answer, from 1; 0 for
// a value that is shown as it is.
func (d *display) as(kind string, f format, value string) (int, error) {
	if d.known == nil {
		d.known, d.shapes = map[displayed]int{}, map[format]shape{}
	}
	one := displayed{kind, f, value}
	if n, known := d.known[one]; known {
		return n, nil
	}
	shape, known := d.shapes[f]
	if !known {
		shape = f.shape()
		d.shapes[f] = shape
	}
	n, work := 0, shape.work+len(d.shapes)/100
	switch {
	case len(f.code) > maxFormat:
		return 0, fileError("zip_bomb")
	case strings.Contains(f.code, "??????????"): // of a fraction: the library may look for it for ever
	case shape.layout != "" && isDay(kind, value):
		n = d.answer(dayIn(shape.layout, value, d.from1904))
	case d.work+work <= maxFormatting:
		d.work += work
		n = d.answer(value)
		d.asked, d.list = append(d.asked, n-1), append(d.list, one)
	case shape.ofDays && isDay(kind, value):
		n = d.answer(dayIn("02/01/2006", value, d.from1904))
	case shape.ofDays:
	default:
		return 0, fileError("too_much_text")
	}
	d.known[one] = n
	return n, nil
}

func (d *display) answer(text string) int {
	d.answers = append(d.answers, text)
	return len(d.answers)
}

// shape is what a format asks of whoever shows a number by it.
type shape struct {
	layout string // of days in digits alone: almost all that lists have
	ofDays bool
	work   int // of the library, in microseconds, for one value
}

var (
	besideSigns = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|\[[^\]hms]*\]`)
	pieces      = regexp.MustCompile(`(?i)y+|m+|d+|h+|s+|e+|g+|b+|.`)
	inDigits    = regexp.MustCompile(`^(?:\[\$-[0-9A-Fa-f]+\])?((?:[dmy/. -]|\\[/. -])+)(?:;@)?$`)
)

// layouts are the parts of days in digits, in the words of package time.
var layouts = map[string]string{"d": "2", "dd": "02", "m": "1", "mm": "01", "yy": "06", "yyyy": "2006"}

func (f format) shape() shape {
	if f.own && len(f.code) > maxFormat {
		return shape{}
	}
	code := f.code
	switch {
	case f.own:
	case f.id == 14:
		code = "mm-dd-yy"
	case f.id > 14 && f.id < 23, f.id > 26 && f.id < 37, f.id > 44 && f.id < 48, f.id > 49 && f.id < 59:
		code = "d-mmm-yy h:mm:ss" // or something like it
	}
	s := shape{work: workOnce}
	for _, piece := range pieces.FindAllString(code, -1) {
		if s.work += workOfSign; strings.Contains("ymdhsegb", strings.ToLower(piece[:1])) {
			s.work += workOfDay
		}
	}
	bare := strings.ToLower(besideSigns.ReplaceAllString(code, ""))
	s.ofDays = strings.ContainsAny(bare, "ymdhs") && !strings.Contains(bare, "general")
	if m := inDigits.FindStringSubmatch(code); m != nil {
		s.layout = layoutOf(m[1])
	}
	return s
}

// layoutOf gives the layout of a format, "" for one that says more than package time.
func layoutOf(code string) string {
	layout := ""
	for _, piece := range pieces.FindAllString(strings.ReplaceAll(code, `\`, ""), -1) {
		part, known := layouts[piece]
		if !known && strings.Trim(piece, "/. -") != "" {
			return ""
		}
		layout += cmp.Or(part, piece)
	}
	return layout
}

// isDay reports a number that stands for a whole day after February 1900, where
// calendars begin to agree, and before the year 10000.
func isDay(kind, value string) bool {
	n, err := strconv.Atoi(value)
	return kind == asNumber && err == nil && n > 61 && n < 2_958_466
}

func dayIn(layout, value string, from1904 bool) string {
	n, _ := strconv.ParseFloat(value, 64)
	day, _ := excelize.ExcelDateToTime(n, from1904)
	return day.Format(layout)
}

// text asks how a text is shown: as it is, but where a format has a part for texts.
func (d *display) text(f format, value string) (int, error) {
	parted := f.code != "@" && (strings.Contains(f.code, "@") || strings.Count(f.code, ";") >= 3) ||
		f.id >= 41 && f.id <= 44 // of accounts
	if value == "" || !parted {
		return 0, nil
	}
	return d.as(asText, f, value)
}

// number asks how a number is shown. What is no number, or one that no program
// writes, is shown as it is.
func (d *display) number(f format, value string) (int, error) {
	plain, digits := isPlain(value)
	switch {
	case f.id == noFormat.id && plain && digits <= 15, f.id == 0 && !f.own && plain && digits <= 11:
		return 0, nil
	case !isFinite(value):
		return 0, nil
	}
	return d.as(asNumber, f, value)
}

// day asks how a day is shown that is stored as ISO 8601 has it.
func (d *display) day(f format, value string) (int, error) {
	_, err := strconv.ParseFloat(value, 64)
	if len(value) > 40 || strings.Trim(value, "0123456789-:TZ., ") != "" || err == nil && !isFinite(value) {
		return 0, nil
	}
	return d.as(asDay, f, value)
}

// isPlain reports a number that is written in its shortest form, and how long it is.
func isPlain(value string) (plain bool, length int) {
	whole, part, broken := strings.Cut(strings.TrimPrefix(value, "-"), ".")
	switch {
	case whole == "" || strings.Trim(whole+part, "0123456789") != "":
		return false, 0
	case whole[0] == '0' && (len(whole) > 1 || !broken && len(value) > 1):
		return false, 0
	case broken && (part == "" || part[len(part)-1] == '0'):
		return false, 0
	}
	return true, len(value)
}

// isFinite reports a number of the length that programs write, and of a size that
// formats are made for.
func isFinite(value string) bool {
	if len(value) > 40 || strings.Trim(value, "0123456789.eE+-") != "" {
		return false
	}
	n, err := strconv.ParseFloat(value, 64)
	return err == nil && n > -1e14 && n < 1e14
}

// show asks the library for the rest at once, in a workbook that has nothing else,
// and gives all answers.
func (d *display) show() ([]string, error) {
	if len(d.list) == 0 {
		return d.answers, nil
	}
	book, err := d.book()
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		return nil, fmt.Errorf("roster: formats: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	rows, err := f.Rows("a")
	if err != nil {
		return nil, fmt.Errorf("roster: formats: %w", err)
	}
	defer rows.Close() //nolint:errcheck // read only
	for _, at := range d.asked {
		if !rows.Next() {
			return nil, fmt.Errorf("roster: formats: fewer than %d", len(d.asked))
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("roster: formats: %w", err)
		}
		d.answers[at] = strings.Join(cells, "")
	}
	return d.answers, nil
}

// The parts of a workbook of one sheet.
const (
	bookSpace = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	bookRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship ` +
		`Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>`
	bookOf = `<workbook` + bookSpace + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<workbookPr date1904="%t"/><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>`
)

// book writes a workbook with a row for every value.
func (d *display) book() ([]byte, error) {
	styles := map[format]int{}
	var formats, xfs, rows bytes.Buffer
	for _, one := range d.list {
		n, known := styles[one.format]
		if !known && one.format != noFormat {
			n = len(styles) + 1
			styles[one.format] = n
			id := one.format.id
			if one.format.own {
				id = 1000 + n
				fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="`, id)
				xml.EscapeText(&formats, []byte(one.format.code)) //nolint:errcheck,gosec // to memory
				formats.WriteString(`"/>`)
			}
			fmt.Fprintf(&xfs, `<xf numFmtId="%d"/>`, id)
		}
		fmt.Fprintf(&rows, `<row><c t="%s" s="%d"><v>`, one.kind, n)
		xml.EscapeText(&rows, []byte(one.value)) //nolint:errcheck,gosec // to memory
		rows.WriteString(`</v></c></row>`)
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"_rels/.rels", fmt.Sprintf(bookRels, "officeDocument", "xl/workbook.xml")},
		{"xl/_rels/workbook.xml.rels", fmt.Sprintf(bookRels, "worksheet", "worksheets/sheet1.xml")},
		{"xl/workbook.xml", fmt.Sprintf(bookOf, d.from1904)},
		{"xl/styles.xml", `<styleSheet` + bookSpace + `><numFmts>` + formats.String() + `</numFmts><cellXfs><xf/>` +
			xfs.String() + `</cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", `<worksheet` + bookSpace + `><sheetData>` + rows.String() + `</sheetData></worksheet>`},
	} {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Store})
		if err != nil {
			return nil, fmt.Errorf("roster: formats: %w", err)
		}
		if _, err := io.WriteString(w, part.content); err != nil {
			return nil, fmt.Errorf("roster: formats: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("roster: formats: %w", err)
	}
	return out.Bytes(), nil
}
