package verify

import (
	"encoding/hex"
	"fmt"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// checkCongress holds what definition.json says of the congress and of its
// contests against the log.
func (v *inspection) checkCongress(f *findings) {
	f.add(len(v.events) > 0 && v.events[0].Kind == "congress.created", "việc đầu của nhật ký không phải là lập đại hội")
	c := v.def.Congress
	f.add(c.LogSize == len(v.leaves), "đại hội ghi %d việc, nhật ký có %d", c.LogSize, len(v.leaves))
	if created, ok := last(v.events, "congress.created"); ok {
		f.add(created.Data.Rehearsal == c.Rehearsal, "diễn tập hay đại hội thật: không đúng như nhật ký")
		told := v.toldOf(created)
		f.add(told == c.facts(), "tên, nhiệm kỳ, ngày, địa điểm hoặc quy chế không đúng như nhật ký")
	}
	for _, contest := range v.def.Contests {
		v.checkContest(f, contest)
	}
	v.checkRoundsOf(f)
}

// facts is what papers print of a congress.
type facts struct{ Title, Term, HeldOn, Place, Profile string }

func (m meeting) facts() facts { return facts{m.Title, m.Term, m.HeldOn, m.Place, m.Profile} }

// toldOf follows the facts of the congress through the log. Only a correction tells
// of the place, and only a change of the day: before the first, they are as they are.
func (v *inspection) toldOf(created *event) facts {
	told := v.def.Congress.facts()
	told.Title, told.Term, told.Profile = created.Data.Title, created.Data.Term, created.Data.Profile
	for _, e := range v.events {
		switch e.Kind {
		case "congress.changed":
			told = facts{e.Data.Title, e.Data.Term, e.Data.HeldOn, v.def.Congress.Place, e.Data.Profile}
		case "congress.corrected":
			told = facts{e.Data.Title, e.Data.Term, e.Data.HeldOn, e.Data.Place, told.Profile}
		}
	}
	return told
}

// factsAt is what papers printed of the congress when a round was sealed: a
// correction since then says what stood there before.
func (v *inspection) factsAt(r round) facts {
	at := v.def.Congress.facts()
	for _, e := range slices.Backward(v.events) {
		switch {
		case e.Kind == "round.sealed" && e.Data.Round == r.ID:
			return at
		case e.Kind == "congress.corrected":
			b := e.Data.Before
			at.Title, at.Term, at.HeldOn, at.Place = b.Title, b.Term, b.HeldOn, b.Place
		}
	}
	return at
}

func (v *inspection) checkContest(f *findings, c contest) {
	var own []*event
	for _, e := range v.events {
		if e.Data.Contest == c.ID {
			own = append(own, e)
		}
	}
	changed, ok := last(own, "contest.changed")
	f.add(ok && !changed.Data.Removed && changed.Data.Office == c.Office &&
		changed.Data.Seats == c.Seats && changed.Data.Alternates == c.Alternates, "nội dung %d không đúng như nhật ký",
		c.Position)
	settled, ok := last(own, "contest.settled", "contest.reopened")
	if ok {
		f.add(settled.Data.Settlement == c.Settled && settled.Data.Decision == c.Decision,
			"nội dung %d kết thúc không đúng như nhật ký", c.Position)
		return
	}
	complete := v.lastOutcome(c.ID, len(v.events)).Next == tally.Complete
	f.add(c.Settled == "" || (c.Settled == "complete" && complete && c.Decision == ""),
		"nội dung %d ghi là đã bầu đủ, kết quả thì chưa", c.Position)
}

// lastOutcome returns the outcome of the contest's newest round with a number
// below the one given.
func (v *inspection) lastOutcome(contest string, below int) tally.Outcome {
	var o tally.Outcome
	for _, r := range v.sealed {
		if res, ok := v.result(r); ok && r.Contest == contest && r.Number < below {
			o = res.Outcome
		}
	}
	return o
}

// checkRoundsOf: the rounds are those that the log started, in order, each for the
// seats that were open then.
func (v *inspection) checkRoundsOf(f *findings) {
	before := round{}
	for _, r := range v.def.Rounds {
		c := v.contestOf(r)
		started, ok := last(v.of(r), "round.started")
		f.add(ok && started.Data.Contest == r.Contest && string(started.Data.Number) == fmt.Sprint(r.Number),
			"%s: không đúng như nhật ký mở", v.name(r))
		next := v.contestOf(before).Position < c.Position || (before.Contest == r.Contest && before.Number < r.Number)
		f.add(next, "%s: đứng sai thứ tự", v.name(r))
		f.add(r.Definition == nil || v.mayFill(r), "%s: bầu %d, không phải số lúc đó còn thiếu", v.name(r), r.Seats)
		before = r
	}
	started := 0
	for _, e := range v.events {
		if e.Kind == "round.started" {
			started++
		}
	}
	f.add(started == len(v.def.Rounds), "nhật ký mở %d lần bầu, gói có %d", started, len(v.def.Rounds))
	f.add(len(v.res.Rounds) == len(v.sealed), "%d lần bầu đã chốt, có %d kết quả", len(v.sealed),
		len(v.res.Rounds))
}

// mayFill: a round fills the seats that the one before it left open; the first
// those of its contest, which could be edited until its list was frozen.
func (v *inspection) mayFill(r round) bool {
	if r.Definition != nil && r.Definition.Office == ballot.Alternates && v.contestOf(r).Office == ballot.Delegates {
		return r.Seats <= v.contestOf(r).Alternates
	}
	if before := v.lastOutcome(r.Contest, r.Number); before.Base > 0 {
		return r.Seats == before.OpenSeats
	}
	seats, started := 0, 0
	for _, e := range v.events {
		switch {
		case e.Kind == "contest.changed" && e.Data.Contest == r.Contest:
			seats = e.Data.Seats
		case e.Kind == "round.started" && e.Data.Round == r.ID:
			started = seats
		case e.Kind == "round.frozen" && e.Data.Round == r.ID:
			return r.Seats == started || r.Seats == seats
		}
	}
	return false
}

// dayOrder is what happens with the papers of a round, in order.
func dayOrder() []string {
	return []string{"round.started", "round.frozen", "papers.made", "papers.handed_out", "box.opened",
		"counting.chosen", "round.sealed"}
}

// checkOrder: each step of a round came after the one before, and stood for
// the same list and the same codes.
func (v *inspection) checkOrder(f *findings) {
	for _, r := range v.def.Rounds {
		v.checkRoundOrder(f, r, v.of(r))
	}
	v.checkForeseen(f)
}

// checkForeseen: while the superior has not answered about somebody who was foreseen as
// secretary or deputy and is not elected to the committee, neither is voted on (rules 6.5).
func (v *inspection) checkForeseen(f *findings) {
	rounds, plans := map[string]round{}, map[string][]foreseen{}
	for _, r := range v.def.Rounds {
		rounds[r.ID] = r
	}
	waits, done := map[string]bool{}, map[string]bool{}
	for i, e := range v.events {
		r := rounds[e.Data.Round]
		office := v.contestOf(r).Office
		switch plan, planned := plans[e.Data.Round]; {
		case e.Kind == "round.frozen":
			f.add(len(waits) == 0 || office != ballot.Secretary && office != ballot.Deputy,
				"%s: chốt danh sách khi cấp trên chưa trả lời về người dự kiến không trúng cử chi ủy", v.name(r))
			plans[e.Data.Round] = e.Data.Foreseen
		case e.Kind == "round.sealed" && planned:
			delete(plans, e.Data.Round)
			if office == ballot.Committee {
				for _, id := range v.results[r.ID].Outcome.Elected {
					done[id] = true
					delete(waits, id)
				}
			}
			for _, p := range plan {
				if !done[p.Member] {
					waits[p.Member] = true
				}
			}
		case e.Kind == "foreseen.answered":
			for _, p := range e.Data.Foreseen {
				f.add(waits[p.Member], "việc %d: trả lời về người không chờ trả lời", i+1)
				done[p.Member] = true
				delete(waits, p.Member)
			}
		}
	}
}

func (v *inspection) checkRoundOrder(f *findings, r round, events []*event) {
	step := -1
	for _, e := range events {
		at := slices.Index(dayOrder(), e.Kind)
		reopened := e.Kind == "round.reopened" && step == 1
		switch {
		case reopened:
			step = 0
		case at > step+1:
			f.add(false, "%s: %s trước khi %s", v.name(r), e.Kind, dayOrder()[step+1])
			step = at
		case at >= 0 && at < step:
			f.add(false, "%s: %s sau khi đã %s", v.name(r), e.Kind, dayOrder()[step])
		case at >= 0:
			step = at
		}
	}
	_, cancelled := last(events, "round.cancelled")
	f.add((r.State == sealed) == (step == len(dayOrder())-1) && (r.State == "cancelled") == cancelled,
		"%s: trạng thái %s không đúng như nhật ký", v.name(r), r.State)
	v.checkDefinition(f, r, events)
	if r.State == sealed {
		f.add(sealedByTwo(events), "%s: chốt kết quả mà không đủ hai người ký", v.name(r))
	}
}

// checkDefinition: the list that was frozen, the one on the papers and the one
// in the bundle are the same, and so are the codes.
func (v *inspection) checkDefinition(f *findings, r round, events []*event) {
	root := ""
	for _, m := range v.manifests.Rounds {
		if m.Round == r.ID {
			root = m.Root
		}
	}
	made, ok := last(events, "papers.made")
	f.add(made.Data.ManifestRoot == root && (!ok || made.Data.DefinitionHash == r.DefinitionHash),
		"%s: mã phiếu hoặc danh sách không đúng như lúc in", v.name(r))
	if ok && r.Code == "qr" {
		f.add(len(root) == 64, "%s: phiếu có mã mà không có gốc mã", v.name(r))
	}
	frozen, ok := last(events, "round.frozen")
	if r.Definition == nil {
		f.add(!ok || r.State == "cancelled" || r.State == "drafting", "%s: thiếu danh sách đã chốt", v.name(r))
		return
	}
	d := *r.Definition
	hash := d.Hash()
	f.add(ok && frozen.Data.DefinitionHash == r.DefinitionHash && hex.EncodeToString(hash[:]) == r.DefinitionHash,
		"%s: danh sách không phải danh sách đã chốt", v.name(r))
	same := d.RoundID == r.ID && d.Round == r.Number && d.Kind == r.Kind && d.List.Seats == r.Seats &&
		d.CodeMode == r.Code && v.elects(d, v.contestOf(r))
	f.add(same && d.List.Validate() == nil && d.Style == d.List.Style(), "%s: danh sách đã chốt không hợp với lần bầu",
		v.name(r))
	f.add(d.Rehearsal == v.def.Congress.Rehearsal, "%s: phiếu diễn tập", v.name(r))
}

// elects: a ballot elects the office of its contest; that of a contest for
// delegates the alternates that are missing, once the delegates are elected.
func (v *inspection) elects(d ballot.Definition, c contest) bool {
	joint := c.Office == ballot.Delegates && d.Office == ballot.Alternates && c.Alternates > 0
	return d.Office == c.Office && d.Alternates <= c.Alternates || joint && d.Alternates == 0
}

// sealedByTwo: the last words signed before the seal bear the names of the
// chief and of one of the presidium, two people.
func sealedByTwo(events []*event) bool {
	subject, by := "", map[string]string{}
	for _, e := range events {
		if e.Kind != "act.confirmed" || e.Data.Act != "seal" {
			continue
		}
		if e.Data.Subject != subject {
			subject, by = e.Data.Subject, map[string]string{}
		}
		by[e.Role] = e.By
	}
	return by["chief"] != "" && by["presidium"] != "" && by["chief"] != by["presidium"]
}
