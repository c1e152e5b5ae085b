package pages

import (
	"encoding/json"
	"fmt"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// attendanceAct is the last act on attendance of whoever is signed in, on this machine.
type attendanceAct struct {
	Congress congress.CongressID
	Said     string // what was done, as the page tells it beside the way back
	Changed  []congress.AttendanceOf
}

// keepAct keeps an act to be undone; one that changed nothing is told alone.
func keepAct(r *api.Request, act attendanceAct) error {
	if len(act.Changed) == 0 {
		r.KeepUndo("")
		r.Note(act.Said)
		return nil
	}
	kept, err := json.Marshal(act)
	if err != nil {
		return fmt.Errorf("pages: keep an act: %w", err)
	}
	r.KeepUndo(string(kept))
	return nil
}

// lastAct is what can be undone in the congress of this page, an act that says nothing
// where that is nothing.
func lastAct(r *api.Request) attendanceAct {
	var act attendanceAct
	if err := json.Unmarshal([]byte(r.Undo()), &act); err != nil || act.Congress != r.CongressID() {
		return attendanceAct{}
	}
	return act
}

type undoForm struct {
	Said string `form:"said"` // of the act that is meant: another screen may have done one since
}

// undo puts back whom the last act changed, and tells whom it leaves as others marked them.
func (s attendance) undo(r *api.Request, f undoForm) error {
	act, said := lastAct(r), "done.attendance_undone_none"
	if act.Said == "" || act.Said != f.Said {
		r.Note(s.words.Text(said, nil))
		return nil
	}
	left, err := s.congress.UndoAttendance(r.Context(), r.By, r.CongressID(), act.Changed)
	if err != nil {
		return err
	}
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	var names []string
	for _, id := range left {
		names = append(names, o.Names()[id])
	}
	switch {
	case len(left) == 0:
		said = "done.attendance_undone"
	case len(left) < len(act.Changed):
		said = "done.attendance_undone_but"
	default:
		said = "done.attendance_undone_left"
	}
	r.KeepUndo("")
	r.Note(s.words.Text(said, map[string]string{"act": act.Said, "names": minutes.JoinNames(names)}))
	return nil
}
