package pages

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// attendance is about who is there, and the base of the count.
type attendance struct {
	*screen
	congress interface {
		Deduct(ctx context.Context, by congress.Actor, id congress.CongressID, d congress.Deduction) error
		TakeAttendance(ctx context.Context, by congress.Actor, id congress.CongressID,
			marks []congress.AttendanceOf) ([]congress.AttendanceOf, error)
		UndoAttendance(ctx context.Context, by congress.Actor, id congress.CongressID,
			act []congress.AttendanceOf) (left []congress.MemberID, err error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
}

func (s attendance) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/co-mat", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/co-mat", prepare, form(s.screen, s.mark, s.show, ofCongress("/co-mat"), "")),
		api.Post("/dai-hoi/:congress/co-mat/hoan-tac", prepare, form(s.screen, s.undo, s.show, ofCongress("/co-mat"),
			"")),
		api.Post("/dai-hoi/:congress/co-mat/giam", prepare, form(s.screen, s.deduct, s.show, ofCongress("/co-mat"),
			"deduction_saved")),
	}
}

// attendancePage groups the roster as the hall sits. Figures of a group are
// those of its official members, as they add up to the sum above; who is on
// probation stands with the group.
type attendancePage struct {
	O      congress.Overview
	Groups []memberGroup
	Kinds  []tally.DeductionKind
	Frozen bool
	Marked bool // somebody was marked as present who is not any more, before papers are handed out
	Last   attendanceAct
}

type memberGroup struct {
	Name    string
	Members []congress.Member

	Official, Present int // official members, and those of them who are there
	All               bool
}

func (s attendance) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := attendancePage{O: o, Groups: byGroup(o.Members), Kinds: tally.DeductionKinds(tally.MembersCongress),
		Frozen: o.Congress.Over(), Last: lastAct(r)}
	data.Marked = o.Congress.State != congress.StateInSession && slices.ContainsFunc(o.Members,
		func(m congress.Member) bool { return m.Came && m.Attendance != congress.AttendancePresent })
	return s.congressPage(r, "attendance", "Có mặt và tổng số để tính kết quả", o, data)
}

// byGroup splits a roster by party group, groups in the order of their first member.
func byGroup(members []congress.Member) []memberGroup {
	var groups []memberGroup
	at := map[string]int{}
	for _, m := range members {
		i, ok := at[m.Group]
		if !ok {
			i = len(groups)
			at[m.Group] = i
			groups = append(groups, memberGroup{Name: m.Group, All: true})
		}
		groups[i].add(m)
	}
	return groups
}

func (g *memberGroup) add(m congress.Member) {
	g.Members = append(g.Members, m)
	here := m.Attendance == congress.AttendancePresent
	g.All = g.All && here
	if !m.Official {
		return
	}
	g.Official++
	if here {
		g.Present++
	}
}

type attendanceForm struct {
	Member     congress.MemberID   `form:"member"` // or a whole group
	Group      string              `form:"group"`
	Attendance congress.Attendance `form:"attendance"`
}

// takenBack is the mark as absent of somebody who was marked as present by mistake.
const takenBack = "mistaken"

// mark takes one member, or a whole group with one tap, and keeps it to be undone.
func (s attendance) mark(r *api.Request, f attendanceForm) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	done := "done.attendance_" + cmp.Or(string(f.Attendance), "open")
	marks := []congress.AttendanceOf{{Member: f.Member, Attendance: f.Attendance}}
	switch {
	case f.Member == "":
		done, marks = "done.attendance_group", marksOf(o.Members, f)
	case f.Attendance == takenBack:
		marks[0].Attendance, marks[0].Mistaken = congress.AttendanceAbsent, true
	case f.Attendance == congress.AttendanceAbsent && o.Congress.State == congress.StateInSession:
		done = "done.attendance_left"
	}
	changed, err := s.congress.TakeAttendance(r.Context(), r.By, r.CongressID(), marks)
	if err != nil {
		return err
	}
	said := s.words.Text(done, map[string]string{"name": o.Names()[f.Member], "group": cmp.Or(f.Group, "chi bộ")})
	return keepAct(r, attendanceAct{r.CongressID(), said, changed})
}

// marksOf marks everybody of a group who counts.
func marksOf(members []congress.Member, f attendanceForm) []congress.AttendanceOf {
	var marks []congress.AttendanceOf
	for _, m := range members {
		if m.Group == f.Group && m.Deduction == "" {
			marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: f.Attendance})
		}
	}
	return marks
}

type deductionForm struct {
	Member    congress.MemberID   `form:"member"`
	Kind      tally.DeductionKind `form:"kind"`
	Reason    string              `form:"reason" lines:"many"`
	ConsentBy string              `form:"consent_by"`
	ConsentOn congress.Date       `form:"consent_on"`
	Mistaken  bool                `form:"mistaken"`
}

func (s attendance) deduct(r *api.Request, f deductionForm) error {
	err := s.congress.Deduct(r.Context(), r.By, r.CongressID(), congress.Deduction(f))
	if err == nil {
		r.KeepUndo("") // it is not the last act any more
	}
	return err
}
