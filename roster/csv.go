package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads separated text in UTF-8, UTF-16 or one of the old code pages.
func readCSV(content []byte) ([]*table, error) {
	text, err := decodeText(content)
	if err != nil {
		return nil, fileError("unreadable")
	}
	if !strings.Contains(text, "\n") { // lines of an old Macintosh
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	comma := separator(text)
	if strings.Count(text, string(comma)) > MaxRows*maxCols {
		return nil, fileError("too_many_rows")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	t, left := &table{}, wholeBudget()
	for next := 1; ; {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return []*table{t}, nil
		}
		if err != nil {
			return nil, fileError("unreadable")
		}
		line, _ := r.FieldPos(0)
		// the reader skips empty lines; rows keep their number
		if err := t.skip(max(0, min(line-next, MaxRows)), left); err != nil {
			return nil, err
		}
		next = line + 1 + strings.Count(strings.Join(record, ""), "\n")
		cells := make([]cell, min(len(record), maxCols))
		for i := range cells {
			cells[i] = cell{raw: record[i], shown: record[i]}
		}
		if err := t.add(cells, false, left); err != nil {
			return nil, err
		}
	}
}

// decodeText returns the text of a file. What is not Unicode is taken letter by
// letter from Western Europe's code page, as a program shows it that does not
// know the font; the cells are then read like those of a workbook.
func decodeText(content []byte) (string, error) {
	wide := len(content) > 1 && (content[0] == 0 || content[1] == 0)
	if wide || bytes.HasPrefix(content, []byte{0xff, 0xfe}) || bytes.HasPrefix(content, []byte{0xfe, 0xff}) {
		order := unicode.LittleEndian
		if content[0] == 0 {
			order = unicode.BigEndian
		}
		text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(content)
		return string(text), err
	}
	content = bytes.TrimPrefix(content, []byte{0xef, 0xbb, 0xbf})
	if utf8.Valid(content) {
		return string(content), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	return string(text), err
}

// separator is the one by which most of the first lines have equally many
// fields; a title line above the table has none or has them by chance.
func separator(text string) rune {
	best, agreed := ',', 0
	for _, comma := range ",;\t|" {
		lines := map[int]int{}
		for _, n := range countOutside(text, comma, 60) {
			if n > 0 {
				lines[n]++
			}
		}
		for n, count := range lines {
			if score := 100*count + min(n, 99); score > agreed {
				best, agreed = comma, score
			}
		}
	}
	return best
}

// countOutside counts a separator in each of the first lines, outside quotes.
func countOutside(text string, comma rune, most int) []int {
	var counts []int
	n, quoted := 0, false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == comma:
			n++
		case r == '\n':
			counts = append(counts, n)
			if n = 0; len(counts) == most {
				return counts
			}
		}
	}
	return append(counts, n)
}
