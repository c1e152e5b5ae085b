package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

// one reads a list of a single column beside the name and gives what became
// of each cell.
func one(t *testing.T, heading string, fact func(m congress.Member) string, cells ...any) string {
	t.Helper()
	rows := [][]any{{"STT", "Họ và tên", heading}}
	for i, cell := range cells {
		rows = append(rows, []any{i + 1, fmt.Sprintf("Lê Văn %s", []string{"An", "Ba", "Cả", "Dần", "Em", "Phú", "Giáp",
			"Hai", "Ích", "Khoa", "Lân", "Mão", "Năm", "Oanh", "Phát", "Quý", "Ran", "Sáu", "Tư", "Út"}[i]), cell})
	}
	r := read(t, "a.xlsx", book(t, rows...))
	remarks := map[int]string{}
	for _, remark := range r.Remarks() {
		remarks[remark.Line] += "?" + remark.Code
	}
	var lines []string
	for _, row := range r.Members() {
		lines = append(lines, fact(row.Member)+remarks[row.Line])
	}
	return strings.Join(lines, " ")
}

// What people type for a day or a year of birth.
func TestBirthsAsPeopleTypeThem(t *testing.T) {
	born := func(m congress.Member) string { return string(m.Born) }
	same(t, "births", one(t, "Ngày sinh", born, "5/2/76", "05.02.1976", "5-2-1976", "1976", 1976, " 05 / 02 / 1976 ",
		"ngày 5 tháng 2 năm 1976", "1976-02-05", "1976-02-05T00:00:00Z", "1976/2/5", "5,2,1976", "05021976",
		"00/00/1976"),
		"1976-02-05 1976-02-05 1976-02-05 1976 1976 1976-02-05 1976-02-05 1976-02-05 1976-02-05 1976-02-05 "+
			"1976-02-05 1976-02-05 1976")
	same(t, "not births", one(t, "Ngày sinh", born, "31/02/1976", "13/13/76", "không rõ", "1876", "2076", "02/1976",
		"1/1/07", "1/1/09", "76", 46058),
		"?date ?date ?date ?date ?future 1976?year_only 2007-01-01 1909-01-01 1976 ?child")
	same(t, "days of admission", one(t, "Ngày vào Đảng", func(m congress.Member) string { return string(m.Joined) },
		"3/2/26", "3/2/99", "3.2.2005", 36559, "2005", "3/2/2030"),
		"2026-02-03 1999-02-03 2005-02-03 2000-02-03 ?date ?future")
}

// Yes, no and peoples, as lists have them.
func TestWordsAsPeopleTypeThem(t *testing.T) {
	people := func(m congress.Member) string { return map[bool]string{true: "x", false: "."}[m.EthnicMinority] }
	same(t, "peoples", one(t, "Dân tộc", people, "Kinh", "kinh", "KINH", "không", "-", "Việt", "", "Tày", "Ê Đê",
		"Ê-đê", "H’Mông", "Mường", "x", "có", "1", "0", "Khơ-me", "Tin lành"),
		". . . . . . . x x x x x x x x . x .?minority")
	status := func(m congress.Member) string { return map[bool]string{true: "ct", false: "db"}[m.Official] }
	same(t, "status", one(t, "Đảng viên", status, "chính thức", "CT", "Dự bị", "ĐVDB", "đảng viên dự bị", "có lẽ"),
		"ct ct db db db ct?status")
	same(t, "crosses of dự bị", one(t, "Dự bị", status, "x", "", "có", "1", "Dự bị", "không"), "db ct db db db ct")
	same(t, "notes", one(t, "Ghi chú", status, "Dự bị", "ĐVDB", "miễn sinh hoạt", "hết dự bị 3/2025", ""),
		"db?note_probationary db?note_probationary ct ct?note_doubt ct")
	same(t, "days of becoming official", one(t, "Ngày chính thức", status, "3/2/2005", "Dự bị", "", "2005", "???"),
		"ct db ct?official_on_empty ct ct?date")
	sex := func(m congress.Member) string { return map[bool]string{true: "nữ", false: "nam"}[m.Female] }
	same(t, "sex", one(t, "Giới tính", sex, "Nữ", "nữ", "NU", "Nam", "", "ông"), "nữ nữ nữ nam nam?sex_empty nam?sex")
	same(t, "crosses of nữ", one(t, "Nữ", sex, "x", "X", "nữ", "1", "", "có"), "nữ nữ nữ nữ nam nữ")
	same(t, "cards", one(t, "Số thẻ", func(m congress.Member) string { return m.Card }, "00012345", 12346, "012347",
		"-", "12/3456"), "00012345 12346 012347  12/3456")
}

