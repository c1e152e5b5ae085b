package pages

import "kiemphieu/congress"

// railStep is a step of the day as it stands beside a page.
type railStep struct {
	step
	Group string // the heading that begins here, "" where none does
	Here  bool   // the page belongs to it
	Now   bool   // the day is here
}

// rail lays the day out beside a page that is found at an address.
func (w sentences) rail(o congress.Overview, at string) []railStep {
	groups := map[string]string{"preparation": "before", "base": "during", "closing": "after"}
	var rail []railStep
	w = w.at(o)
	for _, st := range w.steps(o) {
		line := railStep{step: st, Here: st.Href == at || (st.Own != "" && st.Own == at), Now: st.Next}
		if group := groups[st.Key]; group != "" {
			line.Group = w.Text("rail."+group, nil)
		}
		rail = append(rail, line)
	}
	return rail
}
