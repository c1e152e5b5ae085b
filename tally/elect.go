package tally

import (
	"fmt"
	"sort"

	"kiemphieu/ballot"
)

// Contest is what a sheet is held against.
type Contest struct {
	Office     ballot.Office
	Seats      int
	Round      int // ballots held, this one included: a cancelled one is none
	Kind       ballot.Kind
	Alternates int                // places for alternates on the joint list, 0 for none
	Candidates []ballot.Candidate // in ballot order
}

// List returns the ballot list of the contest.
func (c Contest) List() ballot.List { return ballot.List{Seats: c.Seats, Candidates: c.Candidates} }

// Next is what the congress does after a round.
type Next string

// What comes next.
const (
	Complete        Next = "complete"         // every seat is filled
	TieBallot       Next = "tie_ballot"       // a ballot among those tied at the last seat
	CongressDecides Next = "congress_decides" // open seats: another round, or not
)

// Outcome is the result of a round; its JSON is the output of `kiemphieu tally`.
type Outcome struct {
	Base      int                   `json:"base"`
	Needed    int                   `json:"needed"`
	Style     ballot.Style          `json:"style"`
	Issued    int                   `json:"issued"`
	Returned  int                   `json:"returned"`
	Valid     int                   `json:"valid"`
	Invalid   int                   `json:"invalid"`
	Reasons   map[ballot.Reason]int `json:"invalid_reasons"`
	Rows      []OutcomeRow          `json:"rows"`       // in ballot order
	Elected   []string              `json:"elected"`    // by votes from high to low; equal votes in ballot order
	Tied      []string              `json:"tied"`       // at the last seat, in ballot order
	OpenSeats int                   `json:"open_seats"` // seats − elected
	// Alternates of a joint list whose seats are filled, by votes, and how many are missing.
	Alternates     []string  `json:"alternates,omitempty"`
	OpenAlternates int       `json:"open_alternates,omitempty"`
	Next           Next      `json:"next"`
	Breakdown      Breakdown `json:"breakdown"`
}

// OutcomeRow is what one person got, and whether that elects them.
type OutcomeRow struct {
	Row
	Percent string `json:"percent"` // of the base, two decimals, half up
	Elected bool   `json:"elected"`
}

// Breakdown counts those elected.
type Breakdown struct {
	Elected   int `json:"elected"`
	Reelected int `json:"reelected"` // tái cử
	New       int `json:"new"`       // tham gia lần đầu
	Female    int `json:"female"`
	Unknown   int `json:"unknown,omitempty"` // of whom it is not known whether they held the office
}

// Elect says who is elected: rules 5; 190-QĐ/TW, Điều 30.
//
// Elected are, by votes from high to low, those with more than half of the
// base, as many as there are seats. Those tied at the last seat are not
// elected yet. In a tie break the higher vote wins without the threshold, but
// nobody without a vote is elected. A base that cannot be, a sheet of another
// list or one with more papers than people is refused with a [*FieldError], a
// list that is none with a [*ballot.ListError].
func Elect(e Electorate, c Contest, s Sheet) (Outcome, error) {
	base, err := e.Base()
	if err != nil {
		return Outcome{}, err
	}
	if err := c.List().Validate(); err != nil {
		return Outcome{}, err
	}
	if err := c.fits(s); err != nil {
		return Outcome{}, err
	}
	if err := s.fitsPeople(base); err != nil {
		return Outcome{}, err
	}
	o := Outcome{Base: base, Needed: Needed(base), Style: c.List().Style(), Issued: s.Issued, Returned: s.Returned,
		Valid: s.Valid, Invalid: s.Invalid, Reasons: s.Reasons, Elected: []string{}, Tied: []string{}}
	for _, row := range s.Rows {
		o.Rows = append(o.Rows, OutcomeRow{Row: row, Percent: Percent(row.Votes, base)})
	}
	o.choose(c)
	o.OpenSeats = c.Seats - len(o.Elected)
	if c.Alternates > 0 {
		if o.OpenSeats == 0 {
			o.Alternates = o.alternates(o.Elected, c.Alternates)
		}
		o.OpenAlternates = c.Alternates - len(o.Alternates)
	}
	o.Next = o.next(c.Kind)
	o.count(c.Candidates)
	return o, nil
}

// fits refuses a sheet of another list.
func (c Contest) fits(s Sheet) error {
	if len(s.Rows) != len(c.Candidates) {
		return refuse("rows", "%d rows for %d names", len(s.Rows), len(c.Candidates))
	}
	for i, row := range s.Rows {
		if row.ID != c.Candidates[i].ID {
			return refuse(fmt.Sprintf("rows[%d].id", i), "is %q, must be %q", row.ID, c.Candidates[i].ID)
		}
	}
	return nil
}

// choose fills the seats from the top and stops before a tie at the last one.
func (o *Outcome) choose(c Contest) {
	var eligible []int
	for i, row := range o.Rows {
		if (c.Kind == ballot.TieBreak && row.Votes > 0) || (c.Kind != ballot.TieBreak && OverHalf(row.Votes, o.Base)) {
			eligible = append(eligible, i)
		}
	}
	ranked := append([]int(nil), eligible...)
	sort.SliceStable(ranked, func(a, b int) bool { return o.Rows[ranked[a]].Votes > o.Rows[ranked[b]].Votes })
	cut := -1 // votes at which a tie leaves seats open
	if len(ranked) > c.Seats && o.Rows[ranked[c.Seats-1]].Votes == o.Rows[ranked[c.Seats]].Votes {
		cut = o.Rows[ranked[c.Seats]].Votes
	}
	for _, i := range ranked[:min(len(ranked), c.Seats)] {
		if o.Rows[i].Votes != cut {
			o.Rows[i].Elected = true
			o.Elected = append(o.Elected, o.Rows[i].ID)
		}
	}
	for _, i := range eligible {
		if o.Rows[i].Votes == cut {
			o.Tied = append(o.Tied, o.Rows[i].ID)
		}
	}
}

func (o *Outcome) next(kind ballot.Kind) Next {
	switch {
	case o.OpenSeats == 0 && o.OpenAlternates == 0:
		return Complete
	case kind == ballot.Ordinary && len(o.Tied) > 0:
		return TieBallot
	}
	return CongressDecides
}

func (o *Outcome) count(candidates []ballot.Candidate) {
	for i, row := range o.Rows {
		if !row.Elected {
			continue
		}
		o.Breakdown.Elected++
		switch candidates[i].Before() {
		case ballot.TenureHeld:
			o.Breakdown.Reelected++
		case ballot.TenureUnknown:
			o.Breakdown.Unknown++
		case ballot.TenureNew, ballot.TenureAsIncumbent:
			o.Breakdown.New++
		}
		if candidates[i].Female {
			o.Breakdown.Female++
		}
	}
}
