package roster

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress"
)

// column is one column of the roster: what heads it, by which words it is
// recognised, and how a cell is written into a member and read back.
type column struct {
	title string
	match []string                                     // folded: lower case, no marks; any of them
	set   func(m *congress.Member, text string) string // code of the mistake, or ""
	get   func(m congress.Member) string
}

// columns lists the columns in the order of the template.
func columns() []column {
	return []column{
		{"Họ và tên", []string{"ho va ten", "ho ten", "ho, ten"}, setText(func(m *congress.Member) *string { return &m.Name }), func(m congress.Member) string { return m.Name }},
		{"Số thẻ đảng viên", []string{"so the"}, setText(func(m *congress.Member) *string { return &m.Card }), func(m congress.Member) string { return m.Card }},
		{"Tổ đảng", []string{"to dang", "to"}, setText(func(m *congress.Member) *string { return &m.Group }), func(m congress.Member) string { return m.Group }},
		{"Chính thức/Dự bị", []string{"chinh thuc", "du bi"}, setChoice(func(m *congress.Member, yes bool) { m.Official = yes }, "chinh thuc ct", "du bi db"), func(m congress.Member) string { return choose(m.Official, "Chính thức", "Dự bị") }},
		{"Cấp ủy đương nhiệm", []string{"cap uy"}, setChoice(func(m *congress.Member, yes bool) { m.Incumbent = yes }, "x co", "khong"), func(m congress.Member) string { return choose(m.Incumbent, "x", "") }},
		{"Giới tính", []string{"gioi tinh", "nam/nu", "nam, nu"}, setChoice(func(m *congress.Member, yes bool) { m.Female = yes }, "nu", "nam"), func(m congress.Member) string { return choose(m.Female, "Nữ", "Nam") }},
		{"Ngày sinh", []string{"ngay sinh", "ngay, thang, nam sinh", "sinh ngay"}, setDate(func(m *congress.Member) *congress.Date { return &m.Born }), func(m congress.Member) string { return vnDate(m.Born) }},
		{"Ngày vào Đảng", []string{"vao dang", "ket nap"}, setDate(func(m *congress.Member) *congress.Date { return &m.Joined }), func(m congress.Member) string { return vnDate(m.Joined) }},
		{"Dân tộc thiểu số", []string{"dan toc"}, setMinority, func(m congress.Member) string { return choose(m.EthnicMinority, "x", "") }},
		{"Trình độ chuyên môn", []string{"chuyen mon", "hoc van", "trinh do"}, setText(func(m *congress.Member) *string { return &m.Education }), func(m congress.Member) string { return m.Education }},
		{"Lý luận chính trị", []string{"ly luan"}, setText(func(m *congress.Member) *string { return &m.PoliticalTheory }), func(m congress.Member) string { return m.PoliticalTheory }},
		{"Chức vụ", []string{"chuc vu"}, setText(func(m *congress.Member) *string { return &m.Position }), func(m congress.Member) string { return m.Position }},
		{"Quê quán", []string{"que quan"}, setText(func(m *congress.Member) *string { return &m.Hometown }), func(m congress.Member) string { return m.Hometown }},
	}
}

func setText(field func(*congress.Member) *string) func(*congress.Member, string) string {
	return func(m *congress.Member, text string) string {
		*field(m) = congress.NormalizeName(text)
		return ""
	}
}

// setChoice knows two answers by their folded words; an empty cell is the
// member's default.
func setChoice(set func(*congress.Member, bool), yes, no string) func(*congress.Member, string) string {
	return func(m *congress.Member, text string) string {
		switch answer := fold(text); {
		case answer == "":
		case oneOf(answer, yes):
			set(m, true)
		case oneOf(answer, no):
			set(m, false)
		default:
			return "choice"
		}
		return ""
	}
}

func oneOf(answer, words string) bool {
	return words == answer || strings.Contains(" "+words+" ", " "+answer+" ")
}

// setMinority takes a cross or the name of a people; Kinh is the majority.
func setMinority(m *congress.Member, text string) string {
	answer := fold(text)
	m.EthnicMinority = answer != "" && answer != "kinh" && answer != "khong"
	return ""
}

func setDate(field func(*congress.Member) *congress.Date) func(*congress.Member, string) string {
	return func(m *congress.Member, text string) string {
		if strings.TrimSpace(text) == "" {
			return ""
		}
		day, ok := parseDate(strings.TrimSpace(text))
		if !ok {
			return "date"
		}
		*field(m) = day
		return ""
	}
}

