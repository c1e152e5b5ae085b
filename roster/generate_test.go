package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/roster"
)

// T7: invented lists in every layout, encoding, form of dates and footer that
// the generator knows are read right, or refused with a name; nobody is read
// wrong in silence.
func TestT7GeneratedLists(t *testing.T) {
	size.Long(t)
	t.Parallel()
	sheets := size.Pick(60, 150, 10_000)
	for seed := range sheets {
		l := invent(rand.New(rand.NewPCG(7, uint64(seed))))
		name, content := l.file(t)
		r, err := roster.Read(name, content, today, roster.Choices{})
		var refused *congress.FieldError
		if errors.As(err, &refused) {
			continue
		}
		must(t, err)
		if wrong := l.compare(r); wrong != "" {
			t.Errorf("sheet %d (%+v): %s", seed, l.form, wrong)
		}
	}
}

// listing is an invented list: its people, and the forms it is written in.
type listing struct {
	random *rand.Rand
	people []congress.Member
	form   form
	rows   [][]any
	merged [][2]string
}

// form is how a list is written; each field is one of a few ways.
type form struct {
	names, births, sexes, statuses, groups, letters, dates, footer string
	container                                                      string
	title                                                          int
	numbered, indexed                                              bool
}

func pick(random *rand.Rand, of ...string) string { return of[random.IntN(len(of))] }

func invent(random *rand.Rand) *listing {
	l := &listing{random: random, form: form{
		names:     pick(random, "one", "two", "under", "split"),
		births:    pick(random, "day", "year", "columns"),
		sexes:     pick(random, "word", "cross"),
		statuses:  pick(random, "word", "cross", "note", "day", "heading", "column"),
		groups:    pick(random, "column", "merged", "roman", "plain", "none"),
		letters:   pick(random, "nfc", "nfd", "tcvn3", "vni", "cp1258", "names", "rows"),
		dates:     pick(random, "2/1/2006", "02/01/2006", "2/1/06", "2.1.2006", "02-01-2006", "2006-01-02", "serial"),
		footer:    pick(random, "none", "sum", "signed", "note"),
		container: pick(random, "xlsx", "xlsx", "xlsx", "mac", "csv"),
		title:     random.IntN(5), numbered: random.IntN(4) > 0, indexed: random.IntN(4) == 0,
	}}
	if l.form.container == "csv" {
		l.form.dates = pick(random, "2/1/2006", "02.01.2006", "2/1/06", "2006-01-02")
		if l.form.groups == "merged" {
			l.form.groups = "column"
		}
	}
	l.invent(5 + random.IntN(25))
	l.write()
	return l
}

// invent makes people in the order of their kinds and groups, as headings need.
func (l *listing) invent(n int) {
	used := map[string]bool{}
	for i := range n {
		m := congress.Member{Official: true, Female: l.random.IntN(2) == 0}
		for m.Name == "" || used[m.Name] {
			m.Name = l.inventName(m.Female)
		}
		used[m.Name] = true
		born := time.Date(1940+l.random.IntN(62), time.Month(1+l.random.IntN(12)), 1+l.random.IntN(28), 0, 0, 0, 0,
			time.UTC)
		m.Born, m.Joined = congress.Birth(born.Format(time.DateOnly)),
			congress.DateOf(born.AddDate(19+l.random.IntN(3), 3, 1))
		if l.form.births == "year" || l.form.births == "columns" && l.form.dates != "serial" {
			m.Born = m.Born[:4]
		}
		if l.form.groups != "none" {
			m.Group = fmt.Sprintf("Tổ đảng số %d", 1+i*3/n)
		}
		l.people = append(l.people, m)
	}
	for i := range l.people[n-2:] { // those under a heading of their own stand last
		l.people[n-2+i].Official = false
	}
}

func (l *listing) inventName(female bool) string {
	middle := pick(l.random, "Văn", "Đình", "Hữu", "Quốc", "Xuân", "Minh", "Đức", "Trọng")
	if female {
		middle = pick(l.random, "Thị", "Thị Thu", "Thị Ngọc", "Thúy", "Diệu")
	}
	return pick(l.random, "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Tống", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Tô",
		"Dương", "Lý", "Công") + " " + middle + " " +
		pick(l.random, "An", "Bình", "Cường", "Dũng", "Đạt", "Giáp", "Hòa", "Hưng", "Khuê", "Khải", "Lượng", "Nghĩa",
			"Quỳnh", "Sửu", "Thuyết", "Vượng", "Yên", "Thủy", "Loan", "Hường", "Oanh", "Cộng", "Kỳ")
}

