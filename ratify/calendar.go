package ratify

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// DayKind says how a day differs from the week.
type DayKind string

// The kinds of a day in a calendar.
const (
	DayOff    DayKind = "off"  // nghỉ lễ, Tết, nghỉ bù
	DayWorked DayKind = "work" // làm bù
)

// DayKinds lists the kinds in the order in which screens offer them.
func DayKinds() []DayKind { return []DayKind{DayOff, DayWorked} }

// CalendarDay is a day off, or a Saturday that is worked instead.
type CalendarDay struct {
	OrgID congress.OrgID `db:"org_id"` // the top organisation of the tree
	Day   congress.Date  `db:"day"`
	Kind  DayKind        `db:"kind"`
	Name  string         `db:"name"` // "Tết Nguyên đán"
}

func (d CalendarDay) check() error {
	switch {
	case d.Day == "":
		return &congress.FieldError{Field: "day", Code: "required"}
	case !d.Day.Valid():
		return &congress.FieldError{Field: "day", Code: "format", Value: string(d.Day)}
	case !slices.Contains(DayKinds(), d.Kind):
		return &congress.FieldError{Field: "day_kind", Code: "unknown", Value: string(d.Kind)}
	case len([]rune(d.Name)) > 100:
		return &congress.FieldError{Field: "day_name", Code: "too_long"}
	}
	return nil
}

// CalendarYear is what a tree counts with in one year.
type CalendarYear struct {
	Year  string
	Days  []CalendarDay // by day
	Own   bool          // entered or changed here; else as the program was shipped
	Known bool          // false: Monday to Friday alone is counted
	Years []string      // all that are known, in order
}

// calendar gives the days that count in the tree of an organisation: year by
// year its own where it has entered any, else those shipped with the program.
func (s *Service) calendar(ctx context.Context, tx Tx, path string) (Calendar, error) {
	own, err := tx.CalendarDays(ctx, topOf(path))
	if err != nil {
		return Calendar{}, err
	}
	return s.days.with(own), nil
}

// with replaces whole years.
func (c Calendar) with(own []CalendarDay) Calendar {
	mine := CalendarOf(own)
	for day, d := range c.days {
		if !mine.years[yearOf(day)] {
			own = append(own, d)
		}
	}
	return CalendarOf(own)
}

// in lists the days of a year, in order.
func (c Calendar) in(year string) []CalendarDay {
	var days []CalendarDay
	for day, d := range c.days {
		if yearOf(day) == year {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, func(a, b CalendarDay) int { return cmp.Compare(a.Day, b.Day) })
	return days
}

// topOf gives the first organisation of a path.
func topOf(path string) congress.OrgID {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return congress.OrgID(top)
}

// YearOf shows a year of the calendar that counts for an organisation; ""
// is the present year.
func (s *Service) YearOf(ctx context.Context, path, year string) (CalendarYear, error) {
	v := CalendarYear{Year: year}
	err := s.store.View(ctx, func(tx Tx) error {
		if v.Year == "" {
			v.Year = yearOf(congress.At(tx.Now()).Date())
		}
		own, err := tx.CalendarDays(ctx, topOf(path))
		all := s.days.with(own)
		v.Days, v.Own, v.Known = all.in(v.Year), CalendarOf(own).years[v.Year], all.years[v.Year]
		v.Years = slices.Sorted(maps.Keys(all.years))
		return err
	})
	return v, err
}

// SaveDays enters days into the calendar of the actor's tree, or replaces
// them. The first change in a year takes over what was shipped for it, so that
// nothing of it is lost.
func (s *Service) SaveDays(ctx context.Context, by congress.Actor, days []CalendarDay) error {
	for i := range days {
		days[i].Name = strings.TrimSpace(days[i].Name)
		if err := days[i].check(); err != nil {
			return err
		}
	}
	return s.inCalendar(ctx, by, func(tx Tx, own Calendar) error {
		for _, d := range days {
			if err := s.ownYear(ctx, tx, by, own, yearOf(d.Day)); err != nil {
				return err
			}
			d.OrgID = by.OrgID
			if err := tx.PutCalendarDay(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveDay takes a day out of the calendar. With the last one a year of the
// tree's own ends, and what was shipped for it counts again.
func (s *Service) RemoveDay(ctx context.Context, by congress.Actor, day congress.Date) error {
	return s.inCalendar(ctx, by, func(tx Tx, own Calendar) error {
		if err := s.ownYear(ctx, tx, by, own, yearOf(day)); err != nil {
			return err
		}
		return tx.DeleteCalendarDay(ctx, by.OrgID, day)
	})
}

// inCalendar changes the calendar of a tree, as the administrator of its top.
func (s *Service) inCalendar(ctx context.Context, by congress.Actor, fn func(Tx, Calendar) error) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		org, err := tx.LockOrganisation(ctx, by.OrgID)
		if err != nil {
			return err
		}
		if by.Role != congress.RoleAdministrator || org.ParentID != "" {
			return &congress.PersonError{Code: "needs_top_administrator", Name: by.Name}
		}
		own, err := tx.CalendarDays(ctx, org.ID)
		if err != nil {
			return err
		}
		return fn(tx, CalendarOf(own))
	})
}

// ownYear takes over what was shipped for a year, once.
func (s *Service) ownYear(ctx context.Context, tx Tx, by congress.Actor, own Calendar, year string) error {
	if own.years[year] {
		return nil
	}
	own.years[year] = true
	for _, d := range s.days.in(year) {
		d.OrgID = by.OrgID
		if err := tx.PutCalendarDay(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
