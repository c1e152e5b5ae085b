package congress

import (
	"context"
	"encoding/json"
	"fmt"
)

// MinutesNotes is what the minutes of a round say beside its figures: how many
// copies are made, who writes them, and what the counting committee concluded
// about papers that were in doubt. They stand in the log; the last before the
// seal count.
type MinutesNotes struct {
	Copies     int    `json:"copies"`
	Writer     string `json:"writer,omitempty"`
	Doubtful   int    `json:"doubtful,omitempty"` // papers that the committee had to conclude on
	Conclusion string `json:"conclusion,omitempty"`
}

func (n MinutesNotes) check(returned int) error {
	conclusion := AtMost("conclusion", n.Conclusion, 1000)
	if n.Doubtful > 0 {
		conclusion = Required("conclusion", n.Conclusion, 1000)
	} else if n.Conclusion != "" { // about how many is told
		conclusion = &FieldError{Field: "doubtful", Code: "required"}
	}
	return WrongFields(
		between("copies", n.Copies, 1, 20),
		AtMost("writer", n.Writer, 100),
		n.checkDoubtful(returned),
		conclusion,
	)
}

func (n MinutesNotes) checkDoubtful(returned int) error {
	return between("doubtful", n.Doubtful, 0, returned)
}

// notesHold refuses a seal under notes about more papers than came back: these may
// have been corrected since.
func (a *Act) notesHold(ctx context.Context) error {
	entries, err := a.tx.LogEntries(ctx, a.Congress, 0)
	if err != nil {
		return err
	}
	n, err := notesIn(entries, a.Round.ID)
	if err != nil {
		return err
	}
	return n.checkDoubtful(a.Round.Returned)
}

// NoteMinutes says what the minutes of a round are to print beside its figures.
// It takes the chief, from the opening of the box until the seal.
func (s *Service) NoteMinutes(ctx context.Context, by Actor, id RoundID, n MinutesNotes) error {
	n.Writer, n.Conclusion = clean(n.Writer), clean(n.Conclusion)
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Round.State != RoundOpened && a.Round.State != RoundCounting {
			return a.Round.Refuse("note_minutes")
		}
		if err := n.check(a.Round.Returned); err != nil {
			return err
		}
		a.Tell(minutesNoted{Round: a.Round.ID, MinutesNotes: n})
		return nil
	})
}

// MinutesNotesOf returns what was noted for the minutes of a round.
func (s *Service) MinutesNotesOf(ctx context.Context, r Round) (MinutesNotes, error) {
	var n MinutesNotes
	err := s.store.View(ctx, func(tx Tx) error {
		entries, err := tx.LogEntries(ctx, Congress{OrgID: r.OrgID, ID: r.CongressID}, 0)
		if err == nil {
			n, err = notesIn(entries, r.ID)
		}
		return err
	})
	return n, err
}

// notesIn finds the last notes about a round.
func notesIn(entries []LogEntry, round RoundID) (MinutesNotes, error) {
	var n MinutesNotes
	for _, entry := range entries {
		noted, err := eventIn[minutesNoted](entry)
		if err != nil {
			return n, err
		}
		if noted != nil && noted.Round == round {
			n = noted.MinutesNotes
		}
	}
	return n, nil
}

// votingBegan finds when the first paper of a round was handed out, 0 before.
func votingBegan(entries []LogEntry, round RoundID) (Instant, error) {
	for _, entry := range entries {
		out, err := eventIn[papersHandedOut](entry)
		if err != nil {
			return 0, err
		}
		if out != nil && out.Round == round {
			return timeOf(entry)
		}
	}
	return 0, nil
}

// timeOf returns the moment of an entry, to the minute.
func timeOf(entry LogEntry) (Instant, error) {
	var leaf LoggedEvent
	if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
		return 0, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
	}
	return leaf.Time()
}
