package congress

import (
	"encoding/json"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/record"
	"kiemphieu/tally"
)

//go:generate go test -count=1 -run ^TestEventsAreDocumented$ -generate

// Event is something that happened, as the log tells it. An event never tells
// of a single paper, and never names a voter.
type Event interface {
	// Kind is the event's name in the catalogue, such as "round.frozen".
	Kind() string
}

// logged is the envelope of an event in the log.
type logged struct {
	At   string `json:"at"`   // UTC, to the minute
	By   string `json:"by"`   // account id
	Role Role   `json:"role"` // of that account
	Kind string `json:"kind"`
	Data Event  `json:"data"`
}

// logTime is how the log writes a moment.
const logTime = "2006-01-02T15:04Z"

// encodeEvent gives the canonical bytes of an event.
func encodeEvent(e Event, by Actor, now Instant) ([]byte, error) {
	return record.Canonical(logged{
		At:   now.Minute().Time().Format(logTime),
		By:   string(by.AccountID),
		Role: by.Role,
		Kind: e.Kind(),
		Data: e,
	})
}

// LoggedEvent is the envelope of an event as it is read back; its data is read by kind.
type LoggedEvent struct {
	At   string          `json:"at"`
	By   AccountID       `json:"by"`
	Role Role            `json:"role"`
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
}

// Time gives the moment of the event, to the minute.
func (e LoggedEvent) Time() (Instant, error) {
	at, err := time.Parse(logTime, e.At)
	return At(at), err
}

