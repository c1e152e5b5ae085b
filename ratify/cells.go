package ratify

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify/calendar"
	"kiemphieu/tally"
)

// CellRow is where a meeting of a cell stands, or the cell itself: what lists
// over a tree search, narrow and order by. It follows from the congress and its
// dossier and is written anew whenever these change; what it says of a deadline
// is the day from which it runs, since days off move it and time passes.
type CellRow struct {
	OrgID      congress.OrgID      `db:"org_id"`
	CongressID congress.CongressID `db:"congress_id"` // "" is the cell itself
	Path       string              `db:"path"`
	Folded     string              `db:"folded"` // the cell's name as a search compares it
	Stage      Stage               `db:"stage"`
	Shown      bool                `db:"shown"`    // the inbox has it
	Since      congress.Date       `db:"since"`    // the deadline that runs is counted from here; "" for none
	Days       int                 `db:"days"`     // by so many working days
	Decided    string              `db:"decided"`  // a day or instant by which those that do not wait are ordered
	Proposed   bool                `db:"proposed"` // a decision waits for a second person
	Leads      bool                `db:"leads"`    // it tells how far the cell has come in its term
	Term       string              `db:"term"`     // as [PlainTerm] writes it
	Pilot      bool                `db:"pilot"`
	Scheduled  congress.Date       `db:"scheduled"`  // of one that is still to be held
	Held       congress.Date       `db:"held"`       // of one that closed and was not annulled
	Complaints int                 `db:"complaints"` // that are not decided
	Appoint    bool                `db:"appoint"`    // it was ratified, and the superior is to fill an office
	Waits      string              `db:"waits"`      // by what an inbox counts it, see [WaitingOf]
	Stands     string              `db:"stands"`     // by what a plan counts it, see [PlanGroupOf]
}

// Stage is how far a meeting has come.
type Stage string

// The stages.
const (
	StageNone      Stage = "none" // no meeting: the cell itself
	StageGone      Stage = "gone" // the cell itself, which goes on in another one
	StageOpen      Stage = "open" // not over
	StageClosed    Stage = "closed"
	StageSubmitted Stage = "submitted"
	StageReturned  Stage = "returned"
	StageDecided   Stage = "decided"
)

// MeetingKey names a meeting.
type MeetingKey struct {
	OrgID      congress.OrgID      `db:"org_id"`
	CongressID congress.CongressID `db:"congress_id"`
}

// CellState is all that the rows of a cell follow from.
type CellState struct {
	Organisation congress.Organisation
	Gone         bool // goes on in another one
	Meetings     []congress.Congress
	Dossiers     []Dossier // all versions
	Proposed     []congress.CongressID
	Appoint      []congress.CongressID // left an office to the superior, which nobody has filled
}

// Rows writes the rows of a cell. The inbox has its newest congress, the newest
// by-election that was decided, and whatever waits for its dossier or for a
// decision; or the cell itself where there is none. A rehearsal has no row.
func (s CellState) Rows() []CellRow {
	own := CellRow{OrgID: s.Organisation.ID, Path: s.Organisation.Path, Folded: list.Fold(s.Organisation.Name),
		Stage: StageNone}
	if s.Gone {
		own.Stage = StageGone
	}
	dossiers := map[congress.CongressID]Dossier{}
	for _, d := range s.Dossiers {
		if d.Version > dossiers[d.CongressID].Version {
			dossiers[d.CongressID] = d
		}
	}
	newest, leading := s.newest()
	rows := []CellRow{}
	for _, c := range s.Meetings {
		if c.Rehearsal {
			continue
		}
		row := own
		row.CongressID, row.Term, row.Pilot = c.ID, PlainTerm(c.Term), c.Pilot
		row.Proposed = slices.Contains(s.Proposed, c.ID)
		row.stand(c, dossiers[c.ID])
		row.Complaints = c.ComplaintsOpen
		row.Appoint = c.State == congress.StateRatified && !s.Gone && slices.Contains(s.Appoint, c.ID)
		row.Shown = newest[c.Meeting] == c.ID && (!c.ByElection() || row.Stage == StageDecided) ||
			row.Stage == StageSubmitted || row.Proposed || c.State == congress.StateClosed
		row.Leads = !s.Gone && leading[row.Term].ID == c.ID
		row.Waits, row.Stands = row.waits(), row.stands()
		rows = append(rows, row)
	}
	own.Shown = len(rows) == 0 && !s.Gone
	own.Waits = own.waits()
	return append(rows, own)
}

