package congress_test

import (
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// Rules 6.5: where who was foreseen as secretary is not elected to the committee, neither
// secretary nor deputy is elected before the superior has answered, whoever is taken off
// the list; minutes and dossier tell the answer.
func TestWhoWasForeseenIsReportedWhereNotElected(t *testing.T) {
	h := openHall(t, 12)
	secretary := h.contest(ballot.Secretary, 1, 0)
	h.nominate(secretary, 3, congress.SourceCommittee, 0)
	h.nominate(secretary, 2, congress.SourceFloor, 9) // of the floor, and so nobody that the plan foresaw
	deputy := h.contest(ballot.Deputy, 1, 0)
	h.nominate(deputy, 3, congress.SourceCommittee, 0)
	committee := h.contest(ballot.Committee, 2, 4)
	must(t, h.s.Withdraw(h.ctx, h.presidium, committee, h.members[2].ID, congress.WithdrawalAllowed, ""))
	first := h.round(committee, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(first, repeat(12, "110")...)

	must(t, h.s.Unnominate(h.ctx, h.organiser, secretary, h.members[3].ID))
	must(t, h.s.Unnominate(h.ctx, h.organiser, secretary, h.members[2].ID))
	h.nominate(secretary, 0, congress.SourceCommittee, 0)
	h.expectFound(secretary, "foreseen_not_elected")
	round, err := h.s.StartRound(h.ctx, h.organiser, secretary, ballot.Ordinary)
	must(t, err)
	wantRefusal[*congress.FindingsError](t, "nobody answered",
		h.s.Freeze(h.ctx, h.presidium, round, congress.CodeNone))
	const from = "Ban Thường vụ Đảng ủy phường"
	answer := func(text string) error { return h.s.NoteAnswer(h.ctx, h.presidium, secretary, from, text) }
	wantRefusal[*congress.FieldError](t, "no answer", answer(" "))
	must(t, answer("bầu bí thư trong chi ủy."))
	wantRefusal[*congress.StateError](t, "twice", answer("bầu"))
	h.expectFound(secretary)
	must(t, h.s.Cancel(h.ctx, h.presidium, round, "lập lại"))
	second := h.round(secretary, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(second, repeat(12, "+")...)
	h.expectFound(deputy, "not_in_committee")

	const told = "được dự kiến bầu bí thư nhưng không trúng cử chi ủy; đại hội dừng bầu, báo cáo cấp ủy cấp trên. " +
		from + " trả lời, ghi lúc "
	says(t, h.spoken(second),
		[]string{"Đồng chí " + h.members[3].Name + " " + told, ": bầu bí thư trong chi ủy.\n"}, nil)
	says(t, h.spoken(first), nil, []string{"dự kiến"})
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(t, err)
	if !slices.ContainsFunc(v.Remarks.All, func(r congress.Remark) bool {
		return strings.Contains(minutes.Remark(v.Overview.Congress, r), told)
	}) {
		t.Errorf("the dossier tells %+v", v.Remarks.All)
	}
}

// Where who was foreseen is elected, nothing stops.
func TestWhoWasForeseenAndElectedStopsNothing(t *testing.T) {
	h := openHall(t, 12)
	secretary := h.contest(ballot.Secretary, 1, 0)
	h.nominate(secretary, 0, congress.SourceCommittee, 0)
	committee := h.contest(ballot.Committee, 2, 3)
	h.decide(h.round(committee, ballot.Ordinary, congress.CodeNone, 12), repeat(12, "110")...)
	h.expectFound(secretary)
	wantRefusal[*congress.StateError](t, "nothing to answer",
		h.s.NoteAnswer(h.ctx, h.presidium, secretary, "Đảng ủy", "bầu"))
}

// At a hội nghị within the term it is the same: who was foreseen as secretary is not
// elected to the place that was vacant, and the secretary waits for the answer. What was
// answered travels to the superior, and is told there.
func TestForeseenTravels(t *testing.T) {
	size.Long(t)
	h := newHall(t, openProgram(t, app.Config{}), 12, byElection("2025-03-01"))
	must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", h.members[0]))
	must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", h.members[1]))
	committee, secretary := h.contest(ballot.Committee, 1, 0), h.contest(ballot.Secretary, 1, 0)
	for _, n := range []int{2, 3} {
		h.nominate(committee, n, congress.SourceCommittee, 0)
	}
	h.nominate(secretary, 3, congress.SourceCommittee, 0)
	h.decide(h.round(committee, ballot.Ordinary, congress.CodeNone, 12), repeat(12, "10")...)
	must(t, h.s.Unnominate(h.ctx, h.organiser, secretary, h.members[3].ID))
	h.nominate(secretary, 0, congress.SourceCommittee, 0)
	h.expectFound(secretary, "foreseen_not_elected")
	must(t, h.s.NoteAnswer(h.ctx, h.presidium, secretary, "Ban Thường vụ Đảng ủy phường", "bầu trong chi ủy"))
	id := h.round(secretary, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "+")...)
	const told = " được dự kiến bầu bí thư nhưng không trúng cử chi ủy; hội nghị dừng bầu, báo cáo cấp ủy cấp trên. " +
		"Ban Thường vụ Đảng ủy phường trả lời, ghi lúc "
	says(t, h.spoken(id), []string{h.members[3].Name + told}, []string{"đại hội", "Đại hội"})
	must(t, h.s.Close(h.ctx, h.presidium, h.congress))
	must(t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))

	b, _ := verified(t, h.export())
	_, there, superior := house(t, openProgram(t, app.Config{}), "Chi bộ Thử")
	p, err := there.PreviewBundle(h.ctx, superior, b)
	must(t, err)
	must(t, there.AcceptKey(h.ctx, superior, p.Cell.ID, b.Verifier, "điện thoại"))
	_, err = there.ImportBundle(h.ctx, superior, b)
	must(t, err)
	v, err := there.DossierOf(h.ctx, h.congress)
	must(t, err)
	at := slices.IndexFunc(v.Remarks.All, func(r congress.Remark) bool { return r.Code == "foreseen" })
	if at < 0 || !strings.Contains(minutes.Remark(v.Overview.Congress, v.Remarks.All[at]), told) ||
		minutes.Count(v.Reports[1]).Text() != minutes.Count(reportOf(h, id)).Text() {
		t.Errorf("the superior reads %+v", v.Remarks.All)
	}
}

// Rules 6.3: of seven places the committee prepares eight names; of those where no whole
// number is 10–15 % nothing is said.
func TestThePreparedSurplusIsAWarning(t *testing.T) {
	h := openHall(t, 22)
	for _, test := range []struct {
		seats, names int
		want         bool
	}{{7, 9, true}, {7, 8, false}, {7, 7, true}, {5, 6, false}, {3, 4, false}} {
		id := h.contest(ballot.Committee, test.seats, test.names)
		v, err := h.s.ListOf(h.ctx, id)
		must(t, err)
		at := slices.IndexFunc(v.Findings, func(f congress.Finding) bool { return f.Code == "surplus_prepared" })
		if (at >= 0) != test.want || at >= 0 && v.Findings[at].Law {
			t.Errorf("%d for %d: %+v", test.names, test.seats, v.Findings)
		}
		must(t, h.s.RemoveContest(h.ctx, h.organiser, id))
	}
}
