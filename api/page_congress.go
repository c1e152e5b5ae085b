package api

import (
	"fmt"
	"net/http"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

func (r *request) congressID() congress.CongressID { return congress.CongressID(r.Param("congress")) }

// overview loads the congress that the address names.
func (s *Server) overview(r *request) (congress.Overview, error) {
	return s.Congress.Overview(r.Request().Context(), r.congressID())
}

// congressCrumbs leads from home to a page of a congress.
func congressCrumbs(o congress.Overview) []crumb {
	return []crumb{{"/", "Trang chính"}, {"/to-chuc/" + string(o.Organisation.ID), o.Organisation.Name}, {"/dai-hoi/" + string(o.Congress.ID), o.Congress.Title}}
}

// congressPage renders a page of a congress.
func (s *Server) congressPage(r *request, name, title string, o congress.Overview, data any) error {
	return s.render(r, name, page{Title: title, Crumbs: congressCrumbs(o), Rehearsal: o.Congress.Rehearsal, Data: data})
}

// step is a line of the congress's task list.
type step struct {
	Key   string // names the step
	Title string // of a contest; else the key's sentence
	State string // "todo", "doing", "done", "stuck"
	Href  string
	Line  string // figures
	Next  bool   // the one big button
}

func (s *Server) showCongress(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	guidance, err := s.Ratify.GuidanceOf(r.Request().Context(), o.Congress.ID)
	if err != nil {
		return err
	}
	p := page{Title: o.Congress.Title, Crumbs: congressCrumbs(o)[:2], Rehearsal: o.Congress.Rehearsal,
		Data: map[string]any{"O": o, "Steps": s.steps(o), "CanClose": canClose(o), "Guidance": guidance}}
	return s.render(r, "congress", p)
}

// canClose reports whether every contest is settled and there is one.
func canClose(o congress.Overview) bool {
	for _, c := range o.Contests {
		if c.Contest.Settled == congress.SettledNot {
			return false
		}
	}
	return len(o.Contests) > 0 && o.Congress.State == congress.StateInSession
}

// steps lays the day out in its order; the first step that is not done is the
// one to do next.
func (s *Server) steps(o congress.Overview) []step {
	base := "/dai-hoi/" + string(o.Congress.ID)
	steps := []step{s.preparationStep(o, base), s.rosterStep(o, base), s.officersStep(o, base), s.baseStep(o, base), s.contestsStep(o, base)}
	for _, c := range o.Contests {
		steps = append(steps, s.contestStep(c))
	}
	steps = append(steps, s.closingStep(o, base), s.dossierStep(o, base))
	if o.Congress.State == congress.StateRatified {
		steps = append(steps, s.followUpStep(o, base))
	}
	for i := range steps {
		if steps[i].State != "done" {
			steps[i].Next = true
			break
		}
	}
	return steps
}

func (s *Server) rosterStep(o congress.Overview, base string) step {
	st := step{Key: "roster", State: "todo", Href: base + "/dang-vien", Line: "Chưa có danh sách"}
	if o.Head.Members > 0 {
		st.State = "done"
		st.Line = fmt.Sprintf("%d đảng viên, trong đó %d chính thức, %d dự bị", o.Head.Members, o.Head.Official, o.Head.Probationary)
	}
	return st
}

func (s *Server) officersStep(o congress.Overview, base string) step {
	st := step{Key: "officers", State: "todo", Href: base + "/ban", Line: "Chưa có đoàn chủ tịch, ban kiểm phiếu"}
	chair, chief, tellers := 0, 0, 0
	for _, officer := range o.Officers {
		switch officer.Duty {
		case congress.DutyChair:
			chair++
		case congress.DutyChief:
			chief++
			tellers++
		case congress.DutyTeller:
			tellers++
		case congress.DutyPresidium, congress.DutySecretary:
		}
	}
	if len(o.Officers) > 0 {
		st.State = "doing"
		st.Line = fmt.Sprintf("Ban kiểm phiếu %d đồng chí", tellers)
	}
	if chair > 0 && chief > 0 && tellers >= o.Rules.TellersMin {
		st.State = "done"
	}
	return st
}

func (s *Server) baseStep(o congress.Overview, base string) step {
	st := step{Key: "base", State: "todo", Href: base + "/co-mat"}
	h := o.Head
	if h.Official == 0 {
		st.Line = "Cần có danh sách đảng viên trước"
		return st
	}
	st.Line = fmt.Sprintf("%d/%d đồng chí có mặt, tổng số để tính kết quả %d, cần %d phiếu", h.Present, h.Official, h.Base, h.Needed)
	if h.Unknown < h.Official {
		st.State = "doing"
	}
	if h.Unknown == 0 {
		st.State = "done"
	} else {
		st.Line += fmt.Sprintf("; %d đồng chí chưa ghi có mặt", h.Unknown)
	}
	return st
}

func (s *Server) contestsStep(o congress.Overview, base string) step {
	st := step{Key: "contests", State: "todo", Href: base + "/noi-dung", Line: "Chưa có nội dung bầu cử"}
	if len(o.Contests) > 0 {
		st.State, st.Line = "done", fmt.Sprintf("%d nội dung", len(o.Contests))
	}
	return st
}

func (s *Server) contestStep(c congress.ContestView) step {
	st := step{Key: "contest", State: "todo", Href: "/noi-dung/" + string(c.Contest.ID), Title: s.site.Text("step.contest", nil) + ": " + s.office(c.Contest)}
	current := c.Current()
	switch {
	case c.Contest.Settled != congress.SettledNot:
		st.State, st.Line = "done", fmt.Sprintf("Trúng cử %d/%d", len(c.Elected), c.Contest.Seats)
	case current == nil:
		st.Line = "Chưa lập danh sách"
	case current.State == congress.RoundSealed || current.State == congress.RoundCancelled:
		st.State, st.Line = "stuck", fmt.Sprintf("Trúng cử %d/%d, đại hội cần quyết định", len(c.Elected), c.Contest.Seats)
	default:
		st.State, st.Href = "doing", "/lan-bau/"+string(current.ID)
		st.Line = fmt.Sprintf("Lần bầu %d: %s", current.Number, s.site.Text("state.round."+string(current.State), nil))
	}
	return st
}

func (s *Server) closingStep(o congress.Overview, base string) step {
	st := step{Key: "closing", State: "todo", Href: base + "/bien-ban", Line: "Biên bản kiểm phiếu của từng lần bầu"}
	switch o.Congress.State {
	case congress.StatePreparing, congress.StatePostponed:
	case congress.StateInSession:
		st.State = "doing"
	case congress.StateClosed, congress.StateSubmitted, congress.StateRatified, congress.StateAnnulled:
		st.State, st.Line = "done", "Đại hội đã bế mạc; các văn bản sẵn sàng để in"
	}
	return st
}

func (s *Server) dossierStep(o congress.Overview, base string) step {
	st := step{Key: "dossier", State: "todo", Href: base + "/ho-so", Line: "Trình cấp ủy cấp trên trong 7 ngày làm việc sau khi bế mạc"}
	switch {
	case o.Congress.Rehearsal:
		st.Line = "Diễn tập: không trình chuẩn y"
	case o.Congress.State == congress.StateSubmitted:
		st.State, st.Line = "doing", "Đã trình, chờ chuẩn y"
	case o.Congress.State == congress.StateRatified:
		st.State, st.Line = "done", "Đã được chuẩn y"
	case o.Congress.State == congress.StateAnnulled:
		st.State, st.Line = "stuck", "Kết quả bị hủy, phải bầu lại"
	case o.Congress.Reason != "" && o.Congress.State == congress.StateClosed:
		st.State, st.Line = "stuck", "Hồ sơ bị trả lại: "+o.Congress.Reason
	}
	return st
}

// office names a contest on screen.
func (s *Server) office(c congress.Contest) string {
	if c.Title != "" {
		return c.Title
	}
	return s.site.Text("office."+string(c.Office), nil)
}

func (s *Server) showSettings(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "settings", "Thông tin đại hội", o, map[string]any{"O": o, "Profiles": tally.Regulations()})
}

