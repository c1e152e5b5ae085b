package minutes

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/roster"
	"kiemphieu/tally"
)

// StatisticsBook is what a spreadsheet of statistics holds.
type StatisticsBook struct {
	Statistics statistics.Statistics
	Below      []statistics.Statistics      // a line a unit below; may be empty
	Missed     map[string][]statistics.Unit // by target: the units that missed it
	NoStanding bool                         // the organisation has no standing committee to sign
	Numbered   ratify.NumberedPaper         // the line of the report in the register, zero while it has none
}

// statisticColumns heads the list of figures.
func statisticColumns() []Column {
	return []Column{{"Mục", 40, Left}, {"Chỉ tiêu", 52, Left}, {"Số lượng", 12, Right}, {"Trên tổng số", 14, Right},
		{"Tỷ lệ", 12, Right}}
}

// whole writes what a figure is a part of, "" where that says nothing.
func whole(f statistics.Figure) string {
	if f.Of <= 0 {
		return ""
	}
	return fmt.Sprint(f.Of)
}

// statisticRows lists all figures, and the average age after those by age.
func statisticRows(s statistics.Statistics) [][]string {
	var rows [][]string
	for _, section := range s.Sections {
		name := StatisticSection(section.Name)
		for _, f := range section.Figures {
			rows = append(rows, []string{name, StatisticFigure(f.Name, s.Filter.AgeLimit), fmt.Sprint(f.N),
				whole(f), StatisticShare(f)})
		}
		if section.Name == "age" {
			rows = append(rows, []string{name, "Tuổi bình quân", AverageAge(s), "", ""})
		}
	}
	return rows
}

func targetColumns() []Column {
	return []Column{{"Cơ cấu", 32, Left}, {"Yêu cầu", 12, Right}, {"Toàn bộ", 12, Right}, {"Tỷ lệ", 12, Right},
		{"Kết luận", 14, Left}, {"Chi bộ đạt", 12, Right}, {"Chi bộ chưa đạt", 16, Right}}
}

func targetRows(s statistics.Statistics) [][]string {
	var rows [][]string
	for _, t := range s.Targets {
		verdict := "Chưa đạt"
		if t.Reached() {
			verdict = "Đạt"
		}
		rows = append(rows, []string{StatisticTarget(t.Name, s.Filter.AgeLimit), StatisticRequired(t),
			StatisticNumber(t.Overall), StatisticShare(t.Overall), verdict, StatisticNumber(t.Met),
			StatisticNumber(t.Missed)})
	}
	return rows
}

// StatisticRequired writes what a target asks for: a share that is one in so
// many as such a part.
func StatisticRequired(t statistics.Target) string {
	if one := tally.GuidanceOn("").RenewalOne; t.Name == "renewal" && t.Percent == 100/one {
		return fmt.Sprintf("từ 1/%d", one)
	}
	return fmt.Sprintf("từ %d%%", t.Percent)
}

// belowFigures are the columns of the table by unit.
func belowFigures() []string {
	return []string{"cells", "held", "ratified", "seats", "elected", "open_seats", "full_units", "short_units",
		"one_round", "several_rounds", "reelected", "new", "women", "young", "minority", "secretaries",
		"secretaries_women", "invalid"}
}

// belowName tells the figures of secretaries from those of committees.
func belowName(figure string, ageLimit int) string {
	if figure == "secretaries_women" {
		return "Bí thư nữ"
	}
	if figure == "invalid" {
		return "Phiếu không hợp lệ"
	}
	return StatisticFigure(figure, ageLimit)
}

// belowTable is a line a unit, and the sum as the statistics have it.
func belowTable(b StatisticsBook) ([]Column, [][]string) {
	limit := b.Statistics.Filter.AgeLimit
	columns := []Column{{"Số TT", 6, Center}, {"Đơn vị", 44, Left}}
	for _, name := range belowFigures() {
		columns = append(columns, Column{belowName(name, limit), 10, Right})
	}
	var rows [][]string
	for i, s := range b.Below {
		rows = append(rows, belowRow(fmt.Sprint(i+1), s.Organisation.Name, s))
	}
	return columns, append(rows, belowRow("", "Cộng", b.Statistics))
}

