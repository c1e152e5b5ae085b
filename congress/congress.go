package congress

// Congress is one meeting of one organisation that elects: a đại hội, or a
// by-election within a term.
type Congress struct {
	ID        CongressID `db:"congress_id"`
	OrgID     OrgID      `db:"org_id"`
	Meeting   Meeting    `db:"meeting"`
	Founded   int        `db:"founded"` // place in the order in which the organisation set up its meetings
	Title     string     `db:"title"`   // "Đại hội Chi bộ Hưng Hòa"
	Term      string     `db:"term"`    // "2022–2025": text, never computed
	Ordinal   int        `db:"ordinal"` // "lần thứ …", 0 where nobody said
	HeldOn    Date       `db:"held_on"`
	Place     string     `db:"place"`
	Pilot     bool       `db:"pilot"`     // đại hội điểm
	Rehearsal bool       `db:"rehearsal"` // diễn tập: never ratified, never summed
	Profile   string     `db:"profile"`   // name of the rule profile
	State     State      `db:"state"`
	Reason    string     `db:"reason"`    // why postponed or returned, "" otherwise
	ClosedAt  Instant    `db:"closed_at"` // the report is due working days after this
	Projector string     `db:"projector"` // short code of the board in the hall, "" for none
	ChangedBy string     `db:"changed_by"`
	ChangedAt Instant    `db:"changed_at"`
	LogSize   int64      `db:"log_size"` // events in the congress's log

	// ComplaintsOpen is how many complaints are not decided, ComplaintEnded the day on
	// which the last one ended before the decision: until then its time does not run.
	ComplaintsOpen int  `db:"complaints_open"`
	ComplaintEnded Date `db:"complaint_ended"`
}

// State is where a congress stands.
type State string

// The states of a congress.
const (
	StatePreparing State = "preparing"  // đang chuẩn bị
	StatePostponed State = "postponed"  // hoãn
	StateInSession State = "in_session" // đang tiến hành; the base is frozen
	StateClosed    State = "closed"     // đã bế mạc
	StateSubmitted State = "submitted"  // đã trình chuẩn y
	StateRatified  State = "ratified"   // đã chuẩn y
	StateAnnulled  State = "annulled"   // bị hủy kết quả
)

// Action is what moves a congress from one state to another.
type Action string

// The actions on a congress.
const (
	ActionPostpone Action = "postpone"
	actionResume   Action = "resume"
	ActionOpen     Action = "open" // the first paper of the day is handed out
	ActionClose    Action = "close"
	ActionReopen   Action = "reopen" // closed by mistake, before the dossier went up
	ActionSubmit   Action = "submit"
	ActionReturn   Action = "return" // the superior sends the dossier back
	ActionRatify   Action = "ratify"
	ActionAnnul    Action = "annul"
)

// transition is one arrow of a state machine.
type transition[S, A ~string] struct {
	from S
	act  A
	to   S
}

// congressTransitions is the whole state machine of a congress; docs/states.md
// draws it and a test compares the two.
func congressTransitions() []transition[State, Action] {
	return []transition[State, Action]{
		{StatePreparing, ActionPostpone, StatePostponed},
		{StatePostponed, actionResume, StatePreparing},
		{StatePreparing, ActionOpen, StateInSession},
		{StateInSession, ActionClose, StateClosed},
		{StateClosed, ActionReopen, StateInSession},
		{StateClosed, ActionSubmit, StateSubmitted},
		{StateSubmitted, ActionReturn, StateClosed},
		{StateSubmitted, ActionRatify, StateRatified},
		{StateSubmitted, ActionAnnul, StateAnnulled},
		{StateRatified, ActionAnnul, StateAnnulled}, // a breach that was found later
	}
}

// next follows the arrow for act, or reports that there is none.
func next[S, A ~string](table []transition[S, A], from S, act A) (S, bool) {
	for _, t := range table {
		if t.from == from && t.act == act {
			return t.to, true
		}
	}
	return from, false
}

// Move applies an action, or refuses it with a [*StateError] that names who
// brought the congress into its present state.
func (c *Congress) Move(act Action, by Actor, now Instant) error {
	to, ok := next(congressTransitions(), c.State, act)
	if !ok {
		return c.Refuse(string(act))
	}
	c.State, c.ChangedBy, c.ChangedAt = to, by.Name, now
	return nil
}

// Over reports whether the congress was closed, whatever became of it.
func (c Congress) Over() bool {
	switch c.State {
	case StateClosed, StateSubmitted, StateRatified, StateAnnulled:
		return true
	case StatePreparing, StatePostponed, StateInSession:
	}
	return false
}

// BaseFrozen reports whether attendance and deductions can no longer change.
func (c Congress) BaseFrozen() bool {
	return c.State != StatePreparing && c.State != StatePostponed
}
