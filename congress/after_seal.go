package congress

import (
	"encoding/json"
	"fmt"
)

// afterSeal tells from the events after the seal of a round how its contest went on
// until another round of it was sealed: what the congress decided about seats that
// were left open, that it closed without, that the contest was taken up again.
func afterSeal(entries []LogEntry, contest ContestID) ([]Remark, error) {
	after := afterwards{contest: contest, rounds: map[RoundID]bool{}}
	for i := 0; i < len(entries) && !after.over; i++ {
		var leaf LoggedEvent
		if err := json.Unmarshal(entries[i].Leaf, &leaf); err != nil {
			return nil, fmt.Errorf("congress: event %d: %w", entries[i].Seq, err)
		}
		hear := after.hears(leaf.Kind)
		if hear == nil {
			continue
		}
		after.ends = leaf.State != ""
		if err := hear(entries[i]); err != nil {
			return nil, err
		}
		at, err := leaf.Time()
		if err != nil {
			return nil, fmt.Errorf("congress: event %d: %w", entries[i].Seq, err)
		}
		for n := range after.told {
			if after.told[n].At == 0 {
				after.told[n].At = at
			}
		}
	}
	return after.told, nil
}

// afterwards follows a contest after a seal.
type afterwards struct {
	contest ContestID
	rounds  map[RoundID]bool // of the contest, started since
	told    []Remark
	over    bool
	ends    bool // the event is the last of its act
	decided bool // what was told last was decided by an act of its own
}

// hears returns what an event of this kind changes, nil for nothing.
func (f *afterwards) hears(kind string) func(LogEntry) error {
	switch kind {
	case roundStarted{}.kind():
		return func(entry LogEntry) error {
			e, err := eventIn[roundStarted](entry)
			if err == nil && e.Contest == f.contest {
				f.rounds[e.Round] = true
			}
			return err
		}
	case ResultSealed{}.kind():
		return func(entry LogEntry) error {
			e, err := eventIn[ResultSealed](entry)
			f.over = err == nil && f.rounds[e.Round]
			return err
		}
	case contestSettled{}.kind():
		return func(entry LogEntry) error {
			e, err := eventIn[contestSettled](entry)
			if err == nil && e.Contest == f.contest {
				f.tell("decided", e.Decision)
				f.decided = f.ends
			}
			return err
		}
	case contestReopened{}.kind():
		return func(entry LogEntry) error {
			e, err := eventIn[contestReopened](entry)
			if err == nil && e.Contest == f.contest {
				f.tell("taken_up", e.Reason)
			}
			return err
		}
	case CongressMoved{}.kind():
		return f.close
	}
	return nil
}

func (f *afterwards) tell(code, reason string) {
	if reason != "" {
		f.told = append(f.told, Remark{Code: code, Params: pairs([]string{"reason", reason})})
	}
}

// close: what was left open as the congress closed, with the reason for that, the
// congress has not decided.
func (f *afterwards) close(entry LogEntry) error {
	e, err := eventIn[CongressMoved](entry)
	if err != nil || e.Action != ActionClose || len(f.told) == 0 {
		return err
	}
	if last := &f.told[len(f.told)-1]; last.Code == "decided" && !f.decided && last.Params["reason"] == e.Reason {
		last.Code = "left_open"
	}
	return nil
}
