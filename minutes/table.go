package minutes

import (
	"strings"
)

// The text of tables: points at most and at least, millimetres a line of the most and
// between the text of a cell and its border (fpdf's own).
const (
	cellPoints, cellPointsMin = 12.5, 9.0
	cellPointsOnePage         = 9.5 // for want of room below the table
	cellLine, cellMargin      = 5.8, 1.0
)

// grid is a table as it fits: the size of letters, the widths of columns and the
// height of a line, in points and millimetres.
type grid struct {
	Table
	points float64
	widths []float64
	line   float64
}

// grid fits a table into a width.
func (t Table) grid(pdf pen, total float64) grid {
	points, widths := t.fit(pdf, total)
	return grid{t, points, widths, cellLine * points / cellPoints}
}

// gridBefore fits a table into a width, and with what takes so much room below into
// what is left of the page where letters a little smaller can do that: a last row
// seldom stands alone on the next.
func (t Table) gridBefore(pdf *sheet, below float64) grid {
	fits := t.grid(pdf.pen, pdf.text())
	left := pdf.height - pdf.low - pdf.GetY() - below - 3
	for points := fits.points; below > 0 && points >= cellPointsOnePage; points -= 0.5 {
		smaller := grid{t, points, t.shared(t.least(pdf.pen, points), pdf.text()), cellLine * points / cellPoints}
		if smaller.height(pdf.pen) <= left {
			return smaller
		}
	}
	return fits
}

// titles are those of the columns.
func (t Table) titles() []string {
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	return titles
}

// height is what the table takes.
func (g grid) height(pdf pen) float64 {
	pdf.SetFont(serif, "B", g.points)
	height := g.rowHeight(pdf, g.titles())
	pdf.SetFont(serif, "", g.points)
	for _, row := range g.Rows {
		height += g.rowHeight(pdf, row)
	}
	return height
}

// fit shares a width among the columns so that no word is broken, and gives
// the size of letters: smaller where the longest words would have no room.
func (t Table) fit(pdf pen, total float64) (points float64, widths []float64) {
	for points = cellPoints; points > cellPointsMin; points -= 0.5 {
		if least := t.least(pdf, points); sum(least) <= total {
			return points, t.shared(least, total)
		}
	}
	return points, t.shared(t.least(pdf, points), total)
}

// least returns what the longest word of each column needs.
func (t Table) least(pdf pen, points float64) []float64 {
	const spare = 0.6 // for another program's idea of the same font
	widths := make([]float64, len(t.Columns))
	widen := func(column int, text string) {
		for word := range strings.FieldsSeq(text) {
			widths[column] = max(widths[column], pdf.GetStringWidth(word)+2*cellMargin+spare)
		}
	}
	pdf.SetFont(serif, "B", points)
	for i, c := range t.Columns {
		widen(i, c.Title)
	}
	pdf.SetFont(serif, "", points)
	for _, row := range t.Rows {
		for i, text := range row {
			widen(i, text)
		}
	}
	return widths
}

// shared returns every column its share of a width, and what a narrow one lacks
// at the cost of those that have more than they need.
func (t Table) shared(least []float64, total float64) []float64 {
	shares := 0
	for _, c := range t.Columns {
		shares += c.Width
	}
	spare := make([]float64, len(least))
	for i, c := range t.Columns {
		spare[i] = max(0, total*float64(c.Width)/float64(shares)-least[i])
	}
	widths, left := make([]float64, len(least)), total-sum(least)
	for i := range widths {
		widths[i] = least[i] + left*spare[i]/max(sum(spare), 1)
	}
	return widths
}

func sum(numbers []float64) float64 {
	total := 0.0
	for _, n := range numbers {
		total += n
	}
	return total
}

// drawTable draws a table whose last row stays on one page with what takes so
// much room below.
func drawTable(pdf *sheet, t Table, below float64) {
	g := t.gridBefore(pdf, below)
	pdf.SetFont(serif, "B", g.points)
	g.draw(pdf, t.titles(), true)
	for i, row := range t.Rows {
		pdf.SetFont(serif, "", g.points)
		need := g.rowHeight(pdf.pen, row)
		if i == len(t.Rows)-1 && below > 0 {
			need += below + 3
		}
		if pdf.GetY()+need > pdf.height-pdf.low {
			pdf.AddPage()
			pdf.SetFont(serif, "B", g.points)
			g.draw(pdf, t.titles(), true)
			pdf.SetFont(serif, "", g.points)
		}
		g.draw(pdf, row, false)
	}
	pdf.Ln(3)
}

func (g grid) rowHeight(pdf pen, row []string) float64 {
	lines := 1
	for i, text := range row {
		lines = max(lines, len(pdf.SplitText(text, g.widths[i])))
	}
	return float64(lines)*g.line + 1.6
}

func (g grid) draw(pdf *sheet, row []string, head bool) {
	x, y, h := pdf.left, pdf.GetY(), g.rowHeight(pdf.pen, row)
	if y+h > pdf.height-pdf.low {
		pdf.AddPage()
		y = pdf.GetY()
	}
	for i, text := range row {
		pdf.Rect(x, y, g.widths[i], h, "D")
		align := "C"
		if !head {
			align = map[Align]string{Left: "L", Center: "C", Right: "R"}[g.Columns[i].Align]
		}
		lines := pdf.SplitText(text, g.widths[i])
		pdf.SetXY(x, y+(h-float64(max(1, len(lines)))*g.line)/2)
		for _, line := range lines {
			pdf.SetX(x)
			pdf.CellFormat(g.widths[i], g.line, line, "", 2, align, false, 0, "")
		}
		x += g.widths[i]
	}
	pdf.SetXY(pdf.left, y+h)
}
