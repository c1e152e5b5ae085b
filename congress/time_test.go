package congress_test

import (
	"testing"
	"time"

	"kiemphieu/congress"
)

// A day begins at 17:00 UTC of the day before, summer and winter.
func TestDaysAreThoseOfVietnam(t *testing.T) {
	for moment, day := range map[string]congress.Date{
		"2025-02-28T16:59:59Z": "2025-02-28",
		"2025-02-28T17:00:00Z": "2025-03-01",
		"2025-07-01T16:59:59Z": "2025-07-01",
		"2025-12-31T17:00:00Z": "2026-01-01",
	} {
		at, err := time.Parse(time.RFC3339, moment)
		must(t, err)
		if got := congress.At(at).Date(); got != day {
			t.Errorf("%s is %s, want %s", moment, got, day)
		}
	}
}

func TestDaysAreReckonedWith(t *testing.T) {
	if got := congress.Date("2024-02-28").AddDays(2); got != "2024-03-01" {
		t.Errorf("two days after 28 February 2024: %s", got)
	}
	if got := congress.Date("2025-03-01").AddDays(-1); got != "2025-02-28" {
		t.Errorf("the day before 1 March 2025: %s", got)
	}
	if got := congress.Date("2024-02-01").DaysTo("2024-03-01"); got != 29 {
		t.Errorf("February 2024 has %d days", got)
	}
	if got := congress.Date("2024-03-01").DaysTo("2024-02-01"); got != -29 {
		t.Errorf("back: %d days", got)
	}
	if got := congress.Date("2025-02-05").Short(); got != "05/02/2025" {
		t.Errorf("on paper: %s", got)
	}
	if got := congress.Date("2025-02-05").Year(); got != "2025" {
		t.Errorf("year %s", got)
	}
	for _, none := range []congress.Date{"", "2025", "2025-02-30", "05/02/2025"} {
		if none.Short() != "" || none.AddDays(1) != "" || none.DaysTo("2025-01-01") != 0 ||
			none.Valid() != (none == "") {
			t.Errorf("%q is taken for a day", none)
		}
	}
}
