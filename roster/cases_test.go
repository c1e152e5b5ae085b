package roster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

const today = congress.Date("2026-11-26")

// file reads a case as the page does.
func file(t *testing.T, name string, choices roster.Choices) roster.Reading {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	must(t, err)
	r, err := roster.Read(name, content, today, choices)
	must(t, err)
	return r
}

// told writes the members of a reading, one a line: the facts asked for.
func told(r roster.Reading, fact func(m congress.Member) string) string {
	var lines []string
	for _, row := range r.Members() {
		lines = append(lines, fact(row.Member))
	}
	return strings.Join(lines, "; ")
}

func name(m congress.Member) string { return m.Name }

// skipped writes the rows that are left out: "3 group".
func skipped(r roster.Reading) string {
	var lines []string
	for _, row := range r.LeftOut() {
		lines = append(lines, fmt.Sprint(row.Line, " ", row.Reason))
	}
	return strings.Join(lines, ", ")
}

// remarked writes the remarks: "C7 date".
func remarked(r roster.Reading) string {
	var lines []string
	for _, remark := range r.Remarks() {
		lines = append(lines, remark.Cell+" "+remark.Code)
	}
	return strings.Join(lines, ", ")
}

func unused(r roster.Reading) string {
	var headings []string
	for _, c := range r.Unused() {
		headings = append(headings, c.Letter+" "+c.Heading)
	}
	return strings.Join(headings, ", ")
}

