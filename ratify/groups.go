package ratify

import (
	"fmt"
	"strconv"
	"strings"

	"kiemphieu/congress"
)

// waits writes by what an inbox counts a row, "" for one that it has not.
func (r CellRow) waits() string {
	if !r.Shown {
		return ""
	}
	return Waiting{Stage: r.Stage, Since: r.Since, Days: r.Days, Proposed: r.Proposed}.waits()
}

// waits writes what such rows have in common.
func (w Waiting) waits() string { return joined(w.Stage, w.Since, w.Days, w.Proposed) }

// stands writes by what a plan counts a row, "" for one that it has not.
func (r CellRow) stands() string {
	if !r.Leads {
		return ""
	}
	return joined(r.Stage, r.Pilot, r.Scheduled, r.Held, r.Since, r.Days)
}

func joined(parts ...any) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = fmt.Sprint(part)
	}
	return strings.Join(texts, "/")
}

// WaitingOf reads what n rows with this [CellRow.Waits] have in common. A text that
// no row writes is an error.
func WaitingOf(waits string, n int) (Waiting, error) {
	p := strings.Split(waits, "/")
	if len(p) != 4 {
		return Waiting{}, fmt.Errorf("ratify: %q says not how a row waits", waits)
	}
	w := Waiting{Stage: Stage(p[0]), Since: congress.Date(p[1]), Proposed: p[3] == "true", N: n}
	var err error
	w.Days, err = strconv.Atoi(p[2])
	return w, err
}

// PlanGroupOf reads what n rows with this [CellRow.Stands] have in common. A text
// that no row writes is an error.
func PlanGroupOf(stands string, n int) (PlanGroup, error) {
	p := strings.Split(stands, "/")
	if len(p) != 6 {
		return PlanGroup{}, fmt.Errorf("ratify: %q says not how a cell stands", stands)
	}
	g := PlanGroup{Stage: Stage(p[0]), Pilot: p[1] == "true", Scheduled: congress.Date(p[2]),
		Held: congress.Date(p[3]), Since: congress.Date(p[4]), N: n}
	var err error
	g.Days, err = strconv.Atoi(p[5])
	return g, err
}
