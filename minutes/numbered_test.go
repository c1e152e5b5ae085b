package minutes_test

import (
	"strings"
	"testing"

	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// Pages are numbered from the second on, in the PDF and as LibreOffice sets the
// DOCX, also where a paper begins with a table, as every head is one.
func TestPagesAreNumberedFromTheSecondOn(t *testing.T) {
	d := endingWith(60, minutes.Paragraph{Text: "Lời cuối của biên bản."})
	d.Blocks = append([]minutes.Block{minutes.Heading{Upper: "CHI BỘ", Lower: "BAN KIỂM PHIẾU"}}, d.Blocks...)
	for by, pdf := range map[string][]byte{"PDF": pdfOf(t, d),
		"LibreOffice": byLibreOffice(t, map[string]minutes.Document{"d": d})["d"]} {
		pages := strings.Split(strings.TrimRight(papertest.PDF(t, pdf), "\f"), "\f")
		if len(pages) < 2 {
			t.Fatalf("%s: %d pages", by, len(pages))
		}
		for i, page := range pages {
			first, _, _ := strings.Cut(strings.TrimLeft(page, "\n "), "\n")
			if got := strings.TrimSpace(first) == string(rune('1'+i)); got != (i > 0) {
				t.Errorf("%s: page %d begins with %q", by, i+1, first)
			}
		}
	}
}
