package congress_test

import (
	"slices"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

func byElection(held congress.Date) congress.CongressInput {
	return congress.CongressInput{Meeting: congress.MeetingByElection, Title: "Hội nghị Chi bộ Thử bầu bổ sung",
		Term: "2025–2027", HeldOn: held, Profile: "190-QD/TW"}
}

// found lists the codes of what the law holds against a list.
func (h *hall) found(id congress.ContestID) []string {
	h.t.Helper()
	v, err := h.s.ListOf(h.ctx, id)
	must(h.t, err)
	var codes []string
	for _, f := range v.Findings {
		if f.Law {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func (h *hall) expectFound(id congress.ContestID, want ...string) {
	h.t.Helper()
	if got := h.found(id); !slices.Equal(got, want) {
		h.t.Errorf("found %v, want %v", got, want)
	}
}

// Family, example 12: of 15 the secretary moved away; one of the 14 is exempt
// and absent, so the base is 13 and 7 elect. The committee is filled first,
// then the secretary is elected from those who sit and the one just elected.
func TestByElectionOfACell(t *testing.T) {
	h := newHall(t, openProgram(t, app.Config{}), 14, byElection("2025-03-01"))
	for _, m := range h.members[:2] {
		must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", m))
	}
	gone := congress.Member{Name: "Phạm Văn Đi"}
	must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", gone))
	must(t, h.holds(ballot.Secretary, "2025–2027", "2025-02-01", gone))

	committee := h.contest(ballot.Committee, 1, 0)
	for _, n := range []int{2, 3} {
		h.nominate(committee, n, congress.SourceCommittee, 0)
	}
	secretary := h.contest(ballot.Secretary, 1, 0)
	h.nominate(secretary, 1, congress.SourceCommittee, 0)
	h.nominate(secretary, 2, congress.SourceCommittee, 0)
	h.expectFound(secretary, "committee_first", "not_sitting", "office_not_vacant")
	h.leave(gone.Name, "2025-02-20")
	h.expectFound(secretary, "committee_first", "not_sitting")
	h.nominate(committee, 1, congress.SourceCommittee, 0)
	if got := h.found(committee); !slices.Contains(got, "sits_already") {
		t.Errorf("who sits stands for the same office: %v", got)
	}
	must(t, h.s.Unnominate(h.ctx, h.organiser, committee, h.members[1].ID))
	h.expectFound(committee)
	for office, code := range map[ballot.Office]string{ballot.Delegates: "not_in_term", ballot.Other: "not_in_term"} {
		_, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: office, Seats: 1,
			Title: "x"})
		if f := refused[*congress.FieldError](t, "another office", err); f.Code != code {
			t.Errorf("%s: %s", office, f.Code)
		}
	}

	h.attend(congress.AttendanceAbsent, h.members[6])
	h.deduct(tally.ExemptAbsent, h.members[6])
	first := h.round(committee, ballot.Ordinary, congress.CodeQR, 13)
	if v := h.decide(first, append(repeat(8, "10"), repeat(5, "01")...)...); v.Outcome.Base != 13 ||
		v.Outcome.Needed != 7 {
		t.Errorf("base %d, needed %d", v.Outcome.Base, v.Outcome.Needed)
	}
	says(t, h.spoken(first), []string{"Bầu bổ sung chi ủy, nhiệm kỳ 2025–2027", "tham gia lần đầu 1"},
		[]string{"đại hội", "Đại hội"})
	h.expectFound(secretary)
	second := h.round(secretary, ballot.Ordinary, congress.CodeQR, 13)
	if v := h.decide(second, append(repeat(6, "10"), repeat(7, "01")...)...); len(v.Outcome.Elected) != 1 {
		t.Errorf("seven of thirteen elect: %+v", v.Outcome)
	}
	says(t, h.spoken(second), []string{"Bầu bổ sung bí thư chi bộ"}, []string{"đại hội", "Đại hội"})
	must(t, h.s.Close(h.ctx, h.presidium, h.congress))
}

// leave ends all that somebody holds: secretary and deputy end with the committee.
func (h *hall) leave(name string, on congress.Date) {
	h.t.Helper()
	v, err := h.s.OfficesOf(h.ctx, h.org)
	must(h.t, err)
	for _, m := range v.InForce() {
		if m.Name == name && m.Office != ballot.Secretary && m.Office != ballot.Deputy {
			must(h.t, h.s.EndMandate(h.ctx, h.organiser, h.org, m.ID, on, "Chuyển công tác", false))
		}
	}
}

// A by-election fills as many places as are vacant, and its roster carries who
// sits now.
func TestByElectionFillsWhatIsVacant(t *testing.T) {
	day := apptest.Morning("2025-03-01")
	h := newHall(t, apptest.Open(t, app.Config{Now: func() time.Time { return day() }}), 12,
		congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
			Profile: "190-QD/TW"})
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	h.decide(id, repeat(12, "0111")...)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	for _, m := range h.members[1:4] {
		must(t, h.holds(ballot.Committee, "2025–2027", "2025-03-01", m))
	}
	day = apptest.Morning("2025-09-01")
	h.leave(h.members[1].Name, "2025-06-01")
	in := byElection("2025-09-01")
	in.RosterOf = h.congress
	var err error
	h.congress, err = h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	must(t, err)
	h.reload()
	for i, m := range h.members {
		if want := i == 2 || i == 3; m.Incumbent != want {
			t.Errorf("%s sits on the committee: %v", m.Name, m.Incumbent)
		}
	}
	committee := h.contest(ballot.Committee, 2, 0)
	for _, n := range []int{4, 5, 6} {
		h.nominate(committee, n, congress.SourceCommittee, 0)
	}
	if got := h.found(committee); !slices.Contains(got, "more_than_vacant") {
		t.Errorf("two places where one is vacant: %v", got)
	}
}

// Who was elected within the term sits though nobody has decided on it: the next
// by-election fills no place twice, and the rosters to come carry them beside
// those who sat before.
func TestByElectionBesideOneThatWaits(t *testing.T) {
	day := apptest.Morning("2025-03-01")
	h := newHall(t, apptest.Open(t, app.Config{Now: func() time.Time { return day() }}), 12,
		congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
			Profile: "190-QD/TW"})
	h.decide(h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12), repeat(12, "0111")...)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	for _, m := range h.members[1:4] {
		must(t, h.holds(ballot.Committee, "2025–2027", "2025-03-01", m))
	}
	meet := func(in congress.CongressInput, sitting ...int) {
		t.Helper()
		in.Profile, in.RosterOf = "190-QD/TW", h.congress
		day = apptest.Morning(in.HeldOn)
		var err error
		h.congress, err = h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
		must(t, err)
		h.begin(12)
		for i, m := range h.members {
			if m.Incumbent != slices.Contains(sitting, i) {
				t.Errorf("%s: %s sits on the committee: %v", in.HeldOn, m.Name, m.Incumbent)
			}
		}
	}
	day = apptest.Morning("2025-09-01")
	h.leave(h.members[1].Name, "2025-06-01")
	meet(byElection("2025-09-01"), 2, 3)
	committee := h.contest(ballot.Committee, 1, 0)
	h.nominate(committee, 4, congress.SourceCommittee, 0)
	h.nominate(committee, 5, congress.SourceCommittee, 0)
	h.decide(h.round(committee, ballot.Ordinary, congress.CodeQR, 12), repeat(12, "10")...)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	first := h.congress

	meet(byElection("2025-10-01"), 2, 3, 4)
	again := h.contest(ballot.Committee, 1, 0)
	h.nominate(again, 5, congress.SourceCommittee, 0)
	h.nominate(again, 6, congress.SourceCommittee, 0)
	if got := h.found(again); !slices.Contains(got, "more_than_vacant") {
		t.Errorf("a place that was filled is filled again: %v", got)
	}
	h.nominate(again, 4, congress.SourceCommittee, 0)
	if got := h.found(again); !slices.Contains(got, "sits_already") {
		t.Errorf("who was elected stands again: %v", got)
	}
	h.congress = first
	meet(congress.CongressInput{Title: "Đại hội Chi bộ Thử sau", Term: "2027–2030", HeldOn: "2027-03-01"}, 2, 3, 4)
}
