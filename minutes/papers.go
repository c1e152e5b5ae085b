package minutes

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/words"
)

// WritePapers renders the papers of a printing as PDF, a page a paper, or two
// papers a sheet. Pages differ in their codes alone, and stand in the order
// in which the caller shuffled them. What all papers share is drawn once.
func WritePapers(p congress.Printing, w io.Writer) error {
	codes := make([][]byte, len(p.Tokens))
	wait := makeCodes(p, codes)
	press := newPress(p)
	face := press.template()
	wait()
	for i := range p.N {
		left := press.place(i)
		press.pdf.UseTemplateScaled(face, fpdf.PointType{X: left}, press.size())
		if len(codes) > 0 {
			b := press.geometry.Code
			drawModules(press.pdf, symbolSide, codes[i], left+mm(b.X), mm(b.Y), mm(b.W))
		}
	}
	if err := press.pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: papers: %w", err)
	}
	return nil
}

// makeCodes begins to make the codes of a printing, on all processors; they are
// made when wait returns.
func makeCodes(p congress.Printing, codes [][]byte) (wait func()) {
	tag := p.Definition.Tag()
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for first := range workers {
		group.Go(func() {
			for i := first; i < len(codes); i += workers {
				codes[i] = codeOf(tag, &p.Tokens[i])
			}
			codeOf(tag, &ballot.Token{}) // where the last one stood on the stack
		})
	}
	return group.Wait
}

func codeOf(tag ballot.RoundTag, token *ballot.Token) []byte {
	var text [64]byte
	var s symbol
	s.draw(ballot.AppendCode(text[:0], tag, token))
	return s.pack()
}

// press draws one paper after another.
type press struct {
	pdf      pen
	printing congress.Printing
	geometry ballot.Geometry
	twoUp    bool
}

func newPress(p congress.Printing) *press {
	g := ballot.Layout(p.Definition.List, p.Format, len(p.Tokens) > 0)
	pr := &press{printing: p, geometry: g, twoUp: p.Format == ballot.FormatA5TwoUp}
	if pr.twoUp {
		pr.pdf = newPDF(297, 210)
	} else {
		pr.pdf = newPDF(mm(g.Page.W), mm(g.Page.H))
	}
	pr.pdf.SetCompression(false) // a page is a few hundred bytes: packing it costs more than it saves
	pr.pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pr.pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pr.pdf.SetTitle("Phiếu bầu cử")
	return pr
}

// size is that of one paper.
func (pr *press) size() fpdf.SizeType {
	return fpdf.SizeType{Wd: mm(pr.geometry.Page.W), Ht: mm(pr.geometry.Page.H)}
}

// template draws the face of a paper to be laid on each.
func (pr *press) template() fpdf.Template {
	return pr.pdf.CreateTemplateCustom(fpdf.PointType{}, pr.size(), func(t *fpdf.Tpl) {
		t.SetAutoPageBreak(false, 0)
		on := *pr
		on.pdf = pen{&t.Fpdf}
		on.face()
	})
}

// place makes room for the next paper and tells where it begins on the sheet;
// a dashed line shows where two papers are cut apart.
func (pr *press) place(i int) float64 {
	if !pr.twoUp || i%2 == 0 {
		pr.pdf.AddPage()
		return 0
	}
	const middle = 148.5
	pr.pdf.SetDrawColor(150, 150, 150)
	pr.pdf.SetDashPattern([]float64{2, 2}, 0)
	pr.pdf.Line(middle, 0, middle, 210)
	pr.pdf.SetDashPattern(nil, 0)
	pr.pdf.SetDrawColor(0, 0, 0)
	return middle
}

// face draws what all papers share.
func (pr *press) face() {
	small := pr.printing.Format == ballot.FormatA6
	if pr.printing.Definition.Rehearsal {
		pr.watermark()
	}
	pr.pdf.SetFillColor(0, 0, 0)
	for _, c := range pr.geometry.Corners {
		pr.pdf.Rect(mm(c.X), mm(c.Y), mm(c.W), mm(c.H), "F")
	}
	pr.header(small)
	pr.title(small)
	pr.table()
}

