package congress

import (
	"context"
	"reflect"
	"slices"

	"kiemphieu/tally"
)

// AttendanceOf is one member's attendance as tapped.
type AttendanceOf struct {
	Member     MemberID
	Attendance Attendance
	Mistaken   bool // the mark that it takes back was made by mistake: the member never came

	Was, Is attended // before the act and after it, in what TakeAttendance returns
}

// TakeAttendance records who came. Somebody marked present loses a deduction
// that only an absent member can have; who was not summoned cannot be present. Whose
// mark is taken back has come and left, unless it was mistaken: "vắng mặt suốt thời
// gian" is literal. Once the congress is open it changes the rounds whose papers are
// not handed out yet, and the log tells how the base stands then.
// It returns whom it changed, for UndoAttendance.
func (s *Service) TakeAttendance(
	ctx context.Context, by Actor, id CongressID, marks []AttendanceOf,
) ([]AttendanceOf, error) {
	return s.editMembers(ctx, by, id, func(_ *Act, members map[MemberID]*Member) error {
		for _, mark := range marks {
			m, ok := members[mark.Member]
			if !ok {
				return ErrNotFound
			}
			if !mark.Attendance.known() {
				return &FieldError{Field: "attendance", Code: "unknown", Value: string(mark.Attendance)}
			}
			if mark.Attendance == AttendancePresent && notSummoned(m.Deduction) {
				return &FieldError{Field: "attendance", Code: "not_summoned", Value: m.Name}
			}
			if m.Attendance == AttendancePresent && mark.Attendance != AttendancePresent && !mark.Mistaken {
				m.Came = true
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
	Kind      tally.DeductionKind // "" puts them back
	Reason    string
	ConsentBy string // needed for absent_with_consent: who of the convening committee agreed
	ConsentOn Date
	Mistaken  bool // an earlier mark as present was made by mistake: the member never came
}

// Deduct records or takes back a deduction. Only an official member can be
// deducted; who is deducted for being absent must not be marked present nor have
// been there before, and is marked absent. Until the first papers are handed out a
// mark that was made by mistake is taken back with the deduction.
func (s *Service) Deduct(ctx context.Context, by Actor, id CongressID, d Deduction) error {
	_, err := s.editMembers(ctx, by, id, func(a *Act, members map[MemberID]*Member) error {
		if err := d.check(a.Now().Date()); err != nil {
			return err
		}
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
		if err := m.notThere(d, a.Congress.State == StateInSession); err != nil {
			return err
		}
		if d.Kind != "" {
			m.Attendance = AttendanceAbsent
		}
		m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = d.Kind, d.Reason, d.ConsentBy, d.ConsentOn
		return nil
	})
	return err
}

// notThere refuses to deduct for absence who has come, however early they left. Until
// papers are handed out that can have been marked by mistake.
func (m *Member) notThere(d Deduction, inSession bool) error {
	switch {
	case d.Kind == "" || !m.Came || !inSession && notSummoned(d.Kind):
		return nil
	case inSession:
		return &FieldError{Field: "kind", Code: "came", Value: m.Name}
	case !d.Mistaken:
		return &FieldError{Field: "kind", Code: "marked", Value: m.Name}
	}
	m.Came = false
	return nil
}

// check refuses a consent of a day that has not come.
func (d Deduction) check(today Date) error {
	if d.Kind == "" {
		return nil
	}
	by := AtMost("consent_by", d.ConsentBy, 100)
	on := FieldHolds(d.ConsentOn.Valid(), "consent_on", "format", string(d.ConsentOn))
	if d.Kind == tally.AbsentWithConsent {
		by, on = Required("consent_by", clean(d.ConsentBy), 100), DayGiven("consent_on", d.ConsentOn)
	}
	if on == nil && d.ConsentOn > today {
		on = &FieldError{Field: "consent_on", Code: "future", Value: string(d.ConsentOn)}
	}
	deductible := slices.Contains(tally.DeductionKinds(tally.MembersCongress), d.Kind)
	known := FieldHolds(deductible, "kind", "unknown", string(d.Kind))
	return WrongFields(known, Required("reason", clean(d.Reason), 300), by, on)
}

// needsAbsence reports whether a deduction holds only for somebody who did not
// come: an exempt or temporarily introduced member who is present and votes
// stays in the base.
func needsAbsence(kind tally.DeductionKind) bool {
	return kind == tally.TemporarilyElsewhere || kind == tally.ExemptAbsent || kind == tally.AbsentWithConsent
}

// notSummoned reports whether a member is not called to the congress at all:
// suspended or prosecuted before it opened (rules 1.3, 1.4).
func notSummoned(kind tally.DeductionKind) bool {
	return kind == tally.Suspended || kind == tally.Prosecuted
}

// editMembers changes attendance or deductions until the congress is over, and gives
// what changed.
func (s *Service) editMembers(
	ctx context.Context, by Actor, id CongressID, edit func(*Act, map[MemberID]*Member) error,
) (changes []AttendanceOf, err error) {
	err = s.act(ctx, by, id, func(a *Act) error {
		if a.Congress.Over() {
			return ErrBaseFrozen
		}
		roster, err := a.tx.Members(ctx, a.Congress)
		if err != nil {
			return err
		}
		before := slices.Clone(roster)
		byID := make(map[MemberID]*Member, len(roster))
		for i := range roster {
			byID[roster[i].ID] = &roster[i]
		}
		if err := edit(a, byID); err != nil {
			return err
		}
		var changed []Member
		changes = nil // of an act that is tried again
		for i := range roster {
			if roster[i] != before[i] {
				changed = append(changed, roster[i])
				changes = append(changes, AttendanceOf{Member: roster[i].ID, Attendance: roster[i].Attendance,
					Was: a.attended(before[i]), Is: a.attended(roster[i])})
			}
		}
		if err := a.tellAttendance(before, roster); err != nil {
			return err
		}
		return a.tx.PutMembers(ctx, changed)
	})
	return changes, err
}

// tellAttendance tells the log of a change once the congress is open; then
// nobody's attendance is unknown any more.
func (a *Act) tellAttendance(before, after []Member) error {
	was, is := HeadOf(before), HeadOf(after)
	if a.Congress.State != StateInSession || reflect.DeepEqual(was, is) {
		return nil
	}
	if err := is.complete(); err != nil {
		return err
	}
	a.Tell(AttendanceChanged{is.freeze()})
	return nil
}

// Head counts a roster for the base.
type Head struct {
	Members      int // all, probationary included
	Official     int // all, those not summoned included
	NotSummoned  int // official, suspended or prosecuted: not called, and counted nowhere below
	Present      int // official and present
	Absent       int // official and absent
	Unknown      int // official, attendance not yet recorded
	Unexcused    int // official, absent, and still in the base
	Electorate   tally.Electorate
	Base         int // 0 while nobody is left
	Needed       int // votes that elect
	Probationary int
}

// Summoned is how many official members were called to the congress.
func (h Head) Summoned() int { return h.Official - h.NotSummoned }

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
		if notSummoned(m.Deduction) {
			h.NotSummoned++
			continue
		}
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
	h.Electorate.Official = h.Summoned()
	if base, err := h.Electorate.Base(); err == nil {
		h.Base, h.Needed = base, tally.Needed(base)
	}
	return h
}
