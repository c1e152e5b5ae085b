package roster

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"kiemphieu/congress"
)

// Neutralize keeps a spreadsheet from taking a text for a formula.
func Neutralize(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@＝＋－＠\t\r", first) {
		return "'" + text
	}
	return text
}

// plain takes back what Neutralize put before a text.
func plain(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && Neutralize(rest) != rest {
		return rest
	}
	return text
}

// Template writes an empty roster with headings, choices and a page of help.
func Template(w io.Writer) error {
	return write(w, nil, true)
}

// Write writes a roster in the form of the template.
func Write(w io.Writer, members []congress.Member) error { return write(w, members, false) }

// written is a column of the template: its heading, and what it has of a member.
type written struct {
	title string
	get   func(m congress.Member) string
}

// template lists the columns of the template.
func template() []written {
	return []written{
		{"Họ và tên", func(m congress.Member) string { return m.Name }},
		{"Số thẻ đảng viên", func(m congress.Member) string { return m.Card }},
		{"Tổ đảng", func(m congress.Member) string { return m.Group }},
		{"Chính thức/Dự bị", func(m congress.Member) string { return choose(m.Official, "Chính thức", "Dự bị") }},
		{"Cấp ủy đương nhiệm", func(m congress.Member) string { return choose(m.Incumbent, "x", "") }},
		{"Giới tính", func(m congress.Member) string { return choose(m.Female, "Nữ", "Nam") }},
		{"Ngày sinh", func(m congress.Member) string { return shortBirth(m.Born) }},
		{"Ngày vào Đảng", func(m congress.Member) string { return m.Joined.Short() }},
		{"Ngày chính thức", func(m congress.Member) string { return m.OfficialOn.Short() }},
		{"Dân tộc", func(m congress.Member) string { return cmp.Or(m.People, choose(m.EthnicMinority, "x", "")) }},
		{"Tôn giáo", func(m congress.Member) string { return m.Religion }},
		{"Giáo dục phổ thông", func(m congress.Member) string { return m.Schooling }},
		{"Trình độ chuyên môn", func(m congress.Member) string { return m.Education }},
		{"Lý luận chính trị", func(m congress.Member) string { return m.PoliticalTheory }},
		{"Chức vụ", func(m congress.Member) string { return m.Position }},
		{"Quê quán", func(m congress.Member) string { return m.Hometown }},
		{"Quá trình cấp ủy", func(m congress.Member) string { return m.Committees }},
		{"Khen thưởng", func(m congress.Member) string { return m.Commended }},
		{"Kỷ luật", func(m congress.Member) string { return m.Disciplined }},
	}
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// shortBirth writes a day as people do; a year alone stays.
func shortBirth(b congress.Birth) string {
	if b.YearOnly() {
		return string(b)
	}
	return congress.Date(b).Short()
}

const sheetName = "Danh sách đảng viên"

func write(w io.Writer, members []congress.Member, help bool) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // nothing on disk
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	if err := writeTable(f, members); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	if help {
		if err := writeHelp(f); err != nil {
			return fmt.Errorf("roster: %w", err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	return nil
}

func writeTable(f *excelize.File, members []congress.Member) error {
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Family: "Times New Roman", Size: 12},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3E9E7"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "center"}})
	if err != nil {
		return err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Family: "Times New Roman", Size: 12}})
	if err != nil {
		return err
	}
	titles := []any{"STT"}
	for _, c := range template() {
		titles = append(titles, c.title)
	}
	last, err := excelize.ColumnNumberToName(len(titles))
	if err != nil {
		return err
	}
	rows := [][]any{titles}
	for i, m := range members {
		row := []any{i + 1}
		for _, c := range template() {
			row = append(row, Neutralize(c.get(m)))
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheetName, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	for _, set := range []func() error{
		func() error { return f.SetColStyle(sheetName, "B:"+last, text) },
		func() error { return f.SetCellStyle(sheetName, "A1", last+"1", head) },
		func() error { return f.SetColWidth(sheetName, "B", "B", 30) },
		func() error { return f.SetColWidth(sheetName, "C", last, 17) },
		func() error {
			return f.SetPanes(sheetName, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2",
				ActivePane: "bottomLeft"})
		},
		func() error { return SetUpPage(f, sheetName, 1) },
		func() error { return choices(f, "E", "Chính thức", "Dự bị") },
		func() error { return choices(f, "G", "Nam", "Nữ") },
	} {
		if err := set(); err != nil {
			return err
		}
	}
	return nil
}

// choices offers a list in a column.
func choices(f *excelize.File, col string, values ...string) error {
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s2:%s%d", col, col, MaxRows)
	if err := v.SetDropList(values); err != nil {
		return err
	}
	return f.AddDataValidation(sheetName, v)
}

func writeHelp(f *excelize.File) error {
	const page = "Hướng dẫn"
	if _, err := f.NewSheet(page); err != nil {
		return err
	}
	lines := []string{
		"Mỗi đảng viên một hàng ở trang “Danh sách đảng viên”. Chỉ cột “Họ và tên” là bắt buộc.",
		"Số thẻ đảng viên: dùng để nhận ra đúng người khi nhập lại danh sách.",
		"Tổ đảng: tên tổ khi chi bộ sinh hoạt theo tổ; để trống nếu không chia tổ.",
		"Chính thức/Dự bị: để trống được hiểu là chính thức.",
		"Cấp ủy đương nhiệm: đánh dấu x.",
		"Dân tộc: tên dân tộc (Kinh, Tày, …), hoặc đánh dấu x nếu là dân tộc thiểu số. " +
			"Tôn giáo: ghi “Không” nếu không theo.",
		"Quá trình cấp ủy: ví dụ “Chi ủy viên 2020–2022, bí thư 2022–2025”; Khen thưởng, Kỷ luật: hình thức, năm. " +
			"Ghi “Không” nếu không có; để trống là chưa rõ, khi in chừa chỗ ghi tay.",
		"Ngày sinh, Ngày vào Đảng, Ngày chính thức: ngày/tháng/năm, ví dụ 02/09/1975; ngày sinh có thể chỉ là năm.",
	}
	for i, line := range lines {
		if err := f.SetCellValue(page, fmt.Sprintf("A%d", i+1), line); err != nil {
			return err
		}
	}
	if err := SetUpPage(f, page, 1); err != nil {
		return err
	}
	return f.SetColWidth(page, "A", "A", 110)
}
