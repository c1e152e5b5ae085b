package minutes_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// wardBook loads the statistics of the finished ward of S0.
func wardBook(t *testing.T) (ward, minutes.StatisticsBook) {
	t.Helper()
	w, ctx := openWard(t), context.Background()
	b := minutes.StatisticsBook{Missed: map[string][]statistics.Unit{}}
	var err error
	filter := statistics.Filter{Term: "2022–2025"}
	b.Statistics, err = w.sums.Of(ctx, w.superior.OrgPath, filter)
	must(t, err)
	b.Below, err = w.sums.Below(ctx, w.superior.OrgPath, filter)
	must(t, err)
	for _, target := range b.Statistics.Targets {
		b.Missed[target.Name], _, err = w.sums.Units(ctx, w.superior.OrgPath, filter, target.Missed.Name)
		must(t, err)
	}
	return w, b
}

// S0: the ward reads 39 seats, 39 elected, 24 reelected, 15 new, 9 women, as
// its summary does; every cell is full at the first ballot.
func TestS0StatisticsReadAsReported(t *testing.T) {
	t.Parallel()
	w, b := wardBook(t)
	s := b.Statistics
	for figure, n := range map[string]int{"cells": 11, "without": 0, "held": 11, "ratified": 11, "pilot": 2,
		"seats": 39, "elected": 39, "open_seats": 0, "reelected": 24, "new": 15, "women": 9,
		"full_units": 11, "short_units": 0, "one_round": 11, "several_rounds": 0, "secretaries": 11, "deputies": 11,
		"by_committee": 50, "listed": 50, "surplus": 11, "age_unknown": 0, "edu_unknown": 0} {
		if s.N(figure) != n {
			t.Errorf("%s: %d, want %d", figure, s.N(figure), n)
		}
	}
	sum, err := w.ratify.SummaryOf(context.Background(), w.superior.OrgPath, nil)
	must(t, err)
	if got := (ratify.Total{Cells: s.N("cells"), Held: s.N("held"), Ratified: s.N("ratified"), Pilots: s.N("pilot"),
		Seats: s.N("seats"), Elected: s.N("elected"),
		Reelected: s.N("reelected"), New: s.N("new"), Female: s.N("women")}); got != sum {
		t.Errorf("statistics %+v, summary %+v", got, sum)
	}
	for _, section := range []string{"age", "education", "theory", "shares"} {
		n := 0
		for _, f := range s.Sections[slices.IndexFunc(s.Sections, func(p statistics.Section) bool {
			return p.Name == section
		})].Figures {
			n += f.N
		}
		if n != 39 {
			t.Errorf("%s adds up to %d", section, n)
		}
	}
	if s.N("handed_out") != s.N("returned") || s.N("valid")+s.N("invalid") != s.N("returned") || s.N("returned") == 0 {
		t.Errorf("papers do not add up")
	}
}

// Every figure, section and target has Vietnamese words.
func TestStatisticsHaveWords(t *testing.T) {
	t.Parallel()
	_, b := wardBook(t)
	for _, section := range b.Statistics.Sections {
		if minutes.StatisticSection(section.Name) == "" {
			t.Errorf("section %s has no words", section.Name)
		}
		for _, f := range section.Figures {
			if minutes.StatisticFigure(f.Name, 40) == "" || minutes.StatisticFigure(f.Name, 40) == f.Name {
				t.Errorf("figure %s has no words", f.Name)
			}
		}
	}
	for _, target := range b.Statistics.Targets {
		if minutes.StatisticTarget(target.Name, 40) == "" {
			t.Errorf("target %s has no words", target.Name)
		}
	}
}

