package ratify

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify/calendar"
	"kiemphieu/tally"
)

// Progress is how far the cells below a superior have come on a day, against
// its plan.
type Progress struct {
	Organisation congress.Organisation
	Plans        []Plan // of the organisation, by first day
	Plan         Plan   // the one that is shown; Term is "" before there is one
	AsOf         congress.Date
	Today        congress.Date
	Cells        int
	Held         int // cells whose congress has closed by then
	Expected     int // that the plan would have by then
	Pilots       int
	PilotsHeld   int
	Planned      []Point // corners of the planned line
	Real         []Point // after every day on which a cell held its congress
	Rows         []CellProgress
	Accounts     []congress.Account // that can follow cells
	Unconfirmed  string             // year of the working days that nobody has confirmed, "" without one
}

// Point is how many cells are left at the end of a day.
type Point struct {
	Day  congress.Date
	Left int
}

// CellProgress is a cell in its superior's plan.
type CellProgress struct {
	Organisation congress.Organisation
	Congress     congress.Congress // of the plan's term; its ID is "" where there is none yet
	Held         congress.Date     // the day on which it closed, "" where it has not
	Late         Lateness          // what it is late with, "" for nothing
	Due          congress.Date     // of that
	LateDays     int               // working days since then
	Follower     congress.Account  // who follows it; its ID is "" for nobody
}

// Lateness is what a cell is late with.
type Lateness string

// What a cell can be late with.
const (
	LateCongress Lateness = "congress" // chưa đại hội
	LateReport   Lateness = "report"   // đã bế mạc, chưa trình hồ sơ
	LateDecision Lateness = "decision" // đã trình, cấp trên chưa quyết định
)

// Behind returns how many cells fewer than planned have held their congress.
func (p Progress) Behind() int { return max(0, p.Expected-p.Held) }

// ExpectedOn returns how many cells would have held their congress by the end of
// a day as planned.
func (p Progress) ExpectedOn(day congress.Date) int {
	if len(p.Planned) == 0 {
		return 0
	}
	return p.Cells - leftAt(p.Planned, day)
}

// Overdue lists the cells that are late, the longest first.
func (p Progress) Overdue() []CellProgress {
	var late []CellProgress
	for _, row := range p.Rows {
		if row.Late != "" {
			late = append(late, row)
		}
	}
	slices.SortStableFunc(late, func(a, b CellProgress) int { return cmp.Compare(b.LateDays, a.LateDays) })
	return late
}

// ProgressOf computes the progress of a superior's cells on a day; "" is
// today. term picks one of its plans, "" the latest.
func (s *Service) ProgressOf(ctx context.Context, org congress.OrgID, term string,
	day congress.Date) (Progress, error) {
	if !day.Valid() {
		return Progress{}, &congress.FieldError{Field: "as_of", Code: "format", Value: string(day)}
	}
	p := Progress{AsOf: day}
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if p.Organisation, err = planner(ctx, tx, org); err != nil {
			return err
		}
		if p.Plans, err = tx.Plans(ctx, org); err != nil {
			return err
		}
		p.Today = congress.At(tx.Now()).Date()
		p.AsOf = cmp.Or(p.AsOf, p.Today)
		for _, plan := range p.Plans {
			if term == "" || sameTerm(plan.Term, term) {
				p.Plan = plan
			}
		}
		if err := p.loadRows(ctx, tx); err != nil {
			return err
		}
		days, err := s.calendar.For(ctx, tx, p.Organisation.Path)
		p.compute(days)
		return err
	})
	return p, err
}

// sameTerm compares terms whatever dash stands in them.
func sameTerm(a, b string) bool {
	plain := strings.NewReplacer("–", "-", "—", "-", " ", "")
	return plain.Replace(a) == plain.Replace(b)
}

// loadRows returns every cell its congress in the term, the newest where there
// are several, and who follows it. A by-election is no congress of a term.
func (p *Progress) loadRows(ctx context.Context, tx Tx) error {
	below, err := tx.OrganisationsUnder(ctx, p.Organisation.Path)
	if err != nil {
		return err
	}
	meetings, err := tx.CongressesUnder(ctx, p.Organisation.Path)
	if err != nil {
		return err
	}
	newest := map[congress.OrgID]congress.Congress{}
	for _, c := range meetings {
		if !c.Rehearsal && !c.ByElection() && sameTerm(c.Term, p.Plan.Term) {
			newest[c.OrgID] = further(newest[c.OrgID], c)
		}
	}
	if p.Accounts, err = tx.AccountsOf(ctx, p.Organisation.ID); err != nil {
		return err
	}
	followers, err := tx.Followers(ctx, p.Organisation.ID)
	if err != nil {
		return err
	}
	for _, o := range below {
		if o.Kind == congress.KindCell {
			p.Rows = append(p.Rows, CellProgress{Organisation: o, Congress: newest[o.ID],
				Follower: p.follower(followers, o.ID)})
		}
	}
	return nil
}

