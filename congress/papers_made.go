package congress

import (
	"cmp"
	"slices"
)

// findPapers finds who had which duty, and what papers printed of the congress, when
// the papers of a round were made: it takes back what the events since then tell.
func (r *Report) findPapers(since []LogEntry, roster []Member) error {
	r.PapersOfficers, r.PapersCongress = slices.Clone(r.Officers), r.Congress
	for _, entry := range slices.Backward(since) {
		changed, err := eventIn[officersChanged](entry)
		if err != nil {
			return err
		}
		if changed != nil && changed.Name != "" {
			r.PapersOfficers = changed.takeBack(r.PapersOfficers, roster)
		}
		corrected, err := eventIn[congressCorrected](entry)
		if err != nil {
			return err
		}
		if corrected != nil {
			was, c := corrected.Before, &r.PapersCongress
			c.Title, c.Term, c.HeldOn, c.Place = was.Title, was.Term, was.HeldOn, was.Place
		}
	}
	return nil
}

// takeBack returns officers as they were before a duty changed, in roster order.
func (e officersChanged) takeBack(officers []namedOfficer, roster []Member) []namedOfficer {
	place := func(name string) int {
		return slices.IndexFunc(roster, func(m Member) bool { return m.Name == name })
	}
	before := slices.DeleteFunc(slices.Clone(officers), func(o namedOfficer) bool {
		return o.Name == e.Name && o.Duty == e.Duty
	})
	if e.Was != "" {
		o := namedOfficer{Officer: Officer{Duty: e.Was}, Name: e.Name}
		if at := place(e.Name); at >= 0 {
			o.MemberID, o.Position = roster[at].ID, roster[at].Position
		}
		before = append(before, o)
	}
	slices.SortStableFunc(before, func(a, b namedOfficer) int { return cmp.Compare(place(a.Name), place(b.Name)) })
	return before
}
