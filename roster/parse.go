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
		{"Tổ đảng", []string{"to dang", "=to"}, setText(func(m *congress.Member) *string { return &m.Group }), func(m congress.Member) string { return m.Group }},
		{"Chính thức/Dự bị", []string{"chinh thuc", "du bi"}, setChoice(func(m *congress.Member, yes bool) { m.Official = yes }, "chinh thuc ct", "du bi db"), func(m congress.Member) string { return choose(m.Official, "Chính thức", "Dự bị") }},
		{"Cấp ủy đương nhiệm", []string{"cap uy"}, setChoice(func(m *congress.Member, yes bool) { m.Incumbent = yes }, "x co", "khong"), func(m congress.Member) string { return choose(m.Incumbent, "x", "") }},
		{"Giới tính", []string{"gioi tinh", "nam/nu", "nam, nu", "=nu"}, setChoice(func(m *congress.Member, yes bool) { m.Female = yes }, "nu x", "nam"), func(m congress.Member) string { return choose(m.Female, "Nữ", "Nam") }},
		{"Ngày sinh", []string{"ngay sinh", "nam sinh", "sinh ngay"}, setDate(func(m *congress.Member, d congress.Date) { m.Born = congress.Birth(d) }), func(m congress.Member) string { return congress.Date(m.Born).Short() }},
		{"Ngày vào Đảng", []string{"vao dang", "ket nap"}, setDate(func(m *congress.Member, d congress.Date) { m.Joined = d }), func(m congress.Member) string { return m.Joined.Short() }},
		{"Dân tộc thiểu số", []string{"dan toc", "dtts"}, setMinority, func(m congress.Member) string { return choose(m.EthnicMinority, "x", "") }},
		{"Trình độ chuyên môn", []string{"chuyen mon", "hoc van", "=trinh do"}, setText(func(m *congress.Member) *string { return &m.Education }), func(m congress.Member) string { return m.Education }},
		{"Lý luận chính trị", []string{"ly luan", "chinh tri", "llct"}, setText(func(m *congress.Member) *string { return &m.PoliticalTheory }), func(m congress.Member) string { return m.PoliticalTheory }},
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

func setDate(set func(*congress.Member, congress.Date)) func(*congress.Member, string) string {
	return func(m *congress.Member, text string) string {
		if strings.TrimSpace(text) == "" {
			return ""
		}
		day, ok := parseDate(strings.TrimSpace(text))
		if !ok {
			return "date"
		}
		set(m, day)
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
	if err != nil || strings.Trim(text, "0123456789.") != "" || serial < 5000 || serial > 60000 { // a bare year is not a day
		return "", false
	}
	t, err := excelize.ExcelDateToTime(serial, false)
	if err != nil {
		return "", false
	}
	return plausible(t)
}

func plausible(t time.Time) (congress.Date, bool) {
	return congress.DateOf(t), t.Year() > 1900 && t.Year() < 2100
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
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
	head, places := findHead(table)
	if head < 0 {
		return Sheet{}, fileError("no_heading")
	}
	rows := table[head+1:]
	var sheet Sheet
	names := columnOf(rows, places[0])
	sheet.Encoding = convertColumns(rows, places)
	for i, row := range rows {
		line := head + 2 + i
		switch {
		case !hasName(cell(row, places[0])):
			if hasCells(row, places) {
				sheet.Errors = append(sheet.Errors, CellError{Cell: cellName(places[0], line), Code: "no_name"})
			}
		default:
			sheet.addRow(row, line, places, names[i])
		}
	}
	switch {
	case len(sheet.Rows) == 0 && len(sheet.Errors) == 0:
		return Sheet{}, fileError("no_rows")
	case len(sheet.Rows) > MaxRows:
		return Sheet{}, fileError("too_many_rows")
	}
	return sheet, nil
}

// hasName reports whether a cell can be a name: it has a letter, and is not
// what a broken formula leaves ("#N/A").
func hasName(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLetter) && !strings.HasPrefix(text, "#")
}

// columnOf copies the cells of one column.
func columnOf(rows [][]string, at int) []string {
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = cell(row, at)
	}
	return texts
}

// convertColumns converts each column by itself, as headings and lists of
// choices are often Unicode where names are not, and gives the encoding found.
// A column is converted as a whole: "Thò" could be Unicode when seen alone.
func convertColumns(rows [][]string, places []int) Encoding {
	found := Detect(columnOf(rows, places[0]))
	for _, at := range places {
		texts := columnOf(rows, at)
		enc := found
		if found == Unicode {
			enc = Detect(texts)
		} else if at != places[0] {
			enc = detect(texts, 1, found)
		}
		if enc == Unicode {
			continue
		}
		found = enc
		convert := converter(enc)
		for i, text := range texts {
			if text != "" && !onlyUnicode(text) {
				rows[i][at] = convert(text)
			}
		}
	}
	return found
}

// findHead finds the row that names the columns, within the first twenty, and
// where each column stands (-1 where it is missing).
func findHead(table [][]string) (row int, places []int) {
	all := columns()
	for i := range min(20, len(table)) {
		titles := foldTitles(table[i])
		places = make([]int, len(all))
		taken := map[int]bool{}
		for k, c := range all {
			places[k] = findColumn(titles, c, taken)
		}
		if places[0] >= 0 {
			return i, places
		}
	}
	return -1, nil
}

// foldTitles gives each heading as it reads in every encoding.
func foldTitles(row []string) [][]string {
	titles := make([][]string, len(row))
	for _, enc := range []Encoding{Unicode, TCVN3, VNI} {
		convert := converter(enc)
		for i, text := range row {
			titles[i] = append(titles[i], fold(convert(text)))
		}
	}
	return titles
}

func findColumn(row [][]string, c column, taken map[int]bool) int {
	for _, want := range c.match {
		for i, titles := range row {
			for _, title := range titles {
				if !taken[i] && c.heads(title, want) {
					taken[i] = true
					return i
				}
			}
		}
	}
	return -1
}

// heads reports whether a heading has the wanted words; "=to" is the whole
// heading. A column of days ("Ngày chính thức") is never taken for another.
func (c column) heads(title, want string) bool {
	if whole, ok := strings.CutPrefix(want, "="); ok {
		return title == whole
	}
	return strings.Contains(title, want) && (strings.HasPrefix(c.title, "Ngày") || !strings.Contains(title, "ngay"))
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return plain(strings.TrimSpace(row[at]))
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
