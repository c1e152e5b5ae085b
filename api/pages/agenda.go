package pages

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// step is a line of the congress's task list.
type step struct {
	Key   string // names the step
	Title string // of a contest; else the key's sentence
	Name  string // of what a contest elects, within a sentence
	State string // "todo", "doing", "done", "stuck"
	Href  string
	Line  string          // figures
	Next  bool            // the day is here
	Own   string          // address of a contest, whatever its step leads to
	Round *congress.Round // the contest's newest, which is not sealed yet
}

// steps lays the day out in its order. The day is where a round runs; else, once
// the congress has opened, at the first contest that is not settled and what
// comes after; before that at the first step that is not done.
func (w sentences) steps(o congress.Overview) []step {
	w = w.at(o)
	base := "/dai-hoi/" + string(o.Congress.ID)
	steps := []step{w.preparationStep(o, base), w.rosterStep(o, base), w.officersStep(o, base), w.baseStep(o, base),
		w.contestsStep(o, base)}
	for _, c := range o.Contests {
		steps = append(steps, w.contestStep(c))
	}
	if secretaryMissing(o) {
		steps = append(steps, step{Key: "secretary", State: "todo", Href: base + "/noi-dung",
			Line: "Chưa có nội dung bầu cử này"})
	}
	steps = append(steps, w.closingStep(o, base), w.dossierStep(o, base))
	if o.Congress.State == congress.StateRatified {
		steps = append(steps, w.followUpStep(o, base))
	}
	if i := nextOf(steps, passedOver(o.Congress, today())); i >= 0 {
		steps[i].Next = true
	}
	return steps
}

// secretaryMissing reports whether a committee stands and nothing is laid out yet
// to elect its secretary: nobody is sent to the close before.
func secretaryMissing(o congress.Overview) bool {
	has := func(office ballot.Office) bool {
		return slices.ContainsFunc(o.Contests, func(c congress.ContestView) bool { return c.Contest.Office == office })
	}
	return o.Congress.State == congress.StateInSession && o.Closing().NoSecretary && has(ballot.Committee) &&
		!has(ballot.Secretary) && slices.Contains(o.Congress.Meeting.ElectsIn(), ballot.Secretary)
}

// nextOf finds where the day is, -1 when it is over; no step that is passed over
// is the next.
func nextOf(steps []step, over []string) int {
	running := slices.IndexFunc(steps, func(st step) bool { return st.Round != nil })
	if running >= 0 {
		return running
	}
	return slices.IndexFunc(steps, func(st step) bool {
		return st.State != "done" && !slices.Contains(over, st.Key)
	})
}

// passedOver lists the steps that nobody is sent to on a day: attendance before
// the congress meets, what was to be prepared once it does, all of it when the
// first paper is handed out.
func passedOver(c congress.Congress, on congress.Date) []string {
	switch {
	case c.BaseFrozen():
		return []string{"preparation", "roster", "officers", "base", "contests"}
	case on < c.HeldOn:
		return []string{"base"}
	}
	return []string{"preparation"}
}

// lowerFirst begins a name as it stands within a sentence.
func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

func (w sentences) rosterStep(o congress.Overview, base string) step {
	st := step{Key: "roster", State: "todo", Href: base + "/dang-vien", Line: "Chưa có danh sách"}
	if o.Head.Members > 0 {
		st.State = "done"
		st.Line = fmt.Sprintf("%d đảng viên, trong đó %d chính thức, %d dự bị", o.Head.Members, o.Head.Official,
			o.Head.Probationary)
	}
	return st
}