func (pr *press) header(small bool) {
	b := pr.geometry.Header
	x, y, w := mm(b.X), mm(b.Y), mm(b.W)
	size := 11.5
	if small {
		size = 8
	}
	pr.pdf.SetFont(serif, "B", size)
	party := "ĐẢNG CỘNG SẢN VIỆT NAM"
	pr.pdf.SetXY(x, y+1)
	pr.pdf.CellFormat(w, size*0.45, party, "", 1, "C", false, 0, "")
	line := pr.pdf.GetStringWidth(party)
	pr.pdf.Line(x+(w-line)/2, y+size*0.45+1.4, x+(w+line)/2, y+size*0.45+1.4)
	pr.pdf.SetFont(serif, "B", size-1.5)
	pr.pdf.SetXY(x, y+size*0.45+3.5)
	pr.pdf.MultiCell(w, size*0.42, upper(pr.printing.Definition.Congress), "", "C", false)
	pr.pdf.SetFont(serif, "", size-1.5)
	pr.pdf.SetX(x)
	pr.pdf.CellFormat(w, size*0.45, "Nhiệm kỳ "+pr.printing.Definition.Term, "", 1, "C", false, 0, "")
}

func (pr *press) title(small bool) {
	d := pr.printing.Definition
	b := pr.geometry.Title
	x, w := mm(b.X), mm(b.W)
	big := 16.0
	if small {
		big = 12
	}
	pr.pdf.SetFont(serif, "B", big)
	pr.pdf.SetXY(x, mm(b.Y))
	pr.pdf.CellFormat(w, big*0.45, "PHIẾU BẦU CỬ", "", 1, "C", false, 0, "")
	pr.pdf.SetFont(serif, "B", big-3)
	pr.pdf.SetX(x)
	pr.pdf.MultiCell(w, (big-3)*0.45, BallotTitle(d), "", "C", false)
	pr.pdf.SetFont(serif, "", big-4)
	pr.pdf.SetX(x)
	pr.pdf.CellFormat(w, (big-3)*0.48, fmt.Sprintf("Số lượng cần bầu: %02d đồng chí", d.List.Seats), "", 1, "C", false,
		0, "")
	pr.pdf.SetFont(serif, "I", big-5.5)
	pr.pdf.SetX(x)
	pr.pdf.MultiCell(w, (big-5)*0.44, hint(d), "", "C", false)
}

// BallotTitle says what the ballot elects, as on the paper.
func BallotTitle(d ballot.Definition) string {
	title := "Bầu " + OfficeName(d.Office, d.Contest)
	if d.InTerm {
		title = "Bầu bổ sung " + OfficeName(d.Office, d.Contest)
	}
	switch {
	case d.Kind == ballot.TieBreak:
		title += fmt.Sprintf(" (lần %d – bầu lại giữa những người ngang phiếu)", d.Round)
	case d.Round > 1:
		title += fmt.Sprintf(" (lần %d)", d.Round)
	}
	return title
}

// OfficeName names an office within a sentence; title is that of an "other" contest.
func OfficeName(o ballot.Office, title string) string {
	switch name := words.Lower(words.Of("office", o)); o {
	case ballot.Secretary, ballot.Deputy:
		return name + " chi bộ"
	case ballot.Committee, ballot.Delegates, ballot.Alternates:
		return name
	case ballot.Other:
	}
	return title
}

// hint tells the voter how to mark this style.
func hint(d ballot.Definition) string {
	if d.Style == ballot.CrossOut {
		return "Không bầu ai, đồng chí gạch ngang giữa cả họ và tên người đó. Để lại không quá số lượng cần bầu."
	}
	return "Đồng chí đánh dấu X vào một ô Đồng ý hoặc Không đồng ý ở mỗi hàng."
}

