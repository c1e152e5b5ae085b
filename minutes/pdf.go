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
	paragraphSpace        = 1.2  // millimetres below a paragraph

	signaturePoints, signatureLine = 13.5, 6.0
	signatureRoom                  = 16.0 // millimetres for the pen
	copiesPoints, copiesLine       = 12.0, 5.4
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

func newSheet(d Document) *sheet {
	p := d.page()
	return &sheet{newPDF(p.width, p.height), p}
}

func writePDF(w io.Writer, d Document) error {
	pdf, err := sheetOf(d, len(d.Blocks))
	if err != nil {
		return err
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: %s: %w", d.Title, err)
	}
	return nil
}

// sheetOf draws the first n blocks of a document.
func sheetOf(d Document, n int) (*sheet, error) {
	pdf := newSheet(d)
	pdf.SetMargins(pdf.left, pdf.top, pdf.right)
	pdf.SetAutoPageBreak(true, pdf.low)
	pdf.SetTitle(d.Title)
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetHeaderFunc(func() { pageHead(pdf, d) })
	pdf.AddPage()
	for i, b := range d.Blocks[:n] {
		if err := drawBlock(pdf, b, pdf.below(d, i)); err != nil {
			return nil, fmt.Errorf("minutes: %s: %w", d.Title, err)
		}
	}
	return pdf, nil
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
	for _, line := range titleLines(pdf.pen, t.About, pdf.text()) {
		pdf.CellFormat(pdf.text(), 6.6, line, "", 2, "C", false, 0, "")
	}
	pdf.CellFormat(pdf.text(), 4, dashes, "", 2, "C", false, 0, "")
	pdf.Ln(3)
}

// style are the letters of a paragraph.
func (p Paragraph) style() string {
	style := ""
	if p.Bold {
		style += "B"
	}
	if p.Italic {
		style += "I"
	}
	return style
}

// set is the text of a paragraph as it is set.
func (p Paragraph) set() string {
	if p.Indent {
		return strings.Repeat(tie, 6) + tied(p.Text)
	}
	return tied(p.Text)
}

func drawParagraph(pdf *sheet, p Paragraph, below float64) {
	align := map[Align]string{Left: "L", Center: "C", justified: "J"}[p.align()]
	lines := len(pdf.lines(p))
	if below > 0 {
		pdf.room(float64(lines)*lineHeight + paragraphSpace + below)
	}
	pdf.whole(lines)
	pdf.SetFont(serif, p.style(), bodySize)
	pdf.MultiCell(pdf.text(), lineHeight, p.set(), "", align, false)
	pdf.Ln(paragraphSpace)
}

// cutCopies parts "Nơi nhận:" from the list of those who get a copy.
func cutCopies(role string) (title, list string, ok bool) { return strings.Cut(role, "\n") }

// drawCopies draws "Nơi nhận:" and those who get a copy.
func drawCopies(pdf *sheet, text string, width float64) {
	title, list, _ := cutCopies(text)
	pdf.SetFont(serif, "U", signaturePoints)
	pdf.CellFormat(width, signatureLine, title, "", 2, "L", false, 0, "")
	pdf.SetFont(serif, "", copiesPoints)
	pdf.MultiCell(width, copiesLine, list, "", "L", false)
}

func drawSignatures(pdf *sheet, s Signatures) {
	names, height := pdf.signing(s)
	pdf.room(height)
	width := pdf.text() / float64(len(s.Columns))
	top := pdf.GetY()
	for i, c := range s.Columns {
		x, y := pdf.left+float64(i)*width, top+3
		pdf.SetXY(x, y)
		if c.copies() {
			drawCopies(pdf, c.Role, width)
			continue
		}
		for _, line := range []struct{ style, text string }{{"B", c.Role}, {"", c.Post}} {
			pdf.SetFont(serif, line.style, signaturePoints)
			pdf.SetX(x)
			pdf.MultiCell(width, signatureLine, line.text, "", "C", false)
		}
		pdf.SetFont(serif, "B", signaturePoints)
		pdf.SetXY(x, y+names)
		pdf.MultiCell(width, signatureLine, c.Name, "", "C", false)
	}
	pdf.SetXY(pdf.left, top+height)
}