func noticed(r roster.Reading) string {
	var lines []string
	for _, n := range r.Notices {
		lines = append(lines, strings.TrimSpace(n.Code+" "+n.Value))
	}
	return strings.Join(lines, ", ")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

// T7: what failed in November 2026 reads right, and all else is named.
func TestT7Cases(t *testing.T) {
	facts := func(m congress.Member) string {
		sex := "nam"
		if m.Female {
			sex = "nữ"
		}
		return strings.Join([]string{m.Name, sex, string(m.Born), string(m.Joined), m.Group}, " ")
	}
	for _, c := range []struct {
		file                              string
		fact                              func(congress.Member) string
		members, skipped, remarks, unused string
		notices                           string
	}{
		{file: "x01-date1904.xlsx", fact: facts, members: "Lò Văn Ó nam 1970-03-02 1995-05-19 ", notices: "no_status"},
		{file: "x02-ho-va-ten-hai-cot.xlsx", fact: name, members: "Trần Thị Bình; Lò Văn Ó; Lò Văn Én",
			notices: "no_sex, no_status"},
		{file: "x05-dong-to-dang.xlsx", fact: facts, members: "Trần Thị Bình nữ 1980-01-01  Tổ đảng số 1; Lò Văn Ó " +
			"nam 1975-01-01  Tổ đảng số 2", skipped: "3 group, 5 group", notices: "no_status"},
		{file: "x06-to-dang-gop-o.xlsx", fact: func(m congress.Member) string { return m.Group },
			members: "Tổ 1; Tổ 1; Tổ 1; Tổ 2; Tổ 2", notices: "no_sex, no_status"},
		{file: "x07-nam-sinh-nam-nu.xlsx", fact: facts, members: "Trần Thị Bình nữ 1980 2010-02-01 ; Lò Văn Ó nam " +
			"1975 2005-02-03 "},
		{file: "x08-chi-co-nam-sinh.xlsx", fact: func(m congress.Member) string { return string(m.Born) },
			members: "1950; 1948; 1945; 1952", remarks: "C5 year_only", notices: "no_sex, no_status"},
		{file: "x09-hoc-van-12-12.xlsx", fact: func(m congress.Member) string { return m.Education },
			members: "12/12; 10/10", remarks: "G2 made_a_day, G3 made_a_day", notices: "no_status"},
		{file: "x11-trang-an-dau.xlsx", fact: name, members: "Trần Thị Bình",
			notices: "no_sex, no_status, hidden_sheet foxz"},
		{file: "x13-windows-1258.csv", fact: name, members: "Nguyễn Thị Hằng; Đặng Quốc Cường; Lò Văn Ó",
			notices: "no_status"},
		{file: "x14-hai-bang-ma.xlsx", fact: name, members: "Nguyễn Thị Hằng; Đặng Quốc Cường; Lê Thị Thuỷ; Nguyễn " +
			"Văn Hải; Trần Thị Hằng", notices: "no_sex, no_status"},
		{file: "x16-chu-eth.xlsx", fact: facts, members: "Đặng Văn Đạt nam  2001-02-03 Tổ 1", skipped: "3 repeat",
			notices: "no_sex, no_status"},
		{file: "x19-dau-phan-cach.csv", fact: name, members: "Trần Thị Bình; Lò Văn Ó", notices: "no_sex, no_status"},
		{file: "x20-xuong-dong.csv", fact: func(m congress.Member) string { return m.Name + ": " + m.Position },
			members: `Trần Thị Bình: Trưởng ban "Dân vận", phó bí thư nhiệm kỳ trước; Lò Văn Ó: Hội viên`,
			notices: "no_sex, no_status"},
		{file: "x21-DANHSACH.XLSX", fact: name, members: "Trần Thị Bình", notices: "no_sex, no_status"},
		{file: "x23-ngay-thang.xlsx", fact: facts, members: "Trần Thị Bình nam 1980-02-01 1999-02-03 ; Lò Văn Ó nam " +
			"1974-12-01  ; Hồ Thị Năm nam 1990-02-05 2001-02-05 ; Lê Văn Cả nam   ; Đỗ Văn Tư nam 1945-09-02  ",
			remarks: "D3 date, D4 young, C5 date, D5 date, D6 future", notices: "no_sex, no_status, two_digits"},
		{file: "x25-cong-thuc.xlsx", fact: facts, members: "Trần Thị Bình nam 1980-02-01  ", skipped: "3 no_name",
			notices: "no_sex, no_status"},
		{file: "x28-nam-sinh.xlsx", fact: facts, members: "Trần Thị Bình nam 1980 2001-02-03 Tổ 1", notices: "no_sex"},
		{file: "x29-viet-tat.xlsx", fact: func(m congress.Member) string { return fmt.Sprint(facts(m), m.Official) },
			members: "Trần Thị Bình nữ 1980-01-01  false", remarks: "F2 note_probationary"},
	} {
		t.Run(c.file, func(t *testing.T) {
			r := file(t, c.file, roster.Choices{})
			same(t, "members", told(r, c.fact), c.members)
			same(t, "left out", skipped(r), c.skipped)
			same(t, "remarks", remarked(r), c.remarks)
			same(t, "unused", unused(r), c.unused)
			same(t, "notices", noticed(r), c.notices)
		})
	}
}

// T7: a list of ten has ten members, whatever stands between and below them.
func TestT7HeadingsAndSumsAreNobody(t *testing.T) {
	r := file(t, "x26-danh-sach-10-nguoi.xlsx", roster.Choices{})
	same(t, "left out", skipped(r), "3 group, 9 group, 15 total, 16 signature")
	if s := r.Summary(); s != (roster.Summary{Members: 10, Official: 10, Women: 5, Groups: 2}) {
		t.Errorf("%+v", s)
	}
}

// T7: the lists of whole cells, each in a form of its own.
func TestT7WholeCells(t *testing.T) {
	for path, want := range map[string]struct {
		summary          roster.Summary
		skipped, remarks string
		probationary     string
	}{
		"r1-nam-nu-nam-sinh.xlsx": {roster.Summary{Members: 27, Official: 25, Probationary: 2, Women: 13, Minority: 3,
			Groups: 1},
			"25 group, 39 total, 41 signature, 42 signature, 47 signature",
			"J36 note_probationary, J37 note_probationary", "Ngô Thị Khang; Dương Đức Loan"},
		"r2-ho-dem-nu-x.xlsx": {roster.Summary{Members: 27, Official: 25, Probationary: 2, Women: 13},
			"36 total, 38 signature, 39 signature, 44 signature", "", "Ngô Thị Khang; Dương Đức Loan"},
		"r3-ngay-hai-so.xlsx": {roster.Summary{Members: 27, Official: 25, Probationary: 2, Women: 13}, "", "",
			"Ngô Thị Khang; Dương Đức Loan"},
		"r4-cot-dang-vien.xlsx": {roster.Summary{Members: 27, Official: 25, Probationary: 2, Women: 13}, "", "",
			"Ngô Thị Khang; Dương Đức Loan"},
	} {
		r := file(t, path, roster.Choices{})
		if got := r.Summary(); got != want.summary {
			t.Errorf("%s: %+v", path, got)
		}
		same(t, path+" left out", skipped(r), want.skipped)
		same(t, path+" remarks", remarked(r), want.remarks)
		var probationary []string
		for _, row := range r.Members() {
			if !row.Member.Official {
				probationary = append(probationary, row.Member.Name)
			}
			if row.Member.Female != strings.Contains(row.Member.Name, " Thị ") {
				t.Errorf("%s: %s is a woman: %t", path, row.Member.Name, row.Member.Female)
			}
			if row.Member.Born == "" || row.Member.Joined == "" {
				t.Errorf("%s: %+v", path, row.Member)
			}
		}
		same(t, path, strings.Join(probationary, "; "), want.probationary)
	}
}

// T7: the Party's register has several facts in a cell; it is refused by name.
func TestT7TheRegisterIsRefused(t *testing.T) {
	content, err := os.ReadFile("testdata/x27-mau-7-hsdv.xlsx")
	must(t, err)
	if _, err := roster.Read("a.xlsx", content, today, roster.Choices{}); !refused(err, "register_form") {
		t.Errorf("%v", err)
	}
	content, err = os.ReadFile("testdata/x22-xuat-tu-web.xls")
	must(t, err)
	if _, err := roster.Read("x22-xuat-tu-web.xls", content, today, roster.Choices{}); !refused(err, "old_excel") {
		t.Errorf("a web page: %v", err)
	}
}

// What was converted is shown before and after, cell by cell.
func TestConversionsAreShown(t *testing.T) {
	r := file(t, "x14-hai-bang-ma.xlsx", roster.Choices{})
	var got []string
	for _, c := range r.Conversions {
		got = append(got, fmt.Sprint(c.Cell, " ", c.Before, " → ", c.After, " ", c.Encoding, " ", c.Doubtful))
	}
	slices.Sort(got)
	same(t, "conversions", strings.Join(got, "; "), "B5 NguyÔn V¨n H¶i → Nguyễn Văn Hải tcvn3 false; B6 TrÇn ThÞ "+
		"H»ng → Trần Thị Hằng tcvn3 false")
}
