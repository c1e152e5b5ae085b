package calendar

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// Store keeps the calendars.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction over the calendars.
type Tx interface {
	Now() time.Time
	// LockOrganisation reads an organisation and makes other writers of its
	// calendar wait until the transaction ends.
	LockOrganisation(ctx context.Context, id congress.OrgID) (congress.Organisation, error)
	OwnDays
	PutCalendarDay(ctx context.Context, d Day) error
	DeleteCalendarDay(ctx context.Context, top congress.OrgID, day congress.Date) error
	PutCalendarYear(ctx context.Context, y Year) error
	DeleteCalendarYear(ctx context.Context, top congress.OrgID, year string) error
}

// OwnDays reads what a tree has entered.
type OwnDays interface {
	// CalendarDays lists a tree's own days by day.
	CalendarDays(ctx context.Context, top congress.OrgID) ([]Day, error)
	// CalendarYears lists the years that a tree has confirmed.
	CalendarYears(ctx context.Context, top congress.OrgID) ([]Year, error)
}

// Config is what a service is made of.
type Config struct {
	Store Store
	// Shipped counts in the years of which a tree has no days of its own.
	Shipped Calendar
}

// Service holds the use cases of those who keep a calendar.
type Service struct {
	store   Store
	shipped Calendar
}

// NewService makes the use cases.
func NewService(cfg Config) *Service {
	return &Service{store: cfg.Store, shipped: cfg.Shipped}
}

// Kind says how a day differs from the week.
type Kind string

// The kinds of a day in a calendar.
const (
	Off    Kind = "off"  // nghỉ lễ, Tết, nghỉ bù
	Worked Kind = "work" // làm bù
)

// Kinds lists the kinds in the order in which screens offer them.
func Kinds() []Kind { return []Kind{Off, Worked} }

// Day is a day off, or a Saturday that is worked instead.
type Day struct {
	OrgID congress.OrgID `db:"org_id"` // the top organisation of the tree
	Day   congress.Date  `db:"day"`
	Kind  Kind           `db:"kind"`
	Name  string         `db:"name"` // "Tết Nguyên đán"
}

// Year is a year whose days the administrator of a tree has held against the
// notices and confirmed.
type Year struct {
	OrgID       congress.OrgID   `db:"org_id"` // the top organisation of the tree
	Year        string           `db:"year"`
	ConfirmedBy string           `db:"confirmed_by"`
	ConfirmedAt congress.Instant `db:"confirmed_at"`
}

func (d Day) check() error {
	return congress.WrongFields(
		congress.DayGiven("day", d.Day),
		congress.FieldHolds(slices.Contains(Kinds(), d.Kind), "day_kind", "unknown", string(d.Kind)),
		congress.AtMost("day_name", d.Name, 100),
	)
}

// YearView is what a tree counts with in one year.
type YearView struct {
	Year      string
	Days      []Day      // by day
	Own       bool       // entered or changed here; else as the program was shipped
	Known     bool       // false: Monday to Friday alone is counted
	Confirmed bool       // false: a deadline in it may still move
	By        Year       // who confirmed it here; the program itself where that is nobody
	Questions []Question // what is to be answered before it is
	Years     []string   // all that are known, in order
}

// For returns the calendar that counts in the tree of an organisation: year by
// year its own days where it has entered any, else those of c.
func (c Calendar) For(ctx context.Context, own OwnDays, path string) (Calendar, error) {
	all, _, err := c.over(ctx, own, topOf(path))
	return all, err
}

// over lays what a tree has entered over c, and returns that alone as well.
func (c Calendar) over(ctx context.Context, read OwnDays, top congress.OrgID) (all, own Calendar, err error) {
	days, err := read.CalendarDays(ctx, top)
	if err != nil {
		return all, own, err
	}
	years, err := read.CalendarYears(ctx, top)
	own = Of(days)
	for _, y := range years {
		own.confirmed[y.Year] = true
	}
	return c.with(days, own), own, err
}

// with replaces whole years.
func (c Calendar) with(days []Day, own Calendar) Calendar {
	for day, d := range c.days {
		if !own.years[day.Year()] {
			days = append(days, d)
		}
	}
	all := Of(days)
	all.questions = c.questions
	maps.Copy(all.confirmed, c.confirmed)
	maps.Copy(all.confirmed, own.confirmed)
	return all
}

