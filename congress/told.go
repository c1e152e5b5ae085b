package congress

import (
	"encoding/json"
	"fmt"
	"slices"

	"kiemphieu/tally"
)

// countTold is how the sheaves of a round were counted, as the log tells it:
// batches are gone after the seal.
type countTold struct {
	machine machineReport
	sheaves map[int]*sheafTold
	running runningTold
}

// runningTold is whether running totals were on the projector, as the log tells it:
// allowed, of enough papers, and of a block on which two passes agreed.
type runningTold struct {
	blocks   [][]Sheaf // of a count by two passes, nil of any other
	returned int
	allowed  bool
	shown    bool
}

// sheafTold is what the log tells of a sheaf as it stands.
type sheafTold struct {
	papers, unsure, differing int  // of the machine's pass
	read                      bool // by the machine
	drawn                     bool
	second                    bool // there is a pass C
	agreed                    bool
	differed                  bool // the first two passes did
	again                     bool // a pass of it was entered again
	passes                    int
}

// countEvent has what the events of a count tell of sheaves and their machine.
type countEvent struct {
	Round     RoundID            `json:"round"`
	Every     int                `json:"every"`
	Pass      Pass               `json:"pass"`
	Sheaf     int                `json:"sheaf"`
	N         int                `json:"n"`
	Unsure    int                `json:"unsure"`
	Passes    int                `json:"passes"`
	Agreed    bool               `json:"agreed"`
	Differing int                `json:"differing"`
	Passed    bool               `json:"passed"`
	Urn       []int              `json:"urn"`
	Lot       int                `json:"lot"`
	Fault     tally.MachineFault `json:"fault"`
	Counting  CountingMode       `json:"counting"`
	Sheaves   []int              `json:"sheaves"`
	Returned  int                `json:"returned"`
	Now       map[string]int     `json:"now"`
	On        bool               `json:"on"`
}

// toldOfCount follows the count of a round through the log.
func toldOfCount(entries []LogEntry, round RoundID) (countTold, error) {
	told := countTold{sheaves: map[int]*sheafTold{}}
	for _, entry := range entries {
		var leaf LoggedEvent
		if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
			return told, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		hear := told.hears(leaf.Kind)
		if hear == nil {
			continue
		}
		var e countEvent
		if err := json.Unmarshal(leaf.Data, &e); err != nil {
			return told, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		if e.Round == round {
			hear(e)
			told.look()
		}
	}
	for _, sheaf := range told.sheaves {
		told.machine.add(*sheaf)
	}
	return told, nil
}

// hears returns what an event of this kind changes, nil for nothing.
func (t *countTold) hears(kind string) func(countEvent) {
	switch kind {
	case countingChosen{}.kind():
		return func(e countEvent) {
			t.machine = machineReport{Every: e.Every}
			clear(t.sheaves)
			t.running.choose(e)
		}
	case boxOpened{}.kind():
		return func(e countEvent) { t.running.returned = e.Returned }
	case ballotAccountCorrected{}.kind():
		return func(e countEvent) { t.running.returned = e.Now["returned"] }
	case runningShown{}.kind():
		return func(e countEvent) { t.running.allowed = e.On }
	case BatchAccepted{}.kind():
		return func(e countEvent) { t.of(e.Sheaf).accept(e) }
	case batchSuperseded{}.kind():
		return func(e countEvent) { t.of(e.Sheaf).supersede(e.Pass) }
	case passesCompared{}.kind():
		return func(e countEvent) { t.of(e.Sheaf).compare(e) }
	case machineChecked{}.kind():
		return func(e countEvent) {
			if e.Passed {
				t.machine.Checked++
			}
		}
	case lotCast{}.kind():
		return func(e countEvent) {
			if e.Lot < len(e.Urn) {
				t.of(e.Urn[e.Lot]).drawn = true
			}
		}
	case machineStopped{}.kind():
		return func(e countEvent) { t.machine.Fault = e.Fault }
	}
	return nil
}

func (t *countTold) of(sheaf int) *sheafTold {
	if t.sheaves[sheaf] == nil {
		t.sheaves[sheaf] = &sheafTold{}
	}
	return t.sheaves[sheaf]
}

func (s *sheafTold) accept(e countEvent) {
	switch e.Pass {
	case PassM:
		s.read, s.papers, s.unsure = true, e.N, e.Unsure
	case PassC:
		s.second = true
	case PassA, PassB:
	}
}

func (s *sheafTold) supersede(pass Pass) {
	s.again = true
	switch pass {
	case PassM:
		s.read, s.papers, s.unsure, s.differing = false, 0, 0, 0
	case PassC:
		s.second = false
	case PassA, PassB:
	}
}

func (s *sheafTold) compare(e countEvent) {
	s.differing, s.agreed, s.passes = e.Differing, e.Agreed, e.Passes
	if e.Passes == 2 {
		s.differed = !e.Agreed
	}
}

// choose notes the blocks of which totals can be shown.
func (r *runningTold) choose(e countEvent) {
	r.blocks = nil
	if e.Counting != CountTwoPasses {
		return
	}
	sheaves := make([]Sheaf, len(e.Sheaves))
	for i, size := range e.Sheaves {
		sheaves[i] = Sheaf{Number: i + 1, Size: size}
	}
	r.blocks = runningBlocks(sheaves)
}

// look notes whether the hall sees running totals now; see [running].
func (t *countTold) look() {
	if !t.running.allowed || t.running.returned < RunningProjector {
		return
	}
	for _, block := range t.running.blocks {
		hidden := slices.ContainsFunc(block, func(s Sheaf) bool {
			told := t.of(s.Number)
			return !told.agreed || told.again
		})
		t.running.shown = t.running.shown || !hidden
	}
}

// while says for how much of the count running totals were shown.
func (r runningTold) while() Shown {
	switch {
	case !r.shown:
		return ShownNever
	case r.allowed && r.blocks != nil:
		return ShownNow
	}
	return ShownOnce
}

// thirds counts the sheaves that a third pass decided, since the first two differed.
func (t *countTold) thirds() int {
	n := 0
	for _, s := range t.sheaves {
		if s.differed && s.passes > 2 && s.agreed {
			n++
		}
	}
	return n
}

func (m *machineReport) add(s sheafTold) {
	if s.drawn {
		m.Lots++
	}
	if !s.read {
		m.ByHand++
		return
	}
	m.Papers += s.papers
	m.Unsure += s.unsure
	m.Differing += s.differing
	if s.drawn && s.second {
		m.Drawn++
		if !s.agreed && s.differing == 0 {
			m.Otherwise++
		}
	}
}