// What stands in brackets behind a name is no part of it if it says who is
// dự bị, and is asked about else.
func TestNamesWithSomethingBehind(t *testing.T) {
	r := read(t, "a.xlsx", book(t, []any{"STT", "Họ và tên"}, []any{1, "Lê Văn An (dự bị)"},
		[]any{2, "Lê Văn Ba (Bí thư)"}, []any{3, "Lê Văn Cả 2"}))
	same(t, "members", told(r, func(m congress.Member) string { return fmt.Sprint(m.Name, " ", m.Official) }),
		"Lê Văn An false; Lê Văn Ba (Bí thư) true; Lê Văn Cả 2 true")
	same(t, "remarks", remarked(r), "B2 note_probationary, B3 name, B4 name")
}

// What heads say, in words of many kinds; a head of several facts says none.
func TestHeadsOfManyKinds(t *testing.T) {
	for heading, want := range map[string]roster.Field{
		"Số thẻ\nđảng viên": roster.FieldCard, "Ngày, tháng, năm sinh": roster.FieldBorn, "NS": roster.FieldBorn,
		"Ngày cấp thẻ đảng": roster.FieldUnused, "Nơi sinh": roster.FieldUnused,
		"Ngày vào Đảng chính thức": roster.FieldOfficialOn, "Ngày vào Đảng, ngày chính thức": roster.FieldUnused,
		"Ngày vào Đảng\nNgày chính thức": roster.FieldUnused, "Ngày kết nạp": roster.FieldJoined,
		"Ngày vào Đoàn": roster.FieldUnused, "Nghề nghiệp trước khi vào Đảng": roster.FieldUnused,
		"Dân tộc, tôn giáo": roster.FieldUnused, "DT": roster.FieldMinority, "ĐT": roster.FieldUnused,
		"Trình độ LLCT":          roster.FieldTheory,
		"Văn hóa, lý luận, CMNV": roster.FieldUnused, "Trình độ học vấn": roster.FieldEducation,
		"Chức vụ Đảng, chính quyền": roster.FieldPosition, "Tổ": roster.FieldGroup, "Tổ dân phố": roster.FieldUnused,
		"Quê quán": roster.FieldHometown, "Tôn giáo": roster.FieldReligion,
		"Trình độ giáo dục phổ thông": roster.FieldSchooling,
		"Họ tên vợ (chồng)":           roster.FieldUnused, "Cấp ủy đương nhiệm": roster.FieldIncumbent,
		"Quá trình tham gia cấp ủy": roster.FieldCommittees, "Hình thức khen thưởng": roster.FieldCommended,
		"Kỷ luật đảng": roster.FieldDiscipline, "Khen thưởng, kỷ luật": roster.FieldUnused,
		"Khen thưởng và kỷ luật": roster.FieldUnused,
		"Giới":                   roster.FieldSex,
		"Nữ":                     roster.FieldFemale, "Nam": roster.FieldMale, "Năm": roster.FieldUnused,
		"Đảng viên dự bị": roster.FieldProbationary, "NTN sinh": roster.FieldBorn,
		"Ngày tháng năm chuyển Đảng chính thức": roster.FieldOfficialOn, "Chính thức ngày": roster.FieldOfficialOn,
		"Ngày KN": roster.FieldJoined, "Tổ SH": roster.FieldGroup, "Tổ số": roster.FieldGroup,
	} {
		cell := ""
		if heading == "NS" {
			cell = "1970"
		}
		r := read(t, "a.xlsx", book(t, []any{"Họ và tên, bí danh", heading}, []any{"Lê Văn An", cell}))
		if got := r.Columns[1].Field; got != want {
			t.Errorf("%q is taken for %s, want %s", heading, got, want)
		}
	}
}