func belowRow(number, name string, s statistics.Statistics) []string {
	row := []string{number, name}
	for _, figure := range belowFigures() {
		row = append(row, fmt.Sprint(s.N(figure)))
	}
	return row
}

// StatisticsXLSX writes all figures, the targets, a line a unit, and the units
// that missed a target, each on a sheet of its own.
func StatisticsXLSX(w io.Writer, b StatisticsBook) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // nothing on disk
	if err := fillBook(f, b); err != nil {
		return fmt.Errorf("minutes: statistics: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("minutes: statistics: %w", err)
	}
	return nil
}

func fillBook(f *excelize.File, b StatisticsBook) error {
	title := "THỐNG KÊ KẾT QUẢ ĐẠI HỘI CHI BỘ – " + b.Statistics.Organisation.Name + ". " + scope(b.Statistics.Filter)
	columns, rows := belowTable(b)
	err := fillSheet(f, "Thống kê", title, statisticColumns(), given(statisticRows(b.Statistics)))
	for _, sheet := range []struct {
		name    string
		columns []Column
		rows    [][]string
	}{
		{"Cơ cấu", targetColumns(), targetRows(b.Statistics)},
		{"Từng đơn vị", columns, rows},
		{"Chưa đạt cơ cấu", missedColumns(), missedRows(b)},
	} {
		if err == nil {
			_, err = f.NewSheet("Sheet1") // fillSheet names it
		}
		if err == nil {
			err = fillSheet(f, sheet.name, title, sheet.columns, given(sheet.rows))
		}
	}
	return err
}

func missedColumns() []Column {
	return []Column{{"Cơ cấu", 32, Left}, {"Yêu cầu", 12, Right}, {"Chi bộ chưa đạt", 60, Left}}
}

func missedRows(b StatisticsBook) [][]string {
	var rows [][]string
	for _, t := range b.Statistics.Targets {
		for _, u := range b.Missed[t.Name] {
			rows = append(rows, []string{StatisticTarget(t.Name, b.Statistics.Filter.AgeLimit), StatisticRequired(t),
				u.Organisation.Name})
		}
	}
	return rows
}

// StatisticsCSV writes all figures as UTF-8 with the mark that makes Excel
// read it as such.
func StatisticsCSV(w io.Writer, s statistics.Statistics) error {
	out := bytes.NewBufferString("\ufeff")
	table := csv.NewWriter(out)
	table.UseCRLF = true
	head := []string{}
	for _, c := range statisticColumns() {
		head = append(head, c.Title)
	}
	err := table.Write(neutral([]string{"Đơn vị", s.Organisation.Name, "", "", scope(s.Filter)}))
	err = errors.Join(err, table.Write(head))
	for _, row := range statisticRows(s) {
		err = errors.Join(err, table.Write(neutral(row)))
	}
	for i, row := range targetRows(s) {
		err = errors.Join(err, table.Write(neutral([]string{"Cơ cấu " + row[1] + ": " + strings.ToLower(row[4]), row[0],
			fmt.Sprint(s.Targets[i].Overall.N), fmt.Sprint(s.Targets[i].Overall.Of), row[3]})))
	}
	table.Flush()
	if err = errors.Join(err, table.Error()); err == nil {
		_, err = out.WriteTo(w)
	}
	if err != nil {
		return fmt.Errorf("minutes: statistics: %w", err)
	}
	return nil
}

// inner matches what would begin a cell with a formula where a spreadsheet divides
// lines by another sign than the comma, as it does in lands that write 0,5.
var inner = regexp.MustCompile(`([;\t|])([\s"']*)([=+\-@＝＋－＠])`)

// neutral keeps a spreadsheet from taking a text of a CSV file for a formula.
func neutral(row []string) []string {
	safe := make([]string, len(row))
	for i, text := range row {
		safe[i] = roster.Neutralize(inner.ReplaceAllString(text, "$1$2'$3"))
	}
	return safe
}
