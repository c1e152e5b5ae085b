package minutes

import (
	"fmt"
	"io"
	"strings"
	"time"

	"kiemphieu/tally"
)

// Page of documents: A4.
const (
	pageWidth, pageHeight = 210.0, 297.0
	bodySize              = 14.0 // points
	lineHeight            = 6.6  // millimetres at bodySize
)

// page is the size of a document's pages and its margins, in millimetres.
type page struct{ width, height, top, right, low, left float64 }

// page returns the page of the layout that was in force on the document's day.
func (d Document) page() page {
	l := tally.LayoutOn(string(d.Day))
	p := page{pageWidth, pageHeight, float64(l.Top), float64(l.Right), float64(l.Bottom), float64(l.Left)}
	if d.Landscape {
		p.width, p.height = pageHeight, pageWidth
	}
	return p
}

// text is the width between the margins.
func (p page) text() float64 { return p.width - p.left - p.right }

// sheet is a PDF being written.
type sheet struct {
	pen
	page
}

// room starts a new page unless so many millimetres are left on this one.
func (s *sheet) room(millimetres float64) {
	if s.GetY()+millimetres > s.height-s.low {
		s.AddPage()
	}
}

func newSheet(d Document) *sheet {
	p := d.page()
	return &sheet{newPDF(p.width, p.height), p}
}

func writePDF(w io.Writer, d Document) error {
	pdf := newSheet(d)
	pdf.SetMargins(pdf.left, pdf.top, pdf.right)
	pdf.SetAutoPageBreak(true, pdf.low)
	pdf.SetTitle(d.Title)
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetHeaderFunc(func() { pageHead(pdf, d) })
	pdf.AddPage()
	for i, b := range d.Blocks {
		if err := drawBlock(pdf, b, heightOf(d.ending(i))); err != nil {
			return fmt.Errorf("minutes: %s: %w", d.Title, err)
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: %s: %w", d.Title, err)
	}
	return nil
}

// pageHead numbers the pages from the second on, and marks a rehearsal.
func pageHead(pdf *sheet, d Document) {
	if d.Rehearsal {
		drawWatermark(pdf.pen, pdf.width/2, pdf.height/2, 36)
	}
	if pdf.PageNo() > 1 {
		pdf.SetFont(serif, "", 12)
		pdf.SetXY(pdf.left, 10)
		pdf.CellFormat(pdf.text(), 6, fmt.Sprint(pdf.PageNo()), "", 0, "C", false, 0, "")
	}
	pdf.SetXY(pdf.left, pdf.top)
}

// heightOf is the room that signatures and what stands below them take.
func heightOf(ending []Block) float64 {
	height := 0.0
	for _, b := range ending {
		switch b.(type) {
		case Signatures:
			height += signatureHeight
		case Trace:
			height += traceCode + 2
		}
	}
	return height
}

// drawBlock draws a block whose last lines stay on one page with what takes so
// much room below.
func drawBlock(pdf *sheet, b Block, below float64) error {
	switch b := b.(type) {
	case Heading:
		drawHeading(pdf, b)
	case Title:
		drawTitle(pdf, b)
	case Paragraph:
		drawParagraph(pdf, b, below)
	case Table:
		drawTable(pdf, b, below)
	case Signatures:
		drawSignatures(pdf, b)
	case Trace:
		return drawTrace(pdf, b)
	}
	return nil
}

func drawHeading(pdf *sheet, h Heading) {
	leftWidth := pdf.text() * headShare
	rightWidth := pdf.text() - leftWidth
	y := pdf.GetY()
	for _, line := range headLines(pdf.pen, h.Upper, "", upperPoints, pdf.text()) {
		pdf.CellFormat(leftWidth, 5.6, line, "", 2, "C", false, 0, "")
	}
	for _, line := range headLines(pdf.pen, h.Lower, "B", lowerPoints, pdf.text()) {
		pdf.CellFormat(leftWidth, 5.6, line, "", 2, "C", false, 0, "")
	}
	pdf.SetFont(serif, "", 13)
	pdf.CellFormat(leftWidth, 5.6, "*", "", 2, "C", false, 0, "")
	if h.Code != "" {
		pdf.CellFormat(leftWidth, 6, h.Code, "", 2, "C", false, 0, "")
	}
	low := pdf.GetY()
	x := pdf.left + leftWidth
	pdf.SetXY(x, y)
	pdf.SetFont(serif, "B", 14)
	party := "ĐẢNG CỘNG SẢN VIỆT NAM"
	pdf.CellFormat(rightWidth, 6, party, "", 2, "C", false, 0, "")
	line := pdf.GetStringWidth(party)
	pdf.Line(x+(rightWidth-line)/2, y+6.6, x+(rightWidth+line)/2, y+6.6)
	pdf.SetXY(x, y+10)
	pdf.SetFont(serif, "I", 13)
	pdf.CellFormat(rightWidth, 6, h.Place, "", 2, "C", false, 0, "")
	pdf.SetXY(pdf.left, max(low, pdf.GetY())+6)
}

func drawTitle(pdf *sheet, t Title) {
	pdf.SetFont(serif, "B", 16)
	pdf.MultiCell(pdf.text(), 7.5, t.Name, "", "C", false)
	if t.About != "" {
		pdf.SetFont(serif, "B", 14)
		pdf.MultiCell(pdf.text(), 6.6, t.About, "", "C", false)
	}
	pdf.CellFormat(pdf.text(), 4, dashes, "", 2, "C", false, 0, "")
	pdf.Ln(3)
}

func drawParagraph(pdf *sheet, p Paragraph, below float64) {
	style, align, text := "", "J", p.Text
	if p.Bold {
		pdf.room(28) // a heading stays with what follows
	}
	if p.Bold {
		style += "B"
	}
	if p.Italic {
		style += "I"
	}
	if p.Center {
		align = "C"
	}
	if p.Indent {
		text = "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0" + text
	}
	pdf.SetFont(serif, style, bodySize)
	if below > 0 {
		pdf.room(float64(len(pdf.SplitText(text, pdf.text())))*lineHeight + 1.2 + below)
	}
	pdf.MultiCell(pdf.text(), lineHeight, text, "", align, false)
	pdf.Ln(1.2)
}

// drawCopies draws "Nơi nhận:" and those who get a copy.
func drawCopies(pdf *sheet, text string, width float64) {
	title, list, _ := strings.Cut(text, "\n")
	pdf.SetFont(serif, "U", 13.5)
	pdf.CellFormat(width, 6, title, "", 2, "L", false, 0, "")
	pdf.SetFont(serif, "", 12)
	pdf.MultiCell(width, 5.4, list, "", "L", false)
}

// signatureHeight is what a row of signatures takes, in millimetres.
const signatureHeight = 38.0

func drawSignatures(pdf *sheet, s Signatures) {
	pdf.room(signatureHeight)
	width := pdf.text() / float64(len(s.Columns))
	y := pdf.GetY() + 3
	for i, c := range s.Columns {
		x := pdf.left + float64(i)*width
		pdf.SetXY(x, y)
		if c.copies() {
			drawCopies(pdf, c.Role, width)
			continue
		}
		for _, line := range []struct{ style, text string }{{"B", c.Role}, {"", c.Post}} {
			pdf.SetFont(serif, line.style, 13.5)
			pdf.SetX(x)
			pdf.MultiCell(width, 6, line.text, "", "C", false)
		}
		pdf.SetFont(serif, "B", 13.5)
		pdf.SetXY(x, y+28)
		pdf.MultiCell(width, 6, c.Name, "", "C", false)
	}
	pdf.SetXY(pdf.left, y+signatureHeight-3)
}
