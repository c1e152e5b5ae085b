package minutes

import (
	"io"
	"strings"

	"kiemphieu/congress"
)

// Document is a paper described once; PDF and DOCX draw it.
type Document struct {
	Title     string
	Day       congress.Date // its layout is that of the day; "" for the newest
	Rehearsal bool          // DIỄN TẬP across every page
	Landscape bool          // the page on its side, for wide tables
	Blocks    []Block
}

// Block is a part of a document: one of the types below.
type Block interface{ block() }

// Heading is the pair at the head of a Party document: who issues it on the
// left, closed by an asterisk; the Party on the right with a line as long as
// its name, place and date in italics below.
type Heading struct {
	Upper string // upright, "" if none
	Lower string // bold
	Place string // "Kỳ Trinh, ngày 20 tháng 6 năm 2022", "" if none
	Code  string // number and symbol, "" if none
}

// Title is the name of the document and what it is about, closed by dashes.
type Title struct{ Name, About string }

const dashes = "-----"

// Paragraph is a paragraph of the body.
type Paragraph struct {
	Text   string
	Bold   bool
	Italic bool
	Center bool
	Indent bool // first line
}

// align is how the paragraph is set. One with room to write on is not justified: that
// would part its other words.
func (p Paragraph) align() Align {
	switch {
	case p.Center:
		return Center
	case strings.Contains(p.Text, "……"), strings.Contains(p.Text, "    "):
		return Left
	}
	return justified
}

// Table is a table with a heading row that repeats.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is a column of a table; widths are shares of the text width.
type Column struct {
	Title string
	Width int
	Align Align
}

// Align is how a column is set.
type Align string

// The alignments.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"

	justified Align = "justified" // paragraphs of the body
)

// Signatures are the blocks at the foot, side by side.
type Signatures struct{ Columns []Signature }

// Signature is one of them: "T/M BAN KIỂM PHIẾU", "TRƯỞNG BAN", a space, the
// name. The post is set upright, the others bold.
type Signature struct{ Role, Post, Name string }

// copies reports whether it is no signature but the list of those who get a
// copy, a line each.
func (s Signature) copies() bool { return strings.HasPrefix(s.Role, "Nơi nhận:") }

// Trace stands in small print below the signatures, outside the form: what a
// reader compares by eye, and the same for a machine.
type Trace struct {
	Lines []string
	Code  string // of the QR
}

func (Heading) block()    {}
func (Title) block()      {}
func (Paragraph) block()  {}
func (Table) block()      {}
func (Signatures) block() {}
func (Trace) block()      {}

// ending returns the signatures, and what stands below them, that follow a
// block at once: its last lines stay on their page, so that nobody signs alone.
func (d Document) ending(i int) []Block {
	end := i + 1
	for ; end < len(d.Blocks); end++ {
		switch d.Blocks[end].(type) {
		case Signatures:
		case Trace:
			if end == i+1 {
				return nil
			}
		default:
			return d.Blocks[i+1 : end]
		}
	}
	return d.Blocks[i+1 : end]
}

func upper(text string) string { return strings.ToUpper(text) }

// PDF writes the document as PDF.
func (d Document) PDF(w io.Writer) error { return writePDF(w, d) }

// DOCX writes the document for Word and LibreOffice.
func (d Document) DOCX(w io.Writer) error { return writeDOCX(w, d) }

// Text returns the document's words, a line a block or row: what tests and the
// log of figures compare.
func (d Document) Text() string {
	var lines []string
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			lines = append(lines, b.Upper, b.Lower)
			if b.Code != "" {
				lines = append(lines, b.Code)
			}
			if b.Place != "" {
				lines = append(lines, b.Place)
			}
		case Title:
			lines = append(lines, b.Name, b.About, dashes)
		case Paragraph:
			lines = append(lines, b.Text)
		case Table:
			for _, row := range b.Rows {
				lines = append(lines, strings.Join(row, "\t"))
			}
		case Signatures:
			for _, s := range b.Columns {
				lines = append(lines, s.Role)
				if s.Post != "" {
					lines = append(lines, s.Post)
				}
				lines = append(lines, s.Name)
			}
		case Trace:
			lines = append(lines, b.Lines...)
		}
	}
	return strings.Join(lines, "\n")
}