// column is a column as it is written: its head, and what it says of somebody.
type column struct {
	top, sub string
	of       func(m congress.Member) any
}

func (l *listing) columns() []column {
	text := func(get func(m congress.Member) string) func(m congress.Member) any {
		return func(m congress.Member) any { return get(m) }
	}
	when := func(yes func(m congress.Member) bool, then func(m congress.Member) any) func(m congress.Member) any {
		return func(m congress.Member) any {
			if yes(m) {
				return then(m)
			}
			return ""
		}
	}
	cross := func(congress.Member) any { return "x" }
	female := func(m congress.Member) bool { return m.Female }
	male := func(m congress.Member) bool { return !m.Female }
	family := text(func(m congress.Member) string { return m.Name[:strings.LastIndex(m.Name, " ")] })
	given := text(func(m congress.Member) string { return m.Name[strings.LastIndex(m.Name, " ")+1:] })
	born := func(m congress.Member) any { return l.date(string(m.Born)) }
	var all []column
	if l.form.numbered {
		all = append(all, column{"STT", "", nil})
	}
	switch l.form.names {
	case "one":
		all = append(all, column{pick(l.random, "Họ và tên", "HỌ TÊN", "Họ, tên đảng viên"), "",
			text(func(m congress.Member) string { return m.Name })})
	case "two":
		all = append(all, column{"Họ và tên đệm", "", family}, column{"Tên", "", given})
	case "under":
		all = append(all, column{"Họ và tên", "Họ đệm", family}, column{"Họ và tên", "Tên", given})
	case "split":
		all = append(all, column{"Họ và tên", "", family}, column{"", "", given})
	}
	if l.form.births == "columns" {
		all = append(all, column{"Năm sinh", "Nam", when(male, born)}, column{"Năm sinh", "Nữ", when(female, born)})
	} else {
		all = append(all, column{pick(l.random, "Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh"), "", born})
		if l.form.sexes == "cross" {
			all = append(all, column{"Nữ", "", when(female, cross)})
		} else {
			all = append(all, column{"Giới tính", "", func(m congress.Member) any {
				return map[bool]string{true: "Nữ",
					false: "Nam"}[m.Female]
			}})
		}
	}
	all = append(all, column{pick(l.random, "Ngày vào Đảng", "Ngày kết nạp"), "",
		func(m congress.Member) any { return l.date(string(m.Joined)) }})
	official := func(m congress.Member) bool { return m.Official }
	probationary := func(m congress.Member) bool { return !m.Official }
	word := func(congress.Member) any { return "Dự bị" }
	switch l.form.statuses {
	case "word":
		all = append(all, column{pick(l.random, "Đảng viên", "Chính thức/Dự bị", "Loại đảng viên"), "",
			func(m congress.Member) any {
				return map[bool]string{true: "chính thức", false: "Dự bị"}[m.Official]
			}})
	case "cross":
		all = append(all, column{"Đảng viên dự bị", "", when(probationary, cross)})
	case "column":
		all = append(all, column{"Đảng viên", "Chính thức", when(official, cross)},
			column{"Đảng viên", "Dự bị", when(probationary, cross)})
	case "day":
		all = append(all, column{"Ngày chính thức", "", func(m congress.Member) any {
			if !m.Official {
				return "Dự bị"
			}
			return l.date(string(m.Joined.AddDays(366)))
		}})
	}
	if l.form.groups == "column" || l.form.groups == "merged" {
		all = append(all, column{"Tổ đảng", "", text(func(m congress.Member) string { return m.Group })})
	}
	note := column{"Ghi chú", "", func(congress.Member) any { return "" }}
	if l.form.statuses == "note" {
		note.of = when(probationary, word)
	}
	return append(all, column{"Số điện thoại", "", func(congress.Member) any {
		return fmt.Sprintf("09%08d",
			l.random.IntN(1e8))
	}}, note)
}

// date writes a day or a year in the form of the list.
func (l *listing) date(day string) any {
	t, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return day
	case l.form.dates == "serial":
		return t
	}
	return t.Format(l.form.dates)
}

