package congress

import (
	"time"

	"kiemphieu/tally"
)

// Birth is when somebody was born: a day "2006-01-02", a year alone "2006" as
// many rosters have it, or "" for unknown. A year is never made a day: ages
// are then counted by year.
type Birth string

// Valid reports whether b is empty, a real day or a year.
func (b Birth) Valid() bool { return Date(b).Valid() || b.YearOnly() }

// YearOnly reports whether no more than the year is known.
func (b Birth) YearOnly() bool {
	_, err := time.Parse("2006", string(b))
	return err == nil
}

// Year returns the year of birth, "" where the birth is unknown.
func (b Birth) Year() string { return string(b[:min(4, len(b))]) }

// Younger reports whether somebody was under an age on a day; nobody is whose
// birth is unknown.
func (b Birth) Younger(age int, on Date) bool {
	return tally.Younger(string(b), string(on), age)
}