// newest finds the newest meeting of each kind, and of each term the congress
// that tells how far the cell has come.
func (s CellState) newest() (map[congress.Meeting]congress.CongressID, map[string]congress.Congress) {
	last, leading := map[congress.Meeting]congress.Congress{}, map[string]congress.Congress{}
	for _, c := range s.Meetings {
		if c.Rehearsal {
			continue
		}
		if l := last[c.Meeting]; l.ID == "" || c.Compare(l) > 0 {
			last[c.Meeting] = c
		}
		if term := PlainTerm(c.Term); !c.ByElection() {
			leading[term] = further(leading[term], c)
		}
	}
	newest := map[congress.Meeting]congress.CongressID{}
	for kind, c := range last {
		newest[kind] = c.ID
	}
	return newest, leading
}

// stand writes how far a congress has come and which deadline runs, by rules 9.1.
func (r *CellRow) stand(c congress.Congress, d Dossier) {
	rules, _ := tally.Profile(c.Profile, string(c.HeldOn))
	r.Held = heldOn(c)
	if c.State == congress.StatePreparing || c.State == congress.StateInSession { // a postponed one has no date
		r.Scheduled = c.HeldOn
	}
	switch d.State {
	case DossierSubmitted:
		r.Stage, r.Days = StageSubmitted, rules.DecideDays
		if c.ComplaintsOpen == 0 {
			r.Since = max(d.SubmittedAt.Date(), c.ComplaintEnded)
		}
		return
	case DossierReturned:
		r.Stage, r.Days, r.Decided = StageReturned, rules.ReportDays,
			d.DecidedAt.Time().UTC().Format("2006-01-02T15:04:05")
		return
	case DossierRatified, DossierAnnulled:
		r.Stage, r.Decided = StageDecided, string(d.DecidedOn)
		return
	}
	r.Stage = StageOpen
	if c.State == congress.StateRatified || c.State == congress.StateAnnulled { // of an old database
		r.Stage = StageDecided
	} else if c.ClosedAt != 0 {
		r.Stage, r.Days, r.Since = StageClosed, rules.ReportDays, c.ClosedAt.Date()
	}
}

// PlainTerm writes a term in the one way by which terms are compared, whatever
// dash stands in it.
func PlainTerm(term string) string {
	return strings.NewReplacer("–", "-", "—", "-", " ", "").Replace(term)
}

// Waiting counts the meetings of a subtree that are at one stage since one day.
type Waiting struct {
	Stage    Stage
	Since    congress.Date
	Days     int
	Proposed bool
	N        int
}

// Due says when a deadline ends that began on a day.
type Due struct {
	Since congress.Date
	Days  int
	On    congress.Date
}

// CellTables reads the rows of the cells at or below path.
type CellTables interface {
	// Waiting counts the rows of the inbox at these stages.
	Waiting(ctx context.Context, path string, stages ...Stage) ([]Waiting, error)
	// TotalUnder adds up the congresses that speak for the cells of the
	// organisation at path, from sums; Total.New is left out.
	TotalUnder(ctx context.Context, path string) (Total, error)
	// CountLive counts the cells at or below path that do not go on in another one.
	CountLive(ctx context.Context, path string) (int, error)
	// PlanGroups groups them by how their congress of a term stands.
	PlanGroups(ctx context.Context, path, term string) ([]PlanGroup, error)
	// PlanPage lists a page of them by name, or as asked, with the id of who
	// follows them, and how many there are on all.
	PlanPage(ctx context.Context, q PlanQuery) ([]CellProgress, int, error)
	// InboxPage lists a page of the inbox, and how many rows there are on all.
	InboxPage(ctx context.Context, path string, q InboxQuery) ([]CongressRow, int, error)
	// Afterwards lists the first rows with something to do after the decision, by
	// name, and how many there are on all.
	Afterwards(ctx context.Context, path string, first int) ([]Afterwards, int, error)
}

