package congress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// offices lists who holds an office, and who held one until when, as "deputy Nguyễn
// Văn A" and "deputy Nguyễn Văn A until 2025-03-01 Nhận chức danh khác".
func (h *hall) offices() []string {
	h.t.Helper()
	v, err := h.s.OfficesOf(h.ctx, h.org)
	must(h.t, err)
	var all []string
	for _, m := range v.Mandates {
		line := fmt.Sprintf("%s %s", m.Office, strings.TrimPrefix(m.Name, "Nguyễn Văn "))
		if m.To != "" {
			line += " until " + string(m.To)
		}
		if m.Struck {
			line += " struck"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

func (h *hall) expectOffices(when string, want ...string) {
	h.t.Helper()
	if got := h.offices(); !slices.Equal(got, want) {
		h.t.Errorf("%s: %q, want %q", when, got, want)
	}
}

// decided has the result submitted and ratified.
func (h *hall) decided(number string) congress.Actor {
	h.t.Helper()
	above := h.above()
	must(h.t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))
	must(h.t, h.program.Ratify.Ratify(h.ctx, above, h.congress, ratify.Decision{Number: number,
		DecidedOn: "2025-03-01"}))
	return above
}

// A deputy who is elected secretary within the term is deputy no more: the same meeting
// elects another, and an annulment takes both back.
func TestADeputyWhoBecomesSecretaryLeavesTheOffice(t *testing.T) {
	h := newHall(t, openProgram(t, app.Config{}), 12, byElection("2025-03-01"))
	for _, m := range h.members[:3] {
		must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", m))
	}
	must(t, h.holds(ballot.Deputy, "2025–2027", "2025-02-01", h.members[1]))
	secretary, deputy := h.contest(ballot.Secretary, 1, 0), h.contest(ballot.Deputy, 1, 0)
	h.nominate(secretary, 1, congress.SourceCommittee, 0)
	h.nominate(deputy, 0, congress.SourceCommittee, 0)
	h.expectFound(deputy, "office_not_vacant", "secretary_first")
	h.decide(h.round(secretary, ballot.Ordinary, congress.CodeQR, 12), repeat(12, "+")...)
	h.expectFound(deputy)
	h.decide(h.round(deputy, ballot.Ordinary, congress.CodeQR, 12), repeat(12, "+")...)
	must(t, h.s.Close(h.ctx, h.presidium, h.congress))
	above := h.decided("8-QĐ/ĐU")
	before := []string{"committee A", "committee B", "committee C"}
	h.expectOffices("ratified", append(before, "deputy A", "deputy B until 2025-03-01", "secretary B")...)
	must(t, h.program.Ratify.Annul(h.ctx, above, h.congress, ratify.Decision{Number: "9-QĐ/ĐU", DecidedOn: "2025-03-01",
		Reason: "Vi phạm"}))
	h.expectOffices("annulled", append(before, "deputy A struck", "deputy B", "secretary B struck")...)
}

// While the decision about it waits, the deputy who was elected secretary leaves a place
// that the next by-election fills.
func TestADeputyWhoWaitsAsSecretaryLeavesAPlace(t *testing.T) {
	h := newHall(t, openProgram(t, app.Config{}), 12, byElection("2025-03-01"))
	for _, m := range h.members[:3] {
		must(t, h.holds(ballot.Committee, "2025–2027", "2025-02-01", m))
	}
	must(t, h.holds(ballot.Deputy, "2025–2027", "2025-02-01", h.members[1]))
	secretary := h.contest(ballot.Secretary, 1, 0)
	h.nominate(secretary, 1, congress.SourceCommittee, 0)
	h.decide(h.round(secretary, ballot.Ordinary, congress.CodeQR, 12), repeat(12, "+")...)
	must(t, h.s.Close(h.ctx, h.presidium, h.congress))
	in := byElection("2025-03-01")
	in.RosterOf = h.congress
	var err error
	h.congress, err = h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	must(t, err)
	h.begin(12)
	deputy := h.contest(ballot.Deputy, 1, 0)
	h.nominate(deputy, 0, congress.SourceCommittee, 0)
	h.expectFound(deputy)
	h.nominate(deputy, 1, congress.SourceCommittee, 0)
	if got := h.found(deputy); !slices.Contains(got, "deputy_is_secretary") {
		t.Errorf("the secretary stands for deputy: %v", got)
	}
}

// A cell of under nine elects no secretary deputy either, and whom the superior appoints
// secretary is deputy no more, whichever decision comes first.
func TestASecretaryIsNoDeputyUnderNine(t *testing.T) {
	for _, first := range []string{"appointed", "ratified"} {
		h := openHall(t, 8)
		secretary := h.contest(ballot.Secretary, 1, 1)
		for range 3 {
			id := h.round(secretary, ballot.Ordinary, congress.CodeQR, 8)
			h.decide(id, append(repeat(4, "+"), repeat(4, "-")...)...)
		}
		must(t, h.s.SettleShort(h.ctx, h.presidium, secretary, congress.SettledAppointed, "Đề nghị chỉ định"))
		deputy := h.contest(ballot.Deputy, 1, 1)
		h.decide(h.round(deputy, ballot.Ordinary, congress.CodeQR, 8), repeat(8, "+")...)
		must(t, h.s.Close(h.ctx, h.presidium, h.congress))
		must(t, h.program.Ratify.Submit(h.ctx, h.organiser, h.congress, ""))
		above := h.above()
		appoint := func() {
			_, err := h.program.Ratify.Decide(h.ctx, above, h.congress, ratify.Resolution{Kind: ratify.DecideAppoint,
				Decision:  ratify.Decision{Number: "7-QĐ/ĐU", DecidedOn: "2025-03-01"},
				Appointee: ratify.Appointee{ContestID: secretary, MemberID: h.members[0].ID}})
			must(t, err)
		}
		if first == "appointed" {
			appoint()
		}
		must(t, h.program.Ratify.Ratify(h.ctx, above, h.congress, ratify.Decision{Number: "8-QĐ/ĐU",
			DecidedOn: "2025-03-01"}))
		if first == "ratified" {
			appoint()
		}
		h.expectOffices(first+" first", "deputy A until 2025-03-01", "secretary A")
	}
	h := newHall(t, openProgram(t, app.Config{}), 8, byElection("2025-03-01"))
	must(t, h.holds(ballot.Secretary, "2025–2027", "2025-02-01", h.members[0]))
	deputy := h.contest(ballot.Deputy, 1, 1)
	h.expectFound(deputy, "deputy_is_secretary")
}

// Who leaves the committee leaves the offices that come from it; who comes to be a
// delegate is an alternate no more, and a mistake takes nothing away.
func TestWhatAnOfficeTakesAlong(t *testing.T) {
	h := openHall(t, 12)
	a, b := h.members[0], h.members[1]
	for office, m := range map[ballot.Office]congress.Member{ballot.Committee: a, ballot.Secretary: a,
		ballot.Alternates: b, ballot.Deputy: b} {
		must(t, h.holds(office, "2022–2025", "2022-02-01", m))
	}
	h.end("committee A", "2025-02-01", false)
	h.expectOffices("left", "alternates B", "committee A until 2025-02-01", "deputy B", "secretary A until 2025-02-01")
	must(t, h.holds(ballot.Delegates, "2022–2025", "2024-02-01", b))
	must(t, h.holds(ballot.Secretary, "2022–2025", "2025-02-02", b))
	h.expectOffices("called", "alternates B until 2024-02-01", "committee A until 2025-02-01", "delegates B",
		"deputy B until 2025-02-02", "secretary A until 2025-02-01", "secretary B")
	h.end("secretary B", "", true)
	h.expectOffices("a mistake", "alternates B until 2024-02-01", "committee A until 2025-02-01", "delegates B",
		"deputy B", "secretary A until 2025-02-01", "secretary B struck")
	if n := len(h.events("mandate.ended")); n != 5 {
		t.Errorf("%d ends are told", n)
	}
}

// end ends a mandate, or strikes it.
func (h *hall) end(which string, on congress.Date, struck bool) {
	h.t.Helper()
	v, err := h.s.OfficesOf(h.ctx, h.org)
	must(h.t, err)
	for _, m := range v.InForce() {
		if fmt.Sprintf("%s %s", m.Office, strings.TrimPrefix(m.Name, "Nguyễn Văn ")) == which {
			must(h.t, h.s.EndMandate(h.ctx, h.organiser, h.org, m.ID, on, "x", struck))
			return
		}
	}
	h.t.Fatalf("nobody is %s", which)
}
