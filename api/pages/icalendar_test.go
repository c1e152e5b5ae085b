package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"kiemphieu/api/apitest"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// icsEvent is what a test reads of an event: its properties, by name.
type icsEvent map[string]string

// parseICS reads a calendar as RFC 5545 writes it, and is strict about it.
func parseICS(t testing.TB, text string) []icsEvent {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Fatal("lines do not end in CR LF")
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("a line of %d octets, or cut within a letter: %q", len(line), line)
		}
		if more, ok := strings.CutPrefix(line, " "); ok {
			lines[len(lines)-1] += more
			continue
		}
		lines = append(lines, line)
	}
	if lines[0] != "BEGIN:VCALENDAR" || lines[1] != "VERSION:2.0" || lines[len(lines)-1] != "END:VCALENDAR" {
		t.Fatalf("%v", lines)
	}
	var events []icsEvent
	var now icsEvent
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		switch {
		case !ok:
			t.Errorf("no property: %q", line)
		case line == "BEGIN:VEVENT":
			now = icsEvent{}
		case line == "END:VEVENT":
			events = append(events, now)
			now = nil
		case now != nil:
			if _, twice := now[name]; twice {
				t.Errorf("%s stands twice", name)
			}
			now[name] = strings.NewReplacer(`\n`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(value)
		}
	}
	return events
}

// calendarOf makes the address of somebody's calendar and reads it.
func calendarOf(h *apitest.House, login string) (path string, events []icsEvent) {
	h.T.Helper()
	answer, body := h.Send(h.Client(login), "/mat-khau/lich", nil)
	path = regexp.MustCompile(`/lich/[A-Z2-7]{26}\.ics`).FindString(body)
	if answer.StatusCode != http.StatusOK || path == "" {
		h.T.Fatalf("%d %s", answer.StatusCode, body)
	}
	answer, body = h.Call(h.Client(""), http.MethodGet, path, nil)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		h.T.Fatalf("%s: %d", path, answer.StatusCode)
	}
	return path, parseICS(h.T, body)
}

// Each account's calendar has its subtree's congresses and the deadlines that
// count now; a deadline that is met goes, and no name of an event changes.
func TestCalendarFollowsTheCongress(t *testing.T) {
	h := apitest.Open(t)
	title := `Đại hội; "lần thứ nhất", Chi bộ khu dân cư rất dài tên để dòng phải gập lại nhiều lần \ hết`
	apitest.Must(t, h.Store.InTx(h.Ctx, func(tx congress.Tx) error {
		c, err := tx.LockCongress(h.Ctx, congress.CongressID(h.IDs["congress"]))
		apitest.Must(t, err)
		c.Title, c.Place = title, "Nhà văn hóa\r\ntầng 2"
		return tx.PutCongress(h.Ctx, c)
	}))
	_, events := calendarOf(h, "parent.superior")
	if len(events) != 1 || events[0]["SUMMARY"] != title || events[0]["DTSTART;VALUE=DATE"] != "20250301" ||
		events[0]["DTEND;VALUE=DATE"] != "20250302" || events[0]["LOCATION"] != "Nhà văn hóa\ntầng 2" ||
		events[0]["UID"] != h.IDs["congress"]+"-held@kiemphieu" {
		t.Fatalf("%v", events)
	}
	if _, events := calendarOf(h, "foreign.superior"); len(events) != 0 {
		t.Errorf("somebody else's: %v", events)
	}
	kinds := func(state congress.State) (told string) {
		apitest.Must(t, h.Store.Ratify().InTx(h.Ctx, func(tx ratify.Tx) error {
			c, err := tx.LockCongress(h.Ctx, congress.CongressID(h.IDs["congress"]))
			apitest.Must(t, err)
			c.State, c.ClosedAt = state, 1740819600 // 1 March 2025, a Saturday
			apitest.Must(t, tx.PutDossier(h.Ctx, ratify.Dossier{OrgID: c.OrgID, CongressID: c.ID, Version: 1,
				State: ratify.DossierSubmitted, SubmittedAt: 1741078800}))
			return tx.PutCongress(h.Ctx, c)
		}))
		_, events := calendarOf(h, "own.organiser")
		for _, e := range events {
			told += strings.TrimSuffix(strings.TrimPrefix(e["UID"], h.IDs["congress"]+"-"), "@kiemphieu") + " " +
				e["DTSTART;VALUE=DATE"] + " "
		}
		return told
	}
	for state, want := range map[congress.State]string{
		congress.StateClosed:    "held 20250301 report 20250311 complaint 20250321 ",
		congress.StateSubmitted: "held 20250301 complaint 20250321 decision 20250325 ",
		congress.StateRatified:  "held 20250301 ",
		congress.StatePostponed: "held 20250301 ",
	} {
		if got := kinds(state); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
	}
}

