package congress

import (
	"context"
	"fmt"
	"slices"
)

// maxMembers bounds a roster: the largest delegates' congresses have 1,600.
const maxMembers = 5000

// SaveRoster stores new and changed members of a congress and takes off it
// those who are gone; members that are not named stay as they are. A member
// without id is new. Attendance is not touched. It refuses a card number that
// stands twice and, once the base is frozen, everything.
func (s *Service) SaveRoster(ctx context.Context, by Actor, id CongressID, members []Member,
	gone ...MemberID) error {
	members = slices.Clone(members)
	wrong := make([]error, len(members))
	for i := range members {
		members[i].clean()
		wrong[i] = checkMember(fmt.Sprintf("members[%d].", i), members[i])
	}
	if err := WrongFields(wrong...); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.BaseFrozen() {
			return ErrBaseFrozen
		}
		for _, member := range gone {
			if err := a.tx.DeleteMember(ctx, a.Congress, member); err != nil {
				return err
			}
		}
		roster, err := a.tx.Members(ctx, a.Congress)
		if err != nil {
			return err
		}
		changed, all, err := s.merge(a.Congress, roster, members)
		if err != nil {
			return err
		}
		if err := keepFrozen(ctx, a.tx, a.Congress, roster, changed); err != nil {
			return err
		}
		if err := a.tx.PutMembers(ctx, changed); err != nil {
			return err
		}
		a.Recount()
		a.Tell(rosterSaved{Members: len(all), Official: officials(all)})
		return nil
	})
}

// merge lays input over the roster and gives the rows to write and the whole
// roster afterwards.
func (s *Service) merge(c Congress, roster, input []Member) (changed, all []Member, err error) {
	byID := make(map[MemberID]int, len(roster))
	all = append(all, roster...)
	last := 0
	for i, m := range all {
		byID[m.ID], last = i, max(last, m.Number)
	}
	for i, m := range input {
		m.OrgID, m.CongressID = c.OrgID, c.ID
		if m.ID == "" {
			id, err := newID(s.random)
			if err != nil {
				return nil, nil, err
			}
			last++
			m.ID, m.Number = MemberID(id), last
			m.Attendance, m.Came, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = "", false, "", "", "", ""
			all = append(all, m)
		} else {
			at, ok := byID[m.ID]
			if !ok {
				return nil, nil, &FieldError{Field: fmt.Sprintf("members[%d].id", i), Code: "unknown"}
			}
			old := all[at]
			m.Number = old.Number
			m.Attendance, m.Came = old.Attendance, old.Came
			m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = old.Deduction, old.Reason, old.ConsentBy, old.ConsentOn
			all[at] = m
		}
		changed = append(changed, m)
	}
	return changed, all, checkRoster(all)
}

// clean writes the texts of a member as they are kept.
func (m *Member) clean() {
	m.Name = NormalizeName(m.Name)
	for _, typed := range []*string{&m.Card, &m.Group, &m.Education, &m.PoliticalTheory, &m.Position, &m.Hometown,
		&m.People, &m.Religion, &m.Schooling, &m.Committees, &m.Commended, &m.Disciplined} {
		*typed = clean(*typed)
	}
}

func checkMember(prefix string, m Member) error {
	return WrongFields(
		FieldHolds(m.Born.Valid(), prefix+"born", "format", string(m.Born)),
		FieldHolds(m.Joined.Valid(), prefix+"joined", "format", string(m.Joined)),
		Required(prefix+"name", m.Name, 100),
		AtMost(prefix+"card", m.Card, 30),
		AtMost(prefix+"group", m.Group, 100),
		AtMost(prefix+"education", m.Education, 200),
		AtMost(prefix+"political_theory", m.PoliticalTheory, 200),
		AtMost(prefix+"position", m.Position, 200),
		AtMost(prefix+"hometown", m.Hometown, 200),
		AtMost(prefix+"people", m.People, 60),
		AtMost(prefix+"religion", m.Religion, 60),
		AtMost(prefix+"schooling", m.Schooling, 60),
		AtMost(prefix+"committees", m.Committees, 200),
		AtMost(prefix+"commended", m.Commended, 200),
		AtMost(prefix+"disciplined", m.Disciplined, 200),
		FieldHolds(m.OfficialOn.Valid(), prefix+"official_on", "format", string(m.OfficialOn)),
		FieldHolds(m.OfficialOn == "" || m.OfficialOn >= m.Joined, prefix+"official_on", "before_joined",
			string(m.OfficialOn)),
	)
}

// checkRoster refuses a roster that is too long or names a card twice.
func checkRoster(all []Member) error {
	if err := between("members", len(all), 0, maxMembers); err != nil {
		return err
	}
	cards := make(map[string]bool, len(all))
	for _, m := range all {
		if m.Card != "" && cards[m.Card] {
			return &FieldError{Field: "card", Code: "duplicate", Value: m.Card}
		}
		cards[m.Card] = true
	}
	return nil
}

// RemoveMember takes a member off the roster; ErrConflict while they are
// nominated or has a duty.
func (s *Service) RemoveMember(ctx context.Context, by Actor, id CongressID, member MemberID) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.BaseFrozen() {
			return ErrBaseFrozen
		}
		if err := a.tx.DeleteMember(ctx, a.Congress, member); err != nil {
			return err
		}
		roster, err := a.tx.Members(ctx, a.Congress)
		a.Recount()
		a.Tell(rosterSaved{Members: len(roster), Official: officials(roster)})
		return err
	})
}

func officials(members []Member) int {
	n := 0
	for _, m := range members {
		if m.Official {
			n++
		}
	}
	return n
}
