package pages

import (
	ics "github.com/arran4/golang-ical"

	"context"
	"strings"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// feeds is about congress days and deadlines for people's calendars.
type feeds struct {
	*screen
	outside interface {
		FollowFeed(ctx context.Context, hash string) (congress.Actor, error)
	}
	ratify interface {
		Calendar(ctx context.Context, path string) ([]ratify.CongressDates, error)
	}
}

func (s feeds) routes() []api.Route {
	return []api.Route{
		api.Get("/lich/:secret", api.Everybody(), s.download),
	}
}

// download returns the congress days and deadlines of whoever has the
// secret address, as RFC 5545 has it. All are whole days, so no time zone is
// needed.
func (s feeds) download(r *api.Request) error {
	ctx := r.Context()
	secret, ok := strings.CutSuffix(r.Param("secret"), ".ics")
	if !ok {
		return congress.ErrNotFound
	}
	by, err := s.outside.FollowFeed(ctx, auth.LinkHash(secret))
	if err != nil {
		return err
	}
	dates, err := s.ratify.Calendar(ctx, by.OrgPath)
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", `inline; filename="kiem-phieu.ics"`)
	return r.Fresh("text/calendar; charset=utf-8", []byte(s.write(dates)))
}

// write writes the events of congresses.
func (s feeds) write(dates []ratify.CongressDates) string {
	out := ics.NewCalendarFor("Kiem phieu")
	out.SetProductId("-//Kiem phieu//Kiem phieu//VI")
	out.SetCalscale("GREGORIAN")
	out.SetMethod(ics.MethodPublish)
	out.SetXWRCalName(s.words.Text("calendar.name", nil))
	out.SetRefreshInterval("PT6H", ics.WithValue(string(ics.ValueDataTypeDuration)))
	for _, d := range dates {
		s.addEvents(out, d)
	}
	return out.Serialize(ics.WithNewLineWindows)
}

// addEvents tells the day of a congress and the deadlines that still count.
func (s feeds) addEvents(out *ics.Calendar, d ratify.CongressDates) {
	c := d.Congress
	s.addEvent(out, d, "held", c.HeldOn)
	if c.Rehearsal {
		return
	}
	switch c.State {
	case congress.StateClosed:
		s.addEvent(out, d, "report", d.Deadlines.Report)
		s.addEvent(out, d, "complaint", d.Deadlines.Complaint)
	case congress.StateSubmitted:
		s.addEvent(out, d, "complaint", d.Deadlines.Complaint)
		s.addEvent(out, d, "decision", d.Deadlines.Decide)
	case congress.StatePreparing, congress.StatePostponed, congress.StateInSession, congress.StateRatified,
		congress.StateAnnulled:
	}
}

// addEvent tells one day. Its name stays the same whenever the day moves, so
// that a calendar moves the entry and makes no second one.
func (s feeds) addEvent(out *ics.Calendar, d ratify.CongressDates, kind string, day congress.Date) {
	begin, ok := day.Midnight()
	if !ok {
		return // no such day yet
	}
	c := d.Congress
	changed := c.ChangedAt.Time()
	if changed.IsZero() {
		changed = begin
	}
	e := out.AddEvent(string(c.ID) + "-" + kind + "@kiemphieu")
	e.SetDtStampTime(changed)
	e.SetLastModifiedAt(changed)
	e.SetAllDayStartAt(begin)
	e.SetAllDayEndAt(begin.AddDate(0, 0, 1))
	e.SetDescription(s.describe(d, kind))
	e.SetStatus(ics.ObjectStatusConfirmed)
	e.SetTimeTransparency(ics.TransparencyTransparent)
	if kind == "held" {
		kind = heldAs(c)
		e.SetTimeTransparency(ics.TransparencyOpaque)
		if c.State == congress.StatePostponed {
			e.SetStatus(ics.ObjectStatusTentative)
		}
		if c.Place != "" {
			e.SetLocation(oneLineEnd(c.Place))
		}
	}
	e.SetSummary(oneLineEnd(s.words.Text("calendar."+kind, map[string]string{"title": c.Title,
		"cell": d.Organisation.Name})))
}

// describe tells whose congress it is and how it stands; of a deadline also
// that its calendar is not confirmed.
func (s feeds) describe(d ratify.CongressDates, kind string) string {
	text := oneLineEnd(d.Organisation.Name) + "\n" + s.words.Text("state.congress."+string(d.Congress.State), nil)
	if year := d.Deadlines.Unconfirmed; year != "" && kind != "held" {
		text += "\n" + s.words.Text("days_unconfirmed", map[string]string{"year": year})
	}
	return text
}

// oneLineEnd drops the CR of line ends: the library escapes LF alone.
func oneLineEnd(text string) string { return strings.ReplaceAll(text, "\r", "") }

// heldAs names the sentence about the day of a congress.
func heldAs(c congress.Congress) string {
	switch {
	case c.Rehearsal:
		return "rehearsal"
	case c.State == congress.StatePostponed:
		return "postponed"
	}
	return "held"
}