func (s *Server) saveSettings(r *request) error {
	return s.Congress.UpdateCongress(r.Request().Context(), r.By, r.congressID(), congressForm(r))
}

func (s *Server) postpone(r *request) error {
	return s.Congress.Postpone(r.Request().Context(), r.By, r.congressID(), r.FormValue("reason"))
}

func (s *Server) resume(r *request) error {
	return s.Congress.Resume(r.Request().Context(), r.By, r.congressID())
}

func (s *Server) closeCongress(r *request) error {
	return s.Congress.Close(r.Request().Context(), r.By, r.congressID())
}

func (s *Server) reopenCongress(r *request) error {
	return s.Congress.Reopen(r.Request().Context(), r.By, r.congressID())
}

// officersPage lists duties; Login and Password are set right after an account was made.
type officersPage struct {
	O               congress.Overview
	Duties          []congress.Duty
	Login, Password string
}

func (s *Server) showOfficers(r *request) error { return s.officers(r, "", "") }

func (s *Server) officers(r *request, login, password string) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "officers", "Đoàn chủ tịch và ban kiểm phiếu", o, officersPage{o, congress.Duties(), login, password})
}

func (s *Server) giveDuty(r *request) error {
	return s.Congress.GiveDuty(r.Request().Context(), r.By, r.congressID(), congress.MemberID(r.FormValue("member")), congress.Duty(r.FormValue("duty")))
}

