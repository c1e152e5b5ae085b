package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

func everything(m congress.Member) string {
	sex, kind := "nam", "ct"
	if m.Female {
		sex = "nữ"
	}
	if !m.Official {
		kind = "db"
	}
	return strings.Join(strings.Fields(strings.Join([]string{m.Name, sex, string(m.Born), string(m.Joined), kind,
		m.Group, m.Education}, " ")), " ")
}

// A list without a head row reads by what its cells hold, says so, and every
// column can be taken for something else.
func TestAListWithoutAHead(t *testing.T) {
	for _, c := range []struct{ what, file, columns, members, skipped string }{
		{"facts in words", "1,Trần Thị Bình,Nữ,01/02/1980,03/02/2005,03/02/2006,Tổ 1,Kinh,12/12\n" +
			"2,Lò Văn Ó,Nam,01/02/1975,03/02/2001,03/02/2002,Tổ 2,Thái,10/10\n",
			"A index, B name, C sex, D born, E joined, F official_on, G group, H ethnic_minority, I education",
			"Trần Thị Bình nữ 1980-02-01 2005-02-03 ct Tổ 1 12/12; " +
				"Lò Văn Ó nam 1975-02-01 2001-02-03 ct Tổ 2 10/10", ""},
		{"days in another order", "Trần Thị Bình;3/2/2005;1980\nLò Văn Ó;3/2/2001;1975\n", "A name, B joined, C born",
			"Trần Thị Bình nam 1980 2005-02-03 ct; Lò Văn Ó nam 1975 2001-02-03 ct", ""},
		{"names in two columns, a cross", "1,Trần Thị,Bình,1980,x\n2,Lò Văn,Ó,1975,\n3,Lê Thị,Cả,1999,x\n",
			"A index, B family, C given, D born, E female",
			"Trần Thị Bình nữ 1980 ct; Lò Văn Ó nam 1975 ct; Lê Thị Cả nữ 1999 ct", ""},
		{"names in three, men and women apart", "1,Trần,Thị,Bình,,1980,CT\n2,Lò,Văn,Ó,1975,,CT\n3,Lê,Văn,Cả,1999,,DB\n",
			"A index, B family, C middle, D given, E male, F female, G status",
			"Trần Thị Bình nữ 1980 ct; Lò Văn Ó nam 1975 ct; Lê Văn Cả nam 1999 db", ""},
		{"a cross that is no woman's", "Trần Thị Bình,x\nLò Văn Ó,x\nLê Văn Cả,\n", "A name, B -",
			"Trần Thị Bình nam ct; Lò Văn Ó nam ct; Lê Văn Cả nam ct", ""},
		{"groups, sums and signatures", "I,Tổ 1,\n1,Trần Thị Bình,1980\n2,Lò Văn Ó,1975\nII,Tổ 2,\n1,Lê Văn An,1990\n" +
			",Cộng: 3,\n,NGƯỜI LẬP,\n,Trần Thị Bình,\n", "A index, B name, C born",
			"Trần Thị Bình nam 1980 ct Tổ 1; Lò Văn Ó nam 1975 ct Tổ 1; Lê Văn An nam 1990 ct Tổ 2",
			"1 group, 4 group, 6 total, 7 signature, 8 signature"},
		{"a title above", "DANH SÁCH ĐẢNG VIÊN,,\n1,Trần Thị Bình,1980\n2,Lò Văn Ó,1975\n", "A index, B name, C born",
			"Trần Thị Bình nam 1980 ct; Lò Văn Ó nam 1975 ct", "1 heading"},
		{"names alone", "Trần Thị Bình\nLò Văn Ó\n", "A name", "Trần Thị Bình nam ct; Lò Văn Ó nam ct", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			r, err := roster.Read("a.csv", []byte(c.file), today, roster.Choices{Head: roster.NoHead})
			must(t, err)
			same(t, "columns", fields(r), c.columns)
			same(t, "members", told(r, everything), c.members)
			same(t, "left out", skipped(r), c.skipped)
			if !strings.Contains(noticed(r), "no_head") {
				t.Error("nobody is told that there is no head")
			}
			other := again(t, "a.csv", []byte(c.file), r, func(choices *roster.Choices) {
				choices.Columns["@A"], choices.Columns["@B"] = roster.FieldUnused, roster.FieldName
			})
			if got := other.Columns[0].Field; got != roster.FieldUnused {
				t.Errorf("column A stays %s", got)
			}
		})
	}
}

// Without a person's word a list has no head only where its first row is
// somebody; a head in words that nobody knows is asked about.
func TestNoHeadIsAssumedOnlyBeforeAPerson(t *testing.T) {
	r, err := roster.Read("a.csv", []byte("1;Trần Thị Bình;1980\n2;Lò Văn Ó;1975\n"), today, roster.Choices{})
	must(t, err)
	same(t, "head", string(r.Choices.Head)+" "+told(r, name), "none Trần Thị Bình; Lò Văn Ó")
	for _, file := range []string{"No.,Full name,DOB\n1,Trần Thị Bình,1/2/80\n", "Trần Thị Bình\nLò Văn Ó\n",
		"CHI BỘ TỔ DÂN PHỐ 3,\nTrần Thị Bình,1980\n"} {
		_, err := roster.Read("a.csv", []byte(file), today, roster.Choices{})
		var wrong *congress.FieldError
		if !errors.As(err, &wrong) || wrong.Code != "no_heading" {
			t.Errorf("%q: %v", file, err)
		}
	}
}