// The catalogue. docs/events.md lists it and a test compares the two.
type (
	// CongressCreated: a congress was set up.
	CongressCreated struct {
		Title     string `json:"title"`
		Term      string `json:"term"`
		Profile   string `json:"profile"`
		Pilot     bool   `json:"pilot"`
		Rehearsal bool   `json:"rehearsal"`
	}
	// CongressChanged: title, term, date, place or profile was edited.
	CongressChanged struct {
		Title   string `json:"title"`
		Term    string `json:"term"`
		HeldOn  Date   `json:"held_on"`
		Profile string `json:"profile"`
	}
	// CongressMoved: postponed, resumed, closed, reopened, submitted, returned, ratified, annulled.
	CongressMoved struct {
		Action Action `json:"action"`
		State  State  `json:"state"`
		Reason string `json:"reason,omitempty"`
	}
	// RosterSaved: the roster was imported or edited; counts only.
	RosterSaved struct {
		Members  int `json:"members"`
		Official int `json:"official"`
	}
	// OfficersChanged: duties were given; counts by duty.
	OfficersChanged struct {
		Presidium int `json:"presidium"`
		Tellers   int `json:"tellers"`
	}
	// BaseFrozen: the base of a round stands, as its first paper is handed out; without a round it is that of the whole congress.
	BaseFrozen struct {
		Round RoundID `json:"round,omitempty"`
		FrozenBase
	}
	// AttendanceChanged: somebody came late, left, or was marked wrongly; the rounds to come count so.
	AttendanceChanged struct {
		FrozenBase
	}
	// OpenedUnprepared: the congress opens although its preparation lacks these items, and why.
	OpenedUnprepared struct {
		Missing []PreparationItem `json:"missing"`
		Reason  string            `json:"reason"`
	}
	// ContestChanged: a contest was added, edited or removed.
	ContestChanged struct {
		Contest ContestID     `json:"contest"`
		Office  ballot.Office `json:"office"`
		Seats   int           `json:"seats"`
		Removed bool          `json:"removed,omitempty"`
	}
	// ContestSettled: the last word on a contest.
	ContestSettled struct {
		Contest    ContestID  `json:"contest"`
		Settlement Settlement `json:"settlement"`
		Decision   string     `json:"decision,omitempty"`
	}
	// RoundStarted: a round was opened for a contest.
	RoundStarted struct {
		Contest  ContestID   `json:"contest"`
		Round    RoundID     `json:"round"`
		Number   int         `json:"number"`
		BallotOf ballot.Kind `json:"ballot_kind"`
		Seats    int         `json:"seats"`
	}
	// ListFrozen: the list was adopted; from now on its hash stands for it.
	ListFrozen struct {
		Round          RoundID `json:"round"`
		DefinitionHash string  `json:"definition_hash"`
		Names          int     `json:"names"`
		Seats          int     `json:"seats"`
	}
	// RoundReopened: the list was taken back before papers were made.
	RoundReopened struct {
		Round RoundID `json:"round"`
	}
	// RoundGivenUp: the round was given up before its result was sealed.
	RoundGivenUp struct {
		Round  RoundID `json:"round"`
		Reason string  `json:"reason"`
	}
	// PapersMade: papers were printed and their codes committed to.
	PapersMade struct {
		Round          RoundID  `json:"round"`
		Code           CodeMode `json:"code"`
		N              int      `json:"n"`
		Reserve        int      `json:"reserve"`
		ManifestRoot   string   `json:"manifest_root,omitempty"`
		DefinitionHash string   `json:"definition_hash"`
		Printing       int      `json:"printing"`
		Reason         string   `json:"reason,omitempty"` // of a reprint
	}
	// PapersHandedOut: papers went to voters; running totals.
	PapersHandedOut struct {
		Round     RoundID `json:"round"`
		Present   int     `json:"present"`
		HandedOut int     `json:"handed_out"`
		Exchanged int     `json:"exchanged"`
	}
	// BoxOpened: the box was opened and the papers in it were counted.
	BoxOpened struct {
		Round       RoundID `json:"round"`
		Returned    int     `json:"returned"`
		Unused      int     `json:"unused"`
		NotReturned int     `json:"not_returned"`
	}
	// AccountCorrected: a number of the ballot account was corrected.
	AccountCorrected struct {
		Round  RoundID        `json:"round"`
		Was    map[string]int `json:"was"`
		Now    map[string]int `json:"now"`
		Reason string         `json:"reason"`
	}
	// CountingChosen: how the papers are counted, and into which sheaves they were bundled.
	CountingChosen struct {
		Round    RoundID      `json:"round"`
		Counting CountingMode `json:"counting"`
		Reason   string       `json:"reason,omitempty"`
		Sheaves  []int        `json:"sheaves"` // sizes
	}
	// BatchAccepted: a sheaf was entered in a pass; never its marks.
	BatchAccepted struct {
		Round   RoundID               `json:"round"`
		Pass    Pass                  `json:"pass"`
		Sheaf   int                   `json:"sheaf"`
		N       int                   `json:"n"`
		Invalid map[ballot.Reason]int `json:"invalid"`
		Aside   []SetAside            `json:"set_aside"`
	}
	// BatchSuperseded: a sheaf is to be entered again.
	BatchSuperseded struct {
		Round  RoundID `json:"round"`
		Pass   Pass    `json:"pass"`
		Sheaf  int     `json:"sheaf"`
		Reason string  `json:"reason"`
	}
	// PassesCompared: both passes of a sheaf are in.
	PassesCompared struct {
		Round  RoundID `json:"round"`
		Sheaf  int     `json:"sheaf"`
		Passes int     `json:"passes"` // entered so far
		Agreed bool    `json:"agreed"`
	}
	// HandCountEntered: totals from tally sheets were typed.
	HandCountEntered struct {
		Round RoundID `json:"round"`
		Entry int     `json:"entry"`
		Valid int     `json:"valid"`
	}
	// Confirmed: one of two people put a name to an act.
	Confirmed struct {
		Round   RoundID  `json:"round"`
		Act     JointAct `json:"act"`
		Subject string   `json:"subject"`
		Text    string   `json:"text,omitempty"`
	}
	// ResultSealed: the result stands; per-paper data is deleted in the same transaction.
	ResultSealed struct {
		Round   RoundID       `json:"round"`
		Sheet   tally.Sheet   `json:"sheet"`
		Outcome tally.Outcome `json:"outcome"`
		Sheaves []int         `json:"sheaves"`
		Report  string        `json:"report,omitempty"` // SHA-256 of what the minutes print, hex
	}
	// ResultReleased: the chief let the hall see a sealed result.
	ResultReleased struct {
		Round RoundID `json:"round"`
	}
	// RunningShown: the congress put running totals onto the projector, or took them off.
	RunningShown struct {
		Round RoundID `json:"round"`
		On    bool    `json:"on"`
	}
	// DeviceAdmitted: a tablet joined the congress.
	DeviceAdmitted struct {
		Device DeviceID `json:"device"`
		Name   string   `json:"name"`
	}
	// DeviceShutOut: a tablet was revoked.
	DeviceShutOut struct {
		Device DeviceID `json:"device"`
		Name   string   `json:"name"`
	}
	// PassTaken: a pass was given to the person who tells it, and whether somebody reads to him.
	PassTaken struct {
		Round  RoundID  `json:"round"`
		Pass   Pass     `json:"pass"`
		Device DeviceID `json:"device,omitempty"`
		Read   bool     `json:"read"`
	}
	// DocumentStored: a file was uploaded or taken away.
	DocumentStored struct {
		DocKind string `json:"document_kind"`
		SHA256  string `json:"sha256"`
		Removed bool   `json:"removed,omitempty"`
	}
	// DecisionProposed: one person of the superior committee put a decision forward; nothing is decided until a second confirms.
	DecisionProposed struct {
		Version   int    `json:"version"`
		Decision  string `json:"decision"`
		Number    string `json:"number"`
		DecidedOn Date   `json:"decided_on"`
		Refused   int    `json:"refused"` // persons not ratified
		Reason    string `json:"reason,omitempty"`
	}
	// DecisionWithdrawn: a decision that waited for a second person was taken back.
	DecisionWithdrawn struct {
		Version  int    `json:"version"`
		Decision string `json:"decision"`
	}
	// Appointed: the superior filled an office that three ballots left open; a name only of somebody who is not on the roster.
	Appointed struct {
		Contest   ContestID `json:"contest"`
		Member    MemberID  `json:"member,omitempty"`
		Name      string    `json:"name,omitempty"`
		Number    string    `json:"number"`
		DecidedOn Date      `json:"decided_on"`
	}
	// DossierDecided: the superior decided.
	DossierDecided struct {
		Version   int    `json:"version"`
		Decision  string `json:"decision"`
		Number    string `json:"number,omitempty"`
		DecidedOn Date   `json:"decided_on,omitempty"`
		Refused   int    `json:"refused"` // persons not ratified
		Reason    string `json:"reason,omitempty"`
	}
)

