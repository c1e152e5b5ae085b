package pages

import (
	"fmt"

	"kiemphieu/api"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// overview loads the congress that the address names.
func (s *Pages) overview(r *api.Request) (congress.Overview, error) {
	return s.Congress.Overview(r.Context(), r.CongressID())
}

// congressCrumbs leads from home to a page of a congress.
func congressCrumbs(o congress.Overview) []crumb {
	return []crumb{{"/", "Trang chính"}, {"/to-chuc/" + string(o.Organisation.ID), o.Organisation.Name}, {"/dai-hoi/" + string(o.Congress.ID), o.Congress.Title}}
}

// congressPage renders a page of a congress.
func (s *Pages) congressPage(r *api.Request, name, title string, o congress.Overview, data any) error {
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

func (s *Pages) showCongress(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	guidance, err := s.Ratify.GuidanceOf(r.Context(), o.Congress.ID)
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
func (s *Pages) steps(o congress.Overview) []step {
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

func (s *Pages) rosterStep(o congress.Overview, base string) step {
	st := step{Key: "roster", State: "todo", Href: base + "/dang-vien", Line: "Chưa có danh sách"}
	if o.Head.Members > 0 {
		st.State = "done"
		st.Line = fmt.Sprintf("%d đảng viên, trong đó %d chính thức, %d dự bị", o.Head.Members, o.Head.Official, o.Head.Probationary)
	}
	return st
}

func (s *Pages) officersStep(o congress.Overview, base string) step {
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

func (s *Pages) baseStep(o congress.Overview, base string) step {
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

func (s *Pages) contestsStep(o congress.Overview, base string) step {
	st := step{Key: "contests", State: "todo", Href: base + "/noi-dung", Line: "Chưa có nội dung bầu cử"}
	if len(o.Contests) > 0 {
		st.State, st.Line = "done", fmt.Sprintf("%d nội dung", len(o.Contests))
	}
	return st
}

func (s *Pages) contestStep(c congress.ContestView) step {
	st := step{Key: "contest", State: "todo", Href: "/noi-dung/" + string(c.Contest.ID), Title: s.words.Text("step.contest", nil) + ": " + s.words.Office(c.Contest)}
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
		st.Line = fmt.Sprintf("Lần bầu %d: %s", current.Number, s.words.Text("state.round."+string(current.State), nil))
	}
	return st
}

func (s *Pages) closingStep(o congress.Overview, base string) step {
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

func (s *Pages) dossierStep(o congress.Overview, base string) step {
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

func (s *Pages) showSettings(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "settings", "Thông tin đại hội", o, map[string]any{"O": o, "Profiles": tally.Regulations()})
}

func (s *Pages) saveSettings(r *api.Request) error {
	return s.Congress.UpdateCongress(r.Context(), r.By, r.CongressID(), congressForm(r))
}

func (s *Pages) postpone(r *api.Request) error {
	return s.Congress.Postpone(r.Context(), r.By, r.CongressID(), r.FormValue("reason"))
}

func (s *Pages) resume(r *api.Request) error {
	return s.Congress.Resume(r.Context(), r.By, r.CongressID())
}

func (s *Pages) closeCongress(r *api.Request) error {
	return s.Congress.Close(r.Context(), r.By, r.CongressID())
}

func (s *Pages) reopenCongress(r *api.Request) error {
	return s.Congress.Reopen(r.Context(), r.By, r.CongressID())
}

// officersPage lists duties; Login and Password are set right after an account was made.
type officersPage struct {
	O               congress.Overview
	Duties          []congress.Duty
	Login, Password string
}

func (s *Pages) showOfficers(r *api.Request) error { return s.officers(r, "", "") }

func (s *Pages) officers(r *api.Request, login, password string) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "officers", "Đoàn chủ tịch và ban kiểm phiếu", o, officersPage{o, congress.Duties(), login, password})
}

func (s *Pages) giveDuty(r *api.Request) error {
	return s.Congress.GiveDuty(r.Context(), r.By, r.CongressID(), congress.MemberID(r.FormValue("member")), congress.Duty(r.FormValue("duty")))
}

func (s *Pages) takeDuty(r *api.Request) error {
	return s.Congress.TakeDuty(r.Context(), r.By, r.CongressID(), congress.MemberID(r.FormValue("member")))
}

// officerAccount makes an account for somebody with a duty, and ties it to him.
func (s *Pages) officerAccount(r *api.Request) error {
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

func (s *Pages) linkedAccount(r *api.Request, in congress.AccountInput, member congress.MemberID, password string) error {
	if err := s.newAccount(r, in, password); err != nil {
		return err
	}
	account, err := s.Congress.AccountByLogin(r.Context(), in.Login)
	if err != nil {
		return err
	}
	return s.Congress.LinkAccount(r.Context(), r.By, r.CongressID(), member, account.ID)
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

func (s *Pages) showAttendance(r *api.Request) error {
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
func (s *Pages) markAttendance(r *api.Request) error {
	ctx := r.Context()
	attendance := congress.Attendance(r.FormValue("attendance"))
	if member := r.FormValue("member"); member != "" {
		return s.Congress.MarkAttendance(ctx, r.By, r.CongressID(), []congress.Mark{{Member: congress.MemberID(member), Attendance: attendance}})
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
	return s.Congress.MarkAttendance(ctx, r.By, r.CongressID(), marks)
}

func (s *Pages) deduct(r *api.Request) error {
	return s.Congress.Deduct(r.Context(), r.By, r.CongressID(), congress.Deduction{
		Member: congress.MemberID(r.FormValue("member")), Kind: tally.DeductionKind(r.FormValue("kind")), Reason: r.FormValue("reason"),
		ConsentBy: r.FormValue("consent_by"), ConsentOn: day(r, "consent_on")})
}

func (s *Pages) showContests(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "contests", "Nội dung bầu cử", o, map[string]any{"O": o})
}
