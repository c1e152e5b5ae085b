package ratify

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/calendar"
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
	Planned      []Point            // corners of the planned line
	Real         []Point            // after every day on which a cell held its congress
	Late         int                // cells that are late with something
	Query        list.Query         // what is asked of the rows
	Rows         []CellProgress     // a page of the cells
	Found        int                // on all pages
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
	Dossier      Dossier           // its newest; Version is 0 where none was sent
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

// The filters and orders of the cells in a plan.
const (
	ProgressStand = "tien-do" // one of the stands below
	ProgressWho   = "ai"      // id of the account that follows, or ProgressNobody
	SortDue       = "due"     // who is late the longest first

	ProgressLate   = "qua-han"
	ProgressHeld   = "da-dai-hoi"
	ProgressOpen   = "chua-dai-hoi"
	ProgressNobody = "-"
)

// ProgressOf computes the progress of a superior's cells on a day; "" is
// today. term picks one of its plans, "" the latest; q cuts a page out of the
// cells. It costs what the page costs, and the days on which something was due.
func (s *Service) ProgressOf(ctx context.Context, org congress.OrgID, term string,
	day congress.Date, q list.Query) (Progress, error) {
	if !day.Valid() {
		return Progress{}, &congress.FieldError{Field: "as_of", Code: "format", Value: string(day)}
	}
	p := Progress{AsOf: day, Query: q}
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if p.Organisation, err = planner(ctx, tx, org); err != nil {
			return err
		}
		if p.Plans, err = tx.Plans(ctx, org); err != nil {
			return err
		}
		if p.Accounts, err = tx.AccountsOf(ctx, org); err != nil {
			return err
		}
		p.Today = congress.At(tx.Now()).Date()
		p.AsOf = cmp.Or(p.AsOf, p.Today)
		for _, plan := range p.Plans {
			if term == "" || sameTerm(plan.Term, term) {
				p.Plan = plan
			}
		}
		days, err := s.calendar.For(ctx, tx, p.Organisation.Path)
		if err != nil {
			return err
		}
		groups, err := p.loadSums(ctx, tx)
		if err != nil {
			return err
		}
		p.compute(groups, days)
		return p.loadRows(ctx, tx, groups, days)
	})
	return p, err
}

// PlanGroup counts cells that stand alike in a plan.
type PlanGroup struct {
	Stage     Stage
	Pilot     bool
	Scheduled congress.Date
	Held      congress.Date
	Since     congress.Date
	Days      int
	N         int
}

// PlanQuery is what is asked of the cells in a plan.
type PlanQuery struct {
	list.Query
	Org   congress.OrgID // the superior
	Path  string
	Cells int // at or below it, see [CellTables].CountLive
	Plan  Plan
	AsOf  congress.Date
	Dues  []Due // of reports and decisions
}

// loadSums counts the cells, and groups those with a congress in the term. One
// that is annulled is to be held again; a by-election is no congress of a term.
func (p *Progress) loadSums(ctx context.Context, tx Tx) ([]PlanGroup, error) {
	var err error
	if p.Cells, err = tx.CountLive(ctx, p.Organisation.Path); err != nil || p.Plan.Term == "" {
		return nil, err
	}
	return tx.PlanGroups(ctx, p.Organisation.Path, PlainTerm(p.Plan.Term))
}

// sameTerm compares terms whatever dash stands in them.
func sameTerm(a, b string) bool { return PlainTerm(a) == PlainTerm(b) }

