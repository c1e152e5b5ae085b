package ratify

import (
	"context"
	"maps"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/calendar"
	"kiemphieu/tally"
)

// InboxState is where a cell's dossier stands for the superior.
type InboxState string

// The states of the inbox.
const (
	InboxArrived  InboxState = "arrived"  // waits for a decision
	InboxLate     InboxState = "late"     // due, and not sent
	InboxReturned InboxState = "returned" // sent back, not come again
	InboxMissing  InboxState = "missing"  // not sent, and not due yet
	InboxDecided  InboxState = "decided"  // ratified or annulled
)

// InboxStates lists the states in the order of the page.
func InboxStates() []InboxState {
	return []InboxState{InboxArrived, InboxLate, InboxReturned, InboxMissing, InboxDecided}
}

// InboxRow is a meeting of a cell in the inbox, or a cell without one.
type InboxRow struct {
	CongressRow
	State InboxState
	// Due is the day of the deadline that runs: to send it, or to decide. ""
	// where none runs.
	Due  congress.Date
	Left calendar.Left // until Due
	// Unconfirmed is a year in which Due is counted and whose days off nobody
	// has confirmed.
	Unconfirmed string
	Flags       []Flag
	Proposal    *Proposal // waits for a second person; nil without one
}

// InboxFilter narrows an inbox.
type InboxFilter struct {
	list.Query
	State InboxState // "" for all
	First int        // of the page, 0 for the whole page
}

// SortName orders a list by the name of the cell, instead of by urgency.
const SortName = "name"

// InboxCount is how many rows are in a state.
type InboxCount struct {
	State InboxState
	N     int
}

// InboxView is a page of the inbox of a superior.
type InboxView struct {
	Filter   InboxFilter
	Rows     []InboxRow   // the most urgent first, or by name
	Found    int          // on all pages
	Counts   []InboxCount // of the whole subtree, whatever the filter
	Overdue  int          // dossiers whose decision is due
	Proposed int          // decisions that wait for a second person
}

// N is how many rows are in a state.
func (v InboxView) N(state InboxState) int {
	for _, c := range v.Counts {
		if c.State == state {
			return c.N
		}
	}
	return 0
}

// InboxOf returns a page of the inbox of the subtree at path: one snapshot, and
// a fixed number of queries whatever the number of cells. A state that is none
// gives a [*congress.FieldError].
func (s *Service) InboxOf(ctx context.Context, path string, filter InboxFilter) (InboxView, error) {
	var view InboxView
	err := s.store.View(ctx, func(tx Tx) (err error) {
		view, _, err = s.inbox(ctx, tx, path, filter, StageNone, StageOpen, StageClosed, StageSubmitted,
			StageReturned, StageDecided)
		return err
	})
	return view, err
}

// Desk is what waits at a superior's desk today.
type Desk struct {
	InboxView // the first dossiers that wait for a decision
	Today     congress.Date
	Next      []DeskDay
	After     []Afterwards // the first of those with something to do after the decision
	AfterN    int          // how many there are
}

// DeskDay is a day on which deadlines end.
type DeskDay struct {
	On     congress.Date
	Decide int // decisions that are due
	Send   int // dossiers that cells must have sent
}

const (
	deskRows = 5 // dossiers
	deskDays = 4 // days that come
	deskMore = 3 // meetings with something to do after the decision
)

// DeskOf returns what waits for the superior's own decision, the most urgent
// first, what is late or was returned, the days that come, and what is left to do
// after a decision. It reads what waits alone.
func (s *Service) DeskOf(ctx context.Context, path string) (Desk, error) {
	filter := InboxFilter{State: InboxArrived, First: deskRows}
	var desk Desk
	err := s.store.View(ctx, func(tx Tx) error {
		view, q, err := s.inbox(ctx, tx, path, filter, StageClosed, StageSubmitted, StageReturned)
		if err != nil {
			return err
		}
		desk = Desk{InboxView: view, Today: q.Today, Next: q.next()}
		desk.After, desk.AfterN, err = tx.Afterwards(ctx, path, deskMore)
		return err
	})
	return desk, err
}

