package ratify_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Every line of a list that is not understood is named, with its number.
func TestBadLinesAreNamed(t *testing.T) {
	text := strings.Join([]string{"\ufeffNgày;Loại;Tên", "01/01/2027;nghỉ;Tết Dương lịch", "", "31/02/2027;nghỉ;x", "11/02/2027 - 05/02/2027,nghỉ,ngược",
		"06/02/2027,họp,x", "1/1/2027", "Tết", "02/01/2027,nghỉ," + strings.Repeat("a", 101), "01/03/2027 - 30/04/2027"}, "\r\n")
	_, err := ratify.ParseDays(text)
	var lines *ratify.LinesError
	if !errors.As(err, &lines) {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines.Lines {
		got = append(got, fmt.Sprint(l.Number, " ", l.Code))
	}
	want := []string{"4 date", "5 span", "6 kind", "7 twice", "8 date", "9 name", "10 span"}
	if !slices.Equal(got, want) || lines.Field != "days" || lines.Lines[0].Text != "31/02/2027;nghỉ;x" {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := ratify.ParseDays(" \n\n"); !errors.As(err, new(*congress.FieldError)) {
		t.Errorf("an empty list: %v", err)
	}
}

// Days come one a line or as a span, with comma, semicolon or tab, quoted or not.
func TestListsOfDaysAreRead(t *testing.T) {
	days, err := ratify.ParseDays("30/4/2027,Ngày Chiến thắng\n2027-05-03\tnghỉ\tNghỉ bù\n08/05/2027;làm bù;\n05/02/2027 – 07/02/2027,nghỉ,\"Tết, mồng một đến mồng ba\"\n02/09/2027")
	must(t, err)
	want := []ratify.CalendarDay{{Day: "2027-04-30", Kind: "off", Name: "Ngày Chiến thắng"}, {Day: "2027-05-03", Kind: "off", Name: "Nghỉ bù"}, {Day: "2027-05-08", Kind: "work"},
		{Day: "2027-02-05", Kind: "off", Name: "Tết, mồng một đến mồng ba"}, {Day: "2027-02-06", Kind: "off", Name: "Tết, mồng một đến mồng ba"}, {Day: "2027-02-07", Kind: "off", Name: "Tết, mồng một đến mồng ba"},
		{Day: "2027-09-02", Kind: "off"}}
	if !slices.Equal(days, want) {
		t.Errorf("%+v", days)
	}
}

// The tree's own calendar moves its deadlines; the first change of a year
// keeps what was shipped for it, and a year that nobody knows says so.
func TestCalendarOfATree(t *testing.T) {
	d := openDesk(t, false) // closed on 3 March 2025: the report is due on the 12th
	admin := congress.Actor{AccountID: "q", Name: "Quản trị", Role: congress.RoleAdministrator, OrgID: "top", OrgPath: "/top/"}
	report := func(want congress.Date) {
		t.Helper()
		if got := d.dossier().Deadlines.Report; got != want {
			t.Errorf("due %s, want %s", got, want)
		}
	}
	report("2025-03-12")
	must(t, d.s.SaveDays(d.ctx, admin, []ratify.CalendarDay{{Day: "2025-03-10", Kind: ratify.DayOff, Name: " Nghỉ "}}))
	report("2025-03-13")
	must(t, d.s.SaveDays(d.ctx, admin, []ratify.CalendarDay{{Day: "2025-03-08", Kind: ratify.DayWorked}})) // a Saturday
	report("2025-03-12")
	must(t, d.s.RemoveDay(d.ctx, admin, "2025-03-10"))
	report("2025-03-11")
	year, err := d.s.YearOf(d.ctx, "/top/cell/", "2025")
	must(t, err)
	if !year.Own || !year.Known || !slices.ContainsFunc(year.Days, func(day ratify.CalendarDay) bool { return day.Day == "2025-04-30" && day.OrgID == "top" }) {
		t.Errorf("%+v", year)
	}
	for asked, known := range map[string]bool{"2024": true, "2031": false, "": true} {
		if year, err := d.s.YearOf(d.ctx, "/top/", asked); err != nil || year.Known != known || year.Own != (asked == "") {
			t.Errorf("%s: %+v %v", asked, year, err)
		}
	}
	d.now = time.Date(2031, 3, 3, 2, 0, 0, 0, time.UTC)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	if v := d.dossier(); v.Deadlines.UnknownYear != "2031" {
		t.Errorf("%+v", v.Deadlines)
	}
}

// Only the administrator of the top organisation changes the calendar.
func TestOthersLeaveTheCalendarAlone(t *testing.T) {
	d := openDesk(t, false)
	for name, by := range map[string]congress.Actor{
		"superior":          d.superior,
		"administrator":     {Name: "Q", Role: congress.RoleAdministrator, OrgID: "cell", OrgPath: "/top/cell/"},
		"organiser of cell": d.cell,
	} {
		var person *congress.PersonError
		if err := d.s.RemoveDay(d.ctx, by, "2025-04-30"); !errors.As(err, &person) || person.Code != "needs_top_administrator" {
			t.Errorf("%s: %v", name, err)
		}
	}
	admin := congress.Actor{Role: congress.RoleAdministrator, OrgID: "top", OrgPath: "/top/"}
	for want, day := range map[string]ratify.CalendarDay{"day required": {Kind: "off"}, "day format": {Day: "30/4", Kind: "off"}, "day_kind unknown": {Day: "2027-01-01"},
		"day_name too_long": {Day: "2027-01-01", Kind: "off", Name: strings.Repeat("a", 101)}} {
		var field *congress.FieldError
		if err := d.s.SaveDays(d.ctx, admin, []ratify.CalendarDay{day}); !errors.As(err, &field) || field.Field+" "+field.Code != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := d.s.RemoveDay(d.ctx, admin, "2025-04-29"); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("a day that is not there: %v", err)
	}
}

// A Saturday that is worked counts, and the shipped calendar names its days.
func TestWorkedSaturdaysCount(t *testing.T) {
	days := ratify.ShippedCalendar()
	if got := days.After("2025-04-25", 7); got != "2025-05-08" { // 26/4 is worked for 2/5
		t.Errorf("due %s", got)
	}
	if !days.Knows("2026-12-31") || days.Knows("2027-01-01") || !days.Knows("") {
		t.Error("2022 to 2026 are known, and no other year")
	}
}
