package congress

import "time"

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

// Date is a calendar day as "2006-01-02", or "" for unknown.
type Date string

// Valid reports whether d is empty or a real day.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}