// Where a list has both, what school somebody has and what they are trained in
// are two facts; alone, each is what they are trained in.
func TestSchoolAndTrainingAreTwoFacts(t *testing.T) {
	for _, test := range []struct{ heads, want string }{
		{"Họ và tên|Văn hóa|Chuyên môn", "A name, B schooling, C education"},
		{"Họ và tên|Trình độ chuyên môn|Học vấn", "A name, B education, C schooling"},
		{"Họ và tên|Văn hóa", "A name, B education"},
	} {
		var heads, member []any
		for i, head := range strings.Split(test.heads, "|") {
			heads, member = append(heads, head), append(member, []string{"Lê Văn An", "12/12", "Đại học"}[i])
		}
		same(t, test.heads, fields(read(t, "a.xlsx", book(t, heads, member))), test.want)
	}
}

// Headings between rows say who follows: the group, and who is dự bị; they
// may stand within one another either way.
func TestHeadingsSayWhoFollows(t *testing.T) {
	fact := func(m congress.Member) string {
		return fmt.Sprint(m.Name[strings.LastIndex(m.Name, " ")+1:], " ",
			map[bool]string{true: "ct", false: "db"}[m.Official], " ", m.Group)
	}
	inner := read(t, "a.xlsx", book(t, []any{"STT", "Họ và tên", "Sinh"},
		[]any{"I", "Tổ đảng số 1"}, []any{"a", "Đảng viên chính thức"}, []any{1, "Lê Văn An", 1970},
		[]any{"b", "Đảng viên dự bị"}, []any{2, "Lê Văn Ba", 1990},
		[]any{"II", "Tổ đảng số 2"}, []any{1, "Lê Văn Cả", 1971}))
	same(t, "kinds within groups", told(inner, fact), "An ct Tổ đảng số 1; Ba db Tổ đảng số 1; Cả ct Tổ đảng số 2")
	outer := read(t, "a.xlsx", book(t, []any{"STT", "Họ và tên", "Sinh"},
		[]any{"A. ĐẢNG VIÊN CHÍNH THỨC"}, []any{"Tổ 1"}, []any{1, "Lê Văn An", 1970}, []any{"Tổ 2"},
		[]any{2, "Lê Văn Cả", 1971},
		[]any{"B. ĐẢNG VIÊN DỰ BỊ"}, []any{"Tổ 1: 1 đồng chí"}, []any{3, "Lê Văn Ba", 1990}))
	same(t, "groups within kinds", told(outer, fact), "An ct Tổ 1; Cả ct Tổ 2; Ba db Tổ 1")
	same(t, "headings", skipped(outer), "2 heading, 3 group, 5 group, 7 heading, 8 group")
}

// Rows that are nobody, between and below the members, are named for what
// they are; people whose names sound like such words stay people.
func TestRowsThatAreNobody(t *testing.T) {
	r := read(t, "a.xlsx", book(t, []any{"DANH SÁCH ĐẢNG VIÊN"}, []any{"STT", "Họ và tên", "Ngày sinh", "Giới tính"},
		[]any{"(1)", "(2)", "(3)", "(4)"},
		[]any{1, "Tống Văn Cộng", "1970", "Nam"}, []any{2, "Tô Thị Bí", "1971", "Nữ"},
		[]any{"STT", "Họ và tên", "Ngày sinh", "Giới tính"}, []any{3, "Công Văn Kỳ", "1972", "Nam"},
		[]any{4, "", "1973", "Nam"},
		[]any{"", "Tổng số: 3 đ/c"}, []any{"", "Trong đó: nữ 1"}, []any{"", "", "Kỳ Anh, ngày 3 tháng 2 năm 2025"},
		[]any{"", "TM. CHI BỘ", "", "BÍ THƯ"}, []any{}, []any{"", "Nguyễn Văn Ký"}, []any{"Nơi nhận: Đảng ủy"}))
	same(t, "members", told(r, name), "Tống Văn Cộng; Tô Thị Bí; Công Văn Kỳ")
	same(t, "left out", skipped(r), "3 index, 6 head, 8 no_name, 9 total, 10 total, 11 signature, 12 signature, 14 "+
		"signature, 15 signature")
	for _, row := range r.LeftOut() {
		if row.Label == "" {
			t.Errorf("row %d is left out without a word of what it says", row.Line)
		}
	}
}

