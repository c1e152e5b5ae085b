package congress

import (
	"errors"

	"kiemphieu/ballot"
)

// A round that is counted with a machine has pass B read by it, in the same
// handling of the papers as pass A: what people do in that pass nobody takes.

// MachineInput is what the camera of a tablet read of a sheaf that a person entered on it.
type MachineInput struct {
	ID     BatchID
	Marks  []ballot.Marks // sorted
	Unsure int            // papers that it was not sure of: a second person read them for it
}

// machineName stands where the name of a person does who entered a sheaf.
const machineName = "Máy"

// Name is how a pass is named in a round: the machine's has a letter of its own.
func (r Round) Name(p Pass) Pass {
	if r.Machine && p == PassB {
		return PassM
	}
	return p
}

func (b Batch) name() Pass { return Round{Machine: b.Machine}.Name(b.Pass) }

// PassesOfPeople are the passes that somebody takes; the machine's is counted
// beside that of a person.
func (r Round) PassesOfPeople() []Pass {
	var taken []Pass
	for _, p := range r.Passes() {
		if r.Name(p) != PassM {
			taken = append(taken, p)
		}
	}
	return taken
}

// Lacks reports whether a pair lacks the second person who reads what the
// machine of the round is not sure of.
func (p Pair) Lacks(r Round) bool { return r.Machine && p.Pass == PassA && p.Reader == "" }

// together reports whether two passes are of one handling of the papers: what
// the machine read while a person entered is set aside with it.
func (r Round) together(a, b Pass) bool { return r.Machine && a != PassC && b != PassC }

// ofMachine returns the machine's batch of a sheaf, or nil.
func (in BatchInput) ofMachine() *BatchInput {
	if in.Machine == nil {
		return nil
	}
	return &BatchInput{ID: in.Machine.ID, Pass: PassB, Sheaf: in.Sheaf, N: in.N, Tokens: in.Tokens,
		Marks: in.Machine.Marks, SetAside: in.SetAside, byMachine: true, unsure: in.Machine.Unsure}
}

// checkMachine: the machine has read what is entered in pass A of a round that
// is counted with it, and nothing else.
func (in BatchInput) checkMachine(r Round) error {
	wanted := r.Machine && in.Pass == PassA
	if wanted != (in.Machine != nil) {
		return &FieldError{Field: "machine", Code: "counting", Value: string(r.Way())}
	}
	if !wanted {
		return nil
	}
	if err := WrongFields(Required("machine.batch", string(in.Machine.ID), 36),
		FieldHolds(in.Machine.ID != in.ID, "machine.batch", "same", string(in.ID)),
		between("machine.unsure", in.Machine.Unsure, 0, in.N)); err != nil {
		return err
	}
	err := in.ofMachine().shape()
	if wrong := (*FieldError)(nil); errors.As(err, &wrong) && wrong.Field == "marks" {
		return &FieldError{Field: "machine.marks", Code: wrong.Code, Value: wrong.Value}
	}
	return err
}
