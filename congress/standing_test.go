package congress_test

import (
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// frozenList freezes a committee's list of four for three seats.
func (h *hall) frozenList() congress.RoundID {
	h.t.Helper()
	id, err := h.s.StartRound(h.ctx, h.organiser, h.contest(ballot.Committee, 3, 4), ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	return id
}

// blockedBy fails unless a finding of law with this code refuses.
func blockedBy(t *testing.T, code string, err error) {
	t.Helper()
	for _, f := range refused[*congress.FindingsError](t, code, err).Findings {
		if f.Code == code {
			return
		}
	}
	t.Errorf("%v, want %s", err, code)
}

// Nobody on a frozen list changes while its round runs; others do, and so do
// they once the list is taken back.
func TestAFrozenListFreezesItsPeople(t *testing.T) {
	h := openHall(t, 12)
	id := h.frozenList()
	for what, change := range map[string]func(*congress.Member){
		"name":        func(m *congress.Member) { m.Name = "Lê Văn Khác" },
		"sex":         func(m *congress.Member) { m.Female = !m.Female },
		"birth":       func(m *congress.Member) { m.Born = "1980" },
		"probation":   func(m *congress.Member) { m.Official = false },
		"incumbency":  func(m *congress.Member) { m.Incumbent = !m.Incumbent },
		"hometown":    func(m *congress.Member) { m.Hometown = "Kỳ Anh" },
		"position":    func(m *congress.Member) { m.Position = "Tổ trưởng" },
		"party group": func(m *congress.Member) { m.Group = "Tổ 2" },
	} {
		m := h.members[2]
		change(&m)
		err := h.s.SaveRoster(h.ctx, h.organiser, h.congress, []congress.Member{m})
		if got := refused[*congress.PersonError](t, what, err); got.Code != "on_frozen_list" {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, h.members)) // the same again
	other, stands := h.members[5], h.members[2]
	other.Born, stands.Born = "1970", "1971"
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, []congress.Member{other}))
	must(t, h.s.Unfreeze(h.ctx, h.presidium, id))
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, []congress.Member{stands}))
}

// What papers print of a congress stays while a list is frozen.
func TestAFrozenListFreezesItsCongress(t *testing.T) {
	h := openHall(t, 12)
	id := h.frozenList()
	c := h.overview().Congress
	in := congress.CongressInput{Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Place: c.Place, Profile: c.Profile}
	for field, change := range map[string]func(*congress.CongressInput){
		"title":   func(in *congress.CongressInput) { in.Title = "Đại hội khác" },
		"term":    func(in *congress.CongressInput) { in.Term = "2030–2032" },
		"held_on": func(in *congress.CongressInput) { in.HeldOn = "2025-03-02" },
		"place":   func(in *congress.CongressInput) { in.Place = "Nhà văn hóa" },
	} {
		other := in
		change(&other)
		err := h.s.UpdateCongress(h.ctx, h.organiser, h.congress, other)
		if got := refused[*congress.FieldError](t, field, err); got.Field != field || got.Code != "list_frozen" {
			t.Errorf("%s: %v", field, err)
		}
	}
	in.Pilot = true
	must(t, h.s.UpdateCongress(h.ctx, h.organiser, h.congress, in))
	must(t, h.s.Unfreeze(h.ctx, h.presidium, id))
	in.Place = "Nhà văn hóa"
	must(t, h.s.UpdateCongress(h.ctx, h.organiser, h.congress, in))
}

// Who came to count the papers after the freeze stops the first paper and the
// seal, until somebody else does.
func TestATellerOnTheListIsFoundAgain(t *testing.T) {
	h := openHall(t, 12)
	id := h.frozenList()
	h.print(id, 12, 2)
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.members[0].ID, congress.DutyTeller))
	blockedBy(t, "teller_on_list", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[0].ID))
	must(t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 12, Unused: 2}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := repeat(12, "1110")
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.members[1].ID, congress.DutyTeller))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	blockedBy(t, "teller_on_list", err)
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[1].ID))
	h.seal(id)
}

// A member who was suspended after the freeze is found before the first paper.
func TestASuspendedCandidateIsFoundAgain(t *testing.T) {
	h := openHall(t, 12)
	id := h.frozenList()
	h.print(id, 12, 2)
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, congress.Deduction{Member: h.members[0].ID,
		Kind: tally.Suspended, Reason: "Quyết định 12"}))
	blockedBy(t, "suspended_on_list", h.s.HandOut(h.ctx, h.chief, id, 11, 11))
}

// Who counts papers is there when they are handed out, and nobody has a duty who was
// not summoned: minutes name no other.
func TestOfficersAreSummonedAndThere(t *testing.T) {
	h := openHall(t, 12)
	id := h.frozenList()
	h.print(id, 12, 2)
	teller := h.overview().Member(h.officer(h.teller1.AccountID))
	h.attend(congress.AttendanceAbsent, teller)
	h.standing(id, "teller_absent")
	blockedBy(t, "teller_absent", h.s.HandOut(h.ctx, h.chief, id, 11, 11))
	must(t, h.tryToDeduct(tally.Suspended, teller))
	blockedBy(t, "officer_not_summoned", h.s.HandOut(h.ctx, h.chief, id, 11, 11))
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, teller.ID))
	must(t, h.s.HandOut(h.ctx, h.chief, id, 11, 11))
}

