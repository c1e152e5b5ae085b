package congress

import (
	"errors"
	"fmt"
)

// Errors that any use case may give. The table in package api turns each into
// a status and a code.
var (
	// ErrNotFound: no such thing, or not within the actor's organisation.
	ErrNotFound = errors.New("congress: not found")
	// ErrUnavailable: the database cannot be reached; nothing was acknowledged.
	ErrUnavailable = errors.New("congress: storage unavailable")
	// ErrConflict: another transaction changed the same thing and retries ran out.
	ErrConflict = errors.New("congress: conflicting change")
	// ErrLoginTaken: another account has this login.
	ErrLoginTaken = errors.New("congress: login is taken")
	// ErrPassNotTaken: the pass was not taken here by this person.
	ErrPassNotTaken = errors.New("congress: the pass was not taken here by this person")
	// ErrBaseFrozen: attendance and deductions stand since the first paper was handed out.
	ErrBaseFrozen = errors.New("congress: base is frozen")
)

// Standing is where something stands.
type Standing struct {
	Subject string // "congress", "round", "contest", "sheaf", "dossier", "device" or "installation"
	State   string
	By      string // who brought it there, "" where that is not known
}

// StateError refuses an action that the present state does not allow, and
// tells who brought about that state.
type StateError struct {
	Standing
	Action string
}

// Refuse refuses an action as things stand; the error is a [*StateError].
func (s Standing) Refuse(action string) error { return &StateError{Standing: s, Action: action} }

// Refuse refuses an action in the present state of the congress.
func (c Congress) Refuse(action string) error {
	return Standing{Subject: "congress", State: string(c.State), By: c.ChangedBy}.Refuse(action)
}

// Refuse refuses an action in the present state of the contest.
func (c Contest) Refuse(action string) error {
	return Standing{Subject: "contest", State: string(c.Settled), By: c.SettledBy}.Refuse(action)
}

// Refuse refuses an action in the present state of the round.
func (r Round) Refuse(action string) error {
	return Standing{Subject: "round", State: string(r.State), By: r.ChangedBy}.Refuse(action)
}

func (e *StateError) Error() string {
	return fmt.Sprintf("congress: %s is %s, cannot %s", e.Subject, e.State, e.Action)
}

// FieldError refuses an input and names its field.
type FieldError struct {
	Field string // as in the form and the API: "seats", "members[3].born"
	Code  string // "required", "range", "format", "duplicate", …
	Value string // what was given, shortened; "" where it does not help
	Limit string // what is allowed, as "1–50"; "" where the code says it all
	Row   string // whose, where a form asks the same of several: the name of a person
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("congress: %s: %s", e.Field, e.Code)
}

// PersonError refuses an act because of who does it: the same person in two
// passes, both signatures by one, a teller who stands for election.
type PersonError struct {
	Code string // "same_person", "needs_chief", "needs_presidium", …
	Name string // the person concerned
}

func (e *PersonError) Error() string { return "congress: " + e.Code + ": " + e.Name }