// write makes the rows of the sheet: title, head, people under their headings,
// footer.
func (l *listing) write() {
	all := l.columns()
	for i := range l.form.title {
		l.rows = append(l.rows, [][]any{{"ĐẢNG BỘ PHƯỜNG A", "", "ĐẢNG CỘNG SẢN VIỆT NAM"},
			{"CHI BỘ 3", "", "Phường A, ngày 2 tháng 9 năm 2025"}, {}, {"DANH SÁCH ĐẢNG VIÊN"},
			{"(Kèm theo Báo cáo số 1-BC/CB)"}}[i])
	}
	l.writeHead(all)
	if l.form.indexed {
		var index []any
		for i := range all {
			index = append(index, i+1)
		}
		l.rows = append(l.rows, index)
	}
	group, first := "", len(l.rows)+1
	for i, m := range l.people {
		byHeading := l.form.groups == "roman" || l.form.groups == "plain"
		switch {
		case byHeading && m.Group != group && l.form.groups == "roman":
			l.heading(all, []string{"I", "II", "III"}[m.Group[len(m.Group)-1]-'1']+". "+strings.ToUpper(m.Group))
		case byHeading && m.Group != group:
			l.heading(all, m.Group)
		case m.Group != group:
			l.mergeGroup(all, first, len(l.rows))
			first = len(l.rows) + 1
		}
		group = m.Group
		if l.form.statuses == "heading" && !m.Official && l.people[i-1].Official {
			l.mergeGroup(all, first, len(l.rows))
			l.heading(all, "ĐẢNG VIÊN DỰ BỊ")
			first = len(l.rows) + 1
		}
		l.person(all, i, m, first)
	}
	l.mergeGroup(all, first, len(l.rows))
	l.foot(len(all))
}

func (l *listing) writeHead(all []column) {
	two := slices.ContainsFunc(all, func(c column) bool { return c.sub != "" })
	var top, sub []any
	for i, c := range all {
		text := c.top
		if i > 0 && c.sub != "" && all[i-1].top == c.top {
			l.merge(i-1, len(l.rows)+1, i, len(l.rows)+1)
			text = ""
		}
		top, sub = append(top, text), append(sub, c.sub)
		if two && c.sub == "" && c.top != "" {
			l.merge(i, len(l.rows)+1, i, len(l.rows)+2)
		}
	}
	if l.rows = append(l.rows, top); two {
		l.rows = append(l.rows, sub)
	}
}

func (l *listing) heading(all []column, text string) {
	row := make([]any, len(all))
	at := 0
	if l.form.numbered && l.random.IntN(2) == 0 {
		at = 1
	}
	row[at] = text
	l.rows = append(l.rows, row)
}

func (l *listing) person(all []column, i int, m congress.Member, first int) {
	var row []any
	for _, c := range all {
		switch {
		case c.of == nil:
			row = append(row, i+1)
		case c.top == "Tổ đảng" && l.form.groups == "merged" && len(l.rows)+1 > first:
			row = append(row, "")
		default:
			row = append(row, c.of(m))
		}
	}
	l.rows = append(l.rows, row)
}

// mergeGroup joins the cells of a group that is written once.
func (l *listing) mergeGroup(all []column, first, last int) {
	at := slices.IndexFunc(all, func(c column) bool { return c.top == "Tổ đảng" })
	if l.form.groups == "merged" && at >= 0 && first < last {
		l.merge(at, first, at, last)
	}
}

func (l *listing) merge(left, top, right, bottom int) {
	name := func(column, line int) string {
		text, _ := excelize.CoordinatesToCellName(column+1, line)
		return text
	}
	l.merged = append(l.merged, [2]string{name(left, top), name(right, bottom)})
}

func (l *listing) foot(width int) {
	at := func(i int, texts ...any) []any {
		return append(make([]any, min(i, width-1)), texts...)
	}
	switch l.form.footer {
	case "sum":
		l.rows = append(l.rows, at(l.random.IntN(2), fmt.Sprintf("Tổng cộng: %d đảng viên", len(l.people))))
	case "signed":
		l.rows = append(l.rows, []any{}, []any{fmt.Sprintf("Danh sách trên có %d đồng chí./.", len(l.people))}, []any{},
			at(4, "T/M CHI ỦY"), at(1, "NGƯỜI LẬP BIỂU", "", "", "BÍ THƯ"), []any{}, []any{},
			at(1, "Lê Thị Bảy", "", "", "Trần Văn Sáu"))
	case "note":
		l.rows = append(l.rows, []any{}, []any{"Ghi chú: cột 3 ghi theo lý lịch đảng viên."},
			at(1, "Phường A, ngày 2 tháng 9 năm 2025"))
	}
}

