package congress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
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
