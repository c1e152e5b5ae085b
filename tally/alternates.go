package tally

import "sort"

// alternates picks the alternates of a joint list (rules 6.2) once its official
// seats are filled: of those who got more than half in its ordinary ballot and
// are not elected, the first by votes, as many as there are places. Equal votes
// stand in ballot order; who is level with somebody for whom no place is left
// gets none.
func (o Outcome) alternates(elected []string, places int) []string {
	var left []OutcomeRow
	won := make(map[string]bool, len(elected))
	for _, id := range elected {
		won[id] = true
	}
	for _, row := range o.Rows {
		if OverHalf(row.Votes, o.Base) && !won[row.ID] {
			left = append(left, row)
		}
	}
	sort.SliceStable(left, func(a, b int) bool { return left[a].Votes > left[b].Votes })
	places = max(0, places)
	var ids []string
	for i, row := range left[:min(len(left), places)] {
		if i+1 <= places && len(left) > places && row.Votes == left[places].Votes {
			break
		}
		ids = append(ids, row.ID)
	}
	return ids
}

// AlternatesAfter picks the alternates of a joint list after a ballot among
// those tied has filled its last official seat: they come from the ordinary
// ballot before it. elected are all official ones.
func AlternatesAfter(ordinary Outcome, elected []string, places int) []string {
	return ordinary.alternates(elected, places)
}