// The report is two pages and carries the figures in PDF and DOCX.
func TestStatisticsReportIsTwoPages(t *testing.T) {
	t.Parallel()
	_, b := wardBook(t)
	d := minutes.StatisticsReport(b, "2022-08-15")
	pdf := papertest.PDF(t, pdfOf(t, d))
	if pages := strings.Count(pdf, "\f"); pages != 2 {
		t.Errorf("%d pages", pages)
	}
	for _, unit := range b.Below {
		if name := unit.Organisation.Name; !strings.Contains(pdf, name) {
			t.Errorf("the name %s is missing, or broken over lines", name)
		}
	}
	for kind, text := range map[string]string{"PDF": pdf, "DOCX": papertest.DOCX(t, docxOf(t, d))} {
		flat := strings.Join(strings.Fields(text), " ")
		for _, phrase := range []string{"BÁO CÁO", "ĐẢNG BỘ PHƯỜNG KỲ TRINH", "có 11 chi bộ",
			"trúng cử: 39/39 (100,00%)",
			"tái cử: 24/39 (61,54%)", "tham gia lần đầu: 15/39 (38,46%)", "nữ: 9/39 (23,08%)",
			"chi bộ bầu đủ số lượng: 11/11", "I. Tiến độ", "II. Kết quả bầu cử", "Nguồn giới thiệu:", "Phiếu bầu",
			"Lý do không hợp lệ:", "III. Cơ cấu, chất lượng", "Trình độ chuyên môn:", "Lý luận chính trị:",
			"Phó bí thư: 11", "Đại biểu dự đại hội cấp trên:", "Bầu bổ sung trong nhiệm kỳ:",
			"IV. Thực hiện cơ cấu", "V. Kết quả từng đơn vị", "VI. Hạn chế"} {
			if !strings.Contains(flat, phrase) {
				t.Errorf("%s lacks %q", kind, phrase)
			}
		}
	}
}

// The spreadsheet has numbers as numbers; what begins like a formula is text,
// there and in the CSV.
func TestStatisticsSheetsAndCSV(t *testing.T) {
	t.Parallel()
	_, b := wardBook(t)
	b.Below[0].Organisation.Name, b.Statistics.Organisation.Name = "=1+1", "=2+2"
	b.Missed["women"] = []statistics.Unit{{Organisation: b.Below[0].Organisation}}
	var book, list bytes.Buffer
	must(t, minutes.StatisticsXLSX(&book, b))
	must(t, minutes.StatisticsCSV(&list, b.Statistics))
	f, err := excelize.OpenReader(&book)
	must(t, err)
	if got := fmt.Sprint(f.GetSheetList()); got != "[Thống kê Cơ cấu Từng đơn vị Chưa đạt cơ cấu]" {
		t.Errorf("sheets %s", got)
	}
	units, err := f.GetRows("Từng đơn vị")
	must(t, err)
	missed, err := f.GetRows("Chưa đạt cơ cấu")
	must(t, err)
	if len(units) != 3+11+1 || units[3][1] != "'=1+1" || units[14][1] != "Cộng" || units[14][6] != "39" ||
		missed[3][2] != "'=1+1" {
		t.Errorf("units %q, missed %q", units, missed)
	}
	if kind, err := f.GetCellType("Từng đơn vị", "G15"); err != nil || kind != excelize.CellTypeUnset {
		t.Errorf("the sum is of type %v, %v", kind, err)
	}
	text := list.String()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	must(t, err)
	if !strings.HasPrefix(text, "\ufeff") || rows[0][1] != "'=2+2" || !slices.ContainsFunc(rows,
		func(r []string) bool { return r[1] == "Nữ" && r[2] == "9" && r[3] == "39" && r[4] == "23,08%" }) {
		t.Errorf("%q", text)
	}
}

// No text of a CSV file becomes a formula, whichever sign a spreadsheet divides lines by.
func TestStatisticsCSVHoldsNoFormula(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"=1+1", "＝1+1", "Chi bộ A;=HYPERLINK(1)", `Chi bộ A; "=1+1`, "Chi bộ A|+1", "Chi bộ A,@SUM(1)",
		`A","=1+1`, "A;;-1"} {
		s := statistics.Statistics{}
		s.Organisation.Name = name
		var out bytes.Buffer
		must(t, minutes.StatisticsCSV(&out, s))
		for _, divider := range []rune{',', ';', '\t', '|'} {
			list := csv.NewReader(bytes.NewReader(out.Bytes()))
			list.Comma, list.LazyQuotes, list.FieldsPerRecord = divider, true, -1
			rows, err := list.ReadAll()
			must(t, err)
			for _, cell := range rows[0] {
				begun := strings.TrimLeft(cell, " \"\ufeff")
				if begun != "" && strings.ContainsAny(begun[:1], "=+-@") || strings.HasPrefix(begun, "＝") {
					t.Errorf("%q, divided by %q: %q", name, divider, cell)
				}
			}
		}
	}
}
