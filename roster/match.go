package roster

import (
	"encoding/json"
	"fmt"
	"strings"

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
	seen := map[string]int{}
	for _, row := range rows {
		key := row.Member.Card
		if key == "" {
			key = string(congress.NameKey(strings.ToLower(row.Member.Name))) + string(row.Member.Born)
		}
		if first, ok := seen[key]; ok {
			p.Errors = append(p.Errors, CellError{Cell: fmt.Sprintf("%d", row.Line), Code: "twice", Value: fmt.Sprintf("%s, hàng %d", row.Member.Name, first)})
			continue
		}
		seen[key] = row.Line
		p.place(row, candidates(existing, row.Member), taken)
	}
	for _, m := range existing {
		if !taken[m.ID] {
			p.Missing = append(p.Missing, m)
		}
	}
	return p
}

func (p *Plan) place(row Row, found []congress.Member, taken map[congress.MemberID]bool) {
	switch {
	case len(found) == 0:
		p.New = append(p.New, row)
		return
	case len(found) > 1 || taken[found[0].ID]:
		p.Errors = append(p.Errors, CellError{Cell: fmt.Sprintf("%d", row.Line), Code: "ambiguous", Value: row.Member.Name})
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

// candidates gives the members that a row may mean.
func candidates(existing []congress.Member, m congress.Member) []congress.Member {
	var byCard, byName []congress.Member
	for _, old := range existing {
		switch {
		case m.Card != "" && old.Card == m.Card:
			byCard = append(byCard, old)
		case (m.Card == "" || old.Card == "") && congress.SameName(old.Name, m.Name) && (old.Born == m.Born || old.Born == "" || m.Born == ""):
			byName = append(byName, old)
		}
	}
	if len(byCard) > 0 {
		return byCard
	}
	return byName
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
