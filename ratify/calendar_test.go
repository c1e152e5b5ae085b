package ratify_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify/calendar"
)

// The tree's own calendar moves its deadlines; the first change of a year
// keeps what was shipped for it, and a year that nobody knows says so.
func TestCalendarOfATree(t *testing.T) {
	d := openDesk(t, false) // closed on 3 March 2025: the report is due on the 12th
	admin := congress.Actor{AccountID: "q", Name: "Quản trị", Role: congress.RoleAdministrator, OrgID: "top",
		OrgPath: "/top/"}
	report := func(want congress.Date) {
		t.Helper()
		if got := d.dossier().Deadlines.Report; got != want {
			t.Errorf("due %s, want %s", got, want)
		}
	}
	report("2025-03-12")
	must(t, d.calendar.SaveDays(d.ctx, admin, []calendar.Day{{Day: "2025-03-10", Kind: calendar.Off, Name: " Nghỉ "}}))
	report("2025-03-13")
	must(t, d.calendar.SaveDays(d.ctx, admin, []calendar.Day{{Day: "2025-03-08", Kind: calendar.Worked}})) // a Saturday
	report("2025-03-12")
	must(t, d.calendar.RemoveDay(d.ctx, admin, "2025-03-10"))
	report("2025-03-11")
	year, err := d.calendar.YearOf(d.ctx, "/top/cell/", "2025")
	must(t, err)
	if !year.Own || !year.Known || !slices.ContainsFunc(year.Days, func(day calendar.Day) bool {
		return day.Day == "2025-04-30" && day.OrgID == "top"
	}) {
		t.Errorf("%+v", year)
	}
	for asked, known := range map[string]bool{"2024": true, "2031": false, "": true} {
		if year, err := d.calendar.YearOf(d.ctx, "/top/", asked); err != nil || year.Known != known ||
			year.Own != (asked == "") {
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
		if err := d.calendar.RemoveDay(d.ctx, by, "2025-04-30"); !errors.As(err, &person) ||
			person.Code != "needs_top_administrator" {
			t.Errorf("%s: %v", name, err)
		}
	}
	admin := congress.Actor{Role: congress.RoleAdministrator, OrgID: "top", OrgPath: "/top/"}
	for want, day := range map[string]calendar.Day{"day required": {Kind: "off"},
		"day format": {Day: "30/4", Kind: "off"}, "day_kind unknown": {Day: "2027-01-01"},
		"day_name too_long": {Day: "2027-01-01", Kind: "off", Name: strings.Repeat("a", 101)}} {
		var field *congress.FieldError
		if err := d.calendar.SaveDays(d.ctx, admin, []calendar.Day{day}); !errors.As(err, &field) ||
			field.Field+" "+field.Code != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := d.calendar.RemoveDay(d.ctx, admin, "2025-04-29"); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("a day that is not there: %v", err)
	}
}
