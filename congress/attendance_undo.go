package congress

import (
	"context"

	"kiemphieu/tally"
)

// attended is all that an act on attendance may change of a member, and what it rests on.
type attended struct {
	Open       bool                `json:",omitempty"` // the congress
	Official   bool                `json:",omitempty"`
	Attendance Attendance          `json:",omitempty"`
	Came       bool                `json:",omitempty"`
	Deduction  tally.DeductionKind `json:",omitempty"`
	Reason     string              `json:",omitempty"`
	ConsentBy  string              `json:",omitempty"`
	ConsentOn  Date                `json:",omitempty"`
}

func (a *Act) attended(m Member) attended {
	return attended{a.Congress.State == StateInSession, m.Official, m.Attendance, m.Came, m.Deduction, m.Reason,
		m.ConsentBy, m.ConsentOn}
}

// UndoAttendance puts everybody back to how they stood before an act of TakeAttendance,
// also to a deduction that it took, and to not being marked at all. Who does not stand
// any more as the act left them was marked by somebody since, and when the congress has
// opened nobody does: they stay so, and are told. It is an act as any other in the log.
func (s *Service) UndoAttendance(
	ctx context.Context, by Actor, id CongressID, act []AttendanceOf,
) (left []MemberID, err error) {
	_, err = s.editMembers(ctx, by, id, func(a *Act, members map[MemberID]*Member) error {
		left = nil // of an act that is tried again
		for _, c := range act {
			m, there := members[c.Member]
			switch {
			case !there: // nobody is left to be put back
			case a.attended(*m) != c.Is:
				left = append(left, c.Member)
			default:
				m.Attendance, m.Came = c.Was.Attendance, c.Was.Came
				m.Deduction, m.Reason = c.Was.Deduction, c.Was.Reason
				m.ConsentBy, m.ConsentOn = c.Was.ConsentBy, c.Was.ConsentOn
			}
		}
		return nil
	})
	return left, err
}
