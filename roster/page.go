package roster

import (
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// SetUpPage makes a sheet one that prints: A4 lying, as wide as the page and
// as many pages long as it takes, the head row (from 1) on each of them, with
// page numbers below.
func SetUpPage(f *excelize.File, sheet string, head int) error {
	paper, landscape, wide, long := 9, "landscape", 1, 0
	left, upper, fit := 0.6, 0.8, true
	err := errors.Join(
		f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide,
			FitToHeight: &long}),
		f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &left, Right: &left, Top: &upper,
			Bottom: &upper}),
		f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&A&RTrang &P/&N"}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, head, head)}),
	)
	if err != nil {
		return fmt.Errorf("roster: page of %s: %w", sheet, err)
	}
	return nil
}
