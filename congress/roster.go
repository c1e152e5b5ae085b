package congress

import (
	"context"
	"fmt"
	"strings"

	"kiemphieu/tally"
)

// maxMembers bounds a roster: the largest delegates' congresses have 1,600.
const maxMembers = 5000

// SaveRoster stores new and changed members of a congress; members that are
// not named stay as they are. A member without id is new. Attendance is not
// touched. It refuses a card number that stands twice and, once the base is
// frozen, everything.
func (s *Service) SaveRoster(ctx context.Context, by Actor, id CongressID, members []Member) error {
	for i, m := range members {
		if err := checkMember(fmt.Sprintf("members[%d].", i), m); err != nil {
			return err
		}
	}
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.BaseFrozen() {
			return ErrBaseFrozen
		}
		roster, err := a.tx.Members(ctx, a.Congress)
		if err != nil {
			return err
		}
		changed, all, err := s.merge(a.Congress, roster, members)
		if err != nil {
			return err
		}
		if err := a.tx.PutMembers(ctx, changed); err != nil {
			return err
		}
		a.Recount()
		a.Tell(RosterSaved{Members: len(all), Official: officials(all)})
		return nil
	})
}

// merge lays input over the roster and gives the rows to write and the whole
// roster afterwards.
func (s *Service) merge(c Congress, roster, input []Member) (changed, all []Member, err error) {
	byID := make(map[MemberID]int, len(roster))
	all = append(all, roster...)
	for i, m := range all {
		byID[m.ID] = i
	}
	for i, m := range input {
		m.OrgID, m.CongressID = c.OrgID, c.ID
		if m.ID == "" {
			id, err := newID(s.random)
			if err != nil {
				return nil, nil, err
			}
			m.ID, m.Number = MemberID(id), len(all)+1
			m.Attendance, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = "", "", "", "", ""
			all = append(all, m)
		} else {
			at, ok := byID[m.ID]
			if !ok {
				return nil, nil, &FieldError{Field: fmt.Sprintf("members[%d].id", i), Code: "unknown"}
			}
			old := all[at]
			m.Number = old.Number
			m.Attendance, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = old.Attendance, old.Deduction, old.Reason, old.ConsentBy, old.ConsentOn
			all[at] = m
		}
		changed = append(changed, m)
	}
	return changed, all, checkRoster(all)
}

