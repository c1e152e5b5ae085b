package calendar

import (
	"time"

	"kiemphieu/congress"
)

// Calendar counts working days: Monday to Friday less the days off in it, and
// the Saturdays in it that are worked instead.
type Calendar struct {
	days      map[congress.Date]Day
	years     map[string]bool // of which it has days
	confirmed map[string]bool // whose days somebody stands for
	questions []Question
}

// Of makes a calendar of the given days, which nobody has confirmed.
func Of(days []Day) Calendar {
	c := Calendar{days: make(map[congress.Date]Day, len(days)), years: map[string]bool{}, confirmed: map[string]bool{}}
	for _, d := range days {
		c.days[d.Day] = d
		c.years[d.Day.Year()] = true
	}
	return c
}

// Unconfirmed returns a year of those in which the days lie whose days off
// nobody has confirmed, "" where all are: a deadline in it may still move. A
// day of "" lies in no year.
func (c Calendar) Unconfirmed(days ...congress.Date) string {
	for _, day := range days {
		if day != "" && !c.confirmed[day.Year()] {
			return day.Year()
		}
	}
	return ""
}

// After returns the day that lies n working days after from; from itself does
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

// Between returns how many working days lie after from up to and including to;
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

// Left returns what a deadline leaves today, and the zero Left without one.
func (c Calendar) Left(today, due congress.Date) Left {
	if due == "" {
		return Left{}
	}
	n := c.Between(today, due)
	return Left{Days: max(n, -n), Over: today > due}
}

func (c Calendar) works(day time.Time) bool {
	switch c.days[congress.DateOf(day)].Kind {
	case Off:
		return false
	case Worked:
		return true
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}
