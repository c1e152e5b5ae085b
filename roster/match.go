package roster

import (
	"encoding/json"
	"fmt"
	"strconv"

	"kiemphieu/congress"
)

// Plan is what an import would do. Members that the file does not name stay.
type Plan struct {
	New       []Row
	Changed   []Change
	Unchanged []Row
	Missing   []congress.Member // on the roster, not in the file
	Errors    []CellError
}

// Change is a member whose row differs.
type Change struct {
	Before congress.Member
	After  congress.Member
}

// Members gives the rows to store: new ones without id, changed ones with theirs.
func (p Plan) Members() []congress.Member {
	var members []congress.Member
	for _, r := range p.New {
		members = append(members, r.Member)
	}
	for _, c := range p.Changed {
		members = append(members, c.After)
	}
	return members
}

// Match finds the rows of a file on a roster: by card number, else by name
// and date of birth. A row that fits two members, or two rows that fit one,
// are errors: an import never duplicates anybody silently.
func Match(existing []congress.Member, rows []Row) Plan {
	var p Plan
	taken := map[congress.MemberID]bool{}
	twice := repeats(rows)
	known := indexed(existing, rows)
	for i, row := range rows {
		if first, ok := twice[i]; ok {
			p.Errors = append(p.Errors, CellError{Cell: strconv.Itoa(row.Line), Code: "twice", Value: fmt.Sprintf("%s, hàng %d", row.Member.Name, rows[first].Line)})
			continue
		}
		p.place(row, known.candidates(row.Member), taken)
	}
	for _, m := range existing {
		if !taken[m.ID] {
			p.Missing = append(p.Missing, m)
		}
	}
	return p
}

// repeats finds the rows that name somebody again, and where he stood first:
// by card, or by name and birth where one of the two has no card.
func repeats(rows []Row) map[int]int {
	again := map[int]int{}
	byCard, byName := map[string]int{}, map[string][]int{}
	for i, row := range rows {
		m := row.Member
		if first, ok := byCard[m.Card]; ok && m.Card != "" {
			again[i] = first
			continue
		}
		byCard[m.Card] = i
		name := congress.FoldName(m.Name) + "\n" + string(m.Born)
		for _, first := range byName[name] {
			if m.Card == "" || rows[first].Member.Card == "" {
				again[i] = first
				break
			}
		}
		byName[name] = append(byName[name], i)
	}
	return again
}

func (p *Plan) place(row Row, found []congress.Member, taken map[congress.MemberID]bool) {
	switch {
	case len(found) == 0:
		p.New = append(p.New, row)
		return
	case len(found) > 1 || taken[found[0].ID]:
		p.Errors = append(p.Errors, CellError{Cell: strconv.Itoa(row.Line), Code: "ambiguous", Value: row.Member.Name})
		return
	}
	old := found[0]
	taken[old.ID] = true
	after := overlay(old, row.Member)
	if after == old {
		p.Unchanged = append(p.Unchanged, row)
		return
	}
	p.Changed = append(p.Changed, Change{Before: old, After: after})
}

// index finds members by card and by name.
type index struct {
	byCard, byName map[string][]congress.Member
	named          map[string]bool // cards that stand in the file
}

func indexed(existing []congress.Member, rows []Row) index {
	x := index{map[string][]congress.Member{}, map[string][]congress.Member{}, map[string]bool{}}
	for _, m := range existing {
		x.byCard[m.Card] = append(x.byCard[m.Card], m)
		name := congress.FoldName(m.Name)
		x.byName[name] = append(x.byName[name], m)
	}
	for _, row := range rows {
		x.named[row.Member.Card] = true
	}
	return x
}

// candidates gives the members that a row may mean.
func (x index) candidates(m congress.Member) []congress.Member {
	if found := x.byCard[m.Card]; m.Card != "" && len(found) > 0 {
		return found
	}
	var found []congress.Member
	for _, old := range x.byName[congress.FoldName(m.Name)] {
		sameDay := old.Born == m.Born && m.Born != ""
		switch {
		case old.Card != "" && m.Card == "" && !sameDay && x.named[old.Card]: // the file has that member elsewhere
		case m.Card == "" || old.Card == "":
			if sameDay || old.Born == "" || m.Born == "" {
				found = append(found, old)
			}
		case sameDay && !x.named[old.Card]: // the card number was mended
			found = append(found, old)
		}
	}
	return found
}

// overlay keeps what the file cannot know: id, place on the roster, attendance.
func overlay(old, m congress.Member) congress.Member {
	m.OrgID, m.CongressID, m.ID, m.Number = old.OrgID, old.CongressID, old.ID, old.Number
	m.Attendance, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = old.Attendance, old.Deduction, old.Reason, old.ConsentBy, old.ConsentOn
	if m.Card == "" {
		m.Card = old.Card
	}
	return m
}

// Encode packs rows for the form that confirms a preview.
func Encode(members []congress.Member) (string, error) {
	text, err := json.Marshal(members)
	if err != nil {
		return "", fmt.Errorf("roster: %w", err)
	}
	return string(text), nil
}

// Decode unpacks them. The use case checks every row again.
func Decode(text string) ([]congress.Member, error) {
	var members []congress.Member
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	return members, nil
}
