package roster

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kiemphieu/congress"
)

// Limits of a file that is read.
const (
	MaxBytes = 5 << 20  // of the file
	MaxRows  = 5000     // of members
	maxUnzip = 64 << 20 // of an XLSX once unpacked
	maxCols  = 100      // further columns are not looked at
	maxCell  = 2000     // bytes of a cell; no field is as long
)

// Sheet is a file as read: what it says, and every mistake by its cell.
type Sheet struct {
	Rows     []Row
	Errors   []CellError
	Encoding Encoding // of the letters; the rows are Unicode already, Row.Original is not
}

// Row is one member as the file has him.
type Row struct {
	Line     int // in the file, from 1
	Member   congress.Member
	Original string // the name before its letters were converted
}

// CellError is a mistake in a cell.
type CellError struct {
	Cell  string // "C7"
	Code  string // key of the sentence
	Value string
}

// fileError refuses a whole file.
func fileError(code string) error { return &congress.FieldError{Field: "file", Code: code} }

// Read reads a roster from an XLSX or CSV file.
func Read(name string, content []byte) (Sheet, error) {
	if len(content) > MaxBytes {
		return Sheet{}, fileError("too_large")
	}
	var rows [][]string
	var err error
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx":
		rows, err = readXLSX(content)
	case ".csv", ".txt":
		rows, err = readCSV(content)
	case ".xls":
		return Sheet{}, fileError("old_excel")
	case ".xlsm":
		return Sheet{}, fileError("macros")
	default:
		return Sheet{}, fileError("file_type")
	}
	if err != nil {
		return Sheet{}, err
	}
	return parse(rows)
}

// readXLSX gives the raw cells of the first sheet.
func readXLSX(content []byte) ([][]string, error) {
	if err := refuseUnsafe(content); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, fileError("unreadable")
	}
	defer f.Close() //nolint:errcheck // read only
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, fileError("unreadable")
	}
	rows, err := f.Rows(names[0])
	if err != nil {
		return nil, fileError("unreadable")
	}
	defer rows.Close() //nolint:errcheck // read only
	var t table
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fileError("unreadable")
		}
		if err := t.add(cells); err != nil {
			return nil, err
		}
	}
	return t.rows, nil
}

// table gathers rows within the limits. Empty rows keep their number but do
// not count: sheets are often formatted far below their last line.
type table struct {
	rows   [][]string
	filled int
}

func (t *table) add(cells []string) error {
	var row []string
	for _, text := range cells[:min(len(cells), maxCols)] {
		row = append(row, strings.Clone(cut(text)))
	}
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		row = nil
	} else if t.filled++; t.filled > MaxRows+50 {
		return fileError("too_many_rows")
	}
	t.rows = append(t.rows, row)
	return nil
}

// cut bounds a cell without splitting a letter.
func cut(text string) string {
	if len(text) <= maxCell {
		return text
	}
	return strings.ToValidUTF8(text[:maxCell], "")
}

// refuseUnsafe looks into the package before anything is unpacked: macros,
// and contents that would swell beyond the limit, whatever they claim.
func refuseUnsafe(content []byte) error {
	if bytes.HasPrefix(content, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
		return fileError("encrypted")
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fileError("unreadable")
	}
	var total int64
	for _, f := range archive.File {
		if strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin") {
			return fileError("macros")
		}
		r, err := f.Open()
		if err != nil {
			return fileError("unreadable")
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, maxUnzip+1-total))
		if total += n; total > maxUnzip {
			return fileError("zip_bomb")
		}
		if err = errors.Join(err, r.Close()); err != nil {
			return fileError("unreadable")
		}
	}
	return nil
}

// readCSV reads comma, semicolon or tab separated text in UTF-8, UTF-16 or
// the code page that old fonts used.
func readCSV(content []byte) ([][]string, error) {
	text, err := decodeText(content)
	if err != nil {
		return nil, fileError("unreadable")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	var t table
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t.rows, nil
		}
		if err != nil {
			return nil, fileError("unreadable")
		}
		if err := t.add(record); err != nil {
			return nil, err
		}
	}
}

func decodeText(content []byte) (string, error) {
	if bytes.HasPrefix(content, []byte{0xff, 0xfe}) || bytes.HasPrefix(content, []byte{0xfe, 0xff}) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
		return string(text), err
	}
	content = bytes.TrimPrefix(content, []byte{0xef, 0xbb, 0xbf})
	if utf8.Valid(content) {
		return string(content), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	return string(text), err
}

// separator is the one that stands most often in the first line.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(line, ",")
	for _, r := range ";\t" {
		if n := strings.Count(line, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

// cellName gives "C7" for column 2 (from 0) and line 7.
func cellName(column, line int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return fmt.Sprintf("hàng %d", line)
	}
	return fmt.Sprintf("%s%d", name, line)
}
