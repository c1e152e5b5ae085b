package minutes

import (
	"fmt"
	"io"
	"time"

	"github.com/skip2/go-qrcode"
)

// Slip hands an account to its person: who, as what, and the address with a
// code at which they choose a password that nobody else knows.
type Slip struct {
	Name, Duty, Organisation, Login string
	Address                         string // where they choose it
	Code                            string // with what
}

// Slips writes slips to cut and hand out, eight on an A4 sheet.
func Slips(w io.Writer, slips []Slip) error {
	pdf := newPDF(pageWidth, pageHeight)
	pdf.SetTitle("Phiếu cấp tài khoản")
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	for i, s := range slips {
		if i%8 == 0 {
			pdf.AddPage()
			pdf.SetDrawColor(150, 150, 150)
			pdf.SetDashPattern([]float64{2, 2}, 0)
			pdf.Line(pageWidth/2, 5, pageWidth/2, pageHeight-5)
			for row := 1; row < 4; row++ {
				pdf.Line(5, 8.5+float64(row)*70, pageWidth-5, 8.5+float64(row)*70)
			}
			pdf.SetDashPattern(nil, 0)
			pdf.SetDrawColor(0, 0, 0)
		}
		if err := drawSlip(pdf, s, 8+float64(i%2)*pageWidth/2, 13+float64(i%8/2)*70); err != nil {
			return err
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: slips: %w", err)
	}
	return nil
}

func drawSlip(pdf pen, s Slip, x, y float64) error {
	const width, code = 88.0, 32.0
	line := func(style string, size, height, width float64, text string) {
		pdf.SetX(x)
		pdf.SetFont(serif, style, size)
		pdf.MultiCell(width, height, text, "", "L", false)
	}
	pdf.SetY(y)
	line("B", 14, 6, width, s.Name)
	line("", 11, 5, width, s.Duty+" – "+s.Organisation)
	top := pdf.GetY() + 1
	qr, err := qrcode.New(s.Address+"?ma="+s.Code, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("minutes: slip: %w", err)
	}
	qr.DisableBorder = true
	drawCode(pdf, qr.Bitmap(), x+width-code, top, code)
	pdf.SetY(top + 1)
	line("", 11, 5, width-code-2, "Tên đăng nhập:")
	line("B", 13, 6, width-code-2, s.Login)
	line("", 9.5, 4.4, width-code-2,
		"Quét mã, hoặc mở địa chỉ và gõ mã dưới đây, rồi tự chọn mật khẩu; không ai khác biết. "+
			"Mã dùng một lần, trong 7 ngày.")
	pdf.SetY(max(pdf.GetY(), top+code) + 1)
	line("", 8.5, 4, width, s.Address)
	line("B", 11, 5, width, "Mã: "+s.Code)
	return nil
}
