package minutes

import (
	"fmt"
	"io"
	"time"

	"github.com/skip2/go-qrcode"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/words"
)

// WritePapers renders the papers of a printing as PDF, a page a paper, or two
// papers a sheet. Pages differ in their codes alone, and stand in the order
// in which the caller shuffled them.
func WritePapers(p congress.Printing, w io.Writer) error {
	press := newPress(p)
	for i := range p.N {
		var token *ballot.Token
		if len(p.Tokens) > 0 {
			token = &p.Tokens[i]
		}
		if err := press.paper(i, token); err != nil {
			return err
		}
	}
	if err := press.pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: papers: %w", err)
	}
	return nil
}

// press draws one paper after another.
type press struct {
	pdf      pen
	printing congress.Printing
	geometry ballot.Geometry
	tag      ballot.RoundTag
	twoUp    bool
}

func newPress(p congress.Printing) *press {
	g := ballot.Layout(p.Definition.List, p.Format, len(p.Tokens) > 0)
	width, height := mm(g.Page.W), mm(g.Page.H)
	pr := &press{printing: p, geometry: g, tag: p.Definition.Tag(), twoUp: p.Format == ballot.FormatA5TwoUp}
	if pr.twoUp {
		pr.pdf = newPDF(297, 210)
	} else {
		pr.pdf = newPDF(width, height)
	}
	pr.pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pr.pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pr.pdf.SetTitle("Phiếu bầu cử")
	return pr
}

// paper draws the next paper.
func (pr *press) paper(i int, token *ballot.Token) error {
	left := 0.0
	if !pr.twoUp || i%2 == 0 {
		pr.pdf.AddPage()
	} else {
		left = 148.5
		pr.pdf.SetDrawColor(150, 150, 150)
		pr.pdf.SetDashPattern([]float64{2, 2}, 0)
		pr.pdf.Line(left, 0, left, 210)
		pr.pdf.SetDashPattern(nil, 0)
		pr.pdf.SetDrawColor(0, 0, 0)
	}
	pr.face(left)
	if token != nil {
		return pr.code(left, *token)
	}
	return nil
}

// face draws what all papers share.
func (pr *press) face(left float64) {
	d := pr.printing.Definition
	small := pr.printing.Format == ballot.FormatA6
	if d.Rehearsal {
		pr.watermark(left)
	}
	pr.pdf.SetFillColor(0, 0, 0)
	for _, c := range pr.geometry.Corners {
		pr.pdf.Rect(left+mm(c.X), mm(c.Y), mm(c.W), mm(c.H), "F")
	}
	pr.header(left, small)
	pr.title(left, small)
	pr.table(left)
}

func (pr *press) header(left float64, small bool) {
	b := pr.geometry.Header
	x, y, w := left+mm(b.X), mm(b.Y), mm(b.W)
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

func (pr *press) title(left float64, small bool) {
	d := pr.printing.Definition
	b := pr.geometry.Title
	x, w := left+mm(b.X), mm(b.W)
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

func (pr *press) table(left float64) {
	g := pr.geometry
	x := left + mm(g.Table.X)
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
			pr.pdf.Rect(left+mm(b.X), mm(b.Y), mm(b.W), mm(b.H), "D")
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

func (pr *press) watermark(left float64) {
	w, h := mm(pr.geometry.Page.W), mm(pr.geometry.Page.H)
	drawWatermark(pr.pdf, left+w/2, h*0.62, w/5)
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

// code draws the QR code as runs of dark modules.
func (pr *press) code(left float64, token ballot.Token) error {
	qr, err := qrcode.New(ballot.EncodeCode(pr.tag, token), qrcode.High)
	if err != nil {
		return fmt.Errorf("minutes: code: %w", err)
	}
	qr.DisableBorder = true
	b := pr.geometry.Code
	drawCode(pr.pdf, qr.Bitmap(), left+mm(b.X), mm(b.Y), mm(b.W))
	return nil
}

// drawCode draws a bitmap with a quiet zone of four modules.
func drawCode(pdf pen, bitmap [][]bool, x, y, side float64) {
	module := side / float64(len(bitmap)+8)
	for r, line := range bitmap {
		for c := 0; c < len(line); c++ {
			start := c
			for c < len(line) && line[c] {
				c++
			}
			if c > start {
				pdf.Rect(x+float64(start+4)*module, y+float64(r+4)*module, float64(c-start)*module, module, "F")
			}
		}
	}
}

// mm is a length in the unit of the PDF writer.
func mm(l ballot.Length) float64 { return float64(l) / 10 }
