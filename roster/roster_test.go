package roster_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// book makes a workbook with these rows.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

func read(t *testing.T, name string, content []byte) roster.Reading {
	t.Helper()
	r, err := roster.Read(name, content, today, roster.Choices{})
	must(t, err)
	return r
}

// A roster as a cell keeps it: a title above, its own words for the headings,
// dates as Excel stores them and as people type them.
func TestRosterIsReadAsPeopleKeepIt(t *testing.T) {
	sheet := read(t, "ds.xlsx", book(t,
		[]any{"DANH SÁCH ĐẢNG VIÊN CHI BỘ"}, []any{},
		[]any{"TT", "HỌ VÀ TÊN", "Nam/Nữ", "Ngày, tháng, năm sinh", "Dân tộc", "Đảng viên dự bị", "Ghi chú",
			"Lý luận chính trị"},
		[]any{1, norm.NFD.String("Nguyễn Thị  Hòa"), "Nữ", 27364, "Kinh", "", "x", "Cao cấp"},
		[]any{2, "H'Bluêk Niê Kđăm", "nam", "5/2/1990", "Ê Đê", "DB", "", ""},
	))
	if len(sheet.Remarks()) > 0 || len(sheet.Rows) != 2 || len(sheet.Conversions) > 0 {
		t.Fatalf("%+v", sheet)
	}
	a, b := sheet.Rows[0].Member, sheet.Rows[1].Member
	if a.Name != "Nguyễn Thị Hòa" || !a.Female || a.Born != "1974-12-01" || !a.Official || a.EthnicMinority ||
		a.PoliticalTheory != "Cao cấp" {
		t.Errorf("%+v", a)
	}
	if a.People != "Kinh" || b.People != "Ê Đê" || a.Religion != "" {
		t.Errorf("people and religion: %q %q %q", a.People, b.People, a.Religion)
	}
	if b.Name != "H'Bluêk Niê Kđăm" || b.Female || b.Born != "1990-02-05" || b.Official || !b.EthnicMinority {
		t.Errorf("%+v", b)
	}
}

// A column of days is not taken for the one whose words it has, and a sheet
// formatted far below its last line is not too long.
func TestHeadingsThatLookAlike(t *testing.T) {
	rows := [][]any{{"Họ và tên", "Ngày chính thức", "Chính thức/Dự bị", "Nữ"},
		{"Lê Thị An", "03/02/2001", "Chính thức", "x"}}
	for range roster.MaxRows + 100 {
		rows = append(rows, []any{" "})
	}
	sheet := read(t, "ds.xlsx", book(t, rows...))
	if len(sheet.Remarks()) > 0 || len(sheet.Rows) != 1 || !sheet.Rows[0].Member.Official ||
		!sheet.Rows[0].Member.Female {
		t.Errorf("%+v", sheet)
	}
}

// Every mistake is named by its cell, all of them at once, and costs nobody
// else a place: the value stays empty, a row without a name is left out.
func TestMistakesAreNamedByCell(t *testing.T) {
	r := read(t, "ds.xlsx", book(t, []any{"Họ và tên", "Ngày sinh", "Giới tính", "Chính thức/Dự bị"},
		[]any{"Lê Văn An", "1970", "Nam", "Chính thức"}, []any{"Lê Văn Bình", "31/02/1970", "ông", "có lẽ"},
		[]any{"", "01/01/1970", "Nam", ""}))
	same(t, "remarks", remarked(r), "C3 sex, B3 date, D3 status")
	same(t, "left out", skipped(r), "4 no_name")
	same(t, "members", told(r, func(m congress.Member) string { return m.Name + " " + string(m.Born) }),
		"Lê Văn An 1970; Lê Văn Bình ")
	if got := r.Remarks()[1]; got.Value != "31/02/1970" || got.Line != 3 || got.Field != roster.FieldBorn {
		t.Errorf("%+v", got)
	}
}