// A deadline through a year whose days off nobody confirmed says that it may
// move, in the calendar, in the inbox and on the page of the dossier.
func TestDeadlinesSayThatTheirCalendarIsOpen(t *testing.T) {
	h := apitest.Open(t)
	apptest.Change(t, h.Program, congress.CongressID(h.IDs["congress"]), func(tx ratify.Tx, a *congress.Act) error {
		c := &a.Congress
		a.Tell(congress.CongressMoved{State: congress.StateSubmitted})
		c.State, c.ClosedAt = congress.StateSubmitted, 1798000000 // December 2026
		return tx.PutDossier(h.Ctx, ratify.Dossier{OrgID: c.OrgID, CongressID: c.ID, Version: 1,
			State: ratify.DossierSubmitted, SubmittedAt: 1798000000})
	})
	const open = "Lịch nghỉ năm 2026 chưa được xác nhận"
	_, events := calendarOf(h, "own.organiser")
	for _, e := range events {
		deadline := !strings.Contains(e["UID"], "-held@")
		if strings.Contains(e["DESCRIPTION"], open) != deadline {
			t.Errorf("%s: %s", e["UID"], e["DESCRIPTION"])
		}
	}
	for path, want := range map[string]string{"/dai-hoi/" + h.IDs["congress"] + "/ho-so": open,
		"/chuan-y": "lịch nghỉ 2026 chưa xác nhận", "/lich-nghi?nam=2026": "Có nghỉ ngày 31/8/2026"} {
		if _, body := h.Call(h.Client("parent.superior"), http.MethodGet, path, nil); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}

// An address that was replaced, dropped, or is of somebody locked out, leads nowhere.
func TestCalendarsEnd(t *testing.T) {
	h := apitest.Open(t)
	gone := func(what, path string) {
		t.Helper()
		if answer, _ := h.Call(h.Client(""), http.MethodGet, path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", what, answer.StatusCode)
		}
	}
	first, _ := calendarOf(h, "own.teller")
	second, _ := calendarOf(h, "own.teller")
	gone("replaced", first)
	gone("without its end", strings.TrimSuffix(second, ".ics"))
	if _, body := h.Call(h.Client("own.teller"), http.MethodGet, "/mat-khau", nil); strings.Contains(body, second) ||
		!strings.Contains(body, "Thôi dùng lịch") {
		t.Error("the address is shown twice, or cannot be dropped")
	}
	h.Send(h.Client("own.teller"), "/mat-khau/lich/thoi", nil)
	gone("dropped", second)
	third, _ := calendarOf(h, "own.teller")
	teller, err := h.Congress.AccountByLogin(h.Ctx, "own.teller")
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.SetDisabled(h.Ctx, congress.Actor{OrgPath: "/"}, teller.ID, true))
	gone("of somebody locked out", third)
}

// What programs ask for again and again costs no body once they have it; no
// cache that others share keeps it.
func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	calendar, _ := calendarOf(h, "own.organiser")
	for _, path := range []string{calendar, "/tram-sw.js"} {
		answer, _ := h.Call(h.Client(""), http.MethodGet, path, nil)
		tag := answer.Header.Get("ETag")
		if tag == "" || answer.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %v", path, answer.Header)
		}
		again, body := h.Call(h.Client(""), http.MethodGet, path, map[string]string{"If-None-Match": tag})
		if again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s: %d, %d bytes", path, again.StatusCode, len(body))
		}
		other, _ := h.Call(h.Client(""), http.MethodGet, path, map[string]string{"If-None-Match": `"x"`})
		if other.StatusCode != http.StatusOK {
			t.Errorf("%s for who has another: %d", path, other.StatusCode)
		}
	}
}
