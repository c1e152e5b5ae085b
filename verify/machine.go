package verify

import (
	"slices"

	"kiemphieu/tally"
)

// reader follows the machine of a round through the log: what it read, which
// sheaves chance had a second person count, and whether it was stopped in time.
type reader struct {
	found   *findings
	round   string // as people are told of it
	every   int    // one sheaf in so many is drawn; 0: there was no draw
	sheaves map[int]*readSheaf
	sum     tally.MachineCount // of the sheaves as they stand
	fresh   []int              // sheaves whose comparison was told, and nothing after it yet
	checked map[string]bool    // accounts whose machine has read the check sheets, and reads them still
	stopped bool
}

// readSheaf is what stands of a sheaf.
type readSheaf struct {
	papers, unsure, differing int
	read, second, agreed      bool
	drawn                     bool
	owed                      bool // a lot is to be cast for it
}

// checkMachine holds the machine of a round against what was decided about it.
func checkMachine(f *findings, round string, events []*event, sizes []int) {
	r := reader{found: f, round: round, sheaves: map[int]*readSheaf{}, checked: map[string]bool{}}
	for _, e := range events {
		r.hear(e)
	}
	if r.every > 0 {
		r.after()
		r.drawnEnough(sizes)
	}
}

func (r *reader) add(ok bool, format string, args ...any) {
	if !ok {
		r.found.add(false, r.round+": "+format, args...)
	}
}

// of is what stands of a sheaf.
func (r *reader) of(sheaf int) readSheaf {
	if s := r.sheaves[sheaf]; s != nil {
		return *s
	}
	return readSheaf{}
}

// change changes what stands of a sheaf, and the sum with it.
func (r *reader) change(sheaf int, change func(*readSheaf)) {
	s := r.sheaves[sheaf]
	if s == nil {
		s = &readSheaf{}
		r.sheaves[sheaf] = s
	}
	s.addTo(&r.sum, -1)
	change(s)
	s.addTo(&r.sum, 1)
}

// addTo counts a sheaf, or with -1 takes it out.
func (s *readSheaf) addTo(sum *tally.MachineCount, times int) {
	if !s.read {
		return
	}
	sum.Papers += times * s.papers
	sum.Unsure += times * s.unsure
	sum.Differing += times * s.differing
	if s.drawn && s.second {
		sum.Drawn += times
		if !s.agreed && s.differing == 0 {
			sum.Otherwise += times
		}
	}
}

func (r *reader) hear(e *event) {
	d := e.Data
	switch e.Kind {
	case "counting.chosen":
		r.every, r.stopped, r.fresh, r.sum = d.Every, false, nil, tally.MachineCount{}
		clear(r.sheaves)
	case "machine.checked":
		r.checked[e.By] = d.Passed
	case "batch.accepted":
		r.after()
		r.accepted(e)
	case "batch.superseded":
		r.after()
		r.change(d.Sheaf, func(s *readSheaf) { s.superseded(d.Pass) })
	case "passes.compared":
		r.compared(e)
	case "machine.stopped":
		r.add(len(r.fresh) > 0 && !r.stopped && d.Fault != "" && r.sum.Fault() == d.Fault,
			"máy bị dừng mà không đúng lý do")
		r.stopped = true
	case "lot.cast":
		r.lot(e)
	}
}

func (r *reader) accepted(e *event) {
	switch e.Data.Pass {
	case "C":
		r.change(e.Data.Sheaf, func(s *readSheaf) { s.second = true })
	case machine:
		r.change(e.Data.Sheaf, func(s *readSheaf) {
			s.read, s.papers, s.unsure, s.differing = true, e.Data.N, e.Data.Unsure, 0
		})
		r.add(!r.stopped, "tập %d: máy còn đọc sau khi đã bị dừng", e.Data.Sheaf)
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
func (r *reader) compared(e *event) {
	r.change(e.Data.Sheaf, func(s *readSheaf) {
		s.agreed, s.differing = e.Data.Agreed, e.Data.Differing
		s.owed = s.read && e.Data.Agreed && !s.second && !s.drawn && r.every > 0
	})
	r.fresh = append(r.fresh, e.Data.Sheaf)
}

// after is called once all that was told of a comparison is heard.
func (r *reader) after() {
	fresh := r.fresh
	r.fresh = nil
	if len(fresh) == 0 || r.every == 0 || r.stopped {
		return
	}
	r.add(r.sum.Fault() == "", "máy phải dừng mà không dừng")
	for _, n := range fresh {
		r.add(!r.of(n).owed, "tập %d: không rút thăm sau khi kiểm", n)
	}
}

// lot follows chance: for one sheaf when it is counted, or among all that are left at the end.
func (r *reader) lot(e *event) {
	d := e.Data
	good := r.every > 0 && !r.stopped && len(d.Urn) > 0 && slices.IsSorted(d.Urn) && d.Lot >= 0 && d.Lot < d.Of
	for _, n := range d.Urn {
		s := r.of(n)
		good = good && s.read && s.agreed && !s.drawn && !s.second
	}
	alone := len(d.Urn) == 1 && r.of(d.Urn[0]).owed
	if alone {
		r.change(d.Urn[0], func(s *readSheaf) { s.owed = false })
	}
	r.add(good && (alone && d.Of == r.every || !alone && d.Of == len(d.Urn)), "rút thăm sai quy định")
	if good && d.Lot < len(d.Urn) {
		r.change(d.Urn[d.Lot], func(s *readSheaf) { s.drawn = true })
	}
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
	r.add(r.stopped || left == 0 || tally.LotsDue(len(sizes), r.every, drawn) == 0,
		"rút thăm %d tập, ít hơn một trong %d", drawn, r.every)
}