func checkMember(prefix string, m Member) error {
	return WrongFields(
		FieldHolds(m.Born.Valid(), prefix+"born", "format", string(m.Born)),
		FieldHolds(m.Joined.Valid(), prefix+"joined", "format", string(m.Joined)),
		Required(prefix+"name", strings.TrimSpace(m.Name), 100),
		AtMost(prefix+"card", m.Card, 30),
		AtMost(prefix+"group", m.Group, 100),
		AtMost(prefix+"education", m.Education, 200),
		AtMost(prefix+"political_theory", m.PoliticalTheory, 200),
		AtMost(prefix+"position", m.Position, 200),
		AtMost(prefix+"hometown", m.Hometown, 200),
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

// RemoveMember takes a member off the roster; ErrConflict while he is
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
		a.Tell(RosterSaved{Members: len(roster), Official: officials(roster)})
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

// Mark is one member's attendance as tapped.
type Mark struct {
	Member     MemberID
	Attendance Attendance
}

// MarkAttendance records who came. Somebody marked present loses a deduction
// that only an absent member can have.
func (s *Service) MarkAttendance(ctx context.Context, by Actor, id CongressID, marks []Mark) error {
	return s.editMembers(ctx, by, id, func(members map[MemberID]*Member) error {
		for _, mark := range marks {
			m, ok := members[mark.Member]
			if !ok {
				return ErrNotFound
			}
			m.Attendance = mark.Attendance
			if m.Attendance == AttendancePresent && needsAbsence(m.Deduction) {
				m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = "", "", "", ""
			}
		}
		return nil
	})
}

// Deduction takes a member out of the base: 190-QĐ/TW, Điều 30.
type Deduction struct {
	Member    MemberID
	Kind      tally.DeductionKind // "" puts him back
	Reason    string
	ConsentBy string // needed for absent_with_consent: who of the convening committee agreed
	ConsentOn Date
}

// Deduct records or takes back a deduction. Only an official member can be
// deducted; who is deducted for being absent must not be marked present, and
// is marked absent.
func (s *Service) Deduct(ctx context.Context, by Actor, id CongressID, d Deduction) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.editMembers(ctx, by, id, func(members map[MemberID]*Member) error {
		m, ok := members[d.Member]
		if !ok {
			return ErrNotFound
		}
		if d.Kind != "" && !m.Official {
			return &FieldError{Field: "kind", Code: "probationary", Value: m.Name}
		}
		if needsAbsence(d.Kind) && m.Attendance == AttendancePresent {
			return &FieldError{Field: "kind", Code: "present", Value: m.Name}
		}
		if d.Kind != "" {
			m.Attendance = AttendanceAbsent
		}
		m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = d.Kind, d.Reason, d.ConsentBy, d.ConsentOn
		return nil
	})
}

func (d Deduction) check() error {
	if d.Kind == "" {
		return nil
	}
	by, on := AtMost("consent_by", d.ConsentBy, 100), FieldHolds(d.ConsentOn.Valid(), "consent_on", "format", string(d.ConsentOn))
	if d.Kind == tally.AbsentWithConsent {
		by, on = Required("consent_by", strings.TrimSpace(d.ConsentBy), 100), DayGiven("consent_on", d.ConsentOn)
	}
	return WrongFields(FieldHolds(deductible(d.Kind), "kind", "unknown", string(d.Kind)), Required("reason", strings.TrimSpace(d.Reason), 300), by, on)
}

func deductible(kind tally.DeductionKind) bool {
	for _, k := range tally.DeductionKinds(tally.MembersCongress) {
		if k == kind {
			return true
		}
	}
	return false
}

// needsAbsence reports whether a deduction holds only for somebody who did not
// come: an exempt or temporarily introduced member who is present and votes
// stays in the base.
func needsAbsence(kind tally.DeductionKind) bool {
	return kind == tally.TemporarilyElsewhere || kind == tally.ExemptAbsent || kind == tally.AbsentWithConsent
}

// editMembers changes attendance or deductions while the base is not frozen.
func (s *Service) editMembers(ctx context.Context, by Actor, id CongressID, edit func(map[MemberID]*Member) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.BaseFrozen() {
			return ErrBaseFrozen
		}
		roster, err := a.tx.Members(ctx, a.Congress)
		if err != nil {
			return err
		}
		before := append([]Member(nil), roster...)
		byID := make(map[MemberID]*Member, len(roster))
		for i := range roster {
			byID[roster[i].ID] = &roster[i]
		}
		if err := edit(byID); err != nil {
			return err
		}
		var changed []Member
		for i := range roster {
			if roster[i] != before[i] {
				changed = append(changed, roster[i])
			}
		}
		return a.tx.PutMembers(ctx, changed)
	})
}

// Head counts a roster for the base.
type Head struct {
	Members      int // all, probationary included
	Official     int
	Present      int // official and present
	Absent       int // official and absent
	Unknown      int // official, attendance not yet recorded
	Unexcused    int // official, absent, and still in the base
	Electorate   tally.Electorate
	Base         int // 0 while nobody is left
	Needed       int // votes that elect
	Probationary int
}

// HeadOf counts the roster and computes the base: official members summoned
// less lawful deductions (190-QĐ/TW, Điều 30), never the valid ballots.
func HeadOf(members []Member) Head {
	h := Head{Electorate: tally.Electorate{Meeting: tally.MembersCongress, Deductions: map[tally.DeductionKind]int{}}}
	for _, m := range members {
		h.Members++
		if !m.Official {
			h.Probationary++
			continue
		}
		h.Official++
		if m.Deduction != "" {
			h.Electorate.Deductions[m.Deduction]++
		}
		switch m.Attendance {
		case AttendancePresent:
			h.Present++
		case AttendanceAbsent:
			h.Absent++
			if m.Deduction == "" {
				h.Unexcused++
			}
		case AttendanceUnknown:
			h.Unknown++
		}
	}
	h.Electorate.Official = h.Official
	if base, err := h.Electorate.Base(); err == nil {
		h.Base, h.Needed = base, tally.Needed(base)
	}
	return h
}
