package e2e

import (
	"bytes"
	"fmt"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// poll is a further ballot in the hall of cb10 up to its bundled sheaves: so
// many of the roster's first stand for so many seats.
type poll struct {
	names, seats, papers int
	code                 congress.CodeMode
}

// hold holds the ballot and gives its round and the texts of its codes.
func (h *hall) hold(p poll) (round string, codes []string) {
	h.t.Helper()
	o := h.meeting("cb10")
	organiser, chief := h.actor("cb10.capuy"), h.actor("cb10.truongban")
	contest, err := h.congress.AddContest(h.ctx, organiser, o.Congress.ID,
		congress.ContestInput{Office: ballot.Other, Title: fmt.Sprintf("Tổ công tác %d người", p.names),
			Seats: p.seats})
	check(h.t, err)
	for _, m := range o.Members[:p.names] {
		check(h.t, h.congress.Nominate(h.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	id, err := h.congress.StartRound(h.ctx, organiser, contest, ballot.Ordinary)
	check(h.t, err)
	check(h.t, h.congress.Freeze(h.ctx, organiser, id, p.code))
	check(h.t, h.congress.MakePapers(h.ctx, organiser, id, congress.PapersInput{Count: p.papers,
		Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
		for _, token := range made.Tokens {
			codes = append(codes, ballot.EncodeCode(made.Definition.Tag(), token))
		}
		return minutes.WritePapers(made, &bytes.Buffer{})
	}))
	handed := min(p.papers, o.Head.Present) // the box may hold more: what it holds is counted
	check(h.t, h.congress.ExplainDay(h.ctx, chief, o.Congress.ID, "Kiểm phiếu sang ngày hôm sau"))
	check(h.t, h.congress.HandOut(h.ctx, chief, id, o.Head.Present, handed))
	check(h.t, h.congress.OpenBox(h.ctx, chief, id, congress.BoxInput{Returned: p.papers}))
	check(h.t, h.congress.ChooseCounting(h.ctx, chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	return "/lan-bau/" + string(id), codes
}