// parseDate reads a day as people type it or as Excel stores it.
func parseDate(text string) (congress.Date, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", "2006-01-02", "2006-01-02T15:04:05Z"} {
		if t, err := time.Parse(layout, text); err == nil {
			return plausible(t)
		}
	}
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil || serial < 5000 || serial > 60000 { // a bare year is not a day
		return "", false
	}
	t, err := excelize.ExcelDateToTime(serial, false)
	if err != nil {
		return "", false
	}
	return plausible(t)
}

func plausible(t time.Time) (congress.Date, bool) {
	return congress.Date(t.Format(time.DateOnly)), t.Year() > 1900 && t.Year() < 2100
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func vnDate(d congress.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}

// fold drops case and marks, to compare headings and answers.
func fold(text string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ':
			out.WriteByte('d')
		case unicode.IsSpace(r) || r == '\n':
			out.WriteByte(' ')
		default:
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// parse finds the heading and reads the rows under it.
func parse(table [][]string) (Sheet, error) {
	sheet := Sheet{Encoding: Detect(flatten(table))}
	original := table
	if sheet.Encoding != Unicode {
		table = convertAll(table, sheet.Encoding)
	}
	head, places := findHead(table)
	if head < 0 {
		return Sheet{}, fileError("no_heading")
	}
	names := places[0]
	for i := head + 1; i < len(table); i++ {
		if cell(table[i], names) == "" {
			if hasCells(table[i], places) {
				sheet.Errors = append(sheet.Errors, CellError{Cell: cellName(names, i+1), Code: "no_name"})
			}
			continue
		}
		sheet.addRow(table[i], i+1, places, cell(original[i], names))
	}
	switch {
	case len(sheet.Rows) == 0 && len(sheet.Errors) == 0:
		return Sheet{}, fileError("no_rows")
	case len(sheet.Rows) > MaxRows:
		return Sheet{}, fileError("too_many_rows")
	}
	return sheet, nil
}

func flatten(table [][]string) []string {
	var texts []string
	for _, row := range table {
		texts = append(texts, row...)
	}
	return texts
}

// convertCell converts a cell whose words look more Vietnamese afterwards: in
// a sheet of legacy names, headings are often Unicode already.
func convertCell(text string, from Encoding) string {
	if oddWords([]string{text}, from) < oddWords([]string{text}, Unicode) {
		return Convert(text, from)
	}
	return text
}

func convertAll(table [][]string, from Encoding) [][]string {
	converted := make([][]string, len(table))
	for i, row := range table {
		converted[i] = make([]string, len(row))
		for k, text := range row {
			converted[i][k] = convertCell(text, from)
		}
	}
	return converted
}

// findHead finds the row that names the columns, within the first twenty, and
// where each column stands (-1 where it is missing).
func findHead(table [][]string) (row int, places []int) {
	all := columns()
	for i := range min(20, len(table)) {
		places = make([]int, len(all))
		taken := map[int]bool{}
		for k, c := range all {
			places[k] = findColumn(table[i], c, taken)
		}
		if places[0] >= 0 {
			return i, places
		}
	}
	return -1, nil
}

func findColumn(row []string, c column, taken map[int]bool) int {
	for _, want := range c.match {
		for i, text := range row {
			title := fold(text)
			if !taken[i] && title != "" && (title == want || len(want) > 3 && strings.Contains(title, want)) {
				taken[i] = true
				return i
			}
		}
	}
	return -1
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

func hasCells(row []string, places []int) bool {
	for _, at := range places[1:] {
		if cell(row, at) != "" {
			return true
		}
	}
	return false
}

func (s *Sheet) addRow(row []string, line int, places []int, original string) {
	m := congress.Member{Official: true}
	for k, c := range columns() {
		text := cell(row, places[k])
		if code := c.set(&m, text); code != "" {
			s.Errors = append(s.Errors, CellError{Cell: cellName(places[k], line), Code: code, Value: text})
		}
	}
	if s.Encoding != Unicode {
		m.Name = capitalize(m.Name)
	}
	if len([]rune(m.Name)) > 100 {
		s.Errors = append(s.Errors, CellError{Cell: cellName(places[0], line), Code: "long"})
	}
	s.Rows = append(s.Rows, Row{Line: line, Member: m, Original: original})
}

// capitalize raises the first letter of every word of a name: the old fonts
// had no capitals with tone marks, so "¸nh" was typed for "Ánh".
func capitalize(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		words[i] = string(unicode.ToUpper(first)) + word[size:]
	}
	return strings.Join(words, " ")
}
