package tally

import (
	"fmt"
	"slices"

	"kiemphieu/ballot"
)

// Counter sums papers of one list. The zero value is not usable.
type Counter struct {
	list      ballot.List
	papers    int
	valid     int
	invalid   map[ballot.Reason]int
	votes     []int
	disagree  []int
	uncounted []int
}

// NewCounter starts a count.
func NewCounter(list ballot.List) *Counter {
	n := len(list.Candidates)
	return &Counter{list: list, invalid: map[ballot.Reason]int{}, votes: make([]int, n), disagree: make([]int, n),
		uncounted: make([]int, n)}
}

// Add counts so many papers with the same marks; ballot.ErrMarks if they do
// not fit the list. Votes are counted on valid papers only (190-QĐ/TW, Điều 30.1).
func (c *Counter) Add(m ballot.Marks, count int) error {
	if err := c.list.CheckMarks(m); err != nil {
		return err
	}
	if count < 1 || count > maxCount-c.papers {
		return refuse("count", "must be from 1 to %d, is %d", maxCount-c.papers, count)
	}
	c.papers += count
	if v := c.list.Judge(m); !v.Valid {
		c.invalid[v.Reason] += count
		return nil
	}
	c.valid += count
	for i := range len(m) {
		switch m[i] {
		case ballot.Standing, ballot.Agree:
			c.votes[i] += count
		case ballot.Disagree:
			c.disagree[i] += count
		case ballot.Both, ballot.Neither:
			c.uncounted[i] += count
		}
	}
	return nil
}

// Sheet closes the count; issued is the number of papers handed out.
func (c *Counter) Sheet(issued int) Sheet {
	s := Sheet{Issued: issued, Returned: c.papers, Valid: c.valid, Invalid: c.papers - c.valid,
		Reasons: map[ballot.Reason]int{}}
	for reason, n := range c.invalid {
		s.Reasons[reason] = n
	}
	for i, candidate := range c.list.Candidates {
		s.Rows = append(s.Rows, Row{ID: candidate.ID, Votes: c.votes[i], Disagree: c.disagree[i],
			Uncounted: c.uncounted[i]})
	}
	return s
}

// Sheet is what was counted: the totals of a round, and nothing of a single paper.
type Sheet struct {
	Issued   int                   `json:"issued"`
	Returned int                   `json:"returned"`
	Valid    int                   `json:"valid"`
	Invalid  int                   `json:"invalid"`
	Reasons  map[ballot.Reason]int `json:"invalid_reasons"` // only those that occurred
	Rows     []Row                 `json:"rows"`            // in ballot order
}

// Row is what one person got.
type Row struct {
	ID        string `json:"id"`
	Votes     int    `json:"votes"`
	Disagree  int    `json:"disagree"`  // without surplus: X under Không đồng ý alone
	Uncounted int    `json:"uncounted"` // without surplus: both boxes or none
}

// genuine is the number of papers returned that the counting committee issued.
func (s Sheet) genuine() int { return s.Returned - s.Reasons[ballot.NotIssued] }

// fitsPeople refuses what [BallotAccount.Excess] finds where only the sheet and the
// base are known.
func (s Sheet) fitsPeople(base int) error {
	known := BallotAccount{Base: base, Present: base, HandedOut: min(s.Issued, base), Sheet: s}
	all := known.Excess()
	if len(all) == 0 {
		return nil
	}
	switch first := all[0]; {
	case first.Code == "people_valid":
		return refuse("valid", "%d papers are valid, but only %d of the committee came back", first.Left, first.Right)
	case first.Left > s.Issued:
		return refuse("returned", "%d papers of the committee came back, but only %d were issued", first.Left, s.Issued)
	default:
		return refuse("returned", "%d papers of the committee came back, but only %d people may vote", first.Left, base)
	}
}

// Equal reports whether two counts say the same.
func (s Sheet) Equal(other Sheet) bool {
	if s.Issued != other.Issued || s.Returned != other.Returned || s.Valid != other.Valid ||
		len(s.Rows) != len(other.Rows) {
		return false
	}
	for _, reason := range ballot.Reasons() {
		if s.Reasons[reason] != other.Reasons[reason] {
			return false
		}
	}
	for i := range s.Rows {
		if s.Rows[i] != other.Rows[i] {
			return false
		}
	}
	return true
}

// Totals is a count made by hand on tally sheets (bảng kiểm phiếu).
type Totals struct {
	Valid   int                   `json:"valid"`
	Reasons map[ballot.Reason]int `json:"invalid_reasons"`
	Rows    []Row                 `json:"rows"` // one for every candidate, in any order
}

// Papers returns the papers of the totals as they were added up, unchecked.
func (t Totals) Papers() Sheet {
	s := Sheet{Valid: t.Valid, Returned: t.Valid, Reasons: t.Reasons}
	for _, n := range t.Reasons {
		s.Returned += n
	}
	return s
}