// file writes the list as a workbook or as separated text.
func (l *listing) file(t *testing.T) (name string, content []byte) {
	if l.form.container == "csv" {
		return "ds.csv", l.csv()
	}
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // in memory
	if l.form.container == "mac" {
		mac := true
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &mac}))
	}
	for i, row := range l.rows {
		for at, value := range row {
			if text, ok := value.(string); ok {
				row[at] = l.letters(text, i)
			}
		}
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	for _, m := range l.merged {
		must(t, f.MergeCell("Sheet1", m[0], m[1]))
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return "ds.xlsx", out.Bytes()
}

func (l *listing) csv() []byte {
	comma := pick(l.random, ",", ";", "\t", "|")
	var out strings.Builder
	for i, row := range l.rows {
		for at, value := range row {
			if at > 0 {
				out.WriteString(comma)
			}
			if value != nil {
				fmt.Fprintf(&out, "\"%s\"", l.letters(fmt.Sprint(value), i))
			}
		}
		out.WriteString("\r\n")
	}
	if l.form.letters == "tcvn3" || l.form.letters == "vni" || l.form.letters == "cp1258" {
		if bytes, err := charmap.Windows1252.NewEncoder().Bytes([]byte(out.String())); err == nil {
			return bytes
		}
	}
	return []byte(out.String())
}

// letters writes a text in the encoding of the list: names alone may be old,
// or every third row.
func (l *listing) letters(text string, row int) string {
	encoding := l.form.letters
	switch {
	case encoding == "names" && !strings.Contains(text, " ") || encoding == "rows" && row%3 > 0:
		return text
	case encoding == "names" || encoding == "rows":
		encoding = "tcvn3"
	}
	switch encoding {
	case "nfd":
		return norm.NFD.String(text)
	case "tcvn3":
		return typed(text, roster.TCVN3)
	case "vni":
		return typed(text, roster.VNI)
	case "cp1258":
		return typed(text, roster.CP1258)
	}
	return text
}

// typed writes a text as an old font or code page shows it to Unicode: the
// reverse of what the room does, from the same letters.
func typed(text string, as roster.Encoding) string {
	const lower = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
	tcvn3 := []rune("µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ")
	vni := strings.Fields("aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ eø eû eõ eù eï eâ eà eå eã eá eä ì æ " +
		"ó í ò oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î")
	capitals := map[rune]rune{'Ă': '¡', 'Â': '¢', 'Ê': '£', 'Ô': '¤', 'Ơ': '¥', 'Ư': '¦', 'Đ': '§'}
	var out strings.Builder
	for _, r := range text {
		small := []rune(strings.ToLower(string(r)))[0]
		i := slices.Index([]rune(lower), small)
		switch {
		case i < 0:
			out.WriteRune(r)
		case as == roster.CP1258:
			out.WriteString(cp1258(r))
		case as == roster.VNI && small != r:
			out.WriteString(strings.ToUpper(vni[i]))
		case as == roster.VNI:
			out.WriteString(vni[i])
		case capitals[r] != 0:
			out.WriteRune(capitals[r])
		default:
			out.WriteRune(tcvn3[i])
		}
	}
	return out.String()
}

// cp1258 writes a letter as Windows-1258 does, the tone behind it, and shows
// the bytes as Western Europe's.
func cp1258(r rune) string {
	letter, tone := "", ""
	for _, part := range norm.NFD.String(string(r)) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", part) {
			tone = string(part)
			continue
		}
		letter += string(part)
	}
	bytes, err := charmap.Windows1258.NewEncoder().Bytes([]byte(norm.NFC.String(letter) + tone))
	if err != nil {
		return string(r)
	}
	shown, _ := charmap.Windows1252.NewDecoder().Bytes(bytes)
	return string(shown)
}

// compare holds a reading against the people who were invented.
func (l *listing) compare(r roster.Reading) string {
	rows := r.Members()
	if len(rows) != len(l.people) {
		return fmt.Sprintf("%d people, want %d; left out: %s", len(rows), len(l.people), skipped(r))
	}
	for i, want := range l.people {
		got := rows[i].Member
		want.Group, got.Group = strings.ToLower(want.Group), strings.ToLower(got.Group)
		if slices.ContainsFunc(r.Conversions, func(c roster.Conversion) bool {
			return c.Doubtful &&
				c.Line == rows[i].Line
		}) {
			continue // shown before and after, for a person to decide
		}
		if got.Name != want.Name || got.Female != want.Female || got.Born != want.Born || got.Joined != want.Joined ||
			got.Official != want.Official || got.Group != want.Group {
			return fmt.Sprintf("row %d: %+v\nwant %+v\nremarks: %s", rows[i].Line, got, want, remarked(r))
		}
	}
	for _, remark := range r.Remarks() {
		if !slices.Contains(roster.RemarkCodes(), remark.Code) {
			return "an unknown remark: " + remark.Code
		}
	}
	return ""
}
