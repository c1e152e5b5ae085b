package verify

import (
	"slices"

	"kiemphieu/tally"
)

// reader follows the machine of a round through the log: what it read, which
// sheaves chance had a second person count, and whether it was stopped in time.
type reader struct {
	findings
	every   int // one sheaf in so many is drawn; 0: there was no draw
	sheaves map[int]*readSheaf
	checked map[string]bool // accounts whose machine has read the check sheets, and reads them still
	fault   tally.MachineFault
	due     bool // a comparison was told, and nothing after it yet
}

// readSheaf is what stands of a sheaf.
type readSheaf struct {
	papers, unsure, differing int
	read, second, agreed      bool
	drawn                     bool
	owed                      bool // a lot is to be cast for it
}

// checkMachine holds the machine of a round against what was decided about it.
func checkMachine(events []event, sizes []int) findings {
	r := reader{sheaves: map[int]*readSheaf{}, checked: map[string]bool{}}
	for _, e := range events {
		r.hear(e)
	}
	if r.every > 0 {
		r.after()
		r.drawnEnough(sizes)
	}
	return r.findings
}

func (r *reader) of(sheaf int) *readSheaf {
	if r.sheaves[sheaf] == nil {
		r.sheaves[sheaf] = &readSheaf{}
	}
	return r.sheaves[sheaf]
}

func (r *reader) hear(e event) {
	d := e.Data
	switch e.Kind {
	case "counting.chosen":
		r.every, r.fault, r.due = d.Every, "", false
		clear(r.sheaves)
	case "machine.checked":
		r.checked[e.By] = d.Passed
	case "batch.accepted":
		r.after()
		r.accepted(e)
	case "batch.superseded":
		r.after()
		r.of(d.Sheaf).superseded(d.Pass)
	case "passes.compared":
		r.compared(e)
	case "machine.stopped":
		r.add(r.due && r.fault == "" && r.count().Fault() == d.Fault, "máy bị dừng mà không đúng lý do")
		r.fault = d.Fault
	case "lot.cast":
		r.lot(e)
	}
}

func (r *reader) accepted(e event) {
	s := r.of(e.Data.Sheaf)
	switch e.Data.Pass {
	case "C":
		s.second = true
	case machine:
		s.read, s.papers, s.unsure, s.differing = true, e.Data.N, e.Data.Unsure, 0
		r.add(r.fault == "", "tập %d: máy còn đọc sau khi đã bị dừng", e.Data.Sheaf)
		r.add(r.every == 0 || r.checked[e.By], "tập %d: máy chưa đọc đúng phiếu kiểm tra máy", e.Data.Sheaf)
	}
}

func (s *readSheaf) superseded(pass string) {
	switch pass {
	case "C":
		s.second = false
	case machine:
		s.read, s.owed, s.papers, s.unsure, s.differing = false, false, 0, 0, 0
	}
}

// compared notes whether a lot is owed: person and machine agree, nobody else has counted.
func (r *reader) compared(e event) {
	s := r.of(e.Data.Sheaf)
	s.agreed, s.differing = e.Data.Agreed, e.Data.Differing
	s.owed = s.read && e.Data.Agreed && !s.second && !s.drawn && r.every > 0
	r.due = true
}

// after is called once all that was told of a comparison is heard.
func (r *reader) after() {
	if !r.due {
		return
	}
	r.due = false
	if r.every == 0 || r.fault != "" {
		return
	}
	r.add(r.count().Fault() == "", "máy phải dừng mà không dừng")
	for n, s := range r.sheaves {
		r.add(!s.owed, "tập %d: không rút thăm sau khi kiểm", n)
	}
}

// lot follows chance: for one sheaf when it is counted, or among all that are left at the end.
func (r *reader) lot(e event) {
	d := e.Data
	good := r.every > 0 && r.fault == "" && len(d.Urn) > 0 && slices.IsSorted(d.Urn) && d.Lot >= 0 && d.Lot < d.Of
	for _, n := range d.Urn {
		s := r.of(n)
		good = good && s.read && s.agreed && !s.drawn && !s.second
	}
	alone := len(d.Urn) == 1 && r.of(d.Urn[0]).owed
	if alone {
		r.of(d.Urn[0]).owed = false
	}
	r.add(good && (alone && d.Of == r.every || !alone && d.Of == len(d.Urn)), "rút thăm sai quy định")
	if good && d.Lot < len(d.Urn) {
		r.of(d.Urn[d.Lot]).drawn = true
	}
}

func (r *reader) count() tally.MachineCount {
	var sum tally.MachineCount
	for _, s := range r.sheaves {
		if !s.read {
			continue
		}
		sum.Papers += s.papers
		sum.Unsure += s.unsure
		sum.Differing += s.differing
		if s.drawn && s.second {
			sum.Drawn++
			if !s.agreed && s.differing == 0 {
				sum.Otherwise++
			}
		}
	}
	return sum
}

// drawnEnough: a second person has counted every sheaf that was drawn; and one in
// so many was, unless there was none left that nobody else had counted.
func (r *reader) drawnEnough(sizes []int) {
	drawn, left := 0, 0
	for i := range sizes {
		s := r.of(i + 1)
		switch {
		case s.drawn:
			drawn++
			r.add(s.second && s.agreed, "tập %d được rút thăm mà chưa có người khác kiểm lại cho khớp", i+1)
		case s.read && !s.second:
			left++
		}
	}
	r.add(r.fault != "" || left == 0 || tally.LotsDue(len(sizes), r.every, drawn) == 0,
		"rút thăm %d tập, ít hơn một trong %d", drawn, r.every)
}