// next lists the days that come.
func (q InboxQuery) next() []DeskDay {
	days := map[congress.Date]*DeskDay{}
	for _, w := range q.Waiting {
		due := q.due(w.Since, w.Days)
		if due == "" || due < q.Today {
			continue
		}
		if days[due] == nil {
			days[due] = &DeskDay{On: due}
		}
		if w.Stage == StageSubmitted {
			days[due].Decide += w.N
		} else {
			days[due].Send += w.N
		}
	}
	var next []DeskDay
	for _, on := range slices.Sorted(maps.Keys(days)) {
		if len(next) < deskDays {
			next = append(next, *days[on])
		}
	}
	return next
}

func (s *Service) inbox(ctx context.Context, tx Tx, path string, filter InboxFilter,
	stages ...Stage) (InboxView, InboxQuery, error) {
	view, q := InboxView{Filter: filter}, InboxQuery{InboxFilter: filter}
	if filter.State != "" && !slices.Contains(InboxStates(), filter.State) {
		return view, q, &congress.FieldError{Field: "state", Code: "unknown", Value: string(filter.State)}
	}
	days, err := s.calendar.For(ctx, tx, path)
	if err != nil {
		return view, q, err
	}
	if q.Waiting, err = tx.Waiting(ctx, path, stages...); err != nil {
		return view, q, err
	}
	q.Dues, q.Today = duesOf(days, q.Waiting), congress.At(tx.Now()).Date()
	view.count(q)
	rows, found, err := tx.InboxPage(ctx, path, q)
	if err != nil {
		return view, q, err
	}
	view.Found, view.Filter.Query = found, filter.Within(found)
	view.Rows, err = inboxRows(ctx, tx, rows, days, q.Today)
	return view, q, err
}