// 30 % of those attending is checked once attendance is known, and again with
// the first paper.
func TestSupportIsCheckedWhenItCanBeKnown(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 3)
	must(t, h.s.Nominate(h.ctx, h.organiser, contest, h.members[3].ID, congress.SourceFloor, 3))
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(t, err)
	blockedBy(t, "support_too_low", h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR)) // 3 of 12
	h.attend(congress.AttendanceUnknown, h.members...)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 12, 2)
	h.attend(congress.AttendancePresent, h.members...)
	blockedBy(t, "support_too_low", h.s.HandOut(h.ctx, h.chief, id, 12, 12))
}

// Case s15: two on a list who have one name are found and told apart wherever
// the list stands: by the year of birth, else by what else differs.
func TestTwoOfOneNameAreToldApart(t *testing.T) {
	h := newHall(t, openProgram(t, app.Config{}), 12, congress.CongressInput{Title: "Đại hội Chi bộ Thử",
		Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	for i, fact := range []func(a, b *congress.Member){
		func(a, b *congress.Member) { a.Born, b.Born = "1960-01-02", "1971" },
		func(a, b *congress.Member) { a.Born, b.Born = "1960-01-02", "1960-03-04" },
		func(a, b *congress.Member) { a.Born, b.Born, a.Group, b.Group = "1960", "1960", "Tổ 1", "Tổ 2" },
		func(a, b *congress.Member) {
			a.Group, b.Group, a.Hometown, b.Hometown = "Tổ 1", "Tổ 1", "Kỳ Anh", "Hà Tĩnh"
		},
		func(a, b *congress.Member) {
			a.Hometown, b.Hometown, a.Position, b.Position = "", "", "Tổ trưởng", "Bí thư"
		},
		func(a, b *congress.Member) { a.Position, b.Position = "", "" },
	} {
		want := [][2]string{{"sinh năm 1960", "sinh năm 1971"}, {"sinh ngày 02/01/1960", "sinh ngày 04/03/1960"},
			{"Tổ 1", "Tổ 2"},
			{"quê Kỳ Anh", "quê Hà Tĩnh"}, {"Tổ trưởng", "Bí thư"}, {"số 1 trong danh sách đảng viên",
				"số 2 trong danh sách đảng viên"}}[i]
		a, b := h.members[0], h.members[1]
		a.Name, b.Name = "Nguyễn Văn An", "Nguyễn Văn An"
		fact(&a, &b)
		must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, []congress.Member{a, b}))
		h.reload()
		if i == 0 {
			h.contest(ballot.Committee, 3, 4)
		}
		v, err := h.s.ListOf(h.ctx, h.overview().Contests[0].Contest.ID)
		must(t, err)
		var names []string
		for _, c := range v.List.Candidates {
			names = append(names, c.Name)
		}
		list := strings.Join(names, "|")
		found := false
		for _, f := range v.Findings {
			found = found || f.Code == "same_name" && !f.Law
		}
		if !found || !strings.Contains(list, "Nguyễn Văn An ("+want[0]+")") ||
			!strings.Contains(list, "Nguyễn Văn An ("+want[1]+")") {
			t.Errorf("%s, found %t, want %v", list, found, want)
		}
	}
	id, err := h.s.StartRound(h.ctx, h.organiser, h.overview().Contests[0].Contest.ID, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	for i, c := range report.Definition.List.Candidates {
		if report.Candidates[i].Name != c.Name {
			t.Errorf("minutes say %s, the paper %s", report.Candidates[i].Name, c.Name)
		}
	}
}

// What would refuse the first paper or the seal stands in the view of the round
// before anybody tries, and goes with its cause.
func TestWhatStopsAFrozenRoundIsSeenBefore(t *testing.T) {
	h := openHall(t, 12)
	contest := h.contest(ballot.Committee, 3, 3)
	must(t, h.s.Nominate(h.ctx, h.organiser, contest, h.members[3].ID, congress.SourceFloor, 3))
	h.attend(congress.AttendanceUnknown, h.members...)
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeNone))
	h.standing(id)
	h.print(id, 12, 2)
	h.attend(congress.AttendancePresent, h.members...)
	h.standing(id, "support_too_low")
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.members[0].ID, congress.DutyTeller))
	h.standing(id, "teller_on_list", "support_too_low")
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[0].ID))
	h.attend(congress.AttendanceAbsent, h.members[4:7]...)
	h.standing(id) // 3 of 9
	must(t, h.s.HandOut(h.ctx, h.chief, id, 9, 9))
	must(t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 9, Unused: 5}))
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.members[1].ID, congress.DutyTeller))
	h.standing(id, "teller_on_list")
}

// standing fails unless the view of the round has these findings of its list.
func (h *hall) standing(id congress.RoundID, want ...string) {
	h.t.Helper()
	var got []string
	for _, f := range h.view(id).Standing {
		got = append(got, f.Code)
	}
	if !slices.Equal(got, want) {
		h.t.Errorf("standing: %v, want %v", got, want)
	}
}
