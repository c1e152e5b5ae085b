package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// downloadCalendar gives the congress days and deadlines of whoever has the
// secret address, as RFC 5545 has it. All are whole days, so no time zone is
// needed.
func (s *Server) downloadCalendar(r *request) error {
	ctx := r.Request().Context()
	secret, ok := strings.CutSuffix(r.Param("secret"), ".ics")
	if !ok {
		return congress.ErrNotFound
	}
	by, err := s.Congress.FollowFeed(ctx, auth.LinkHash(secret))
	if err != nil {
		return err
	}
	dates, _, err := s.Ratify.DatesUnder(ctx, by.OrgPath, "", 0)
	if err != nil {
		return err
	}
	r.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	r.Response().Header().Set("Content-Disposition", `inline; filename="kiem-phieu.ics"`)
	return r.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(s.calendar(dates)))
}

// calendar writes the events of congresses.
func (s *Server) calendar(dates []ratify.CongressDates) string {
	var out strings.Builder
	for _, line := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kiem phieu//Kiem phieu//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"X-WR-CALNAME:" + escapeText(s.site.Text("calendar.name", nil)), "REFRESH-INTERVAL;VALUE=DURATION:PT6H"} {
		foldTo(&out, line)
	}
	for _, d := range dates {
		s.writeEvents(&out, d)
	}
	foldTo(&out, "END:VCALENDAR")
	return out.String()
}

// writeEvents tells the day of a congress and the deadlines that still count.
func (s *Server) writeEvents(out *strings.Builder, d ratify.CongressDates) {
	c := d.Congress
	s.writeEvent(out, d, "held", c.HeldOn)
	if c.Rehearsal {
		return
	}
	switch c.State {
	case congress.StateClosed:
		s.writeEvent(out, d, "report", d.Deadlines.Report)
		s.writeEvent(out, d, "complaint", d.Deadlines.Complaint)
	case congress.StateSubmitted:
		s.writeEvent(out, d, "complaint", d.Deadlines.Complaint)
		s.writeEvent(out, d, "decision", d.Deadlines.Decide)
	case congress.StatePreparing, congress.StatePostponed, congress.StateInSession, congress.StateRatified, congress.StateAnnulled:
	}
}

// writeEvent tells one day. Its name stays the same whenever the day moves, so
// that a calendar moves the entry and makes no second one.
func (s *Server) writeEvent(out *strings.Builder, d ratify.CongressDates, kind string, day congress.Date) {
	begin, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return // no such day yet
	}
	c := d.Congress
	changed := c.ChangedAt.Time()
	if changed.IsZero() {
		changed = begin
	}
	status, transparent := "CONFIRMED", "TRANSPARENT"
	summary := s.site.Text("calendar."+kind, map[string]string{"title": c.Title, "cell": d.Organisation.Name})
	if kind == "held" {
		transparent = "OPAQUE"
		if c.State == congress.StatePostponed {
			status = "TENTATIVE"
			summary = s.site.Text("calendar.postponed", map[string]string{"title": c.Title})
		}
		if c.Rehearsal {
			summary = s.site.Text("calendar.rehearsal", map[string]string{"title": c.Title})
		}
	}
	lines := []string{"BEGIN:VEVENT", "UID:" + string(c.ID) + "-" + kind + "@kiemphieu", "DTSTAMP:" + changed.Format("20060102T150405Z"),
		"LAST-MODIFIED:" + changed.Format("20060102T150405Z"), "DTSTART;VALUE=DATE:" + begin.Format("20060102"), "DTEND;VALUE=DATE:" + begin.AddDate(0, 0, 1).Format("20060102"),
		"SUMMARY:" + escapeText(summary), "DESCRIPTION:" + escapeText(d.Organisation.Name+"\n"+s.site.Text("state.congress."+string(c.State), nil)),
		"STATUS:" + status, "TRANSP:" + transparent}
	if kind == "held" && c.Place != "" {
		lines = append(lines, "LOCATION:"+escapeText(c.Place))
	}
	for _, line := range append(lines, "END:VEVENT") {
		foldTo(out, line)
	}
}

// escapeText writes a text value (RFC 5545, 3.3.11).
func escapeText(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", "").Replace(text)
}

// foldTo writes a content line: at most 75 octets, then a line that begins
// with a space, never within a letter (RFC 5545, 3.1).
func foldTo(out *strings.Builder, line string) {
	const most = 75
	room := most
	for len(line) > room {
		at := room
		for !utf8.RuneStart(line[at]) {
			at--
		}
		fmt.Fprintf(out, "%s\r\n ", line[:at])
		line, room = line[at:], most-1
	}
	out.WriteString(line + "\r\n")
}

// makeFeed gives the calendar an address that is shown this once.
func (s *Server) makeFeed(r *request) error {
	secret, stored := auth.NewLink()
	if err := s.Congress.MakeFeed(r.Request().Context(), r.By, stored); err != nil {
		return err
	}
	return s.password(r, r.Scheme()+"://"+r.Request().Host+"/lich/"+secret+".ics")
}

func (s *Server) dropFeed(r *request) error {
	return s.Congress.DropFeed(r.Request().Context(), r.By)
}