// inboxRows adds days and flags to the rows of a page.
func inboxRows(ctx context.Context, tx Tx, rows []CongressRow, days calendar.Calendar,
	today congress.Date) ([]InboxRow, error) {
	var sent []MeetingKey
	for _, r := range rows {
		if r.Dossier.Version > 0 {
			sent = append(sent, MeetingKey{r.Congress.OrgID, r.Congress.ID})
		}
	}
	load, err := loadInbox(ctx, tx, sent)
	if err != nil {
		return nil, err
	}
	all := make([]InboxRow, len(rows))
	for i, r := range rows {
		if all[i], err = load.row(r, days, today); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// count adds up what waits, and what does not.
func (v *InboxView) count(q InboxQuery) {
	n := map[InboxState]int{}
	for _, w := range q.Waiting {
		state := q.stateOf(w)
		n[state] += w.N
		if due := q.due(w.Since, w.Days); state == InboxArrived && due != "" && due < q.Today {
			v.Overdue += w.N
		}
		if w.Proposed {
			v.Proposed += w.N
		}
	}
	for _, state := range InboxStates() {
		v.Counts = append(v.Counts, InboxCount{state, n[state]})
	}
}

// due is when a deadline ends that began on a day, "" where none runs.
func (q InboxQuery) due(since congress.Date, days int) congress.Date {
	for _, d := range q.Dues {
		if since != "" && d.Since == since && d.Days == days {
			return d.On
		}
	}
	return ""
}

// inboxLoad is what the flags of a whole subtree are read from.
type inboxLoad struct {
	rosters    map[congress.CongressID]RosterSum
	contests   map[congress.CongressID][]congress.Contest
	rounds     map[congress.CongressID][]congress.Round
	committees map[congress.CongressID][]congress.Member
	proposals  map[congress.CongressID]Proposal
	appointed  map[congress.CongressID][]Appointment
}

func loadInbox(ctx context.Context, tx Tx, keys []MeetingKey) (inboxLoad, error) {
	load := inboxLoad{rosters: map[congress.CongressID]RosterSum{}, proposals: map[congress.CongressID]Proposal{}}
	sums, err := tx.RosterSums(ctx, keys)
	if err != nil {
		return load, err
	}
	for _, r := range sums {
		load.rosters[r.CongressID] = r
	}
	contests, err := tx.ContestsAmong(ctx, keys)
	if err != nil {
		return load, err
	}
	load.contests = group(contests, func(c congress.Contest) congress.CongressID { return c.CongressID })
	rounds, err := tx.SealedAmong(ctx, keys)
	if err != nil {
		return load, err
	}
	load.rounds = group(rounds, func(r congress.Round) congress.CongressID { return r.CongressID })
	committees, err := tx.CommitteesAmong(ctx, keys)
	if err != nil {
		return load, err
	}
	load.committees = group(committees, func(m congress.Member) congress.CongressID { return m.CongressID })
	proposals, err := tx.ProposalsAmong(ctx, keys)
	if err != nil {
		return load, err
	}
	for _, p := range proposals {
		load.proposals[p.CongressID] = p
	}
	appointed, err := tx.AppointmentsAmong(ctx, keys)
	load.appointed = group(appointed, func(a Appointment) congress.CongressID { return a.CongressID })
	return load, err
}

// group sorts rows into the congresses that they belong to.
func group[T any](rows []T, of func(T) congress.CongressID) map[congress.CongressID][]T {
	groups := map[congress.CongressID][]T{}
	for _, row := range rows {
		groups[of(row)] = append(groups[of(row)], row)
	}
	return groups
}

// row makes the inbox's row of a cell.
func (l inboxLoad) row(r CongressRow, days calendar.Calendar, today congress.Date) (InboxRow, error) {
	row := InboxRow{CongressRow: r, State: InboxMissing}
	if r.Congress.ID == "" {
		return row, nil
	}
	rules, _ := tally.Profile(r.Congress.Profile, string(r.Congress.HeldOn))
	deadlines := DeadlinesOf(days, rules, r.Congress, r.Dossier)
	row.State, row.Due = stateOf(r, deadlines, today)
	row.Left = days.Left(today, row.Due)
	if row.Due != "" {
		row.Unconfirmed = deadlines.Unconfirmed
	}
	if p, ok := l.proposals[r.Congress.ID]; ok {
		row.Proposal = &p
	}
	view, err := l.flagView(r, rules, deadlines, today)
	row.Flags = view.flags()
	return row, err
}

// stateOf finds the state and the deadline that runs.
func stateOf(r CongressRow, days Deadlines, today congress.Date) (InboxState, congress.Date) {
	switch r.Dossier.State {
	case DossierSubmitted:
		return InboxArrived, days.Decide
	case DossierReturned:
		return InboxReturned, ""
	case DossierRatified, DossierAnnulled:
		return InboxDecided, ""
	}
	if days.Report != "" && today > days.Report {
		return InboxLate, days.Report
	}
	return InboxMissing, days.Report
}

// flagView makes what the flags see of a row; see [DossierView.flagView].
func (l inboxLoad) flagView(r CongressRow, rules tally.Rules, days Deadlines, today congress.Date) (flagView, error) {
	id := r.Congress.ID
	f := flagView{rules: rules, dossier: r.Dossier, firstSent: r.FirstSent, days: days, today: today,
		roster: l.rosters[id], contests: l.contests[id], filled: map[congress.ContestID]bool{},
		inTerm: r.Congress.ByElection()}
	for _, contest := range f.contests {
		for _, round := range l.rounds[id] {
			if round.ContestID != contest.ID {
				continue
			}
			sealed, err := sealedRound(contest, round)
			if err != nil {
				return f, err
			}
			f.rounds = append(f.rounds, sealed)
		}
	}
	for _, m := range l.committees[id] {
		f.elected.add(m, r.Congress.HeldOn, rules)
	}
	for _, a := range l.appointed[id] {
		f.filled[a.ContestID] = true
	}
	return f, nil
}
