package ratify_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

func (d *desk) statistics(filter statistics.Filter) statistics.Statistics {
	d.t.Helper()
	s, err := d.sums.Of(d.ctx, "/top/", filter)
	must(d.t, err)
	return s
}

// want compares figures by name.
func want(t *testing.T, s statistics.Statistics, figures map[string]int) {
	t.Helper()
	for name, n := range figures {
		if got := s.N(name); got != n {
			t.Errorf("%s: %d, want %d", name, got, n)
		}
	}
}

// The statistics follow a congress from its closing to the decision, in the
// transactions that move it.
func TestStatisticsFollowTheDossier(t *testing.T) {
	d := openDesk(t, false)
	want(t, d.statistics(statistics.Filter{}), map[string]int{"cells": 1, "without": 0, "held": 1, "closed": 1,
		"seats": 2, "elected": 2, "reelected": 1, "new": 1, "women": 1,
		"full_units": 1, "one_round": 1, "share_whole": 2, "share_100": 0, "handed_out": 3, "valid": 3,
		"edu_unknown": 2, "theory_none": 2, "age_unknown": 2})
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	want(t, d.statistics(statistics.Filter{}), map[string]int{"held": 1, "closed": 0, "submitted": 1})
	must(t, d.s.Return(d.ctx, d.superior, "c", "Thiếu"))
	want(t, d.statistics(statistics.Filter{}), map[string]int{"held": 1, "closed": 1, "submitted": 0})
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "1", DecidedOn: "2025-03-03",
		Refused: []congress.MemberID{"m2"}, Reason: "x"}))
	want(t, d.statistics(statistics.Filter{}), map[string]int{"ratified": 1, "elected": 1, "women": 0, "open_seats": 1,
		"short_units": 1, "full_units": 0})
}

// An annulled congress is a unit with seats and nobody elected, as in the summary.
func TestStatisticsOfAnAnnulledCongress(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Annul(d.ctx, d.superior, "c", ratify.Decision{Number: "2", DecidedOn: "2025-03-03", Reason: "x"}))
	want(t, d.statistics(statistics.Filter{}), map[string]int{"annulled": 1, "held": 0, "seats": 2, "elected": 0,
		"handed_out": 0, "short_units": 0})
}

// A rehearsal never counts: its cell is one without a congress.
func TestStatisticsLeaveRehearsalsOut(t *testing.T) {
	d := openDesk(t, true)
	want(t, d.statistics(statistics.Filter{}), map[string]int{"cells": 1, "without": 1, "held": 0, "elected": 0,
		"seats": 0})
}

// Every figure leads to the units behind it, and they add up to it.
func TestEveryFigureHasItsUnits(t *testing.T) {
	d := openDesk(t, false)
	s := d.statistics(statistics.Filter{Targets: statistics.Targets{Women: 60, Young: 1, EthnicMinority: 1,
		Renewal: 50}})
	for _, target := range s.Targets {
		s.Sections = append(s.Sections, statistics.Section{Name: target.Name,
			Figures: []statistics.Figure{target.Met, target.Missed}})
	}
	for _, section := range s.Sections {
		for _, f := range section.Figures {
			units, more, err := d.sums.Units(d.ctx, "/top/", s.Filter, f.Name)
			must(t, err)
			n := 0
			for _, u := range units {
				n += u.N
			}
			page, found, err := d.sums.UnitsPage(d.ctx, "/top/", s.Filter, f.Name, list.Query{})
			must(t, err)
			if found != len(units) || fmt.Sprint(page) != fmt.Sprint(units) {
				t.Errorf("%s: %d on a page, %+v", f.Name, found, page)
			}
			if n != f.N || more || (n > 0 && units[0].Organisation.ID != "cell") {
				t.Errorf("%s is %d, its units %+v", f.Name, f.N, units)
			}
		}
	}
	if s.Targets[0].Missed.N != 1 || s.Targets[3].Met.N != 1 || s.Targets[0].Reached() || !s.Targets[3].Reached() {
		t.Errorf("targets %+v", s.Targets)
	}
	if _, _, err := d.sums.Units(d.ctx, "/top/", s.Filter, "s.elected; DROP"); !isField(err, "figure", "unknown") {
		t.Errorf("unknown figure: %v", err)
	}
}

// What cannot be answered is refused by its field.
func TestStatisticsRefuseUnknownFilters(t *testing.T) {
	d := openDesk(t, false)
	for field, filter := range map[string]statistics.Filter{"age_limit": {AgeLimit: 41}, "model": {Model: "x"},
		"targets.women": {Targets: statistics.Targets{Women: 101}}} {
		var f *congress.FieldError
		if _, err := d.sums.Of(d.ctx, "/top/", filter); !errors.As(err, &f) || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := d.sums.Of(d.ctx, "/none/", statistics.Filter{}); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("no such organisation: %v", err)
	}
}

// Names of columns and figures are all there, each once.
func TestStatisticColumnsHaveNames(t *testing.T) {
	names := statistics.Columns()
	sorted := slices.Sorted(slices.Values(names))
	if slices.Contains(names, "") || len(slices.Compact(sorted)) != len(names) {
		t.Errorf("%v", names)
	}
	seen := map[string]bool{}
	d := openDesk(t, false)
	for _, section := range d.statistics(statistics.Filter{}).Sections {
		for _, f := range section.Figures {
			if seen[f.Name] {
				t.Errorf("%s stands twice", f.Name)
			}
			seen[f.Name] = true
		}
	}
	if fmt.Sprint(statistics.AgeLimits()) != "[30 35 40 42 45]" {
		t.Errorf("%v", statistics.AgeLimits())
	}
}
