package verify

import (
	"fmt"
	"maps"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// checkAccount replays the papers of each round from the log.
func (v *inspection) checkAccount(f *findings) {
	for _, r := range v.sealed {
		told, explained := replay(v.of(r))
		own := paper{Printed: r.Printed, Destroyed: r.Destroyed, Present: r.Present, HandedOut: r.HandedOut,
			Exchanged: r.Exchanged,
			Returned:  r.Returned, Unused: r.Unused, NotReturned: r.NotReturned}
		f.add(told == own, "%s: số liệu phiếu không đúng như nhật ký", v.name(r))
		res, _ := v.result(r)
		f.add(res.Sheet.Issued == r.HandedOut, "%s: phát ra %d, kết quả ghi %d", v.name(r), r.HandedOut,
			res.Sheet.Issued)
		account := tally.BallotAccount{Base: v.baseOf(r).Base, Printed: r.Printed, HandedOut: r.HandedOut,
			Unused: r.Unused, Destroyed: r.Destroyed,
			Present: r.Present, Exchanged: r.Exchanged, Returned: r.Returned, NotReturned: r.NotReturned,
			Sheet: res.Sheet}
		for _, excess := range account.Excess() {
			f.add(false, "%s: phiếu nhiều hơn người (%d và %d)", v.name(r), excess.Left, excess.Right)
		}
		f.add(explained == r.Explanation, "%s: giải trình không phải lời hai người đã ký", v.name(r))
		for _, finding := range v.differences(r, account) {
			f.add(r.Explanation != "", "%s: số liệu phiếu không cân (%d và %d) mà không có giải trình", v.name(r),
				finding.Left, finding.Right)
		}
	}
}

// differences lists what had to be explained. Of a round without a base of its
// own somebody typed how many papers were not put into the box.
func (v *inspection) differences(r round, account tally.BallotAccount) []tally.Finding {
	if v.opened(r) {
		return account.Check()
	}
	return account.Differences()
}

// paper is the ballot account of a round.
type paper struct {
	Printed, Destroyed, Present, HandedOut, Exchanged, Returned, Unused, NotReturned int
}

// replay follows the papers of a round through the log, and the words with
// which two people explained what does not balance.
func replay(events []*event) (paper, string) {
	var p paper
	signed, explained := map[string]string{}, ""
	for _, e := range events {
		switch d := e.Data; e.Kind {
		case "papers.made":
			p.Destroyed, p.Printed = p.Printed, p.Printed+d.N
		case "papers.handed_out":
			p.Present, p.HandedOut, p.Exchanged = d.Present, d.HandedOut, d.Exchanged
		case "box.opened":
			p.Returned, p.Unused, p.NotReturned = d.Returned, d.Unused, d.NotReturned
		case "account.corrected":
			p.Present, p.HandedOut, p.Exchanged = d.Now["present"], d.Now["handed_out"], d.Now["exchanged"]
			p.Returned, p.Unused, p.NotReturned = d.Now["returned"], d.Now["unused"], d.Now["not_returned"]
			signed, explained = map[string]string{}, ""
		case "act.confirmed":
			if d.Act != "explain" {
				continue
			}
			signed[e.Role] = d.Subject
			if signed["chief"] != "" && signed["chief"] == signed["presidium"] {
				explained = d.Text
			}
		}
	}
	return p, explained
}

// checkCount adds the sheaves of each round up again.
func (v *inspection) checkCount(f *findings) {
	for _, r := range v.sealed {
		res, _ := v.result(r)
		events := v.of(r)
		v.checkRecounts(f, r)
		chosen, _ := last(events, "counting.chosen")
		f.add(chosen.Data.Counting == r.Counting, "%s: cách kiểm không đúng như nhật ký", v.name(r))
		stored, _ := last(events, "round.sealed")
		f.add(slices.Equal(stored.Data.Sheaves, res.Sheaves), "%s: các tập phiếu không đúng như lúc chốt", v.name(r))
		if r.Counting == "totals" {
			f.add(told(handCount(events, 1), res) && told(handCount(events, 2), res),
				"%s: hai bảng kiểm phiếu không cùng số phiếu hợp lệ", v.name(r))
			continue
		}
		if r.Counting == "single_pass" {
			f.add(told(handCount(events, 2), res), "%s: cộng tay không ra số phiếu hợp lệ", v.name(r))
		}
		standing(events).check(f, v.name(r), r.Counting, res)
		checkMachine(f, v.name(r), events, res.Sheaves)
	}
}

// untold: the event is there and has no figure.
const untold = -2

// told reports whether a sum by hand stands, and is that of the result where the log has it.
func told(valid int, res result) bool { return valid == untold || valid == res.Sheet.Valid }

// handCount returns the valid papers of the newest tally sheet with a number, or -1.
func handCount(events []*event, entry int) int {
	valid := -1
	for _, e := range events {
		switch {
		case e.Kind != "handcount.entered":
		case e.Data.Entry == 0: // both were cleared
			valid = -1
		case e.Data.Entry == entry:
			valid = e.Data.Valid
			if valid == 0 { // it does not tell since November 2026
				valid = untold
			}
		}
	}
	return valid
}

// sheaf is what stands of a sheaf: who entered how many papers in each pass.
type sheaf struct {
	passes map[string]*event
	agreed bool
	byHand bool // entered when the machine read no more
}

type sheaves map[int]*sheaf

// standing follows the sheaves of a round through the log.
func standing(events []*event) sheaves {
	all := sheaves{}
	stopped := false
	for _, e := range events {
		n := e.Data.Sheaf
		if all[n] == nil {
			all[n] = &sheaf{passes: map[string]*event{}}
		}
		switch e.Kind {
		case "counting.chosen":
			all, stopped = sheaves{}, false
		case "machine.stopped":
			stopped = true
		case "batch.accepted":
			all[n].passes[e.Data.Pass] = e
			all[n].byHand = all[n].byHand && e.Data.Pass != machine || stopped && e.Data.Pass == "A"
		case "batch.superseded":
			delete(all[n].passes, e.Data.Pass)
		case "passes.compared":
			all[n].agreed = e.Data.Agreed
		}
	}
	return all
}

// check adds the sheaves of a round up and compares with the result.
func (all sheaves) check(f *findings, round, counting string, res result) {
	papers, invalid := 0, map[ballot.Reason]int{}
	people := map[string]string{} // account → pass
	for i, size := range res.Sheaves {
		s := all[i+1]
		if s == nil || len(s.passes) == 0 {
			f.add(false, "%s: tập %d chưa kiểm", round, i+1)
			continue
		}
		for _, pass := range slices.Sorted(maps.Keys(s.passes)) {
			e := s.passes[pass]
			f.add(e.Data.N == size, "%s: tập %d, lượt %s: %d phiếu, đúng ra %d", round, i+1, pass, e.Data.N, size)
			if pass == machine { // read what somebody held under it
				continue
			}
			f.add(people[e.By] == "" || people[e.By] == pass, "%s: một người kiểm ở cả hai lượt %s và %s", round,
				people[e.By], pass)
			people[e.By] = pass
		}
		papers += size
		f.add(counting != withMachine || s.byHand || s.read(size),
			"%s: tập %d không có lượt của máy bên lượt của người", round, i+1)
		f.add(!compared(counting) || (len(s.passes) >= 2 && s.agreed), "%s: tập %d chưa có hai lượt khớp nhau", round,
			i+1)
		for reason, n := range s.decided(counting) {
			invalid[reason] += n
		}
	}
	f.add(papers == res.Sheet.Returned, "%s: các tập có %d phiếu, kết quả ghi %d", round, papers, res.Sheet.Returned)
	f.add(all.untold() || maps.Equal(invalid, res.Sheet.Reasons),
		"%s: phiếu không hợp lệ của các tập cộng lại không ra kết quả", round)
}

// A count with a machine has its readings as a pass of their own.
const (
	withMachine = "with_machine"
	machine     = "M"
)

// compared reports whether two passes of each sheaf must agree.
func compared(counting string) bool { return counting == "two_passes" || counting == withMachine }

// read reports whether the machine read the sheaf beside a person, and was
// unsure of no more papers than there are.
func (s *sheaf) read(size int) bool {
	_, person := s.passes["A"]
	read, byMachine := s.passes[machine]
	return person && byMachine && read.Data.Unsure >= 0 && read.Data.Unsure <= size
}

// untold reports whether the log leaves invalid papers to the seal, as it does
// since November 2026; a count that began before has both.
func (all sheaves) untold() bool {
	for _, s := range all {
		for _, e := range s.passes {
			if e.Data.Invalid == nil {
				return true
			}
		}
	}
	return false
}

// decided returns the invalid papers that two passes tell alike, or the only one.
func (s *sheaf) decided(counting string) map[ballot.Reason]int {
	var told []map[ballot.Reason]int
	for _, pass := range slices.Sorted(maps.Keys(s.passes)) {
		told = append(told, s.passes[pass].Data.Invalid)
	}
	if !compared(counting) {
		return told[0]
	}
	alike := map[string]int{}
	for _, invalid := range told {
		alike[fmt.Sprint(invalid)]++ // by reason
	}
	for _, invalid := range told {
		if alike[fmt.Sprint(invalid)] > 1 {
			return invalid
		}
	}
	return map[ballot.Reason]int{"?": 1}
}
