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

// ErrNoPaper: a file is neither a PDF that this program wrote nor a DOCX, or it is
// larger than any paper.
var ErrNoPaper = errors.New("minutes: not a paper whose words can be read")

// What is read of a file that somebody brings; a file with more is refused. The
// papers of a ward have a tenth of each and less.
const (
	mostUnpacked = 8 << 20 // bytes of words, in all
	mostParts    = 1000    // files of a DOCX, streams of a PDF
	mostLines    = 5000
	longestLine  = 16 << 10 // bytes
	longestTag   = 64 << 10 // bytes, with its attributes
	deepest      = 100      // elements within one another
)

// Brought is a file that somebody brought, PDF or DOCX, with its lines. A row of a
// table is one line.
type Brought struct {
	content []byte
	lines   []string
	format  format
}

// format is how a document is written, and how its lines are read again.
type format struct {
	write func(Document, io.Writer) error
	read  func([]byte) ([]string, error)
}

// Bring reads a file once, within bounds, to hold it against documents. It returns
// ErrNoPaper where its words cannot be read: a scan, a PDF of another program, or a
// file that is made to use up the machine.
func Bring(file []byte) (Brought, error) {
	as := format{Document.DOCX, linesOfDOCX}
	if bytes.HasPrefix(file, []byte("%PDF-")) {
		as = format{Document.PDF, linesOfPDF}
	}
	lines, err := as.read(file)
	return Brought{file, lines, as}, err
}

// lines gathers the lines of a file, within bounds.
type lines struct {
	all []string
	now strings.Builder // the line that is read
}

// say adds words to the line.
func (l *lines) say(words string) error {
	if l.now.Len()+len(words) > longestLine {
		return ErrNoPaper
	}
	l.now.WriteString(words)
	return nil
}

// end ends the line.
func (l *lines) end() error {
	line := strings.TrimSuffix(tidy(l.now.String()), betweenCells)
	l.now.Reset()
	if line == "" {
		return nil
	}
	if len(l.all) == mostLines {
		return ErrNoPaper
	}
	l.all = append(l.all, line)
	return nil
}

func tidy(line string) string {
	return strings.Join(strings.Fields(norm.NFC.String(strings.ReplaceAll(line, wordJoiner, ""))), " ")
}

// linesOfDOCX reads paragraphs and rows.
func linesOfDOCX(file []byte) ([]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(archive.File) > mostParts {
		return nil, ErrNoPaper
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		return nil, ErrNoPaper
	}
	defer part.Close() //nolint:errcheck // read only
	piece := &io.LimitedReader{R: io.LimitReader(part, mostUnpacked)}
	words := xml.NewDecoder(piece)
	var body wordBody
	for {
		piece.N = longestTag
		token, err := words.Token()
		if errors.Is(err, io.EOF) {
			return body.lines.all, nil
		}
		if err != nil || body.take(token) != nil {
			return nil, ErrNoPaper
		}
	}
}

// wordBody is the body of a WordprocessingML document as it is read.
type wordBody struct {
	lines lines
	depth int // in elements
	row   int // in rows of tables
	words bool
}

// betweenCells ends each paragraph of a row.
const betweenCells = " |"

func (b *wordBody) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		if b.depth++; b.depth > deepest {
			return ErrNoPaper
		}
		switch token.Name.Local {
		case "tr":
			b.row++
		case "t":
			b.words = true
		case "tab", "br":
			return b.lines.say(" ")
		case "noBreakHyphen":
			return b.lines.say("-")
		}
	case xml.CharData:
		if b.words {
			return b.lines.say(string(token))
		}
	case xml.EndElement:
		b.depth--
		return b.end(token.Name.Local)
	}
	return nil
}

func (b *wordBody) end(element string) error {
	switch element {
	case "t":
		b.words = false
	case "p":
		if b.row > 0 {
			return b.lines.say(betweenCells + " ")
		}
		return b.lines.end()
	case "tr":
		if b.row--; b.row == 0 {
			return b.lines.end()
		}
	}
	return nil
}

// linesOfPDF reads the words of a PDF of this program: what stands on one line
// is one line.
func linesOfPDF(file []byte) ([]string, error) {
	var text lines
	left, rest := mostUnpacked, file
	for range mostParts {
		_, after, found := bytes.Cut(rest, []byte("stream\n"))
		stream, next, closed := bytes.Cut(after, []byte("\nendstream"))
		if !found || !closed {
			if len(text.all) == 0 {
				return nil, ErrNoPaper
			}
			return text.all, nil
		}
		rest = next
		page := inflated(stream, left)
		if left -= len(page); left < 0 {
			return nil, ErrNoPaper
		}
		if bytes.Contains(page, []byte(")Tj")) {
			if err := text.takePage(page); err != nil {
				return nil, err
			}
		}
	}
	return nil, ErrNoPaper
}

// inflated unpacks a stream, one byte more than most at most; nil where it is not
// packed so.
func inflated(stream []byte, most int) []byte {
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return nil
	}
	return content
}

// takePage joins the texts that follow one another at one height.
func (l *lines) takePage(page []byte) error {
	var args []string
	height, at := "", ""
	for words := (scanner{page}); ; {
		word, ok := words.next()
		if !ok {
			return l.end()
		}
		switch word {
		case "Td":
			if len(args) > 1 {
				at = args[len(args)-1]
			}
		case "Tj":
			if at != height {
				if err := l.end(); err != nil {
					return err
				}
			}
			height = at
			if err := l.say(textOf(args) + " "); err != nil {
				return err
			}
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

// textOf reads the last argument, "" without one: a text that the PDF writer
// stored as UTF-16.
func textOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	stored := args[len(args)-1]
	units := make([]uint16, 0, len(stored)/2)
	for i := 0; i+1 < len(stored); i += 2 {
		units = append(units, uint16(stored[i])<<8|uint16(stored[i+1]))
	}
	return string(utf16.Decode(units))
}