// Kind names the event in the catalogue.
func (CongressCreated) Kind() string   { return "congress.created" }
func (CongressChanged) Kind() string   { return "congress.changed" }
func (CongressMoved) Kind() string     { return "congress.moved" }
func (RosterSaved) Kind() string       { return "roster.saved" }
func (OfficersChanged) Kind() string   { return "officers.changed" }
func (BaseFrozen) Kind() string        { return "base.frozen" }
func (AttendanceChanged) Kind() string { return "attendance.changed" }
func (OpenedUnprepared) Kind() string  { return "congress.unready" }
func (ContestChanged) Kind() string    { return "contest.changed" }
func (ContestSettled) Kind() string    { return "contest.settled" }
func (RoundStarted) Kind() string      { return "round.started" }
func (ListFrozen) Kind() string        { return "round.frozen" }
func (RoundReopened) Kind() string     { return "round.reopened" }
func (RoundGivenUp) Kind() string      { return "round.cancelled" }
func (PapersMade) Kind() string        { return "papers.made" }
func (PapersHandedOut) Kind() string   { return "papers.handed_out" }
func (BoxOpened) Kind() string         { return "box.opened" }
func (AccountCorrected) Kind() string  { return "account.corrected" }
func (CountingChosen) Kind() string    { return "counting.chosen" }
func (BatchAccepted) Kind() string     { return "batch.accepted" }
func (BatchSuperseded) Kind() string   { return "batch.superseded" }
func (PassesCompared) Kind() string    { return "passes.compared" }
func (HandCountEntered) Kind() string  { return "handcount.entered" }
func (Confirmed) Kind() string         { return "act.confirmed" }
func (ResultSealed) Kind() string      { return "round.sealed" }
func (ResultReleased) Kind() string    { return "result.released" }
func (RunningShown) Kind() string      { return "running.shown" }
func (DeviceAdmitted) Kind() string    { return "device.joined" }
func (DeviceShutOut) Kind() string     { return "device.revoked" }
func (PassTaken) Kind() string         { return "pass.taken" }
func (DocumentStored) Kind() string    { return "document.stored" }
func (DossierDecided) Kind() string    { return "dossier.decided" }
func (DecisionProposed) Kind() string  { return "decision.proposed" }
func (DecisionWithdrawn) Kind() string { return "decision.withdrawn" }
func (Appointed) Kind() string         { return "decision.appointed" }
