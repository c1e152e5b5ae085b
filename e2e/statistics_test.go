package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// The superior's statistics of the ward S0: the page, the units behind a
// number, spreadsheet, CSV and report carry the same figures.
func TestE2EStatisticsOfTheWard(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("danguy")
	h.follow("Thống kê")
	h.must("chi bộ đã đại hội", "Cơ cấu chi ủy: đạt", "Theo đơn vị:", "bình quân")
	h.shot("statistics")
	wardOnTwoPages(h)
	base := eval[string](h, "location.pathname")
	number := func(figure string) string {
		return eval[string](h, fmt.Sprintf(
			`[...document.links].find((a) => new URL(a.href).pathname.endsWith("/chi-bo/%s")).textContent.trim()`, figure))
	}
	want := map[string]string{}
	for _, figure := range []string{"held", "elected", "reelected", "new", "women", "secretaries"} {
		want[figure], _, _ = strings.Cut(number(figure), "/") // of how many, stands behind
	}
	if size := eval[int](h, `new Blob([document.documentElement.outerHTML]).size`); size > 200<<10 {
		t.Errorf("the page has %d bytes", size)
	}
	csv := eval[string](h, fmt.Sprintf(
		`(() => { const r = new XMLHttpRequest(); r.open("GET", %q, false); r.send(); return r.responseText; })()`,
		base+"/tai/thong-ke.csv"))
	for _, line := range []string{"Trúng cử;" + want["elected"], "Nữ;" + want["women"]} {
		if !strings.Contains(csv, line) && !strings.Contains(csv, strings.ReplaceAll(line, ";", ",")) {
			t.Errorf("CSV lacks %s:\n%.600s", line, csv)
		}
	}
	for _, name := range []string{"thong-ke.xlsx", "bao-cao.docx", "bao-cao.pdf"} {
		if status := eval[int](h, fmt.Sprintf(
			`(() => { const r = new XMLHttpRequest(); r.open("GET", %q, false); r.send(); return r.status; })()`,
			base+"/tai/"+name)); status != 200 {
			t.Errorf("%s: %d", name, status)
		}
	}
	h.visit(base + "/chi-bo/women")
	sum := eval[string](h,
		`String([...document.querySelectorAll("tbody td.n")].reduce((n, td) => n + Number(td.innerText), 0))`)
	if sum != want["women"] {
		t.Errorf("the units have %s women, the page says %s", sum, want["women"])
	}
	h.shot("units")
	h.visit(base + "?women=abc")
	h.must("không phải là số")
}

// wardOnTwoPages prints the page: two sheets of A4 have every section, and the
// name of every cell stands on one line.
func wardOnTwoPages(h *hall) {
	h.t.Helper()
	pdf, err := chromedp.Run(h.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	check(h.t, err)
	h.keepPDF("/statistics", pdf)
	text := papertest.PDF(h.t, pdf)
	if pages := strings.Count(text, "\f"); pages > 2 {
		h.t.Errorf("the statistics take %d pages", pages)
	}
	names := eval[string](h, `[...document.querySelectorAll(".units tbody th, .report :is(h2, h3)")]
		.filter((e) => !e.closest("section.no-print")).map((e) => e.textContent.trim()).join("\n")`)
	for name := range strings.SplitSeq(names, "\n") {
		if !strings.Contains(text, name) {
			h.t.Errorf("on paper %q is missing, or broken over lines:\n%s", name, text)
		}
	}
	for _, section := range []string{"units", "seats", "committee", "age", "education", "theory", "secretaries",
		"deputies", "nominations", "shares", "delegates", "in_term", "papers", "invalid"} {
		if !strings.Contains(text, minutes.StatisticSection(section)) {
			h.t.Errorf("on paper there is no %q", minutes.StatisticSection(section))
		}
	}
}
