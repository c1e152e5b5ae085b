package minutes

import (
	"fmt"
	"io"
	"time"

	"github.com/skip2/go-qrcode"

	"kiemphieu/congress"
)

// Labels writes a label for every sheaf, eight on an A4 sheet: its number, its
// size and a code that names round and sheaf.
func Labels(w io.Writer, r congress.Report) error {
	pdf := newPDF(pageWidth, pageHeight)
	pdf.SetTitle("Nhãn tập phiếu")
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	tag := r.Definition.Tag()
	for i, size := range r.Sheaves {
		if i%8 == 0 {
			pdf.AddPage()
		}
		x, y := 10+float64(i%2)*95, 10+float64(i%8/2)*70
		pdf.Rect(x, y, 92, 66, "D")
		qr, err := qrcode.New(fmt.Sprintf("KPS1:%X:%d", tag[:], i+1), qrcode.High)
		if err != nil {
			return fmt.Errorf("minutes: label: %w", err)
		}
		qr.DisableBorder = true
		drawCode(pdf, qr.Bitmap(), x+56, y+28, 34)
		pdf.SetXY(x+3, y+3)
		pdf.SetFont(serif, "", 11)
		pdf.MultiCell(86, 5, r.Congress.Title+" – "+BallotTitle(r.Definition), "", "L", false)
		pdf.SetXY(x+3, y+30)
		pdf.SetFont(serif, "B", 40)
		pdf.CellFormat(52, 18, fmt.Sprintf("Tập %d", i+1), "", 2, "L", false, 0, "")
		pdf.SetFont(serif, "", 16)
		pdf.CellFormat(52, 10, fmt.Sprintf("%d phiếu", size), "", 0, "L", false, 0, "")
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: labels: %w", err)
	}
	return nil
}
