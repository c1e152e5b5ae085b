package congress

import (
	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Round is one lần bầu: a ballot on a contest, from the adopted list to the
// sealed result.
type Round struct {
	OrgID      OrgID       `db:"org_id"`
	CongressID CongressID  `db:"congress_id"`
	ContestID  ContestID   `db:"contest_id"`
	ID         RoundID     `db:"round_id"`
	Number     int         `db:"number"` // within the contest, from 1
	Kind       ballot.Kind `db:"kind"`
	Seats      int         `db:"seats"` // open seats that this round is to fill
	State      RoundState  `db:"state"`

	Code     CodeMode     `db:"code"`
	Counting CountingMode `db:"counting"`
	// Machine, with two passes: the second is the machine's, see CountWithMachine.
	Machine        bool   `db:"machine"`
	CountingReason string `db:"counting_reason"` // why not two passes
	// DrawEvery, with a machine: one sheaf in so many is drawn; 0 before November 2026.
	DrawEvery int `db:"draw_every"`
	// MachineFault is why the machine is trusted no longer, and the rest is counted
	// in two passes by hand; "" while it is.
	MachineFault   tally.MachineFault `db:"machine_fault"`
	Definition     string             `db:"definition"`      // JSON of ballot.Definition, "" while drafting
	DefinitionHash string             `db:"definition_hash"` // hex
	Format         ballot.Format      `db:"format"`          // paper size
	Printings      int                `db:"printings"`       // 1, or more after a reprint
	ManifestRoot   string             `db:"manifest_root"`   // hex, "" with CodeNone

	Base string `db:"base"` // JSON of FrozenBase, once the first paper was handed out

	Printed     int `db:"printed"`   // papers made, reserve included
	Reserve     int `db:"reserve"`   // of these
	Destroyed   int `db:"destroyed"` // papers of an earlier printing
	Present     int `db:"present"`   // voters present at the vote
	HandedOut   int `db:"handed_out"`
	Exchanged   int `db:"exchanged"` // spoiled papers swapped for a new one
	Unused      int `db:"unused"`
	Returned    int `db:"returned"`     // taken out of the box
	NotReturned int `db:"not_returned"` // kept by a voter

	Explanation string  `db:"explanation"` // of an account that does not balance, confirmed by two
	Sheet       string  `db:"sheet"`       // JSON of tally.Sheet, once sealed
	Outcome     string  `db:"outcome"`     // JSON of tally.Outcome, once sealed
	SealedBy    string  `db:"sealed_by"`   // the two names
	SealedAt    Instant `db:"sealed_at"`
	Running     Shown   `db:"running"`     // whether the congress let running totals onto the projector
	ReleasedAt  Instant `db:"released_at"` // the chief let the hall see the result
	ReleasedBy  string  `db:"released_by"`
	Reason      string  `db:"reason"` // of a cancelled round
	ChangedBy   string  `db:"changed_by"`
	ChangedAt   Instant `db:"changed_at"`
}

// CodeMode says whether papers carry a QR code.
type CodeMode string

// The code modes.
const (
	CodeQR   CodeMode = "qr"
	CodeNone CodeMode = "none"
)

// CountingMode is how the papers of a round are counted; the counting
// committee chooses before counting starts.
type CountingMode string

// The counting modes.
const (
	CountTwoPasses  CountingMode = "two_passes"  // passes A and B by different people, C where they differ
	CountSinglePass CountingMode = "single_pass" // pass A, then summed once more by hand
	CountTotals     CountingMode = "totals"      // tally sheets; totals typed twice by two people
	// CountWithMachine: pass A, and pass M of what the tablet's camera saw of the same papers, C where
	// they differ. A round stores it as two passes of which one is the machine's.
	CountWithMachine CountingMode = "with_machine"
)

// Way is how the papers of the round are counted, as people choose it and read of it.
func (r Round) Way() CountingMode {
	if r.Machine {
		return CountWithMachine
	}
	return r.Counting
}

// CountIn keeps how the papers are to be counted.
func (r *Round) CountIn(way CountingMode, reason string) {
	r.Counting, r.Machine, r.CountingReason = way, way == CountWithMachine, reason
	if r.Machine {
		r.Counting = CountTwoPasses
	}
}

// Shown is whether running totals were on the projector during a count.
type Shown string

// The states of running totals.
const (
	ShownNever Shown = ""
	ShownNow   Shown = "on"
	ShownOnce  Shown = "off" // for a while, which stands on the minutes
)

// RoundState is where a round stands.
type RoundState string

// The states of a round.
const (
	RoundDrafting  RoundState = "drafting"  // lập danh sách
	RoundFrozen    RoundState = "frozen"    // đã chốt danh sách
	RoundPrinted   RoundState = "printed"   // đã in phiếu
	RoundVoting    RoundState = "voting"    // đang phát phiếu, bỏ phiếu
	RoundOpened    RoundState = "opened"    // đã mở thùng phiếu
	RoundCounting  RoundState = "counting"  // đang kiểm phiếu
	RoundSealed    RoundState = "sealed"    // đã chốt kết quả
	RoundCancelled RoundState = "cancelled" // lần bầu bị hủy
)

// roundAction is what moves a round.
type roundAction string

// The actions on a round.
const (
	roundActionFreeze  roundAction = "freeze"
	roundActionReopen  roundAction = "reopen" // back to the list, before papers are made
	roundActionPrint   roundAction = "print"
	roundActionReprint roundAction = "reprint" // before the first paper is handed out
	roundActionHandOut roundAction = "hand_out"
	roundActionOpenBox roundAction = "open_box"
	roundActionBundle  roundAction = "bundle" // sheaves made
	roundActionSeal    roundAction = "seal"
	roundActionCancel  roundAction = "cancel"
)

// roundTransitions is the whole state machine of a round; docs/states.md
// draws it and a test compares the two.
func roundTransitions() []transition[RoundState, roundAction] {
	return []transition[RoundState, roundAction]{
		{RoundDrafting, roundActionFreeze, RoundFrozen},
		{RoundFrozen, roundActionReopen, RoundDrafting},
		{RoundFrozen, roundActionPrint, RoundPrinted},
		{RoundPrinted, roundActionReprint, RoundPrinted},
		{RoundPrinted, roundActionHandOut, RoundVoting},
		{RoundVoting, roundActionHandOut, RoundVoting},
		{RoundVoting, roundActionOpenBox, RoundOpened},
		{RoundOpened, roundActionBundle, RoundCounting},
		{RoundCounting, roundActionBundle, RoundCounting},
		{RoundCounting, roundActionSeal, RoundSealed},
		{RoundDrafting, roundActionCancel, RoundCancelled},
		{RoundFrozen, roundActionCancel, RoundCancelled},
		{RoundPrinted, roundActionCancel, RoundCancelled},
		{RoundVoting, roundActionCancel, RoundCancelled},
		{RoundOpened, roundActionCancel, RoundCancelled},
		{RoundCounting, roundActionCancel, RoundCancelled},
	}
}

// move applies an action, or refuses it with a [*StateError].
func (r *Round) move(act roundAction, by Actor, now Instant) error {
	to, ok := next(roundTransitions(), r.State, act)
	if !ok {
		return r.Refuse(string(act))
	}
	r.State, r.ChangedBy, r.ChangedAt = to, by.Name, now
	return nil
}

// Unfinished reports whether the round still runs.
func (r Round) Unfinished() bool { return r.State != RoundSealed && r.State != RoundCancelled }
