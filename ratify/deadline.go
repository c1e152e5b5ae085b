package ratify

import (
	"strings"
	"time"

	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Calendar counts working days: Monday to Friday less the days off in it, and
// the Saturdays in it that are worked instead.
type Calendar struct {
	days  map[congress.Date]CalendarDay
	years map[string]bool // of which it knows the days off
}

// NewCalendar makes a calendar with the given days off.
func NewCalendar(holidays ...congress.Date) Calendar {
	days := make([]CalendarDay, len(holidays))
	for i, d := range holidays {
		days[i] = CalendarDay{Day: d, Kind: DayOff}
	}
	return CalendarOf(days)
}

// CalendarOf makes a calendar of the given days; it knows their years.
func CalendarOf(days []CalendarDay) Calendar {
	c := Calendar{days: make(map[congress.Date]CalendarDay, len(days)), years: map[string]bool{}}
	for _, d := range days {
		c.days[d.Day] = d
		c.years[yearOf(d.Day)] = true
	}
	return c
}

// Knows reports whether the calendar has the days off of the year in which
// the day lies. A day of "" lies in no year that it would not know.
func (c Calendar) Knows(day congress.Date) bool { return day == "" || c.years[yearOf(day)] }

func yearOf(day congress.Date) string {
	year, _, _ := strings.Cut(string(day), "-")
	return year
}

// After gives the day that lies n working days after from; from itself does
// not count. A from that is not a date gives "".
func (c Calendar) After(from congress.Date, n int) congress.Date {
	day, ok := from.Midnight()
	if !ok {
		return ""
	}
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if c.works(day) {
			n--
		}
	}
	return congress.DateOf(day)
}

// Between gives how many working days lie after from up to and including to;
// below 0, how many lie after to up to and including from.
func (c Calendar) Between(from, to congress.Date) int {
	if from > to {
		return -c.Between(to, from)
	}
	day, ok := from.Midnight()
	end, ok2 := to.Midnight()
	if !ok || !ok2 {
		return 0
	}
	n := 0
	for day.Before(end) {
		day = day.AddDate(0, 0, 1)
		if c.works(day) {
			n++
		}
	}
	return n
}

// Left is what a deadline leaves. On a weekend after its last day it is over,
// though by no working day yet.
type Left struct {
	Days int // working days left, or by how many it is over
	Over bool
}

// Left gives what a deadline leaves today, and the zero Left without one.
func (c Calendar) Left(today, due congress.Date) Left {
	if due == "" {
		return Left{}
	}
	n := c.Between(today, due)
	return Left{Days: max(n, -n), Over: today > due}
}

func (c Calendar) works(day time.Time) bool {
	switch c.days[congress.DateOf(day)].Kind {
	case DayOff:
		return false
	case DayWorked:
		return true
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// Deadlines of a congress, each "" until its clock starts.
type Deadlines struct {
	Report    congress.Date // the dossier is due
	Complaint congress.Date // complaints are taken until
	Decide    congress.Date // the decision is due
	// UnknownYear is a year whose days off nobody has entered, "" where all
	// are known: a deadline in it may be shown earlier than it is, never later.
	UnknownYear string
}

// reportDue is the last day for the dossier of a congress that closed.
func (c Calendar) reportDue(rules tally.Rules, closed congress.Date) congress.Date {
	return c.After(closed, rules.ReportDays)
}

// decisionDue is the last day for the decision about a dossier received.
func (c Calendar) decisionDue(rules tally.Rules, received congress.Date) congress.Date {
	return c.After(received, rules.DecideDays)
}

// DeadlinesOf computes the deadlines of rules 9.1.
func (c Calendar) DeadlinesOf(rules tally.Rules, meeting congress.Congress, dossier Dossier) Deadlines {
	var d Deadlines
	if meeting.ClosedAt != 0 {
		closed := meeting.ClosedAt.Date()
		d.Report, d.Complaint = c.reportDue(rules, closed), c.After(closed, rules.ComplaintDays)
	}
	if dossier.Version > 0 {
		d.Decide = c.decisionDue(rules, dossier.SubmittedAt.Date())
	}
	for _, day := range []congress.Date{d.Report, d.Complaint, d.Decide} {
		if !c.Knows(day) {
			d.UnknownYear = yearOf(day)
		}
	}
	return d
}
