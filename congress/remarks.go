package congress

import (
	"context"
	"encoding/json"
	"fmt"
)

// Remark is what the minutes of a round tell beside its result, since it is not
// as usual: a fact that was corrected, a day that is not that of the congress.
// The log has it, and nothing else does.
type Remark struct {
	// "corrected", "other_day", "closed_short", "reopened", "key_lost", "shuffled", "account", "officer" or "foreseen";
	// after a seal "decided", "left_open" or "taken_up"
	Code   string
	At     Instant
	Params map[string]string // for the sentence
}

// Remarks is all that the log of a congress tells beside its results.
type Remarks struct {
	All       []Remark
	Corrected []correctedFacts // what papers print since each correction, in order
}

// correctedFacts are the facts of a congress since a correction.
type correctedFacts struct {
	congressFacts
	size int64 // of the log with it
}

// LoadRemarks reads the remarks of a congress.
func LoadRemarks(ctx context.Context, tx Tx, c Congress) (Remarks, error) {
	var told Remarks
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return told, err
	}
	if told.All, err = remarks(entries, ""); err != nil {
		return told, err
	}
	for _, entry := range entries {
		corrected, err := eventIn[congressCorrected](entry)
		if err != nil {
			return told, err
		}
		if corrected != nil {
			told.Corrected = append(told.Corrected, correctedFacts{corrected.congressFacts, entry.Seq + 1})
		}
	}
	return told, nil
}

// RemarksOf reads the remarks of a congress.
func (s *Service) RemarksOf(ctx context.Context, id CongressID) (Remarks, error) {
	var told Remarks
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		told, err = LoadRemarks(ctx, tx, c)
		return err
	})
	return told, err
}

// remarks reads from a log what the minutes of a round tell; without a round it is
// what the papers of the congress do.
func remarks(entries []LogEntry, round RoundID) ([]Remark, error) {
	days, err := daysOf(entries, round)
	if err != nil {
		return nil, err
	}
	contest, err := contestIn(entries, round)
	if err != nil {
		return nil, err
	}
	left, made := vacantDuties{}, false
	return remarksIn(entries, func(entry LogEntry, leaf LoggedEvent, opened bool) ([]Remark, error) {
		switch leaf.Kind {
		case officerAccount{}.kind():
			if !opened {
				return nil, nil
			}
		case officersChanged{}.kind():
			if !made && !opened {
				return nil, nil
			}
		case papersMade{}.kind():
			made = true // and the opening minutes name who made them
		case papersShuffled{}.kind():
			return shuffledRemark(entry, round)
		case foreseenAnswered{}.kind():
			e, err := eventIn[foreseenAnswered](entry)
			if err != nil || round != "" && e.Contest != contest {
				return nil, err
			}
			return e.remarks(), nil
		}
		if leaf.Kind == (officersChanged{}).kind() {
			return left.remark(entry)
		}
		return remarksOf(entry, leaf, days)
	})
}

// shuffledRemark tells who shuffled the papers of a round.
func shuffledRemark(entry LogEntry, round RoundID) ([]Remark, error) {
	e, err := eventIn[papersShuffled](entry)
	if err != nil || e.Round != round {
		return nil, err
	}
	return []Remark{{Code: "shuffled", Params: pairs([]string{"shuffled_by", e.ShuffledBy, "watched_by",
		e.WatchedBy})}}, nil
}

