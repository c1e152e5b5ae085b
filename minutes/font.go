package minutes

import (
	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// serif is the one face of all papers; it has the metrics of Times New Roman
// and all Vietnamese letters.
const serif = "LiberationSerif"

// newPDF starts a PDF of pages of the given size with the fonts loaded. It
// carries no time and no author.
func newPDF(width, height float64) pen {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	pdf.AddUTF8FontFromBytes(serif, "", liberationserifregular.TTF)
	pdf.AddUTF8FontFromBytes(serif, "B", liberationserifbold.TTF)
	pdf.AddUTF8FontFromBytes(serif, "I", liberationserifitalic.TTF)
	pdf.AddUTF8FontFromBytes(serif, "BI", liberationserifbolditalic.TTF)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true) // the same paper is the same bytes
	pdf.SetProducer("kiemphieu", false)
	return pen{pdf}
}
