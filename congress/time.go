package congress

import (
	"strings"
	"time"
)

// Instant is a moment in whole seconds since 1970 UTC. Zero means "not yet".
type Instant int64

// At converts a time to an Instant.
func At(t time.Time) Instant { return Instant(t.Unix()) }

// Time converts back; the zero Instant gives the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.Unix(int64(i), 0).UTC()
}

// Minute cuts the seconds off. The log tells times to the minute only, so
// that its events cannot be lined up with what somebody saw in the hall.
func (i Instant) Minute() Instant { return i - i%60 }

// vietnam is the one zone of screens and papers; the country keeps UTC+7 all year.
var vietnam = time.FixedZone("ICT", 7*60*60)

// Vietnam returns the zone of every day and hour that people see.
func Vietnam() *time.Location { return vietnam }

// Local returns the moment as clocks in Viet Nam show it.
func (i Instant) Local() time.Time { return i.Time().In(vietnam) }

// Date returns the calendar day of the moment in Viet Nam.
func (i Instant) Date() Date { return DateOf(i.Local()) }

// Date is a calendar day as "2006-01-02", or "" for unknown.
type Date string

// Valid reports whether d is empty or a real day.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, ok := d.Midnight()
	return ok
}

// DateOf returns the day of a time in its own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Midnight returns the beginning of the day in UTC, for reckoning with days,
// and reports whether d is a day.
func (d Date) Midnight() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

// Year returns the year of the day, as it is written.
func (d Date) Year() string {
	year, _, _ := strings.Cut(string(d), "-")
	return year
}

// AddDays returns the day that lies n days after d, "" where d is not a day.
func (d Date) AddDays(n int) Date {
	t, ok := d.Midnight()
	if !ok {
		return ""
	}
	return DateOf(t.AddDate(0, 0, n))
}

// DaysTo counts the days from d to another; 0 where one is not a day.
func (d Date) DaysTo(to Date) int {
	a, ok := d.Midnight()
	b, ok2 := to.Midnight()
	if !ok || !ok2 {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}

// Short writes the day as "20/06/2022", and as "" where d is not a day.
func (d Date) Short() string {
	t, ok := d.Midnight()
	if !ok {
		return ""
	}
	return t.Format("02/01/2006")
}
