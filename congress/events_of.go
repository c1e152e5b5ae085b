package congress

import (
	"encoding/json"
	"fmt"
)

// EventsIn returns the events of one kind among entries of a log, in order.
func EventsIn[E Event](entries []LogEntry) ([]E, error) {
	var all []E
	for _, entry := range entries {
		e, err := eventIn[E](entry)
		if err != nil {
			return nil, err
		}
		if e != nil {
			all = append(all, *e)
		}
	}
	return all, nil
}

// eventIn reads an event of one kind; nil where the entry is of another.
func eventIn[E Event](entry LogEntry) (*E, error) {
	var leaf LoggedEvent
	if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
		return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
	}
	var found E
	if leaf.Kind != found.kind() {
		return nil, nil //nolint:nilnil // another event
	}
	if err := json.Unmarshal(leaf.Data, &found); err != nil {
		return nil, fmt.Errorf("congress: event %d: %w", entry.Seq, err)
	}
	return &found, nil
}