// The template can be filled in and read, and what is written is read back.
func TestRosterSurvivesARoundTrip(t *testing.T) {
	var template bytes.Buffer
	must(t, roster.Template(&template))
	if _, err := roster.Read("mau.xlsx", template.Bytes(), today, roster.Choices{}); !refused(err, "no_rows") {
		t.Errorf("an empty template: %v", err)
	}
	members := []congress.Member{
		{Name: "Nguyễn Văn An", Card: "012345", Group: "Tổ 1", Official: true, Incumbent: true, Born: "1970-03-02",
			Joined: "1999-12-31", Education: "Đại học", PoliticalTheory: "Trung cấp", Position: "Bí thư",
			Hometown: "Kỳ Trinh", People: "Kinh", Religion: "Không", OfficialOn: "2000-12-31", Schooling: "12/12",
			Committees: "Chi ủy viên 2017–2020", Commended: "Huy hiệu 30 năm tuổi Đảng", Disciplined: "Không"},
		{Name: "Trần Thị Bích", Female: true, EthnicMinority: true, Position: "=HYPERLINK(1)"},
	}
	var out bytes.Buffer
	must(t, roster.Write(&out, members))
	sheet := read(t, "ra.xlsx", out.Bytes())
	if len(sheet.Remarks()) > 0 || len(sheet.Rows) != 2 || sheet.Rows[0].Member != members[0] {
		t.Fatalf("%+v", sheet)
	}
	if got := sheet.Rows[1].Member; got != members[1] {
		t.Errorf("read back as %+v", got)
	}
	file, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(t, err)
	rows, err := file.GetRows(file.GetSheetName(0))
	must(t, err)
	if got := rows[2][slices.Index(rows[0], "Chức vụ")]; !strings.HasPrefix(got, "'=") {
		t.Errorf("a formula left as one: %q", got)
	}
}

func refused(err error, code string) bool {
	var f *congress.FieldError
	return errors.As(err, &f) && f.Field == "file" && f.Code == code
}

// Bad files are refused as a whole, each for its reason.
func TestS2BadFilesAreRefused(t *testing.T) {
	good := book(t, []any{"Họ và tên"}, []any{"Lê Văn An"})
	many := [][]any{{"Họ và tên"}}
	for i := range roster.MaxRows + 60 {
		many = append(many, []any{fmt.Sprintf("Lê Văn %d", i)})
	}
	for name, test := range map[string]struct {
		file    string
		content []byte
		code    string
	}{
		"50 MB":        {"a.xlsx", make([]byte, 50<<20), "too_large"},
		"old Excel":    {"a.xls", good, "old_excel"},
		"macro book":   {"a.xlsm", good, "macros"},
		"hidden macro": {"a.xlsx", withPart(t, good, "xl/vbaProject.bin", []byte("x")), "macros"},
		"zip bomb":     {"a.xlsx", withPart(t, good, "xl/media/big.bin", make([]byte, 80<<20)), "zip_bomb"},
		"huge sheet": {"a.xlsx", withPart(t, good, "xl/worksheets/sheet2.xml",
			bytes.Repeat([]byte("<row/>"), 2<<20)), "zip_bomb"},
		"encrypted":  {"a.xlsx", append([]byte{0xd0, 0xcf, 0x11, 0xe0}, good...), "encrypted"},
		"cut short":  {"a.xlsx", good[:len(good)/2], "unreadable"},
		"a picture":  {"a.png", good, "file_type"},
		"no heading": {"a.csv", []byte("a,b\n1,2\n"), "no_heading"},
		"empty":      {"a.csv", nil, "no_heading"},
		"too many":   {"a.xlsx", book(t, many...), "too_many_rows"},
	} {
		if _, err := roster.Read(test.file, test.content, today, roster.Choices{}); !refused(err, test.code) {
			t.Errorf("%s: got %v, want %s", name, err, test.code)
		}
	}
}

// withPart adds a part to a workbook's package.
func withPart(t testing.TB, content []byte, name string, part []byte) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range old.File {
		must(t, w.Copy(f))
	}
	f, err := w.Create(name)
	must(t, err)
	_, err = f.Write(part)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