func (pr *press) table() {
	g := pr.geometry
	x := mm(g.Table.X)
	head := g.Rows[0].Y - g.Table.Y
	pr.pdf.SetLineWidth(0.25)
	pr.row(x, g.Table.Y, head, []string{"Số TT", "Họ và tên", "Đồng ý", "Không đồng ý"}, "B",
		2.83*float64(min(g.Text, 38))/10)
	size := 2.83 * mm(g.Text)
	for i, c := range pr.printing.Definition.List.Candidates {
		pr.row(x, g.Rows[i].Y, g.Rows[i].H, []string{fmt.Sprint(i + 1), c.Name, "", ""}, "", size)
	}
	for _, boxes := range g.Boxes {
		for _, b := range boxes {
			pr.pdf.Rect(mm(b.X), mm(b.Y), mm(b.W), mm(b.H), "D")
		}
	}
}

// row draws one line of the table; a long name is written smaller, never cut.
func (pr *press) row(x float64, y, h Length, texts []string, style string, size float64) {
	from := Length(0)
	for i, to := range pr.geometry.Columns {
		width := mm((to - from))
		left := x + mm(from)
		pr.pdf.Rect(left, mm(y), width, mm(h), "D")
		pr.fit(texts[i], style, size, width-3)
		align := "C"
		if i == 1 && style == "" {
			align = "L"
		}
		pr.pdf.SetXY(left+1, mm(y))
		pr.pdf.CellFormat(width-2, mm(h), texts[i], "", 0, align+"M", false, 0, "")
		from = to
	}
}

// Length is a distance on paper.
type Length = ballot.Length

// fit sets the font so that the text has room.
func (pr *press) fit(text, style string, size, width float64) {
	for pr.pdf.SetFont(serif, style, size); size > 5 && pr.pdf.GetStringWidth(text) > width; pr.pdf.SetFont(serif,
		style, size) {
		size -= 0.5
	}
}

func (pr *press) watermark() {
	w, h := mm(pr.geometry.Page.W), mm(pr.geometry.Page.H)
	drawWatermark(pr.pdf, w/2, h*0.62, w/5)
}

// drawWatermark writes DIỄN TẬP across a page.
func drawWatermark(pdf pen, x, y, size float64) {
	pdf.TransformBegin()
	pdf.TransformRotate(45, x, y)
	pdf.SetFont(serif, "B", size*2.83)
	pdf.SetTextColor(225, 205, 205)
	text := "DIỄN TẬP"
	pdf.Text(x-pdf.GetStringWidth(text)/2, y+size/3, text)
	pdf.SetTextColor(0, 0, 0)
	pdf.TransformEnd()
}

// drawCode draws a bitmap with a quiet zone of four modules.
func drawCode(pdf pen, bitmap [][]bool, x, y, side float64) {
	n := len(bitmap)
	rows := make([]byte, 0, n*(n+7)/8)
	for _, line := range bitmap {
		row := make([]byte, (n+7)/8)
		for c, dark := range line {
			if dark {
				row[c/8] |= 0x80 >> (c % 8)
			}
		}
		rows = append(rows, row...)
	}
	drawModules(pdf, n, rows, x, y, side)
}

// drawModules draws n rows of n modules as a mask of a bit a module.
func drawModules(pdf pen, n int, rows []byte, x, y, side float64) {
	module := side / float64(n+8)
	_, height := pdf.GetPageSize()
	points := pdf.GetConversionRatio()
	left, low, size := points*(x+4*module), points*(height-y-float64(n+4)*module), points*float64(n)*module
	pdf.RawWriteStr(fmt.Sprintf("q %.3f 0 0 %.3f %.3f %.3f cm BI /W %d /H %d /IM true /D [1 0] /F /AHx ID %x> EI Q",
		size, size, left, low, n, n, rows))
}

// mm is a length in the unit of the PDF writer.
func mm(l ballot.Length) float64 { return float64(l) / 10 }
