package minutes

import (
	"fmt"
	"io"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// WriteCheckSheets renders the phiếu kiểm tra máy of a round as PDF: its papers as
// they are printed, with known marks on them. The code on each says that it is no
// ballot, and so do the words in the room of the stamp.
func WriteCheckSheets(d ballot.Definition, format ballot.Format, w io.Writer) error {
	sheets := ballot.CheckSheets(d.List)
	p := congress.Printing{Definition: d, N: len(sheets), Format: format}
	if d.CodeMode == string(congress.CodeQR) {
		p.Tokens = make([]ballot.Token, 1)
	}
	press := newPress(p)
	press.pdf.SetTitle("Phiếu kiểm tra máy")
	face := press.template()
	for i, sheet := range sheets {
		left := press.place(i)
		press.pdf.UseTemplateScaled(face, fpdf.PointType{X: left}, press.size())
		if err := press.saysCheck(left, d.CheckCode(i+1), fmt.Sprintf("Tờ %d/%d", i+1, len(sheets))); err != nil {
			return err
		}
		press.pdf.SetLineWidth(0.55)
		press.pdf.SetLineCapStyle("round")
		for row, made := range sheet {
			for _, stroke := range press.strokes(row, made) {
				press.pen(left, stroke)
			}
		}
		press.pdf.SetLineWidth(0.2)
	}
	if err := press.pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: check sheets: %w", err)
	}
	return nil
}

// saysCheck writes where a reader looks at nothing what the sheet is: in the room
// of the stamp, and in that of the code, which papers without codes do not have.
func (pr *press) saysCheck(left float64, code, number string) error {
	stamp, box := pr.geometry.Stamp, pr.geometry.Code
	pr.pdf.SetFont(serif, "B", 8)
	pr.pdf.SetXY(left+mm(stamp.X), mm(stamp.Y)+0.5)
	for _, line := range []string{"PHIẾU KIỂM TRA MÁY", "Không phải phiếu bầu", number} {
		pr.pdf.CellFormat(mm(stamp.W), 3.4, line, "", 2, "C", false, 0, "")
	}
	if box.W == 0 {
		side := stamp.H - 110
		box = ballot.Box{X: stamp.X + (stamp.W-side)/2, Y: stamp.Y + 108, W: side, H: side}
	}
	qr, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("minutes: code: %w", err)
	}
	qr.DisableBorder = true
	drawCode(pr.pdf, qr.Bitmap(), left+mm(box.X), mm(box.Y), mm(box.W))
	return nil
}

// dot is a place on a paper in millimetres.
type dot struct{ x, y float64 }

// pen draws a line from dot to dot.
func (pr *press) pen(left float64, dots []dot) {
	for i := range dots[1:] {
		pr.pdf.Line(left+dots[i].x, dots[i].y, left+dots[i+1].x, dots[i+1].y)
	}
}

// strokes are the lines of a mark in a row, as voters are told to make it.
func (pr *press) strokes(row int, made ballot.CheckRow) [][]dot {
	switch made.Stroke {
	case ballot.StrokeLine:
		return [][]dot{pr.through(row, 0, 0)}
	case ballot.StrokeWave:
		return [][]dot{pr.through(row, 0, 0.5)}
	case ballot.StrokeDouble:
		return [][]dot{pr.through(row, -0.5, 0), pr.through(row, 0.5, 0)}
	case ballot.StrokeCross:
		x, y, side := pr.box(row, made.Mark)
		return [][]dot{{{x + 0.1*side, y + 0.1*side}, {x + 0.9*side, y + 0.9*side}},
			{{x + 0.9*side, y + 0.1*side}, {x + 0.1*side, y + 0.9*side}}}
	case ballot.StrokeTick:
		x, y, side := pr.box(row, made.Mark)
		return [][]dot{{{x + 0.15*side, y + 0.5*side}, {x + 0.4*side, y + 0.85*side}, {x + 0.95*side, y + 0.1*side}}}
	case ballot.StrokeNone:
	}
	return nil
}

// through is a line through the whole name of a row, so much below its middle and
// with waves so high, in millimetres.
func (pr *press) through(row int, below, wave float64) []dot {
	g := pr.geometry
	box, name := g.Rows[row], pr.printing.Definition.List.Candidates[row].Name
	pr.fit(name, "", 2.83*mm(g.Text), mm(g.Columns[1]-g.Columns[0])-3)
	from := mm(g.Table.X+g.Columns[0]) + 1
	to := min(from+pr.pdf.GetStringWidth(name)+4, mm(g.Table.X+g.Columns[1])-1)
	middle := mm(box.Y) + mm(box.H)/2 + below
	const parts = 60
	dots := make([]dot, parts+1)
	for i := range dots {
		t := float64(i) / parts
		dots[i] = dot{from + (to-from)*t, middle + wave*math.Sin(t*5*2*math.Pi)}
	}
	return dots
}

// box is where a mark of a row says what it says, with the length of its side.
func (pr *press) box(row int, mark byte) (x, y, side float64) {
	at := 0
	if mark == ballot.Disagree {
		at = 1
	}
	b := pr.geometry.Boxes[row][at]
	return mm(b.X), mm(b.Y), mm(b.W)
}