func (w sentences) officersStep(o congress.Overview, base string) step {
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

func (w sentences) baseStep(o congress.Overview, base string) step {
	st := step{Key: "base", State: "todo", Href: base + "/co-mat"}
	h := o.Head
	if h.Official == 0 {
		st.Line = "Cần có danh sách đảng viên trước"
		return st
	}
	st.Line = fmt.Sprintf("%d/%d có mặt, tổng số %d, cần %d phiếu", h.Present, h.Summoned(), h.Base, h.Needed)
	if h.Unknown < h.Official {
		st.State = "doing"
	}
	if h.Unknown == 0 {
		st.State = "done"
	} else {
		st.Line += fmt.Sprintf("; %d chưa ghi", h.Unknown)
	}
	return st
}

func (w sentences) contestsStep(o congress.Overview, base string) step {
	st := step{Key: "contests", State: "todo", Href: base + "/noi-dung", Line: "Chưa có nội dung bầu cử"}
	if len(o.Contests) > 0 {
		st.State, st.Line = "done", fmt.Sprintf("%d nội dung", len(o.Contests))
	}
	return st
}

func (w sentences) contestStep(c congress.ContestView) step {
	st := step{Key: "contest", State: "todo", Href: "/noi-dung/" + string(c.Contest.ID),
		Name: lowerFirst(w.Office(c.Contest))}
	st.Title = w.Text("step.contest", map[string]string{"office": st.Name})
	st.Own = st.Href
	current := c.Current()
	switch {
	case c.Contest.Settled != congress.SettledNot:
		st.State, st.Line = "done", fmt.Sprintf("Trúng cử %d/%d", len(c.Elected), c.Contest.Seats)
		if c.Contest.Settled != congress.SettledComplete {
			st.Line += ", " + w.Text("settled."+string(c.Contest.Settled), nil)
		}
	case current == nil:
		st.Line = "Chưa bắt đầu"
	case current.State == congress.RoundSealed || current.State == congress.RoundCancelled:
		st.State, st.Line = "stuck", fmt.Sprintf(w.Say("Trúng cử %d/%d, đại hội cần quyết định"), len(c.Elected),
			c.Contest.Seats)
	default:
		st.State, st.Href, st.Round = "doing", "/lan-bau/"+string(current.ID), current
		stands := w.Text("state.round."+string(current.State), nil)
		st.Line = fmt.Sprintf("Lần bầu %d: %s", current.Number, lowerFirst(stands))
	}
	return st
}

func (w sentences) closingStep(o congress.Overview, base string) step {
	st := step{Key: "closing", State: "todo", Href: base + "/bien-ban", Line: "Biên bản kiểm phiếu của từng lần bầu"}
	switch o.Congress.State {
	case congress.StatePreparing, congress.StatePostponed:
	case congress.StateInSession:
		st.State = "doing"
		if c := o.Closing(); len(o.Contests) > 0 && len(c.Running) == 0 && !c.NeedsReason() {
			st.Line = "Mọi nội dung bầu cử đã xong"
		}
	case congress.StateClosed, congress.StateSubmitted, congress.StateRatified, congress.StateAnnulled:
		st.State, st.Line = "done", w.Say("Đại hội đã bế mạc; các văn bản sẵn sàng để in")
	}
	return st
}

func (w sentences) dossierStep(o congress.Overview, base string) step {
	st := step{Key: "dossier", State: "todo", Href: base + "/ho-so", Line: fmt.Sprintf(
		"Trình cấp ủy cấp trên trong %d ngày làm việc sau khi bế mạc", o.Rules.ReportDays)}
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

// preparationStep is the first line of the day: what is ready before it.
func (w sentences) preparationStep(o congress.Overview, base string) step {
	items := len(o.Congress.Meeting.PreparesFor())
	missing := congress.MissingOf(o.Congress.Meeting.PreparesFor(), o.Preparations)
	st := step{Key: "preparation", State: "todo", Href: base + "/chuan-bi",
		Line: "Báo cáo chính trị, quy trình nhân sự năm bước, cấp trên duyệt"}
	if o.Congress.ByElection() {
		st.Line = api.UpperFirst(w.itemNames(missing))
	}
	switch {
	case len(missing) == 0:
		st.State, st.Line = "done", fmt.Sprintf("Đủ %d mục, có ngày và nơi duyệt", items)
	case o.Congress.Rehearsal:
		st.State, st.Line = "done", "Diễn tập: không cần danh mục chuẩn bị"
	case o.Congress.BaseFrozen():
		st.State, st.Line = "done", fmt.Sprintf(w.Say("Đại hội đã mở khi còn thiếu %d/%d mục; lý do nằm trong hồ sơ"),
			len(missing), items)
	case len(missing) < items:
		st.State, st.Line = "doing", fmt.Sprintf("Xong %d/%d mục; còn %s", items-len(missing), items,
			w.itemNames(missing))
	}
	return st
}

// followUpStep is the last line, once the result is ratified.
func (w sentences) followUpStep(o congress.Overview, base string) step {
	items := congress.FollowUpItems()
	missing := congress.MissingOf(items, o.Preparations)
	st := step{Key: "follow_up", State: "todo", Href: base + "/chuan-bi#sau-dai-hoi",
		Line: "Còn " + w.itemNames(missing)}
	switch len(missing) {
	case 0:
		st.State, st.Line = "done", fmt.Sprintf("Xong %d việc, có ngày và nơi duyệt", len(items))
	case len(items):
	default:
		st.State = "doing"
	}
	return st
}
