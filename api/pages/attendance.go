package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// attendance is about who is there, and the base of the count.
type attendance struct {
	*screen
	congress interface {
		Deduct(ctx context.Context, by congress.Actor, id congress.CongressID, d congress.Deduction) error
		MarkAttendance(ctx context.Context, by congress.Actor, id congress.CongressID, marks []congress.Mark) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
}

func (s attendance) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/co-mat", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/co-mat", prepare, s.act(s.mark, s.show, ofCongress("/co-mat"), "saved")),
		api.Post("/dai-hoi/:congress/co-mat/giam", prepare, s.act(s.deduct, s.show, ofCongress("/co-mat"), "saved")),
	}
}

// attendancePage groups the roster as the hall sits.
type attendancePage struct {
	O      congress.Overview
	Groups []memberGroup
	Kinds  []tally.DeductionKind
	Frozen bool
}

type memberGroup struct {
	Name    string
	Members []congress.Member
	Present int
}

func (s attendance) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := attendancePage{O: o, Groups: byGroup(o.Members), Kinds: tally.DeductionKinds(tally.MembersCongress), Frozen: o.Congress.BaseFrozen()}
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
			groups = append(groups, memberGroup{Name: m.Group})
		}
		groups[i].Members = append(groups[i].Members, m)
		if m.Attendance == congress.AttendancePresent {
			groups[i].Present++
		}
	}
	return groups
}

// mark takes one member, or a whole group with one tap.
func (s attendance) mark(r *api.Request) error {
	ctx := r.Context()
	attendance := congress.Attendance(r.FormValue("attendance"))
	if member := r.FormValue("member"); member != "" {
		return s.congress.MarkAttendance(ctx, r.By, r.CongressID(), []congress.Mark{{Member: congress.MemberID(member), Attendance: attendance}})
	}
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	var marks []congress.Mark
	for _, m := range o.Members {
		if m.Group == r.FormValue("group") && m.Deduction == "" {
			marks = append(marks, congress.Mark{Member: m.ID, Attendance: attendance})
		}
	}
	return s.congress.MarkAttendance(ctx, r.By, r.CongressID(), marks)
}

func (s attendance) deduct(r *api.Request) error {
	return s.congress.Deduct(r.Context(), r.By, r.CongressID(), congress.Deduction{
		Member: congress.MemberID(r.FormValue("member")), Kind: tally.DeductionKind(r.FormValue("kind")), Reason: r.FormValue("reason"),
		ConsentBy: r.FormValue("consent_by"), ConsentOn: dayIn(r, "consent_on")})
}
