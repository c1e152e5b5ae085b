package verify

import "kiemphieu/ballot"

// recount is a recount of a sealed round while it goes on.
type recount struct {
	order   *event
	stands  bool      // two people want it, or the superior
	entries [2]*event // the newest of each tally sheet
}

// checkRecounts follows the recounts of a sealed round: ordered after the seal by
// the chief, with the word of one of the presidium, or by the superior's decision;
// counted by two people; ended with what both found. They change nothing.
func (v *inspection) checkRecounts(f *findings, r round) {
	var open *recount
	n, after := 0, false
	for _, e := range v.of(r) {
		after = after || e.Kind == "round.sealed"
		if e.Kind != "recount.told" {
			continue
		}
		var ok bool
		switch step := e.Data.Step; {
		case step == "ordered":
			n++
			ok = after && open == nil && e.ordersRecount()
			open = &recount{order: e, stands: e.Role == "superior", entries: [2]*event{{}, {}}}
		case open == nil:
		case step == "agreed":
			ok = !open.stands && e.Role == "presidium" && e.By != open.order.By
			open.stands = true
		case step == "entered":
			ok = open.enter(e, r)
		case step == "ended" || step == "dropped":
			ok = open.ends(e)
			open = nil
		}
		f.add(ok && e.Data.Recount == n, "%s: kiểm lại lần %d sai trình tự ở bước %s", v.name(r), e.Data.Recount,
			e.Data.Step)
	}
}

// ordersRecount: the chief asks, and the superior decides with number and day.
func (e *event) ordersRecount() bool {
	decided := len(e.Data.Number) > len(`""`) && e.Data.Day != ""
	return e.Data.Text != "" && (e.Role == "chief" && !decided || e.Role == "superior" && decided)
}

// enter takes a tally sheet: two people type one each.
func (c *recount) enter(e *event, r round) bool {
	if e.Data.Entry != 1 && e.Data.Entry != 2 {
		return false
	}
	own, other := c.entries[e.Data.Entry-1], c.entries[2-e.Data.Entry]
	var list ballot.List
	if r.Definition != nil {
		list = r.Definition.List
	}
	ok := c.stands && (own.By == "" || own.By == e.By) && other.By != e.By && e.Data.Sheet.Issued == r.HandedOut &&
		adds(list, e.Data.Sheet)
	c.entries[e.Data.Entry-1] = e
	return ok
}

// ends: with a conclusion where both sheets agree, and without one where they do not.
func (c *recount) ends(e *event) bool {
	a, b := c.entries[0], c.entries[1]
	counted := a.By != "" && b.By != "" && a.Data.Sheet.Equal(b.Data.Sheet)
	who := "presidium"
	if c.order.Role == "superior" {
		who = c.order.Role
	}
	return e.Role == who && e.Data.Text != "" && counted == (e.Data.Step == "ended")
}