func (s *Server) takeDuty(r *request) error {
	return s.Congress.TakeDuty(r.Request().Context(), r.By, r.congressID(), congress.MemberID(r.FormValue("member")))
}

// officerAccount makes an account for somebody with a duty, and ties it to him.
func (s *Server) officerAccount(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	login, password := r.FormValue("login"), auth.NewPassword()
	member := congress.MemberID(r.FormValue("member"))
	for _, officer := range o.Officers {
		if officer.MemberID != member || officer.Duty.Role() == "" {
			continue
		}
		in := congress.AccountInput{OrgID: o.Organisation.ID, Login: login, Name: o.Member(member).Name, Role: officer.Duty.Role()}
		if err := s.linkedAccount(r, in, member, password); err != nil {
			return s.again(r, err, s.showOfficers)
		}
		return s.officers(r, login, password)
	}
	return s.again(r, congress.ErrNotFound, s.showOfficers)
}

func (s *Server) linkedAccount(r *request, in congress.AccountInput, member congress.MemberID, password string) error {
	if err := s.newAccount(r, in, password); err != nil {
		return err
	}
	account, err := s.Congress.AccountByLogin(r.Request().Context(), in.Login)
	if err != nil {
		return err
	}
	return s.Congress.LinkAccount(r.Request().Context(), r.By, r.congressID(), member, account.ID)
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

func (s *Server) showAttendance(r *request) error {
	o, err := s.overview(r)
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

// markAttendance takes one member, or a whole group with one tap.
func (s *Server) markAttendance(r *request) error {
	ctx := r.Request().Context()
	attendance := congress.Attendance(r.FormValue("attendance"))
	if member := r.FormValue("member"); member != "" {
		return s.Congress.MarkAttendance(ctx, r.By, r.congressID(), []congress.Mark{{Member: congress.MemberID(member), Attendance: attendance}})
	}
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	var marks []congress.Mark
	for _, m := range o.Members {
		if m.Group == r.FormValue("group") && m.Deduction == "" {
			marks = append(marks, congress.Mark{Member: m.ID, Attendance: attendance})
		}
	}
	return s.Congress.MarkAttendance(ctx, r.By, r.congressID(), marks)
}

func (s *Server) deduct(r *request) error {
	return s.Congress.Deduct(r.Request().Context(), r.By, r.congressID(), congress.Deduction{
		Member: congress.MemberID(r.FormValue("member")), Kind: tally.DeductionKind(r.FormValue("kind")), Reason: r.FormValue("reason"),
		ConsentBy: r.FormValue("consent_by"), ConsentOn: r.day("consent_on")})
}

func (s *Server) showContests(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "contests", "Nội dung bầu cử", o, map[string]any{"O": o})
}

// redirect answers a form whose next page depends on what it made.
func redirect(r *request, href string) error { return r.Redirect(http.StatusSeeOther, href) }
