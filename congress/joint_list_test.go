package congress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// elects lists whom a contest has elected, in order: official ones, then alternates.
func (h *hall) elects(contest congress.ContestID) string {
	h.t.Helper()
	for _, v := range h.overview().Contests {
		if v.Contest.ID != contest {
			continue
		}
		names := ""
		for _, e := range v.Elected {
			name := h.overview().Member(e.MemberID).Name
			if e.Office == ballot.Alternates {
				names += "+"
			}
			names += name[len(name)-1:]
		}
		return fmt.Sprint(names, " ", v.Contest.Settled)
	}
	return ""
}

// Rules 6.2: delegates and alternates stand on one list; a tie at the last
// official seat is decided first and its loser is the first alternate; a
// further ballot fills the place that is missing, and nobody stands on it who
// is elected already.
func TestDelegatesAndAlternatesStandOnOneList(t *testing.T) {
	h := openHall(t, 16)
	_, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Alternates, Seats: 1})
	if f := refused[*congress.FieldError](t, "a list of alternates alone", err); f.Code != "joint_list" {
		t.Errorf("%+v", f)
	}
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 2, Alternates: 2})
	must(t, err)
	for n := range 5 {
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	first := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	// A 14; B and C 9 each, tied at the second seat
	h.decide(first, slices.Concat(repeat(7, "11000"), repeat(7, "10100"), repeat(2, "01100"))...)
	if got := h.elects(delegates); got != "A " {
		t.Fatalf("after the first ballot: %s", got)
	}
	says(t, h.spoken(first), []string{"02 đại biểu chính thức và 02 đại biểu dự khuyết, theo số lượng cấp ủy cấp trên"},
		nil)
	second := h.round(delegates, ballot.TieBreak, congress.CodeQR, 16)
	h.decide(second, slices.Concat(repeat(10, "01"), repeat(6, "10"))...)
	if got := h.elects(delegates); got != "AC+B " {
		t.Fatalf("after the ballot among the tied: %s", got)
	}
	says(t, h.spoken(second), []string{"Đại biểu dự khuyết, theo số phiếu từ cao xuống thấp",
		"Còn thiếu 1 đại biểu dự khuyết"}, nil)
	third := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	d := h.view(third).Definition
	if d.Office != ballot.Alternates || d.List.Seats != 1 || len(d.List.Candidates) != 2 {
		t.Fatalf("a further ballot is for the alternate that is missing: %+v", d)
	}
	h.decide(third, slices.Concat(repeat(9, "10"), repeat(7, "01"))...)
	if got := h.elects(delegates); got != "AC+B+D complete" {
		t.Errorf("after the further ballot: %s", got)
	}
	// all alternates stand on the minutes of the further ballot, the earlier one too
	minutes := h.spoken(third)
	says(t, minutes, []string{"\t1\t9\t56,25%", "\t3\t9\t56,25%"}, nil)
	b, d2 := h.members[1].Name, h.members[3].Name
	told := minutes[strings.Index(minutes, "Đại biểu dự khuyết, theo"):]
	if at, then := strings.Index(told, b), strings.Index(told, d2); at < 0 || then < at {
		t.Errorf("the minutes of the further ballot do not list all alternates: %s", told)
	}
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu chi ủy sau"))
	verified(t, h.export())
}

// Alternates left over by the first ballot are on the minutes in order of votes.
func TestMinutesTellAlternates(t *testing.T) {
	h := openHall(t, 16)
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 2, Alternates: 2})
	must(t, err)
	for n := range 4 {
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	id := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(id, slices.Concat(repeat(7, "1100"), repeat(9, "1010"))...) // A 16, C 9, B 7
	says(t, h.spoken(id), []string{"Còn thiếu 2 đại biểu dự khuyết"}, []string{"Đại biểu dự khuyết, theo số phiếu"})
	if got := h.elects(delegates); got != "AC " {
		t.Errorf("%s", got)
	}
}