// Sheet checks the totals against the list and the papers returned, and gives
// them in ballot order. A number that cannot be is refused with a
// [*FieldError] that names it.
func (t Totals) Sheet(list ballot.List, issued, returned int) (Sheet, error) {
	s := Sheet{Issued: issued, Returned: returned, Valid: t.Valid, Invalid: returned - t.Valid,
		Reasons: map[ballot.Reason]int{}}
	if err := t.checkPapers(list, returned); err != nil {
		return Sheet{}, err
	}
	for reason, n := range t.Reasons {
		if n > 0 {
			s.Reasons[reason] = n
		}
	}
	rows, err := t.inOrder(list)
	if err != nil {
		return Sheet{}, err
	}
	s.Rows = rows
	return s, t.checkRows(list, rows)
}

func (t Totals) checkPapers(list ballot.List, returned int) error {
	if t.Valid < 0 || t.Valid > maxCount {
		return refuse("ballots.totals.valid", "must be from 0 to %d, is %d", maxCount, t.Valid)
	}
	sum := t.Valid
	for _, reason := range sortedKeys(t.Reasons) {
		n, field := t.Reasons[reason], "ballots.totals.invalid_reasons"
		switch {
		case !slices.Contains(ballot.Reasons(), reason):
			return refuse(field, "unknown reason %q", reason)
		case n < 0 || n > maxCount:
			return refuse(field+"."+string(reason), "must be from 0 to %d, is %d", maxCount, n)
		case n > 0 && !possible(list, reason):
			return refuse(field+"."+string(reason), "cannot occur on this list")
		}
		sum += n
	}
	if sum != returned {
		return refuseSheet(SheetPapers, sum, returned, "ballots.totals", "valid %d and invalid %d make %d, but %d "+
			"were returned", t.Valid, sum-t.Valid, sum, returned)
	}
	return nil
}

// possible: both or no box is a reason on a one-name list only, and nobody
// elected on a longer one only (the column "style" of rules 4).
func possible(list ballot.List, reason ballot.Reason) bool {
	one := len(list.Candidates) == 1
	switch reason {
	case ballot.BothBoxes, ballot.NoBox:
		return one
	case ballot.VotesNobody:
		return !one
	case ballot.NotIssued, ballot.WrittenIn, ballot.Signed, ballot.ExtraMark, ballot.Unreadable, ballot.TooMany:
	}
	return true
}

// inOrder checks each row and finds the one of every candidate.
func (t Totals) inOrder(list ballot.List) ([]Row, error) {
	rows := make([]Row, len(list.Candidates))
	seen := make([]bool, len(rows))
	places := make(map[string]int, len(rows))
	for i, c := range list.Candidates {
		places[c.ID] = i
	}
	for i, row := range t.Rows {
		at, listed := places[row.ID]
		switch {
		case !listed:
			return nil, refuse(fmt.Sprintf("ballots.totals.rows[%d].id", i), "%q is not on the list", row.ID)
		case seen[at]:
			return nil, refuse(fmt.Sprintf("ballots.totals.rows[%d].id", i), "%q stands twice", row.ID)
		}
		if err := t.checkRow(list, row, fmt.Sprintf("ballots.totals.rows[%d]", i)); err != nil {
			return nil, err
		}
		rows[at], seen[at] = row, true
	}
	for i, ok := range seen {
		if !ok {
			return nil, refuse("ballots.totals.rows", "no row for %q", list.Candidates[i].ID)
		}
	}
	return rows, nil
}

// checkRows holds the sum of votes against the papers: rules 7.
func (t Totals) checkRows(list ballot.List, rows []Row) error {
	sum := 0
	for _, row := range rows {
		sum += row.Votes
	}
	switch {
	case len(rows) > 1 && sum < t.Valid:
		return refuseSheet(SheetFew, sum, t.Valid, "ballots.totals.rows", "%d votes on %d valid papers: every valid "+
			"paper votes for somebody", sum, t.Valid)
	case list.Style() == ballot.CrossOut && sum > list.Seats*t.Valid:
		return refuseSheet(SheetMany, sum, list.Seats*t.Valid, "ballots.totals.rows", "%d votes, but %d valid papers "+
			"with %d seats carry at most %d", sum, t.Valid, list.Seats, list.Seats*t.Valid)
	}
	return nil
}

func (t Totals) checkRow(list ballot.List, row Row, field string) error {
	for _, n := range []struct {
		name  string
		value int
	}{{"votes", row.Votes}, {"disagree", row.Disagree}, {"uncounted", row.Uncounted}} {
		if n.value < 0 || n.value > t.Valid {
			return refuseSheet(SheetRange, n.value, t.Valid, field+"."+n.name, "must be from 0 to the %d valid "+
				"papers, is %d", t.Valid, n.value)
		}
	}
	switch {
	case list.Style() == ballot.CrossOut && row.Disagree+row.Uncounted > 0:
		return refuse(field, "disagree and uncounted must be 0 on a list with surplus")
	case list.Style() == ballot.AgreeDisagree && row.Votes+row.Disagree+row.Uncounted != t.Valid:
		return refuseSheet(SheetRow, row.Votes+row.Disagree+row.Uncounted, t.Valid, field, "votes %d, disagree %d and "+
			"uncounted %d do not make the %d valid papers", row.Votes, row.Disagree, row.Uncounted, t.Valid)
	case len(list.Candidates) == 1 && row.Uncounted > 0:
		return refuse(field+".uncounted", "must be 0 on a one-name list")
	}
	return nil
}
