package ratify_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
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
	if v := d.dossier(); v.Deadlines.Unconfirmed != "2031" {
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

// What no text settles is asked, once, and until then every deadline through
// the year says that it may move; so does a year of which a day was entered.
func TestAYearIsConfirmed(t *testing.T) {
	d := openDesk(t, false)
	admin := congress.Actor{AccountID: "q", Name: "Quản trị", Role: congress.RoleAdministrator, OrgID: "top",
		OrgPath: "/top/"}
	view := func(year string) calendar.YearView {
		t.Helper()
		v, err := d.calendar.YearOf(d.ctx, "/top/", year)
		must(t, err)
		return v
	}
	if v := view("2026"); v.Confirmed || len(v.Questions) != 2 || len(v.Questions[0].Days) != 2 {
		t.Fatalf("%+v", v)
	}
	must(t, d.calendar.ConfirmYear(d.ctx, admin, "2026", []int{1}))
	off := map[congress.Date]bool{}
	v := view("2026")
	for _, day := range v.Days {
		off[day.Day] = true
	}
	if !v.Confirmed || v.By.ConfirmedBy != "Quản trị" || v.Questions != nil || !off["2026-11-24"] ||
		off["2026-08-31"] || off["2026-08-22"] || !off["2026-01-10"] {
		t.Errorf("%+v", v)
	}
	must(t, d.calendar.SaveDays(d.ctx, admin, []calendar.Day{{Day: "2031-01-01", Kind: calendar.Off}}))
	d.now = time.Date(2031, 3, 3, 2, 0, 0, 0, time.UTC)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	for _, confirmed := range []bool{false, true, false} {
		want := "2031"
		if confirmed {
			want = ""
			must(t, d.calendar.ConfirmYear(d.ctx, admin, "2031", nil))
		}
		if got := d.dossier().Deadlines.Unconfirmed; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		inbox, err := d.s.InboxOf(d.ctx, "/top/", ratify.InboxFilter{State: ratify.InboxArrived})
		if err != nil || inbox.Rows[0].Unconfirmed != want {
			t.Errorf("%q %v, want %q", inbox.Rows[0].Unconfirmed, err, want)
		}
		if confirmed { // its last day goes, and with it what was said about it
			must(t, d.calendar.RemoveDay(d.ctx, admin, "2031-01-01"))
		}
	}
	var field *congress.FieldError
	if err := d.calendar.ConfirmYear(d.ctx, admin, "2031", nil); !errors.As(err, &field) || field.Field != "day_list" {
		t.Errorf("a year without a day: %v", err)
	}
}