// in lists the days of a year, in order.
func (c Calendar) in(year string) []Day {
	var days []Day
	for day, d := range c.days {
		if day.Year() == year {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	return days
}

// topOf returns the first organisation of a path.
func topOf(path string) congress.OrgID {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return congress.OrgID(top)
}

// YearOf shows a year of the calendar that counts for an organisation; ""
// is the present year.
func (s *Service) YearOf(ctx context.Context, path, year string) (YearView, error) {
	v := YearView{Year: year}
	err := s.store.View(ctx, func(tx Tx) error {
		if v.Year == "" {
			v.Year = congress.At(tx.Now()).Date().Year()
		}
		all, own, err := s.shipped.over(ctx, tx, topOf(path))
		if err != nil {
			return err
		}
		v.Days, v.Own, v.Known = all.in(v.Year), own.years[v.Year], all.years[v.Year]
		v.Years, v.Confirmed = slices.Sorted(maps.Keys(all.years)), all.confirmed[v.Year]
		if !v.Confirmed {
			v.Questions = all.open(v.Year)
		}
		years, err := tx.CalendarYears(ctx, topOf(path))
		for _, y := range years {
			if y.Year == v.Year {
				v.By = y
			}
		}
		return err
	})
	return v, err
}

// SaveDays enters days into the calendar of the actor's tree, or replaces
// them. The first change in a year takes over what was shipped for it, so that
// nothing of it is lost.
func (s *Service) SaveDays(ctx context.Context, by congress.Actor, days []Day) error {
	for i := range days {
		days[i].Name = letters.Clean(days[i].Name)
		if err := days[i].check(); err != nil {
			return err
		}
	}
	return s.inCalendar(ctx, by, func(tx Tx, own Calendar) error {
		for _, d := range days {
			if err := s.ownYear(ctx, tx, by, own, d.Day.Year()); err != nil {
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
// tree's own ends, confirmed or not, and what was shipped for it counts again.
func (s *Service) RemoveDay(ctx context.Context, by congress.Actor, day congress.Date) error {
	return s.inCalendar(ctx, by, func(tx Tx, own Calendar) error {
		if err := s.ownYear(ctx, tx, by, own, day.Year()); err != nil {
			return err
		}
		if err := tx.DeleteCalendarDay(ctx, by.OrgID, day); err != nil {
			return err
		}
		left, err := tx.CalendarDays(ctx, by.OrgID)
		if err != nil || Of(left).years[day.Year()] {
			return err
		}
		return tx.DeleteCalendarYear(ctx, by.OrgID, day.Year())
	})
}

// ConfirmYear says that the days of a year are those of the notices. Of the
// questions that the program asks about it, the numbered ones (from 0) are
// answered with yes and their days entered; the others with no.
func (s *Service) ConfirmYear(ctx context.Context, by congress.Actor, year string, yes []int) error {
	return s.inCalendar(ctx, by, func(tx Tx, own Calendar) error {
		if !own.years[year] && !s.shipped.years[year] {
			return &congress.FieldError{Field: "day_list", Code: "required"}
		}
		if err := s.ownYear(ctx, tx, by, own, year); err != nil {
			return err
		}
		for i, q := range s.shipped.open(year) {
			for _, d := range q.Days {
				if d.OrgID = by.OrgID; !slices.Contains(yes, i) {
					continue
				}
				if err := tx.PutCalendarDay(ctx, d); err != nil {
					return err
				}
			}
		}
		return tx.PutCalendarYear(ctx, Year{OrgID: by.OrgID, Year: year, ConfirmedBy: by.Name,
			ConfirmedAt: congress.At(tx.Now())})
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
		return fn(tx, Of(own))
	})
}

// ownYear takes over what was shipped for a year, once.
func (s *Service) ownYear(ctx context.Context, tx Tx, by congress.Actor, own Calendar, year string) error {
	if own.years[year] {
		return nil
	}
	own.years[year] = true
	for _, d := range s.shipped.in(year) {
		d.OrgID = by.OrgID
		if err := tx.PutCalendarDay(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
