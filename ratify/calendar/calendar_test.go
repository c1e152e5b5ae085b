package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify/calendar"
)

// Every line of a list that is not understood is named, with its number.
func TestBadLinesAreNamed(t *testing.T) {
	text := strings.Join([]string{"\ufeffNgày;Loại;Tên", "01/01/2027;nghỉ;Tết Dương lịch", "", "31/02/2027;nghỉ;x",
		"11/02/2027 - 05/02/2027,nghỉ,ngược",
		"06/02/2027,họp,x", "1/1/2027", "Tết", "02/01/2027,nghỉ," + strings.Repeat("a", 101),
		"01/03/2027 - 30/04/2027"}, "\r\n")
	_, err := calendar.Parse(text)
	var lines *calendar.LinesError
	if !errors.As(err, &lines) {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines.Lines {
		got = append(got, fmt.Sprint(l.Number, " ", l.Code))
	}
	want := []string{"4 date", "5 span", "6 kind", "7 twice", "8 date", "9 name", "10 span"}
	if !slices.Equal(got, want) || lines.Field != "day_list" || lines.Lines[0].Text != "31/02/2027;nghỉ;x" {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := calendar.Parse(" \n\n"); !errors.As(err, new(*congress.FieldError)) {
		t.Errorf("an empty list: %v", err)
	}
}

// Days come one a line or as a span, with comma, semicolon or tab, quoted or not.
func TestListsOfDaysAreRead(t *testing.T) {
	days, err := calendar.Parse("30/4/2027,Ngày Chiến thắng\n2027-05-03\tnghỉ\tNghỉ bù\n08/05/2027;làm bù;\n" +
		"05/02/2027 – 07/02/2027,nghỉ,\"Tết, mồng một đến mồng ba\"\n02/09/2027")
	if err != nil {
		t.Fatal(err)
	}
	want := []calendar.Day{{Day: "2027-04-30", Kind: "off", Name: "Ngày Chiến thắng"},
		{Day: "2027-05-03", Kind: "off", Name: "Nghỉ bù"}, {Day: "2027-05-08", Kind: "work"},
		{Day: "2027-02-05", Kind: "off", Name: "Tết, mồng một đến mồng ba"},
		{Day: "2027-02-06", Kind: "off", Name: "Tết, mồng một đến mồng ba"},
		{Day: "2027-02-07", Kind: "off", Name: "Tết, mồng một đến mồng ba"},
		{Day: "2027-09-02", Kind: "off"}}
	if !slices.Equal(days, want) {
		t.Errorf("%+v", days)
	}
}

// A Saturday that is worked counts, and the shipped calendar names its days.
func TestWorkedSaturdaysCount(t *testing.T) {
	days := calendar.Shipped()
	if got := days.After("2025-04-25", 7); got != "2025-05-08" { // 26/4 is worked for 2/5
		t.Errorf("due %s", got)
	}
	if got := days.Unconfirmed("", "2025-12-31", "2022-01-01"); got != "" {
		t.Errorf("2022 to 2025 are confirmed as shipped: %s", got)
	}
	for _, day := range []congress.Date{"2026-12-31", "2027-01-01"} {
		if got := days.Unconfirmed("2025-01-01", day); got != day.Year() {
			t.Errorf("%s: %q; a question is open, or nothing is known", day, got)
		}
	}
}

// So many working days after a day, weekly rest and public holidays left out.
func TestWorkingDaysLeaveRestAndHolidaysOut(t *testing.T) {
	days := calendar.Shipped()
	for _, test := range []struct {
		from congress.Date
		n    int
		want congress.Date
	}{
		{"2025-03-03", 7, "2025-03-12"},
		{"2025-04-25", 7, "2025-05-08"}, // 30/4, 1/5 and 2/5 are days off, 26/4 is worked
		{"2026-01-06", 7, "2026-01-14"}, // Saturday the 10th is worked for the 2nd
		{"2025-12-31", 1, "2026-01-05"}, // 1/1 and 2/1 are days off
		{"2025-01-24", 1, "2025-02-03"}, // Tết
		{"2022-07-18", 15, "2022-08-08"},
		{"", 7, ""},
	} {
		if got := days.After(test.from, test.n); got != test.want {
			t.Errorf("%d working days after %s: %s, want %s", test.n, test.from, got, test.want)
		}
	}
}

// Working days between two days, both ways; the first does not count.
func TestWorkingDaysBetween(t *testing.T) {
	days := calendar.Shipped()
	for _, test := range []struct {
		from, to congress.Date
		want     int
	}{{"2025-03-03", "2025-03-12", 7}, {"2025-03-12", "2025-03-03", -7}, {"2025-03-08", "2025-03-09", 0},
		{"2025-04-29", "2025-05-05", 1}, {"2025-03-03", "2025-03-03", 0}, {"", "2025-03-03", 0}} {
		if got := days.Between(test.from, test.to); got != test.want {
			t.Errorf("%s to %s: %d, want %d", test.from, test.to, got, test.want)
		}
	}
	for n := range 40 {
		if due := days.After("2025-04-21", n); days.Between("2025-04-21", due) != n {
			t.Errorf("%d working days end on %s, which is %d", n, due, days.Between("2025-04-21", due))
		}
	}
	// Friday the 4th was the last day; the weekend and Monday's holiday are over by none.
	for today, want := range map[congress.Date]calendar.Left{"2025-04-03": {1, false}, "2025-04-04": {0, false},
		"2025-04-05": {0, true}, "2025-04-07": {0, true}, "2025-04-08": {1, true}} {
		if got := days.Left(today, "2025-04-04"); got != want {
			t.Errorf("on %s: %+v, want %+v", today, got, want)
		}
	}
	if days.Left("2025-04-04", "") != (calendar.Left{}) {
		t.Error("no deadline leaves something")
	}
}