// A tie among those who stand for the places of alternates gives the places that
// there are and no more; its minutes tell the ballot whose votes they are, and
// "tái cử" is of an alternate. Nobody ratifies delegates: they are reported.
func TestAlternatesTiedAmongThemselves(t *testing.T) {
	h := openHall(t, 16)
	must(t, h.holds(ballot.Delegates, "2022–2025", "2022-06-01", h.members[2]))
	must(t, h.holds(ballot.Alternates, "2022–2025", "2022-06-01", h.members[1]))
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 1, Alternates: 2})
	must(t, err)
	for n := range 4 {
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	first := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(first, repeat(16, "1000")...)
	second := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16) // B 13; C and D 9 each
	h.decide(second, slices.Concat(repeat(6, "110"), repeat(6, "101"), repeat(3, "011"), repeat(1, "100"))...)
	says(t, h.spoken(second), []string{"tái cử 1; tham gia lần đầu 0"}, nil)
	third := h.round(delegates, ballot.TieBreak, congress.CodeQR, 16)
	h.decide(third, slices.Concat(repeat(10, "10"), repeat(6, "01"))...)
	if got := h.elects(delegates); got != "A+B+C complete" {
		t.Errorf("two places for alternates: %s", got)
	}
	c := h.members[2].Name
	says(t, h.spoken(third), []string{c + "\t3\t10\t62,50%", "tái cử 0; tham gia lần đầu 1"}, nil)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu chi ủy sau"))
	verified(t, h.export())
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(t, err)
	says(t, minutes.Submission(v.OnPaper()).Text(), []string{
		"Đại hội đã bầu đại biểu dự đại hội cấp trên: Nguyễn Văn A (16/16, 100,00%); đại biểu dự khuyết: Nguyễn Văn " +
			"B (13/16, 81,25%), Nguyễn Văn C (10/16, 62,50%). Xin báo cáo để thẩm tra tư cách đại biểu."},
		[]string{"chuẩn y các đồng chí", "Không có đồng chí nào trúng cử"})
	v.Dossier.State, v.Dossier.Number, v.Dossier.DecidedOn = ratify.DossierRatified, "9-QĐ/ĐU", "2025-03-20"
	says(t, minutes.Decision(v.OnPaper()).Text(), []string{"không có chức danh phải chuẩn y"},
		[]string{"Nguyễn Văn A", "Chuẩn y"})
}

// The extract tells delegates and alternates as their ballots did, whatever the
// roster says of them afterwards.
func TestExtractOfAlternatesIsKept(t *testing.T) {
	h := openHall(t, 16)
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 2, Alternates: 1})
	must(t, err)
	for n := range 3 {
		m := &h.members[n]
		m.Hometown, m.Committees, m.Commended, m.Disciplined = "Kỳ Trinh", "Bí thư 2020–2022", "Bằng khen 2021", "Không"
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, h.members[:3]))
	first := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(first, slices.Concat(repeat(7, "110"), repeat(4, "101"), repeat(5, "011"))...) // B 12, A 11, C 9
	extract := func() string {
		v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
		must(t, err)
		return minutes.Extract(v.OnPaper()).Text()
	}
	was := extract()
	if strings.Count(was, "Bí thư 2020–2022\tBằng khen 2021; Không") != 3 {
		t.Errorf("%s", was)
	}
	for n := range 3 {
		m := &h.members[n]
		m.Name, m.Hometown, m.Committees, m.Commended, m.Disciplined = m.Name+"a", "x", "x", "x", "x"
	}
	apptest.Change(t, h.program, h.congress, func(tx ratify.Tx, _ *congress.Act) error {
		return tx.PutMembers(h.ctx, h.members[:3])
	})
	if now := extract(); now != was {
		t.Errorf("the extract has changed: %s\n%s", was, now)
	}
}