// remarksIn gathers what find tells of each event of a log, with its time. opened
// reports whether the congress had opened by then.
func remarksIn(entries []LogEntry, find func(entry LogEntry, leaf LoggedEvent, opened bool) ([]Remark, error)) (
	[]Remark, error) {
	var all []Remark
	opened := false
	for _, entry := range entries {
		var leaf LoggedEvent
		if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
			return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		opened = opened || leaf.Kind == (baseFrozen{}).kind()
		found, err := find(entry, leaf, opened)
		if err != nil {
			return nil, err
		}
		at, err := leaf.Time()
		if err != nil {
			return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		for _, r := range found {
			r.At = at
			all = append(all, r)
		}
	}
	return all, nil
}

// remarksOf reads the remarks of one event; of days only those that matter.
func remarksOf(entry LogEntry, leaf LoggedEvent, days map[Date]bool) ([]Remark, error) {
	switch leaf.Kind {
	case officerAccount{}.kind():
		e, err := eventIn[officerAccount](entry)
		if err != nil {
			return nil, err
		}
		return []Remark{e.remark(leaf.Role)}, nil
	case congressCorrected{}.kind():
		e, err := eventIn[congressCorrected](entry)
		if err != nil {
			return nil, err
		}
		return e.remarks(), nil
	case CongressMoved{}.kind():
		e, err := eventIn[CongressMoved](entry)
		if err == nil && e.Action == ActionReopen {
			return []Remark{{Code: "reopened"}}, nil
		}
		if err != nil || e.Action != ActionClose || e.Reason == "" {
			return nil, err
		}
		return []Remark{{Code: "closed_short", Params: pairs([]string{"reason", e.Reason})}}, nil
	case KeyChanged{}.kind():
		e, err := eventIn[KeyChanged](entry)
		if err != nil || !e.Lost {
			return nil, err
		}
		return []Remark{{Code: "key_lost", Params: pairs([]string{"reason", e.Reason})}}, nil
	case dayExplained{}.kind():
		e, err := eventIn[dayExplained](entry)
		if err != nil || days != nil && !days[e.Day] {
			return nil, err
		}
		return []Remark{{Code: "other_day", Params: pairs([]string{"day", string(e.Day), "held_on", string(e.HeldOn),
			"reason", e.Reason})}}, nil
	}
	return nil, nil
}

// remarks tells each fact that was corrected.
func (e congressCorrected) remarks() []Remark {
	var all []Remark
	for _, fact := range []struct{ field, was, now string }{
		{"title", e.Before.Title, e.Title}, {"term", e.Before.Term, e.Term},
		{"held_on", string(e.Before.HeldOn), string(e.HeldOn)}, {"place", e.Before.Place, e.Place},
	} {
		if fact.was != fact.now {
			all = append(all, Remark{Code: "corrected", Params: pairs([]string{"field", fact.field, "was", fact.was,
				"now", fact.now, "reason", e.Reason})})
		}
	}
	return all
}

// daysOf lists the days on which papers of a round were handed out, its box
// opened and its result sealed; nil, which is all days, without a round.
func daysOf(entries []LogEntry, round RoundID) (map[Date]bool, error) {
	if round == "" {
		return nil, nil //nolint:nilnil // all days
	}
	days := map[Date]bool{}
	for _, entry := range entries {
		var leaf struct {
			LoggedEvent
			Data struct {
				Round RoundID `json:"round"`
			} `json:"data"`
		}
		if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
			return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		switch leaf.Kind {
		case papersHandedOut{}.kind(), boxOpened{}.kind(), ResultSealed{}.kind():
			at, err := leaf.Time()
			if err != nil {
				return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
			}
			days[at.Date()] = days[at.Date()] || leaf.Data.Round == round
		}
	}
	return days, nil
}

// remark tells of the account of an officer, and who did it.
func (e officerAccount) remark(by Role) Remark {
	return Remark{Code: "account", Params: pairs([]string{"what", e.What, "name", e.Name, "duty", string(e.Duty),
		"by", string(by)})}
}

// accountRemarks tells what happened to the accounts of officers since the
// congress was set up, but for the first of each before it opened.
func accountRemarks(ctx context.Context, tx Tx, c Congress) ([]Remark, error) {
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return nil, err
	}
	return remarksIn(entries, func(entry LogEntry, leaf LoggedEvent, opened bool) ([]Remark, error) {
		e, err := eventIn[officerAccount](entry)
		if e == nil || err != nil || e.What == accountGiven && !opened {
			return nil, err
		}
		return []Remark{e.remark(leaf.Role)}, nil
	})
}

// vacantDuties holds who was relieved of a duty that nobody has taken over yet.
type vacantDuties map[Duty][]string

// remark tells whose duty ended or began. Who came is told to stand in for who was
// relieved where that is one person and no other.
func (left vacantDuties) remark(entry LogEntry) ([]Remark, error) {
	e, err := eventIn[officersChanged](entry)
	if err != nil || e.Name == "" {
		return nil, err
	}
	instead := ""
	if e.Duty != "" {
		if gone := left[e.Duty]; len(gone) == 1 && gone[0] != e.Name {
			instead = gone[0]
		}
		delete(left, e.Duty)
	}
	if e.Was != "" {
		left[e.Was] = append(left[e.Was], e.Name)
	}
	return []Remark{{Code: "officer", Params: pairs([]string{"name", e.Name, "was", string(e.Was), "duty",
		string(e.Duty), "instead", instead})}}, nil
}
