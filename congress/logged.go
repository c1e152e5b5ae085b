package congress

import (
	"encoding/json"
	"time"

	"kiemphieu/record"
)

// logged is the envelope of an event in the log.
type logged struct {
	At   string `json:"at"`   // UTC, to the minute
	By   string `json:"by"`   // account id
	Role Role   `json:"role"` // of that account
	Kind string `json:"kind"`
	Data Event  `json:"data"`
	// State commits to what the act left of the congress, of the last event of an
	// act alone: SHA-256 with a salt that the next act replaces. No bundle has the salt.
	State string `json:"state,omitempty"`
}

// logTime is how the log writes a moment.
const logTime = "2006-01-02T15:04Z"

// encodeEvent returns the canonical bytes of an event.
func encodeEvent(e Event, by Actor, now Instant, state string) ([]byte, error) {
	return record.Canonical(logged{
		At:   now.Minute().Time().Format(logTime),
		By:   string(by.AccountID),
		Role: by.Role,
		Kind: e.kind(),
		Data: e,

		State: state,
	})
}

// LoggedEvent is the envelope of an event as it is read back; its data is read by kind.
type LoggedEvent struct {
	At   string          `json:"at"`
	By   AccountID       `json:"by"`
	Role Role            `json:"role"`
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`

	State string `json:"state,omitempty"`
}

// Time returns the moment of the event, to the minute.
func (e LoggedEvent) Time() (Instant, error) {
	at, err := time.Parse(logTime, e.At)
	return At(at), err
}
