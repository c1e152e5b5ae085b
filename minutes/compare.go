package minutes

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// ErrNoPaper: a file is neither a PDF that this program wrote nor a DOCX.
var ErrNoPaper = errors.New("minutes: not a paper whose words can be read")

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

// most bounds what is read of a file, in bytes when it is unpacked.
const most = 16 << 20

// Compare holds a file that somebody brings, PDF or DOCX, against the document.
// It returns ErrNoPaper where the words of the file cannot be read: a scan, or a
// PDF of another program.
func (d Document) Compare(file []byte) (Comparison, error) {
	write, read := d.DOCX, linesOfDOCX
	if bytes.HasPrefix(file, []byte("%PDF-")) {
		write, read = d.PDF, linesOfPDF
	}
	var own bytes.Buffer
	if err := write(&own); err != nil {
		return Comparison{}, err
	}
	if bytes.Equal(own.Bytes(), file) {
		return Comparison{Same: true}, nil
	}
	theirs, err := read(file)
	if err != nil {
		return Comparison{}, err
	}
	ours, err := read(own.Bytes())
	if err != nil {
		return Comparison{}, err
	}
	return apart(ours, theirs), nil
}

// apart finds the longest common lines; what is in none of them differs.
func apart(ours, theirs []string) Comparison {
	common := make([][]int, len(ours)+1)
	for i := range common {
		common[i] = make([]int, len(theirs)+1)
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
	c := Comparison{common: common[0][0]}
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

// linesOfDOCX reads paragraphs and rows.
func linesOfDOCX(file []byte) ([]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, ErrNoPaper
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		return nil, ErrNoPaper
	}
	defer part.Close() //nolint:errcheck // read only
	var lines linesOf
	words := xml.NewDecoder(io.LimitReader(part, most))
	for {
		token, err := words.Token()
		if errors.Is(err, io.EOF) {
			return lines.all, nil
		}
		if err != nil {
			return nil, ErrNoPaper
		}
		lines.take(token)
	}
}

// linesOf gathers the lines of a WordprocessingML document.
type linesOf struct {
	all   []string
	cells []string // of the row that is read
	text  strings.Builder
	row   int // how deep in rows
	words bool
}

func (l *linesOf) take(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		switch token.Name.Local {
		case "tr":
			l.row++
		case "t":
			l.words = true
		case "tab", "br":
			l.text.WriteByte(' ')
		}
	case xml.CharData:
		if l.words {
			l.text.Write(token)
		}
	case xml.EndElement:
		l.end(token.Name.Local)
	}
}

func (l *linesOf) end(element string) {
	switch element {
	case "t":
		l.words = false
	case "p":
		line := tidy(l.text.String())
		l.text.Reset()
		if l.row > 0 {
			l.cells = append(l.cells, line)
		} else if line != "" {
			l.all = append(l.all, line)
		}
	case "tr":
		l.row--
		if l.row == 0 {
			l.all, l.cells = append(l.all, strings.Join(l.cells, " | ")), nil
		}
	}
}

func tidy(line string) string { return strings.Join(strings.Fields(norm.NFC.String(line)), " ") }

// linesOfPDF reads the words of a PDF of this program: what stands on one line
// is one line.
func linesOfPDF(file []byte) ([]string, error) {
	var lines []string
	left := most
	for rest := file; ; {
		_, after, found := bytes.Cut(rest, []byte("stream\n"))
		if !found {
			break
		}
		stream, next, found := bytes.Cut(after, []byte("\nendstream"))
		if !found {
			break
		}
		rest = next
		page := inflated(stream, left)
		left -= len(page)
		if bytes.Contains(page, []byte(")Tj")) {
			lines = append(lines, linesOfPage(page)...)
		}
	}
	if len(lines) == 0 {
		return nil, ErrNoPaper
	}
	return lines, nil
}

// inflated unpacks a stream, as far as it may be unpacked; nil where it is not packed so.
func inflated(stream []byte, most int) []byte {
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(r, int64(most)))
	if err != nil {
		return nil
	}
	return content
}

// linesOfPage joins the texts that follow one another at one height.
func linesOfPage(page []byte) []string {
	var lines, args, now []string
	height, at := "", ""
	flush := func() {
		if line := tidy(strings.Join(now, " ")); line != "" {
			lines = append(lines, line)
		}
		now = nil
	}
	for words := (scanner{page}); ; {
		word, ok := words.next()
		if !ok {
			flush()
			return lines
		}
		switch word {
		case "Td":
			if len(args) > 1 {
				at = args[len(args)-1]
			}
		case "Tj":
			if at != height {
				flush()
			}
			height = at
			now = append(now, textOf(args[max(0, len(args)-1):]...))
		default:
			args = append(args, word)
			if len(args) > 8 {
				args = slices.Delete(args, 0, len(args)-8)
			}
			continue
		}
		args = args[:0]
	}
}

// textOf reads a text that the PDF writer stored as UTF-16.
func textOf(stored ...string) string {
	all := strings.Join(stored, "")
	units := make([]uint16, 0, len(all)/2)
	for i := 0; i+1 < len(all); i += 2 {
		units = append(units, uint16(all[i])<<8|uint16(all[i+1]))
	}
	return string(utf16.Decode(units))
}