// Afterwards is what a superior still does about a meeting after its decision.
type Afterwards struct {
	CongressRow
	Complaints int  // that are not decided
	Appoint    bool // an office is to be filled
}

// InboxQuery is what is asked of the rows of an inbox.
type InboxQuery struct {
	InboxFilter
	Dues  []Due // of all deadlines that run
	Today congress.Date
	// Waiting counts the rows of the inbox that are asked about, filtered or not.
	Waiting []Waiting
}

// Window is the part of an inbox in the usual order that a page is in.
type Window struct {
	Groups []WindowGroup // of which it has rows
	Offset int           // of the page within it
	Found  int           // rows on all pages
}

// WindowGroup are rows that are counted together.
type WindowGroup struct {
	Waits string        // see [CellRow]
	Due   congress.Date // when their deadline ends, "" where none runs
}

// Window finds out from what is counted which rows a page can be made of, so
// that no others are read.
func (q InboxQuery) Window() Window {
	groups := slices.DeleteFunc(slices.Clone(q.Waiting), func(w Waiting) bool { return !q.takes(w) })
	slices.SortStableFunc(groups, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(rankOf(a), rankOf(b)), cmp.Compare(q.due(a.Since, a.Days), q.due(b.Since, b.Days)))
	})
	w := Window{}
	for _, g := range groups {
		w.Found += g.N
	}
	from := q.Within(w.Found).Offset()
	to, at := from+cmp.Or(q.First, list.Size), 0
	w.Offset = from
	for i := 0; i < len(groups); {
		n, next := 0, i
		for next < len(groups) && rankOf(groups[next]) == rankOf(groups[i]) &&
			q.due(groups[next].Since, groups[next].Days) == q.due(groups[i].Since, groups[i].Days) {
			n += groups[next].N
			next++
		}
		switch {
		case at+n <= from:
			w.Offset -= n
		case at < to:
			for _, g := range groups[i:next] {
				w.Groups = append(w.Groups, WindowGroup{g.waits(), q.due(g.Since, g.Days)})
			}
		}
		at, i = at+n, next
	}
	return w
}

// rankOf is where rows stand in the usual order: whose deadline runs, those
// that were returned, those without a deadline, what is decided.
func rankOf(w Waiting) int {
	switch {
	case w.Stage == StageDecided:
		return 3
	case w.Since != "":
		return 0
	case w.Stage == StageReturned:
		return 1
	}
	return 2
}

// takes reports whether the rows are of the state that is asked about.
func (q InboxQuery) takes(w Waiting) bool { return q.State == "" || q.State == q.stateOf(w) }

// stateOf is the state of rows in the inbox.
func (q InboxQuery) stateOf(w Waiting) InboxState {
	switch w.Stage {
	case StageSubmitted:
		return InboxArrived
	case StageReturned:
		return InboxReturned
	case StageDecided:
		return InboxDecided
	case StageClosed:
		if due := q.due(w.Since, w.Days); due != "" && due < q.Today {
			return InboxLate
		}
	case StageNone, StageOpen, StageGone:
	}
	return InboxMissing
}

// duesOf computes, for each day from which a deadline runs, when it ends.
func duesOf(days calendar.Calendar, waiting []Waiting) []Due {
	var dues []Due
	for _, w := range waiting {
		if w.Since == "" || slices.ContainsFunc(dues, func(d Due) bool {
			return d.Since == w.Since &&
				d.Days == w.Days
		}) {
			continue
		}
		dues = append(dues, Due{w.Since, w.Days, days.After(w.Since, w.Days)})
	}
	return dues
}