// Every word below a list that sums up or signs is nobody, in whatever column
// it stands, with a name under it.
func TestWhatStandsBelowAList(t *testing.T) {
	for _, below := range []string{"Cộng", "CỘNG", "Tổng", "TỔNG", "Tổng số", "Tổng cộng: 02 đồng chí", "Cộng: 2 đ/c",
		"Tổng số đảng viên: 2", "Danh sách gồm 02 đồng chí", "Danh sách trên có 2 đồng chí",
		"Ấn định danh sách 2 người",
		"Cộng chung", "Người lập biểu", "NGƯỜI LẬP BIỂU", "Người lập", "T/M CHI ỦY", "T/M CẤP ỦY", "TM. CHI BỘ",
		"T.M CHI BỘ", "K/T BÍ THƯ", "BÍ THƯ", "PHÓ BÍ THƯ", "Xác nhận của chi bộ", "Kỳ Trinh, ngày 5 tháng 2 năm 2026",
		"(Ký, ghi rõ họ tên)", "Thủ trưởng đơn vị", "ĐẢNG ỦY PHƯỜNG", "Lập biểu", "CHI ỦY"} {
		for column := range 4 {
			foot, signed := make([]any, 4), make([]any, 4)
			foot[column], signed[max(column, 1)] = below, "Nguyễn Văn Ký"
			r := read(t, "a.xlsx", book(t, []any{"STT", "Họ và tên", "Ngày sinh", "Giới tính"},
				[]any{1, "Tống Văn Cộng", "1970", "Nam"}, []any{2, "Tô Thị Bí", "1971", "Nữ"}, foot, []any{}, signed))
			if got := told(r, name); got != "Tống Văn Cộng; Tô Thị Bí" {
				t.Errorf("%q in column %d: %s", below, column, got)
			}
			if n := len(r.LeftOut()); n != 2 {
				t.Errorf("%q in column %d: %d rows are named and left out", below, column, n)
			}
		}
	}
}

// Everything that was remarked costs nobody a place, and a name is what alone
// is needed.
func TestOneBadCellCostsNobodyAPlace(t *testing.T) {
	r := read(t, "a.xlsx", book(t, []any{"Họ và tên", "Giới tính", "Ngày sinh", "Ngày vào Đảng", "Dân tộc",
		"Chính thức/Dự bị", "Cấp ủy", "Số thẻ"},
		[]any{"Lê Văn An", "?", "?", "?", "?", "?", "?", strings.Repeat("9", 31)},
		[]any{"Trần Thị Bình", "Nữ", "1980", "3/2/2005", "Tày", "Dự bị", "Bí thư", "01"}))
	same(t, "remarks", remarked(r), "H2 card, B2 sex, C2 date, D2 date, E2 minority, G2 choice, F2 status")
	if got := r.Members(); len(got) != 2 || got[1].Member != (congress.Member{Name: "Trần Thị Bình", Female: true,
		Born: "1980", Joined: "2005-02-03", EthnicMinority: true, People: "Tày", Incumbent: true, Card: "01"}) {
		t.Errorf("%+v", got)
	}
}

// A group that is written once, above empty cells, is that of the rows below
// it, and said; one cell that is empty where others are not is asked about.
func TestGroupsWrittenOnce(t *testing.T) {
	group := func(m congress.Member) string { return m.Group }
	r := read(t, "a.csv", []byte("Họ và tên,Tổ\nLê Văn An,1\nLê Văn Ba,\nLê Văn Cả,2\nLê Văn Tư,\nLê Văn Năm,\n"))
	same(t, "groups", told(r, group), "Tổ 1; Tổ 1; Tổ 2; Tổ 2; Tổ 2")
	same(t, "remarks", remarked(r), "B3 group_above, B5 group_above, B6 group_above")
	r = read(t, "a.csv", []byte("Họ và tên,Tổ\nLê Văn An,Tổ 1\nLê Văn Ba,Tổ 1\nLê Văn Cả,\n"))
	same(t, "an empty group", told(r, group)+remarked(r), "Tổ 1; Tổ 1; B4 group_empty")
	if roster.FieldGroup != r.Remarks()[0].Field {
		t.Error("the remark is about another field")
	}
}
