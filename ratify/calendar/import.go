package calendar

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kiemphieu/congress"
)

// LinesError refuses a pasted list and names every line that is not understood.
type LinesError struct {
	Field string
	Lines []BadLine
}

// BadLine is a line that is not understood, and why.
type BadLine struct {
	Number int    // from 1
	Text   string // as it was given, shortened
	Code   string // "date", "span", "kind", "twice", "name"
}

func (e *LinesError) Error() string {
	return fmt.Sprintf("calendar: %s: %d lines not understood, the first is %d", e.Field, len(e.Lines),
		e.Lines[0].Number)
}

// maxSpan bounds how many days one line may name; maxLines how many lines a list has.
const (
	maxSpan  = 31
	maxLines = 2000
)

// Parse reads a list of days: one a line, "30/04/2027", or from one day to
// another, "05/02/2027 - 11/02/2027", then perhaps the kind ("nghỉ", "làm
// bù") and the name, parted by comma, semicolon or tab. Empty lines and a
// heading are passed over. One bad line refuses the whole list with a
// [*LinesError] that names all of them.
func Parse(text string) ([]Day, error) {
	var days []Day
	var bad []BadLine
	seen := map[congress.Date]bool{}
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	if len(lines) > maxLines {
		return nil, &congress.FieldError{Field: "day_list", Code: "too_many_lines", Value: strconv.Itoa(len(lines)),
			Limit: strconv.Itoa(maxLines)}
	}
	for i, line := range lines {
		cells := cellsOf(line)
		if len(cells) == 0 || (len(days)+len(bad) == 0 && strings.EqualFold(cells[0], "ngày")) {
			continue
		}
		found, code := parseLine(cells)
		for _, d := range found {
			if seen[d.Day] {
				code = "twice"
			}
			seen[d.Day] = true
		}
		if code != "" {
			bad = append(bad, BadLine{Number: i + 1, Text: shorten(line), Code: code})
		}
		days = append(days, found...)
	}
	switch {
	case len(bad) > 0:
		return nil, &LinesError{Field: "day_list", Lines: bad}
	case len(days) == 0:
		return nil, &congress.FieldError{Field: "day_list", Code: "required"}
	}
	return days, nil
}

// cellsOf parts a line; none where it is empty.
func cellsOf(line string) []string {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	for _, comma := range ";\t" {
		if strings.ContainsRune(line, comma) {
			r.Comma = comma
		}
	}
	cells, err := r.Read()
	if err != nil {
		cells = []string{line}
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// parseLine returns the days of a line, or the code of what is wrong with it.
func parseLine(cells []string) ([]Day, string) {
	first, last, code := parseSpan(cells[0])
	if code != "" {
		return nil, code
	}
	kind, rest := Off, cells[1:]
	if len(rest) > 0 {
		if named, ok := kindOf(rest[0]); ok {
			kind, rest = named, rest[1:]
		} else if len(rest) > 1 && rest[1] != "" {
			return nil, "kind"
		}
	}
	name := strings.TrimSpace(strings.Join(rest, " "))
	if len([]rune(name)) > 100 {
		return nil, "name"
	}
	var days []Day
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		days = append(days, Day{Day: congress.DateOf(day), Kind: kind, Name: name})
	}
	return days, ""
}

// parseSpan reads "30/04/2027", "2027-04-30", or two such days with " - ",
// "–" or "đến" between them.
func parseSpan(text string) (first, last time.Time, code string) {
	from, to := text, text
	for _, between := range []string{" - ", "–", "đến"} {
		if a, b, ok := strings.Cut(text, between); ok {
			from, to = a, b
		}
	}
	first, ok := parseDay(from)
	last, ok2 := parseDay(to)
	switch {
	case !ok || !ok2:
		return first, last, "date"
	case last.Before(first) || last.Sub(first) > maxSpan*24*time.Hour:
		return first, last, "span"
	}
	return first, last, ""
}

func parseDay(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2/1/2006", time.DateOnly} {
		if day, err := time.Parse(layout, text); err == nil && day.Year() >= 2000 && day.Year() < 2100 {
			return day, true
		}
	}
	return time.Time{}, false
}

// kindOf reads the name of a kind; an empty cell is a day off.
func kindOf(text string) (Kind, bool) {
	switch strings.ToLower(text) {
	case "", "nghỉ", "nghỉ lễ", "nghỉ bù", "off":
		return Off, true
	case "làm", "làm bù", "đi làm", "work":
		return Worked, true
	}
	return "", false
}

func shorten(line string) string {
	if r := []rune(strings.TrimSpace(line)); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return strings.TrimSpace(line)
}
