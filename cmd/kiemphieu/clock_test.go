package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/health"
)

// A clock that a dead battery set to 1970 or 2020 is told at the start and by
// doctor; one at 2030 is not known to be wrong, and is told once it is right,
// until somebody says which of the two was.
func TestAWrongClockIsToldAtTheStart(t *testing.T) {
	database := filepath.Join(t.TempDir(), "kiemphieu.db")
	now := time.Now()
	start := func(at time.Time, right bool) []string {
		t.Helper()
		p, err := app.Open(t.Context(), app.Config{Database: database, Now: func() time.Time { return at },
			ClockRight: right})
		check(t, err)
		p.Health.Look(t.Context())
		var told []string
		for _, s := range p.Health.Signs() {
			told = append(told, s.Code+" "+s.Figure)
		}
		check(t, p.Close())
		return told
	}
	doctor := func(at time.Time) bool {
		command := newDoctorCommand()
		command.SetErr(&strings.Builder{})
		p := &patient{at: place{data: filepath.Dir(database)}, now: at}
		found := p.latest(t.Context(), command)
		return len(found) == 1 && found[0].State == sick && strings.Contains(found[0].Do, "--clock-right")
	}
	back := func(told []string) bool {
		return slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "clock ") })
	}
	if told := start(now, false); back(told) || doctor(now) {
		t.Fatalf("a clock that is right: %v", told)
	}
	for _, year := range []int{1970, 2020} {
		wrong := time.Date(year, 1, 1, 0, 7, 0, 0, time.UTC)
		told := start(wrong, false)
		known := "clock " + now.Truncate(time.Minute).Local().Format("15:04 02/01/2006")
		if !slices.Contains(told, known) || !doctor(wrong) {
			t.Errorf("%d: %v", year, told)
		}
	}
	ahead := time.Date(2030, 1, 1, 0, 7, 0, 0, time.UTC)
	if told := start(ahead, false); back(told) {
		t.Errorf("2030: %v", told)
	}
	for range 2 {
		if told := start(now, false); !back(told) || !doctor(now) {
			t.Errorf("right again: %v", told)
		}
	}
	if told := start(now, true); back(told) {
		t.Errorf("somebody said that it is right: %v", told)
	}
	if told := start(now, false); back(told) || doctor(now) {
		t.Errorf("and it stays so: %v", told)
	}
	if health.ClockSlack > 10*time.Minute {
		t.Error("a clock that is wrong by a quarter of an hour is not told")
	}
}