// S2: whatever is broken in a file, reading ends in rows or in a refusal.
func TestS2BrokenFilesNeverPanic(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	files := map[string][]byte{"a.xlsx": book(t, []any{"Họ và tên", "Ngày sinh"}, []any{"Lê Văn An", "01/02/1970"}),
		"a.csv": []byte("Họ và tên;Ngày sinh\nLê Văn An;01/02/1970\n")}
	for name, good := range files {
		for range 300 {
			bad := bytes.Clone(good)
			for range 1 + random.IntN(6) {
				bad[random.IntN(len(bad))] = byte(random.IntN(256))
			}
			if random.IntN(4) == 0 {
				bad = bad[:random.IntN(len(bad))]
			}
			if _, err := roster.Read(name, bad, today, roster.Choices{}); err != nil {
				var f *congress.FieldError
				if !errors.As(err, &f) {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
	}
}

// Texts typed with the old fonts are recognised and converted; Unicode, also
// of other peoples and lands, is left alone.
func TestOldFontsAreRecognised(t *testing.T) {
	for _, test := range []struct {
		name  string
		texts []string
		want  []string
		enc   roster.Encoding
	}{
		{"TCVN3", []string{"NguyÔn V¨n H¶i", "TrÇn ThÞ H»ng", "§ç Quèc C\u00ad\u00eang", "Ph¹m Xu©n Tr\u00ad\u00eang"},
			[]string{"Nguyễn Văn Hải", "Trần Thị Hằng", "Đỗ Quốc Cường", "Phạm Xuân Trường"}, roster.TCVN3},
		{"VNI", []string{"Nguyeãn Vaên Huøng", "Traàn Thò Haèng", "Ñoã Quoác Cöôøng", "Leâ Thuùy"},
			[]string{"Nguyễn Văn Hùng", "Trần Thị Hằng", "Đỗ Quốc Cường", "Lê Thúy"}, roster.VNI},
		{"TCVN3 in capitals", []string{"NGUYÔN V¡N H¶I", "TRÇN THÞ H»NG"}, []string{"NGUYỄN VĂN HẢI", "TRẦN THỊ HẰNG"},
			roster.TCVN3},
		{"VNI, a capital with a small mark", []string{"AÙnh", "Aùnh", "Ñoã Quoác", "Leâ Thuùy"},
			[]string{"Ánh", "Ánh", "Đỗ Quốc", "Lê Thúy"}, roster.VNI},
		{"Windows-1258", []string{"NguyêÞn Thiò Hãng", "Ðãòng Quôìc Cýõng"},
			[]string{"Nguyễn Thị Hăng", "Đặng Quốc Cương"}, roster.CP1258},
		{"one foreign word", []string{"Lê Văn An", "Nguyễn Thị Bê", "Zoë"},
			[]string{"Lê Văn An", "Nguyễn Thị Bê", "Zoë"}, roster.Unicode},
		{"Unicode", []string{"Nguyễn Văn Hải", "H'Bluêk Niê Kđăm", "Y Moan Ênuôl", "Ksor Phước", "Hélène Đỗ"},
			[]string{"Nguyễn Văn Hải", "H'Bluêk Niê Kđăm", "Y Moan Ênuôl", "Ksor Phước", "Hélène Đỗ"}, roster.Unicode},
	} {
		rows := [][]any{{"STT", "Họ và tên", "Ngày sinh"}}
		for i, text := range test.texts {
			rows = append(rows, []any{i + 1, text, fmt.Sprint(1950 + i)}) // two of one name are told apart
		}
		r := read(t, "a.xlsx", book(t, rows...))
		same(t, test.name, told(r, func(m congress.Member) string { return m.Name }), strings.Join(test.want, "; "))
		for _, c := range r.Conversions {
			if c.Encoding != test.enc {
				t.Errorf("%s: %+v", test.name, c)
			}
		}
	}
}

// Every letter that the old encodings have comes out as meant.
func TestEveryOldLetterIsConverted(t *testing.T) {
	const letters = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
	tcvn3 := []rune("µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ")
	for i, want := range []rune(letters) {
		if got := roster.Convert(string(tcvn3[i]), roster.TCVN3); got != string(want) {
			t.Errorf("TCVN3 %c became %s, want %c", tcvn3[i], got, want)
		}
	}
	vni := strings.Fields("aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ eø eû eõ eù eï eâ eà eå eã eá eä ì æ " +
		"ó í ò oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î")
	for i, want := range []rune(letters) {
		if got := roster.Convert(vni[i], roster.VNI); got != string(want) {
			t.Errorf("VNI %s became %s, want %c", vni[i], got, want)
		}
		if got := roster.Convert(strings.ToUpper(vni[i]), roster.VNI); got != strings.ToUpper(string(want)) {
			t.Errorf("VNI %s became %s", strings.ToUpper(vni[i]), got)
		}
	}
}

// An import updates and never duplicates silently.
func TestImportUpdatesAndNeverDuplicates(t *testing.T) {
	given := map[roster.Field]bool{roster.FieldCard: true, roster.FieldGroup: true, roster.FieldBorn: true}
	rows := func(members ...congress.Member) []roster.Row {
		var out []roster.Row
		for i, m := range members {
			out = append(out, roster.Row{Line: i + 2, Member: m, Given: given})
		}
		return out
	}
	existing := []congress.Member{
		{ID: "1", Number: 1, Name: "Nguyễn Văn An", Card: "01", Official: true, Attendance: congress.AttendancePresent,
			Education: "Đại học"},
		{ID: "2", Number: 2, Name: "Võ Thị Hòa", Born: "1980-01-01", Official: true},
		{ID: "3", Number: 3, Name: "Lê Văn Ba", Official: true},
	}
	plan := roster.Match(existing, rows(congress.Member{Name: "Nguyễn Văn Ân", Card: "1"},
		congress.Member{Name: "VÕ THỊ HOÀ", Born: "1980", Group: "Tổ 1"},
		congress.Member{Name: "Trần Mới", Official: true}), nil)
	if len(plan.New) != 1 || len(plan.Changed) != 2 || len(plan.Missing) != 1 || len(plan.Unclear) != 0 {
		t.Fatalf("%+v", plan)
	}
	if a := plan.Changed[0].After; a.ID != "1" || a.Attendance != congress.AttendancePresent ||
		a.Name != "Nguyễn Văn Ân" || a.Card != "01" || a.Education != "Đại học" || !a.Official {
		t.Errorf("what the file does not say was lost: %+v", a)
	}
	if b := plan.Changed[1].After; b.Born != "1980-01-01" || b.Name != "Võ Thị Hòa" || b.Group != "Tổ 1" {
		t.Errorf("a day became a year: %+v", b)
	}
	mended := roster.Match([]congress.Member{{ID: "1", Name: "Lê Văn Ba", Card: "09", Born: "1970-01-01"}},
		rows(congress.Member{Name: "Lê Văn Ba", Card: "90", Born: "1970-01-01"}), nil)
	if len(mended.Changed) != 1 || mended.Changed[0].After.Card != "90" {
		t.Errorf("a mended card number: %+v", mended)
	}
	again := roster.Match(existing, rows(existing...), nil)
	if len(again.Unchanged) != 3 || len(again.Members()) != 0 {
		t.Errorf("the same list again: %+v", again)
	}
	namesakes := []congress.Member{{ID: "1", Name: "Lê Văn Ba", Born: "1960-01-01", Group: "Tổ 1"},
		{ID: "2", Name: "Lê Văn Ba", Born: "1990-01-01", Group: "Tổ 2"}}
	if unclear := roster.Match(namesakes, rows(congress.Member{Name: "Lê Văn Ba"}), nil); len(unclear.Unclear) != 1 ||
		len(unclear.Members()) != 0 {
		t.Errorf("two namesakes: %+v", unclear)
	}
	if told := roster.Match(namesakes, rows(congress.Member{Name: "Lê Văn Ba", Group: "tổ 2"},
		congress.Member{Name: "Lê Văn Ba", Born: "1960"}), nil); len(told.Unclear)+len(told.New) != 0 ||
		len(told.Missing) != 0 {
		t.Errorf("two namesakes told apart: %+v", told)
	}
}

// Repeats are found across spellings; two people of one name are two.
func TestRepeatsAreFoundAndNamesakesAreTwo(t *testing.T) {
	r := read(t, "a.xlsx", book(t, []any{"Họ và tên", "Ngày sinh", "Tổ đảng", "Số thẻ"},
		[]any{"Võ Thị Hòa", "1980", "", ""}, []any{norm.NFD.String("VÕ THỊ HOÀ"), "02/03/1980", "", ""}, // 3 repeats 2
		[]any{"H'Hen Niê", "", "Tổ 1", ""}, []any{"H’Hen Niê", "", "Tổ 1", ""}, // 5 repeats 4
		[]any{"Lê Văn Ba", "1960", "", ""}, []any{"Lê Văn Ba", "1990", "", ""}, // two
		[]any{"Lê Văn Tư", "", "Tổ 1", ""}, []any{"Lê Văn Tư", "", "Tổ 2", ""}, // two
		[]any{"Lê Văn Năm", "1970", "", "000123"}, []any{"Lê Văn Năm", "1970", "", "123"}, // 11 repeats 10
		[]any{"Lê Văn Sáu", "1970", "", "555"}, []any{"Lê Văn Sáu", "1970", "", "777"}, // two
		[]any{"Lê Văn Chín", "", "", "777"},
	))
	same(t, "left out", skipped(r), "3 repeat, 5 repeat, 11 repeat")
	same(t, "remarks", remarked(r), "A7 namesake, A9 namesake, A13 namesake, D14 card_twice")
	if above := r.LeftOut()[0].Above; above != 2 {
		t.Errorf("repeats row %d", above)
	}
}

// CSV as Excel and old programs write it.
func TestCSVInEveryForm(t *testing.T) {
	for name, content := range map[string][]byte{
		"comma": []byte("Họ và tên,Tổ đảng\nLê Văn An,Tổ 1\n"), "semicolon": []byte(
			"Họ và tên;Tổ đảng\nLê Văn An;Tổ 1\n"), "bar": []byte("Họ và tên|Tổ đảng\nLê Văn An|Tổ 1\n"),
		"tab":             []byte("Họ và tên\tTổ đảng\nLê Văn An\tTổ 1\n"),
		"byte order mark": append([]byte{0xef, 0xbb, 0xbf}, "Họ và tên,Tổ đảng\nLê Văn An,Tổ 1\n"...),
		"UTF-16":          utf16("Họ và tên\tTổ đảng\nLê Văn An\tTổ 1\n"),
	} {
		sheet := read(t, "a.csv", content)
		if len(sheet.Members()) != 1 || sheet.Rows[0].Member.Name != "Lê Văn An" ||
			sheet.Rows[0].Member.Group != "Tổ 1" {
			t.Errorf("%s: %+v", name, sheet)
		}
	}
}

func utf16(text string) []byte {
	out := []byte{0xff, 0xfe}
	for _, r := range text {
		out = append(out, byte(r), byte(r>>8)) //nolint:gosec // letters of the basic plane
	}
	return out
}

func FuzzRead(f *testing.F) {
	f.Add("a.csv", []byte("Họ và tên;Ngày sinh\nLê Văn An;01/02/1970\n"))
	f.Add("a.xlsx", book(f, []any{"Họ và tên"}, []any{"Lê Văn An"}))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if _, err := roster.Read(name, content, today, roster.Choices{}); err != nil {
			var field *congress.FieldError
			if !errors.As(err, &field) {
				t.Errorf("%v", err)
			}
		}
	})
}