// above makes somebody who decides about the congress.
func (h *hall) above() congress.Actor {
	h.t.Helper()
	id, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.overview().Superior.ID,
		Login: fmt.Sprintf("above.%d", wards.Add(1)), Name: "Đảng ủy", Role: congress.RoleSuperior, PasswordHash: "x"})
	must(h.t, err)
	by, err := h.s.ActorOf(h.ctx, id)
	must(h.t, err)
	return by
}

// Rules 6.2: nobody ratifies delegates. A meeting that elects them alone is reported,
// and its decision neither refuses anybody nor says that nobody was elected. What sums
// it up tells alternates as such, also those of a further ballot, and exchanged papers.
func TestADayOfDelegatesAlone(t *testing.T) {
	h := openHall(t, 16)
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 2, Alternates: 2})
	must(t, err)
	for n := range 5 {
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	first, err := h.s.StartRound(h.ctx, h.organiser, delegates, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, first, congress.CodeQR))
	h.print(first, 16, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, first, 16, 16))
	must(t, h.s.Exchange(h.ctx, h.chief, first))
	must(t, h.s.OpenBox(h.ctx, h.chief, first, congress.BoxInput{Returned: 16, Unused: 1}))
	h.decide(first, slices.Concat(repeat(7, "11000"), repeat(7, "10100"), repeat(2, "01100"))...)
	second := h.round(delegates, ballot.TieBreak, congress.CodeQR, 16)
	h.decide(second, slices.Concat(repeat(10, "01"), repeat(6, "10"))...)
	third := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(third, slices.Concat(repeat(9, "10"), repeat(7, "01"))...)
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	must(t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))
	must(t, h.program.Ratify.Ratify(h.ctx, h.above(), h.congress, ratify.Decision{Number: "8-QĐ/ĐU",
		DecidedOn: "2025-03-01"}))
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(t, err)
	v = v.OnPaper()
	says(t, minutes.CongressSummary(v).Text(), []string{"cấp trên\t1\t17 (đổi 1)\t16",
		"Đại biểu dự khuyết dự đại hội cấp trên\t3\t16",
		"Đại biểu dự khuyết, theo số phiếu từ cao xuống thấp: Nguyễn Văn B (9/16, 56,25%), " +
			"Nguyễn Văn D (9/16, 56,25%)."},
		[]string{"\nĐại biểu dự đại hội cấp trên\t3"})
	says(t, minutes.Submission(v).Text(), []string{"TỜ TRÌNH\nvề kết quả bầu cử", "Xin báo cáo để thẩm tra tư cách"},
		[]string{"chuẩn y"})
	says(t, minutes.Decision(v).Text(), []string{"Số 08-QĐ/ĐU", "không có chức danh phải chuẩn y",
		"do đại hội ấy thẩm tra"}, []string{"Không chuẩn y", "không chuẩn y", "trúng cử", "bầu lại"})
}

// Where three ballots for secretary elect nobody the superior appoints: its decision
// about the result does not send the cell to vote on that office again.
func TestWhereTheSuperiorAppointsNobodyVotesAgain(t *testing.T) {
	h := openHall(t, 8)
	contest := h.contest(ballot.Secretary, 1, 1)
	for range 3 {
		h.decide(h.round(contest, ballot.Ordinary, congress.CodeQR, 8), append(repeat(4, "+"), repeat(4, "-")...)...)
	}
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledAppointed, "Đề nghị chỉ định"))
	must(t, h.s.Close(h.ctx, h.presidium, h.congress))
	must(t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))
	must(t, h.program.Ratify.Ratify(h.ctx, h.above(), h.congress, ratify.Decision{Number: "8-QĐ/ĐU",
		DecidedOn: "2025-03-01"}))
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(t, err)
	says(t, minutes.Decision(v.OnPaper()).Text(), []string{"không có đồng chí nào trúng cử.",
		"Điều 2. Bí thư chi bộ do Ban Thường vụ Đảng ủy phường"}, []string{"bầu lại"})
}
