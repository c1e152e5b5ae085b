package congress_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// holds writes down that somebody on the roster holds an office.
func (h *hall) holds(office ballot.Office, term string, from congress.Date, m congress.Member) error {
	return h.s.NoteMandate(h.ctx, h.organiser, h.org, congress.MandateInput{Office: office, Term: term, Name: m.Name,
		From: from, How: congress.HowElected, Grounds: "Hồ sơ lưu"})
}

// "Tái cử" is of the office that is elected: a secretary who held another post
// is no reelected secretary, and where nobody kept it the minutes say so.
func TestReelectedIsOfTheOffice(t *testing.T) {
	h := openHall(t, 8)
	must(t, h.holds(ballot.Secretary, "2022–2025", "2022-06-01", h.members[0]))
	secretary := h.contest(ballot.Secretary, 1, 2)
	first := h.round(secretary, ballot.Ordinary, congress.CodeQR, 8)
	h.decide(first, append(repeat(6, "01"), repeat(2, "10")...)...)
	report := reportOf(h, first)
	if b := report.Breakdown; b.Elected != 1 || b.New != 1 || b.Reelected != 0 || b.Unknown != 0 {
		t.Errorf("secretary: %+v", b)
	}
	says(t, h.spoken(first), []string{"tái cử 0; tham gia lần đầu 1; nữ 1", "0 tái cử, 1 mới tham gia"},
		[]string{"chưa rõ"})
	if got := h.heldAt(first); len(got) != 1 || got[0].Member != string(h.members[0].ID) ||
		got[0].From != "2022-06-01" {
		t.Errorf("the list of the secretary was frozen upon %+v", got)
	}
	deputy := h.contest(ballot.Deputy, 1, 1)
	second := h.round(deputy, ballot.Ordinary, congress.CodeQR, 8)
	h.decide(second, repeat(8, "+")...)
	if b := reportOf(h, second).Breakdown; b.Unknown != 1 || b.Reelected+b.New != 0 {
		t.Errorf("deputy: %+v", b)
	}
	says(t, h.spoken(second), []string{"tái cử: chưa rõ", "chưa rõ có tái cử hay không"}, []string{"tái cử 0;"})
	if got := h.heldAt(second); got != nil {
		t.Errorf("the list of the deputy was frozen upon %+v", got)
	}
	// what is written down after the freeze changes no paper
	must(t, h.holds(ballot.Deputy, "2022–2025", "2022-06-01", h.members[0]))
	says(t, h.spoken(second), []string{"tái cử: chưa rõ"}, nil)
}

// heldAt lists, from the signed log, upon whose mandates a list was frozen.
func (h *hall) heldAt(id congress.RoundID) (held []struct{ Mandate, From, Decision, Member string }) {
	h.t.Helper()
	entries, err := h.s.Log(h.ctx, h.congress, 0)
	must(h.t, err)
	for _, e := range entries {
		var leaf struct {
			Kind string
			Data struct {
				Round congress.RoundID
				Held  []struct{ Mandate, From, Decision, Member string }
			}
		}
		must(h.t, json.Unmarshal(e.Leaf, &leaf))
		if leaf.Kind == "round.frozen" && leaf.Data.Round == id {
			held = leaf.Data.Held
		}
	}
	return held
}

func reportOf(h *hall, id congress.RoundID) congress.Report {
	h.t.Helper()
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	return report
}

// A roster that is copied carries the committee that its congress elected, not
// the one before it, and nobody's attendance.
func TestACopiedRosterCarriesTheNewCommittee(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	h.decide(id, repeat(12, "0111")...) // the incumbent is not elected again
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	h.next("BCD")
}

// next has a later congress take the roster over, with these on its committee.
func (h *hall) next(want string) {
	h.t.Helper()
	c, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, congress.CongressInput{Title: "Đại hội sau",
		Term: "2027–2030", HeldOn: "2027-03-01", Profile: "190-QD/TW", RosterOf: h.congress})
	must(h.t, err)
	o, err := h.s.Overview(h.ctx, c)
	must(h.t, err)
	got := ""
	for _, m := range o.Members {
		if m.Incumbent {
			got += strings.TrimPrefix(m.Name, "Nguyễn Văn ")
		}
		if m.Came {
			h.t.Errorf("%s came to a congress that is to be held", m.Name)
		}
	}
	if got != want {
		h.t.Errorf("%s are of the committee, want %s", got, want)
	}
}

// A decision is never of a day ahead, also where somebody writes an office down.
func TestAnOfficeIsNotDecidedAhead(t *testing.T) {
	h := openHall(t, 12)
	in := congress.MandateInput{Office: ballot.Secretary, Term: "2022–2025", Name: "Lê Thị An", From: "2022-06-01",
		How: congress.HowElected, Decision: "12-QĐ/ĐU", DecidedOn: "2025-03-02", Grounds: "Hồ sơ lưu"}
	got := refused[*congress.FieldError](t, "tomorrow", h.s.NoteMandate(h.ctx, h.organiser, h.org, in))
	if got.Field != "decided_on" || got.Code != "future" {
		t.Errorf("%+v", got)
	}
	in.DecidedOn = "2025-03-01"
	must(t, h.s.NoteMandate(h.ctx, h.organiser, h.org, in))
}