// further picks the congress that tells how far a cell has come: one whose
// result stands, else the later one; an annulled one is to be held again.
func further(a, b congress.Congress) congress.Congress {
	if a.Stands() != b.Stands() {
		if a.Stands() {
			return a
		}
		return b
	}
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

func (p *Progress) follower(followers []Follower, cell congress.OrgID) congress.Account {
	for _, f := range followers {
		for _, a := range p.Accounts {
			if f.CellID == cell && f.AccountID == a.ID {
				return congress.Account{ID: a.ID, OrgID: a.OrgID, Login: a.Login, Name: a.Name, Role: a.Role}
			}
		}
	}
	return congress.Account{}
}

// compute counts, draws both lines and finds who is late.
func (p *Progress) compute(working calendar.Calendar) {
	var days []congress.Date
	p.Cells = len(p.Rows)
	for i := range p.Rows {
		row := &p.Rows[i]
		if held := heldOn(row.Congress); held != "" && held <= p.AsOf {
			row.Held = held
			days = append(days, held)
		}
		if row.Congress.Pilot {
			p.Pilots++
			if row.Held != "" {
				p.PilotsHeld++
			}
		}
	}
	p.Held = len(days)
	if p.Plan.Term == "" {
		return
	}
	for i := range p.Rows {
		p.judge(&p.Rows[i], working)
	}
	p.Planned = p.plannedLine()
	p.Expected = p.ExpectedOn(p.AsOf)
	p.Real = p.realLine(days)
}

// heldOn returns the day on which a congress closed; an annulled one is to be
// held again.
func heldOn(c congress.Congress) congress.Date {
	switch c.State {
	case congress.StateClosed, congress.StateSubmitted, congress.StateRatified:
		if c.ClosedAt == 0 {
			return c.HeldOn
		}
		return c.ClosedAt.Date()
	case congress.StatePreparing, congress.StatePostponed, congress.StateInSession, congress.StateAnnulled:
	}
	return ""
}

// judge finds what a cell is late with on the day: its congress (by its own
// date, by the day of the pilots, and in any case by the last day of the
// plan), then its dossier, then the decision.
func (p *Progress) judge(row *CellProgress, days calendar.Calendar) {
	c := row.Congress
	late, due := LateCongress, p.dueOf(c)
	if row.Held != "" {
		rules, _ := tally.Profile(c.Profile, string(c.HeldOn))
		switch c.State {
		case congress.StateClosed:
			late, due = LateReport, reportDue(days, rules, row.Held)
		case congress.StateSubmitted:
			late, due = LateDecision, decisionDue(days, rules, c.ChangedAt.Date())
		default:
			return
		}
	}
	if due == "" || due >= p.AsOf {
		return
	}
	row.Late, row.Due, row.LateDays = late, due, days.Between(due, p.AsOf)
	if year := days.Unconfirmed(row.Held, due, p.AsOf); year != "" {
		p.Unconfirmed = year
	}
}

func (p *Progress) dueOf(c congress.Congress) congress.Date {
	due := p.Plan.LastDay
	if c.Pilot && p.Plan.PilotDay != "" {
		due = p.Plan.PilotDay
	}
	scheduled := c.State == congress.StatePreparing || c.State == congress.StateInSession // a postponed one has no date
	if scheduled && c.HeldOn != "" && c.HeldOn < due {
		due = c.HeldOn
	}
	return due
}

// plannedLine goes from all cells on the first day, by way of the pilots on
// theirs, to none on the last.
func (p *Progress) plannedLine() []Point {
	line := []Point{{p.Plan.FirstDay, p.Cells}}
	if day := p.Plan.PilotDay; day > p.Plan.FirstDay && day < p.Plan.LastDay {
		line = append(line, Point{day, p.Cells - p.Pilots})
	}
	return append(line, Point{p.Plan.LastDay, 0})
}

// leftAt reads a line on a day, rounded up: a cell is not done in part.
func leftAt(line []Point, day congress.Date) int {
	if day <= line[0].Day {
		return line[0].Left
	}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if day > b.Day {
			continue
		}
		gone, whole := a.Day.DaysTo(day), a.Day.DaysTo(b.Day)
		return a.Left - (a.Left-b.Left)*gone/whole
	}
	return line[len(line)-1].Left
}

// realLine has a point where it begins, one after every day with a congress,
// and one on the day that is looked at.
func (p *Progress) realLine(days []congress.Date) []Point {
	slices.Sort(days)
	first := min(p.Plan.FirstDay, p.AsOf)
	if len(days) > 0 {
		first = min(first, days[0])
	}
	line := []Point{{first, p.Cells}}
	for i, day := range days {
		if last := &line[len(line)-1]; last.Day == day {
			last.Left = p.Cells - i - 1
			continue
		}
		line = append(line, Point{day, p.Cells - i - 1})
	}
	if last := line[len(line)-1]; last.Day < p.AsOf {
		line = append(line, Point{p.AsOf, last.Left})
	}
	return line
}

func isNotFound(err error) bool { return errors.Is(err, congress.ErrNotFound) }
