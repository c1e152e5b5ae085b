package congress_test

import (
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// marked marks members and gives what can be undone.
func (h *hall) marked(a congress.Attendance, members ...congress.Member) []congress.AttendanceOf {
	h.t.Helper()
	var marks []congress.AttendanceOf
	for _, m := range members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: a})
	}
	act, err := h.s.TakeAttendance(h.ctx, h.organiser, h.congress, marks)
	must(h.t, err)
	return act
}

// undo undoes an act and gives who is left as others marked them.
func (h *hall) undo(act []congress.AttendanceOf) []congress.MemberID {
	h.t.Helper()
	left, err := h.s.UndoAttendance(h.ctx, h.presidium, h.congress, act)
	must(h.t, err)
	return left
}

// U3: whatever an act on attendance changed stands again as before it: who was not
// marked, who was deducted, who had not come. The log tells of it where it tells of acts.
func TestU3AnUndoneActLeavesNothing(t *testing.T) {
	h := openHall(t, 12)
	h.attend(congress.AttendanceUnknown, h.members[:3]...)
	h.deduct(tally.AbsentWithConsent, h.members[3])
	restored := func(what string, act []congress.AttendanceOf, before []congress.Member) {
		t.Helper()
		if h.reload(); slices.Equal(h.members, before) {
			t.Errorf("%s changed nothing", what)
		}
		if left := h.undo(act); len(left) != 0 {
			t.Errorf("%s: %d are left", what, len(left))
		}
		if h.reload(); !slices.Equal(h.members, before) {
			t.Errorf("%s:\n%+v\n%+v", what, h.members, before)
		}
	}
	h.reload()
	restored("a group", h.marked(congress.AttendancePresent, h.members[:3]...), slices.Clone(h.members))
	restored("one as absent", h.marked(congress.AttendanceAbsent, h.members[0]), slices.Clone(h.members))
	restored("one who left", h.marked(congress.AttendanceAbsent, h.members[5]), slices.Clone(h.members))
	restored("one deducted", h.marked(congress.AttendancePresent, h.members[3]), slices.Clone(h.members))
	h.attend(congress.AttendanceAbsent, h.members[:3]...)
	h.opened(h.printed(h.contest(ballot.Committee, 3, 4), 8), 8, 8)
	h.reload()
	told := len(h.events("attendance.changed"))
	restored("a late one", h.marked(congress.AttendancePresent, h.members[3]), slices.Clone(h.members))
	if told = len(h.events("attendance.changed")) - told; told != 2 {
		t.Errorf("the log tells of %d acts", told)
	}
}

// U3: what another one marked since stays, and so does who was there when papers were
// handed out; the others of a group are put back.
func TestU3AnUndoLeavesWhatOthersMarked(t *testing.T) {
	h := openHall(t, 12)
	h.attend(congress.AttendanceUnknown, h.members[:3]...)
	act := h.marked(congress.AttendancePresent, h.members[:3]...)
	h.marked(congress.AttendanceAbsent, h.members[1]) // the other one
	if left := h.undo(act); !slices.Equal(left, []congress.MemberID{h.members[1].ID}) {
		t.Errorf("left %v", left)
	}
	h.reload()
	if h.members[0].Attendance != "" || h.members[1].Attendance != congress.AttendanceAbsent ||
		h.members[2].Attendance != "" {
		t.Errorf("%+v", h.members[:3])
	}
	act = h.marked(congress.AttendancePresent, h.members[:3]...)
	act = append(act, h.marked(congress.AttendanceAbsent, h.members[6])...)
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, nil, h.members[6].ID))
	h.opened(h.printed(h.contest(ballot.Committee, 3, 4), 11), 11, 11)
	if left := h.undo(act); len(left) != 3 {
		t.Errorf("left after papers were handed out: %v", left)
	}
}