// A name over three columns, and a day over three, are put together.
func TestNamesAndDaysInThreeColumns(t *testing.T) {
	for what, content := range map[string]string{
		"own headings":    "STT,Họ,Tên đệm,Tên,Ngày sinh\n1,Trần,Thị,Bình,1/2/1980\n2,Lò,Văn,Ó,3/4/1975\n",
		"one heading":     "STT,Họ và tên,,,Ngày sinh\n1,Trần,Thị,Bình,1/2/1980\n2,Lò,Văn,Ó,3/4/1975\n",
		"heading parted":  "STT,Họ và,tên,Ngày sinh\n1,Trần Thị,Bình,1/2/1980\n2,Lò Văn,Ó,3/4/1975\n",
		"day, month,year": "STT,Họ và tên,Ngày sinh,Tháng sinh,Năm sinh\n1,Trần Thị Bình,1,2,1980\n2,Lò Văn Ó,3,4,75\n",
		"under one head": "STT,Họ và tên,Ngày sinh,,\n,,Ngày,Tháng,Năm\n1,Trần Thị Bình,1,2,1980\n" +
			"2,Lò Văn Ó,3,4,1975\n",
	} {
		r := read(t, "a.csv", []byte(content))
		same(t, what, told(r, everything), "Trần Thị Bình nam 1980-02-01 ct; Lò Văn Ó nam 1975-04-03 ct")
	}
	r := read(t, "a.csv", []byte("Họ và tên,Vào Đảng,,\n,Ngày,Tháng,Năm\nTrần Thị Bình,3,2,2005\nLò Văn Ó,,,2001\n"))
	same(t, "joined", told(r, everything)+remarked(r), "Trần Thị Bình nam 2005-02-03 ct; Lò Văn Ó nam ctB4 date")
	r = read(t, "a.csv", []byte("Họ và tên,Ngày sinh,Tháng sinh,Năm sinh\nTrần Thị Bình,,,1980\nLò Văn Ó,3,4,1975\n"))
	same(t, "a year alone", told(r, everything), "Trần Thị Bình nam 1980 ct; Lò Văn Ó nam 1975-04-03 ct")
}

// A workbook merges a head over three columns.
func TestHeadsMergedOverThreeColumns(t *testing.T) {
	r := read(t, "a.xlsx", merged(t, [][]any{
		{"STT", "Họ và tên", "Ngày sinh, dân tộc", nil, nil, "Ngày vào Đảng", nil, nil},
		{nil, nil, "Nam", "Nữ", "Dân tộc", "Dự bị", "Chính thức", "Số thẻ"},
		{1, "Trần Thị Bình", nil, "01/02/1980", "Kinh", "3/2/2005", "3/2/2006", "01"},
		{2, "Lò Văn Ó", "3/4/1975", nil, "Thái", "3/2/2025", nil, "02"},
	}, "C1:E1", "F1:H1", "A1:A2", "B1:B2"))
	same(t, "columns", fields(r),
		"A index, B name, C male, D female, E ethnic_minority, F joined, G official_on, H card")
	same(t, "members", told(r, func(m congress.Member) string { return fmt.Sprint(everything(m), m.EthnicMinority) }),
		"Trần Thị Bình nữ 1980-02-01 2005-02-03 ctfalse; Lò Văn Ó nam 1975-04-03 2025-02-03 cttrue")
	same(t, "remarks", remarked(r), "G4 official_on_empty")
	r = read(t, "a.xlsx", merged(t, [][]any{{"STT", "Họ và tên", nil, nil, "Ngày sinh", nil, nil},
		{nil, nil, nil, nil, "Ngày", "Tháng", "Năm"}, {1, "Trần", "Thị", "Bình", 1, 2, 1980},
		{2, "Lò", "Văn", "Ó", 3, 4, 75}},
		"B1:D2", "E1:G1", "A1:A2"))
	same(t, "name and day", told(r, everything), "Trần Thị Bình nam 1980-02-01 ct; Lò Văn Ó nam 1975-04-03 ct")
}

// Text files come with any separator, mark, width of letters and end of line.
func TestTextFilesOfEveryProgram(t *testing.T) {
	for _, comma := range []string{",", ";", "\t", "|"} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			for _, title := range []string{"", "DANH SÁCH ĐẢNG VIÊN" + end, "sep=" + comma + end} {
				text := title + strings.Join([]string{"STT", "Họ và tên", "Ngày sinh"}, comma) + end +
					strings.Join([]string{"1", "Đỗ Thị Bình", "01/02/1980"}, comma) + end +
					strings.Join([]string{"2", "Lò Văn Ó", "3/4/1975"}, comma) + end
				for what, content := range map[string]string{"UTF-8": text, "with a mark": "\ufeff" + text,
					"UTF-16 LE": wide(t, unicode.LittleEndian, unicode.UseBOM, text),
					"UTF-16 BE": wide(t, unicode.BigEndian, unicode.UseBOM, text),
					"no mark":   wide(t, unicode.LittleEndian, unicode.IgnoreBOM, text)} {
					r := read(t, "a.csv", []byte(content))
					same(t, fmt.Sprintf("%q %q %q %s", comma, end, title, what), told(r, everything),
						"Đỗ Thị Bình nam 1980-02-01 ct; Lò Văn Ó nam 1975-04-03 ct")
				}
			}
		}
	}
}

func wide(t *testing.T, order unicode.Endianness, mark unicode.BOMPolicy, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, mark).NewEncoder().String(text)
	must(t, err)
	return encoded
}

// merged writes a workbook with merged ranges.
func merged(t *testing.T, rows [][]any, ranges ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	for _, area := range ranges {
		from, to, _ := strings.Cut(area, ":")
		must(t, f.MergeCell("Sheet1", from, to))
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}
