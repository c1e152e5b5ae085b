package ratify

import (
	"time"

	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Calendar counts working days: Monday to Friday less the holidays in it.
type Calendar struct {
	holidays map[congress.Date]bool
}

// NewCalendar makes a calendar with the given days off.
func NewCalendar(holidays ...congress.Date) Calendar {
	c := Calendar{holidays: make(map[congress.Date]bool, len(holidays))}
	for _, d := range holidays {
		c.holidays[d] = true
	}
	return c
}

// After gives the day that lies n working days after from; from itself does
// not count. A from that is not a date gives "".
func (c Calendar) After(from congress.Date, n int) congress.Date {
	day, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return ""
	}
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if c.works(day) {
			n--
		}
	}
	return congress.Date(day.Format(time.DateOnly))
}

// Between gives how many working days lie after from up to and including to;
// below 0, how many lie after to up to and including from.
func (c Calendar) Between(from, to congress.Date) int {
	if from > to {
		return -c.Between(to, from)
	}
	day, err := time.Parse(time.DateOnly, string(from))
	end, err2 := time.Parse(time.DateOnly, string(to))
	if err != nil || err2 != nil {
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
	weekday := day.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !c.holidays[congress.Date(day.Format(time.DateOnly))]
}

// Deadlines of a congress, each "" until its clock starts.
type Deadlines struct {
	Report    congress.Date // the dossier is due (7 working days after closing)
	Complaint congress.Date // complaints are taken until (15 working days after closing)
	Decide    congress.Date // the decision is due (15 working days after receipt)
}

// DeadlinesOf computes the deadlines of rules.md 9.
func (c Calendar) DeadlinesOf(rules tally.Rules, meeting congress.Congress, dossier Dossier) Deadlines {
	var d Deadlines
	if meeting.ClosedAt != 0 {
		closed := localDate(meeting.ClosedAt)
		d.Report, d.Complaint = c.After(closed, rules.ReportDays), c.After(closed, rules.ComplaintDays)
	}
	if dossier.Version > 0 {
		d.Decide = c.After(localDate(dossier.SubmittedAt), rules.DecideDays)
	}
	return d
}
