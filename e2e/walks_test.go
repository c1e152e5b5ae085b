package e2e

import (
	"bytes"
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// walk is a congress that somebody goes through by the words of its pages; what is no
// part of the walk is done beside them.
type walk struct {
	*reader
	cell                        string
	organiser, presidium, chief congress.Actor
	tellers                     [2]congress.Actor
}

// walkIn begins a walk through a cell's congress.
func walkIn(h *hall, cell string) *walk {
	h.look(views[2])
	return &walk{reader: &reader{hall: h}, cell: cell, organiser: h.actor(cell + ".capuy"),
		presidium: h.actor(cell + ".chutich"), chief: h.actor(cell + ".truongban"),
		tellers: [2]congress.Actor{h.actor(cell + ".kiemphieu1"), h.actor(cell + ".kiemphieu2")}}
}

// see keeps the page at two sizes, and fails where it offers two acts at once.
func (w *walk) see(name string) {
	w.t.Helper()
	w.look(views[1])
	w.shot(name + "-800")
	w.look(views[2])
	w.shot(name)
	if acts := eval[[]string](w.hall, redActs); len(acts) > 1 {
		w.t.Errorf("%s has %d primary acts: %q", name, len(acts), acts)
	}
}

// come has everybody present.
func (w *walk) come(id congress.CongressID) congress.Overview {
	w.t.Helper()
	o, err := w.congress.Overview(w.ctx, id)
	check(w.t, err)
	var marks []congress.AttendanceOf
	for _, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	check(w.t, w.congress.TakeAttendance(w.ctx, w.organiser, id, marks))
	o, err = w.congress.Overview(w.ctx, id)
	check(w.t, err)
	return o
}

// elect holds a ballot on a contest among those named, to its seal and release; got says
// what each gets.
func (w *walk) elect(o congress.Overview, contest congress.ContestID, got func(i int) tally.Row) {
	w.t.Helper()
	id, err := w.congress.StartRound(w.ctx, w.organiser, contest, ballot.Ordinary)
	check(w.t, err)
	check(w.t, w.congress.Freeze(w.ctx, w.organiser, id, congress.CodeNone))
	check(w.t, w.congress.MakePapers(w.ctx, w.organiser, id, congress.PapersInput{Count: o.Head.Base,
		Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
		return minutes.WritePapers(made, &bytes.Buffer{})
	}))
	n := o.Head.Present
	check(w.t, w.congress.HandOutWithReason(w.ctx, w.chief, id, n, n, "duyệt sau"))
	check(w.t, w.congress.OpenBox(w.ctx, w.chief, id, congress.BoxInput{Returned: n, Unused: o.Head.Base - n}))
	check(w.t, w.congress.ChooseCounting(w.ctx, w.chief, id, congress.CountTotals, ballot.DefaultSheaf, 0, "ít phiếu"))
	v, err := w.congress.RoundOf(w.ctx, id)
	check(w.t, err)
	totals := tally.Totals{Valid: n}
	for i, c := range v.Definition.List.Candidates {
		row := got(i)
		row.ID = c.ID
		totals.Rows = append(totals.Rows, row)
	}
	for i, teller := range w.tellers {
		check(w.t, w.congress.EnterHandCount(w.ctx, teller, id, i+1, totals))
	}
	for _, by := range []congress.Actor{w.chief, w.presidium} {
		_, err := w.congress.ConfirmSeal(w.ctx, by, id)
		check(w.t, err)
	}
	check(w.t, w.congress.Release(w.ctx, w.chief, id))
}

// contest adds one and puts people forward.
func (w *walk) contest(id congress.CongressID, office ballot.Office, seats int,
	who ...congress.MemberID) congress.ContestID {
	w.t.Helper()
	contest, err := w.congress.AddContest(w.ctx, w.organiser, id, congress.ContestInput{Office: office, Seats: seats})
	check(w.t, err)
	for _, m := range who {
		check(w.t, w.congress.Nominate(w.ctx, w.organiser, contest, m, congress.SourceCommittee, 0))
	}
	return contest
}

// U3: a secretary whom three ballots did not elect is appointed, by the words of the
// pages alone: the congress asks for it, closes and submits; the superior ratifies, is led
// on to the appointment, and the cell reads who holds the office.
func TestU3WalkAnAppointment(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb11")
	id := h.meeting("cb11").Congress.ID
	o := w.come(id)
	n := o.Head.Present
	candidates := slices.DeleteFunc(slices.Clone(o.Members), func(m congress.Member) bool {
		return !m.Official ||
			slices.ContainsFunc(o.Officers, func(f congress.Officer) bool { return f.MemberID == m.ID })
	})
	committee := w.contest(id, ballot.Committee, 3, candidates[0].ID, candidates[1].ID, candidates[2].ID,
		candidates[3].ID)
	w.elect(o, committee, func(i int) tally.Row { return tally.Row{Votes: n * min(1, max(0, 3-i))} })
	elected := h.meeting("cb11").Contests[0].Elected
	secretary := w.contest(id, ballot.Secretary, 1, elected[0].MemberID)
	for range 3 {
		w.elect(o, secretary, func(int) tally.Row { return tally.Row{Votes: 4, Disagree: n - 4} })
	}

	w.arrive("cb11.chutich")
	w.see("1-presidium-home")
	w.press("Mở để đại hội quyết định")
	w.see("2-decide")
	w.write("Quyết định của đại hội", "Đại hội thống nhất đề nghị Đảng ủy phường chỉ định bí thư")
	w.press("Đề nghị cấp trên chỉ định bí thư")
	w.see("3-asked")
	w.press("Bế mạc")
	w.see("4-closing")
	w.press("Bế mạc đại hội")
	w.see("5-closed")
	w.arrive("cb11.capuy")
	w.see("6-organiser-home")
	w.press("Mở hồ sơ")
	w.see("7-dossier")
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Trình hồ sơ")
	w.see("8-submitted")
	w.arrive("danguy")
	w.see("9-superior-home")
	w.press("Mở hồ sơ")
	w.see("10-superior-dossier")
	w.press("Xem lại và chuẩn y")
	w.write("Số quyết định", "215-QĐ/ĐU")
	w.write("Ngày quyết định", congress.Date(h.day()).Short())
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Chuẩn y kết quả")
	w.see("11-ratified")
	w.must("Việc của đồng chí bây giờ", "Chỉ định bí thư")
	w.write("Số quyết định chỉ định", "216-QĐ/ĐU")
	w.write("Ngày quyết định chỉ định", congress.Date(h.day()).Short())
	w.write("Đảng viên của chi bộ", candidates[1].Name)
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Ghi chỉ định")
	w.see("12-appointed")
	t.Log(h.page())
	w.press("Hôm nay")
	w.see("13-superior-home")
	w.arrive("cb11.capuy")
	w.see("14-organiser-home")
	t.Log(h.page())
	w.press("Người giữ chức danh")
	w.see("15-offices")
	t.Log(h.page())
}
