package congress

import (
	"errors"
	"slices"

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

// name is how a pass is named: the machine's has a letter of its own.
func (b Batch) name() Pass {
	if b.Machine {
		return PassM
	}
	return b.Pass
}

// reads reports whether the machine is to read what is entered in pass A.
func (r Round) reads() bool { return r.Machine && r.MachineFault == "" }

// PassNames are the passes of a round as they are named. Once the machine is
// trusted no longer, there is its pass and the one that people count in its place.
func (r Round) PassNames() []Pass {
	switch {
	case r.reads():
		return []Pass{PassA, PassM, PassC}
	case r.Machine:
		return []Pass{PassA, PassM, PassB, PassC}
	}
	return r.Passes()
}

// PassesOfPeople are the passes that somebody takes; the machine's is counted
// beside that of a person.
func (r Round) PassesOfPeople() []Pass {
	return slices.DeleteFunc(r.Passes(), func(p Pass) bool { return p == PassB && r.reads() })
}

// Lacks reports whether a pair lacks the second person who reads what the
// machine of the round is not sure of.
func (p Pair) Lacks(r Round) bool { return r.reads() && p.Pass == PassA && p.Reader == "" }

// Unchecked reports whether a pair has not yet shown that its camera reads the
// check sheets of the round. Rounds from before November 2026 have none.
func (p Pair) Unchecked(r Round) bool {
	return r.reads() && r.DrawEvery > 0 && p.Pass == PassA && !p.Checked
}

// ofMachine returns the machine's batch of a sheaf, or nil.
func (in BatchInput) ofMachine() *BatchInput {
	if in.Machine == nil {
		return nil
	}
	return &BatchInput{ID: in.Machine.ID, Pass: PassB, Sheaf: in.Sheaf, N: in.N, Tokens: in.Tokens,
		Marks: in.Machine.Marks, SetAside: in.SetAside, byMachine: true, unsure: in.Machine.Unsure}
}

// trusted leaves out what a machine read that is trusted no longer: a tablet that
// had no network may not know it yet. What was stored before stays what it is.
func (in BatchInput) trusted(r Round, beside []Batch) BatchInput {
	stored := in.Machine != nil && slices.ContainsFunc(beside, func(b Batch) bool { return b.ID == in.Machine.ID })
	if r.Machine && !r.reads() && !stored {
		in.Machine = nil
	}
	return in
}

// checkMachine: the machine has read what is entered in pass A of a round that
// is counted with it, and nothing else.
func (in BatchInput) checkMachine(r Round) error {
	wanted, there := r.reads() && in.Pass == PassA, in.Machine != nil
	late := r.Machine && in.Pass == PassA // read before the machine was stopped
	if (wanted && !there) || (there && !wanted && !late) {
		return &FieldError{Field: "machine", Code: "counting", Value: string(r.Way())}
	}
	if !there {
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
