package ratify

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
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
	State   InboxState
	Several bool // the cell has other rows
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
	State InboxState // "" for all
	Text  string     // part of a name, in any spelling and without marks too
}

// InboxCount is how many rows are in a state.
type InboxCount struct {
	State InboxState
	N     int
}

// InboxView is the inbox of a superior.
type InboxView struct {
	Filter   InboxFilter
	Rows     []InboxRow   // the most urgent first
	Counts   []InboxCount // of the whole subtree, whatever the filter
	Cells    int          // of the whole subtree, likewise
	Overdue  int          // dossiers whose decision is due
	Proposed int          // decisions that wait for a second person
}

// InboxOf returns the inbox of the subtree at path: one snapshot, and a fixed
// number of queries whatever the number of cells. A state that is none gives a
// [*congress.FieldError].
func (s *Service) InboxOf(ctx context.Context, path string, filter InboxFilter) (InboxView, error) {
	view := InboxView{Filter: filter}
	if filter.State != "" && !slices.Contains(InboxStates(), filter.State) {
		return view, &congress.FieldError{Field: "state", Code: "unknown", Value: string(filter.State)}
	}
	var all []InboxRow
	err := s.store.View(ctx, func(tx Tx) error {
		rows, err := tx.InboxRows(ctx, path)
		if err != nil {
			return err
		}
		load, err := loadInbox(ctx, tx, path)
		if err != nil {
			return err
		}
		days, err := s.calendar.For(ctx, tx, path)
		if err != nil {
			return err
		}
		today := congress.At(tx.Now()).Date()
		all = make([]InboxRow, 0, len(rows))
		for _, r := range rows {
			row, err := load.row(r, days, today)
			if err != nil {
				return err
			}
			all = append(all, row)
		}
		return nil
	})
	view.count(all)
	view.Rows = slices.DeleteFunc(all, func(r InboxRow) bool { return !filter.takes(r) })
	slices.SortStableFunc(view.Rows, byUrgency)
	return view, err
}

// count adds up the rows of the inbox, those of a cell beside each other.
func (v *InboxView) count(rows []InboxRow) {
	n := map[InboxState]int{}
	for _, r := range rows {
		n[r.State]++
		if r.State == InboxArrived && r.Left.Over {
			v.Overdue++
		}
		if r.Proposal != nil {
			v.Proposed++
		}
	}
	for _, state := range InboxStates() {
		v.Counts = append(v.Counts, InboxCount{state, n[state]})
	}
	for i := range rows {
		same := func(j int) bool {
			return j >= 0 && j < len(rows) && rows[j].Organisation.ID == rows[i].Organisation.ID
		}
		rows[i].Several = same(i-1) || same(i+1)
		if !same(i - 1) {
			v.Cells++
		}
	}
}

func (f InboxFilter) takes(r InboxRow) bool {
	if f.State != "" && r.State != f.State {
		return false
	}
	name := congress.FoldName(r.Organisation.Name)
	text := congress.FoldName(f.Text)
	return strings.Contains(name, text) || strings.Contains(congress.WithoutMarks(name), text)
}

// byUrgency: whose deadline is nearest or longest over, then those that were
// returned, then those without a deadline, then what is decided, the last first.
func byUrgency(a, b InboxRow) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.within(b), cmp.Compare(a.Organisation.Name, b.Organisation.Name))
}

func (r InboxRow) rank() int {
	switch {
	case r.State == InboxDecided:
		return 3
	case r.Due != "":
		return 0
	case r.State == InboxReturned:
		return 1
	}
	return 2
}

// within orders two rows of one rank.
func (r InboxRow) within(other InboxRow) int {
	switch r.rank() {
	case 0:
		return cmp.Compare(r.Due, other.Due)
	case 1:
		return cmp.Compare(r.Dossier.DecidedAt, other.Dossier.DecidedAt)
	case 3:
		return cmp.Compare(other.Dossier.DecidedOn, r.Dossier.DecidedOn)
	}
	return 0
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

func loadInbox(ctx context.Context, tx Tx, path string) (inboxLoad, error) {
	load := inboxLoad{rosters: map[congress.CongressID]RosterSum{}, proposals: map[congress.CongressID]Proposal{}}
	sums, err := tx.RosterSums(ctx, path)
	if err != nil {
		return load, err
	}
	for _, r := range sums {
		load.rosters[r.CongressID] = r
	}
	contests, err := tx.ContestsBelow(ctx, path)
	if err != nil {
		return load, err
	}
	load.contests = group(contests, func(c congress.Contest) congress.CongressID { return c.CongressID })
	rounds, err := tx.SealedBelow(ctx, path)
	if err != nil {
		return load, err
	}
	load.rounds = group(rounds, func(r congress.Round) congress.CongressID { return r.CongressID })
	committees, err := tx.CommitteesBelow(ctx, path)
	if err != nil {
		return load, err
	}
	load.committees = group(committees, func(m congress.Member) congress.CongressID { return m.CongressID })
	proposals, err := tx.ProposalsBelow(ctx, path)
	if err != nil {
		return load, err
	}
	for _, p := range proposals {
		load.proposals[p.CongressID] = p
	}
	appointed, err := tx.AppointmentsBelow(ctx, path)
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
	row.Flags = flagsOf(view)
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
		roster: l.rosters[id], contests: l.contests[id], filled: map[congress.ContestID]bool{}}
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