// loadRows reads the page, each cell with its congress in the term and with who follows it.
func (p *Progress) loadRows(ctx context.Context, tx Tx, groups []PlanGroup, days calendar.Calendar) error {
	q := PlanQuery{Query: p.Query, Org: p.Organisation.ID, Path: p.Organisation.Path, Cells: p.Cells, Plan: p.Plan,
		AsOf: p.AsOf}
	for _, g := range groups {
		from, n := g.due()
		if due := (Due{from, n, days.After(from, n)}); from != "" && !slices.Contains(q.Dues, due) {
			q.Dues = append(q.Dues, due)
		}
	}
	rows, found, err := tx.PlanPage(ctx, q)
	if err != nil {
		return err
	}
	p.Found, p.Query = found, p.Query.Within(found)
	for _, row := range rows {
		row.Follower = p.follower(row.Follower.ID)
		if held := heldOn(row.Congress); held <= p.AsOf {
			row.Held = held
		}
		row.Late, row.Due = p.judge(groupOf(row), days)
		if row.Late != "" {
			row.LateDays = days.Between(row.Due, p.AsOf)
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// groupOf is the group that a cell of the page stands in.
func groupOf(row CellProgress) PlanGroup {
	state := CellState{Organisation: row.Organisation, Meetings: []congress.Congress{row.Congress}}
	if row.Dossier.Version > 0 {
		state.Dossiers = []Dossier{row.Dossier}
	}
	if row.Congress.ID == "" {
		return PlanGroup{}
	}
	r := state.Rows()[0]
	return PlanGroup{Stage: r.Stage, Pilot: r.Pilot, Scheduled: r.Scheduled, Held: r.Held, Since: r.Since, Days: r.Days}
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

func (p *Progress) follower(id congress.AccountID) congress.Account {
	for _, a := range p.Accounts {
		if a.ID == id {
			return congress.Account{ID: a.ID, OrgID: a.OrgID, Login: a.Login, Name: a.Name, Role: a.Role}
		}
	}
	return congress.Account{}
}

// compute counts, draws both lines and counts who is late.
func (p *Progress) compute(groups []PlanGroup, working calendar.Calendar) {
	held := map[congress.Date]int{}
	without := p.Cells
	for _, g := range groups {
		without -= g.N
		met := g.Held != "" && g.Held <= p.AsOf
		if met {
			held[g.Held] += g.N
			p.Held += g.N
		}
		if g.Pilot {
			p.Pilots += g.N
			if met {
				p.PilotsHeld += g.N
			}
		}
	}
	if p.Plan.Term == "" {
		return
	}
	for _, g := range append(groups, PlanGroup{N: without}) {
		if late, due := p.judge(g, working); late != "" {
			p.Late += g.N
			if year := working.Unconfirmed(g.Held, due, p.AsOf); year != "" {
				p.Unconfirmed = year
			}
		}
	}
	p.Planned = p.plannedLine()
	p.Expected = p.ExpectedOn(p.AsOf)
	p.Real = p.realLine(held)
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

// due is from which day a deadline of a cell that has met is counted, and by how
// many working days: for its dossier, or for the decision.
func (g PlanGroup) due() (from congress.Date, days int) {
	switch g.Stage {
	case StageClosed, StageReturned:
		return g.Held, g.Days
	case StageSubmitted:
		return g.Since, g.Days
	case StageNone, StageGone, StageOpen, StageDecided:
	}
	return "", 0
}

// judge finds what a cell is late with on the day: its congress (by its own
// date, by the day of the pilots, and in any case by the last day of the
// plan), then its dossier, then the decision.
func (p *Progress) judge(g PlanGroup, days calendar.Calendar) (Lateness, congress.Date) {
	if p.Plan.Term == "" {
		return "", ""
	}
	late, due := LateCongress, p.dueOf(g)
	if g.Held != "" && g.Held <= p.AsOf {
		from, n := g.due()
		if late, due = LateReport, ""; g.Stage == StageSubmitted {
			late = LateDecision
		}
		if from != "" {
			due = days.After(from, n)
		}
	}
	if due == "" || due >= p.AsOf {
		return "", ""
	}
	return late, due
}

func (p *Progress) dueOf(g PlanGroup) congress.Date {
	due := p.Plan.LastDay
	if g.Pilot && p.Plan.PilotDay != "" {
		due = p.Plan.PilotDay
	}
	if g.Scheduled != "" && g.Scheduled < due {
		due = g.Scheduled
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
func (p *Progress) realLine(held map[congress.Date]int) []Point {
	days := slices.Sorted(maps.Keys(held))
	first := min(p.Plan.FirstDay, p.AsOf)
	if len(days) > 0 {
		first = min(first, days[0])
	}
	line, left := []Point{{first, p.Cells}}, p.Cells
	for _, day := range days {
		left -= held[day]
		if last := &line[len(line)-1]; last.Day == day {
			last.Left = left
			continue
		}
		line = append(line, Point{day, left})
	}
	if last := line[len(line)-1]; last.Day < p.AsOf {
		line = append(line, Point{p.AsOf, last.Left})
	}
	return line
}

func isNotFound(err error) bool { return errors.Is(err, congress.ErrNotFound) }
