package congress

import (
	"kiemphieu/ballot"
	"kiemphieu/tally"
)

//go:generate go test -vet=off -count=1 -run ^TestEventsAreDocumented$ -generate

// Event is something that happened, as the log tells it. An event never tells
// of a single paper, and never names a voter.
type Event interface {
	kind() string // of the catalogue alone
}

// KindOf returns an event's name in the catalogue, such as "round.frozen".
func KindOf(e Event) string { return e.kind() }

// The catalogue. docs/events.md lists it and a test compares the two.
type (
	// congressCreated: a congress was set up.
	congressCreated struct {
		Title     string `json:"title"`
		Term      string `json:"term"`
		Profile   string `json:"profile"`
		Pilot     bool   `json:"pilot"`
		Rehearsal bool   `json:"rehearsal"`
		// of a by-election; a congress says nothing
		Meeting Meeting `json:"meeting,omitempty"`
	}
	// congressChanged: title, term, date, place or profile was edited.
	congressChanged struct {
		Title   string `json:"title"`
		Term    string `json:"term"`
		HeldOn  Date   `json:"held_on"`
		Profile string `json:"profile"`
	}
	// congressCorrected: what papers print of the congress was corrected after a list was frozen, and why.
	congressCorrected struct {
		congressFacts
		Before congressFacts `json:"before"`
		Reason string        `json:"reason"`
	}
	// dayExplained: the hall works on another day than that of the congress, and why.
	dayExplained struct {
		Day    Date   `json:"day"`
		HeldOn Date   `json:"held_on"`
		Reason string `json:"reason"`
	}
	// CongressMoved: postponed, resumed, closed, reopened, submitted, returned, ratified, annulled.
	CongressMoved struct {
		Action Action `json:"action"`
		State  State  `json:"state"`
		Reason string `json:"reason,omitempty"`
		Heads  Heads  `json:"heads,omitzero"` // as it was submitted
	}
	// rosterSaved: the roster was imported or edited; counts only.
	rosterSaved struct {
		Members  int `json:"members"`
		Official int `json:"official"`
	}
	// officersChanged: a duty was given, changed or taken, and whose; counts by duty.
	officersChanged struct {
		Presidium int    `json:"presidium"`
		Tellers   int    `json:"tellers"`
		Name      string `json:"name,omitempty"` // of the officer
		Was       Duty   `json:"was,omitempty"`  // which ended
		Duty      Duty   `json:"duty,omitempty"` // which began
	}
	// officerAccount: the account with which an officer signs in was given, replaced, reset, locked or unlocked.
	officerAccount struct {
		Duty    Duty      `json:"duty"`
		Name    string    `json:"name"` // of the officer
		Account AccountID `json:"account"`
		Was     AccountID `json:"was,omitempty"` // the one that it replaces
		What    string    `json:"what"`
	}
	// baseFrozen: the base of a round stands, as its first paper is handed out; without a round it is that of the whole
	// congress.
	baseFrozen struct {
		Round RoundID `json:"round,omitempty"`
		FrozenBase
	}
	// AttendanceChanged: somebody came late, left, or was marked wrongly; the rounds to come count so.
	AttendanceChanged struct {
		FrozenBase
	}
	// OpenedUnready: the congress opens although its preparation lacks these items, and why.
	OpenedUnready struct {
		Missing []PreparationItem `json:"missing"`
		Reason  string            `json:"reason"`
	}
	// basisCited: the congress opened under a text that the administrator entered, in force from a day on.
	basisCited struct {
		Basis tally.BasisKind `json:"basis"`
		From  Date            `json:"from"`
		Text  string          `json:"text"`
	}
	// contestChanged: a contest was added, edited or removed.
	contestChanged struct {
		Contest ContestID     `json:"contest"`
		Office  ballot.Office `json:"office"`
		Seats   int           `json:"seats"`
		// of delegates
		Alternates int  `json:"alternates,omitempty"`
		Removed    bool `json:"removed,omitempty"`
	}
	// contestSettled: the last word on a contest.
	contestSettled struct {
		Contest    ContestID  `json:"contest"`
		Settlement Settlement `json:"settlement"`
		Decision   string     `json:"decision,omitempty"`
	}
	// contestReopened: how a contest ended was taken back, and why; it may be voted on again.
	contestReopened struct {
		Contest ContestID `json:"contest"`
		Reason  string    `json:"reason"`
	}
	// foreseenAnswered: who was foreseen as secretary or deputy is not elected to the committee; the superior, to whom
	// that was reported, answered.
	foreseenAnswered struct {
		Contest  ContestID  `json:"contest"`
		Foreseen []foreseen `json:"foreseen"`
		From     string     `json:"from"`
		Answer   string     `json:"answer"`
	}
	// roundStarted: a round was opened for a contest.
	roundStarted struct {
		Contest  ContestID   `json:"contest"`
		Round    RoundID     `json:"round"`
		Number   int         `json:"number"`
		BallotOf ballot.Kind `json:"ballot_kind"`
		Seats    int         `json:"seats"`
	}
	// listFrozen: the list was adopted; from now on its hash stands for it.
	listFrozen struct {
		Round          RoundID `json:"round"`
		DefinitionHash string  `json:"definition_hash"`
		Names          int     `json:"names"`
		Seats          int     `json:"seats"`
		// Held is who holds the office as the meeting begins, by mandates and their decisions: "tái cử" and what is
		// vacant rest on it.
		Held []heldOffice `json:"held,omitempty"`
		// Foreseen is who of a committee's list the convening committee put forward for secretary or deputy.
		Foreseen []foreseen `json:"foreseen,omitempty"`
	}
	// roundReopened: the list was taken back before papers were made.
	roundReopened struct {
		Round RoundID `json:"round"`
	}
	// roundGivenUp: the round was given up before its result was sealed.
	roundGivenUp struct {
		Round  RoundID `json:"round"`
		Reason string  `json:"reason"`
	}
	// papersMade: papers were printed and their codes committed to.
	papersMade struct {
		Round          RoundID  `json:"round"`
		Code           CodeMode `json:"code"`
		N              int      `json:"n"`
		Reserve        int      `json:"reserve"`
		ManifestRoot   string   `json:"manifest_root,omitempty"`
		DefinitionHash string   `json:"definition_hash"`
		Printing       int      `json:"printing"`
		Reason         string   `json:"reason,omitempty"` // of a reprint
	}
	// papersShuffled: printed papers were shuffled in view before the first was handed out, and who did it and watched.
	papersShuffled struct {
		Round      RoundID `json:"round"`
		ShuffledBy string  `json:"shuffled_by"`
		WatchedBy  string  `json:"watched_by"`
	}
	// papersHandedOut: papers went to voters; running totals.
	papersHandedOut struct {
		Round     RoundID `json:"round"`
		Present   int     `json:"present"`
		HandedOut int     `json:"handed_out"`
		Exchanged int     `json:"exchanged"`
	}
	// boxOpened: the box was opened and the papers in it were counted.
	boxOpened struct {
		Round       RoundID `json:"round"`
		Returned    int     `json:"returned"`
		Unused      int     `json:"unused"`
		NotReturned int     `json:"not_returned"`
	}
	// ballotAccountCorrected: a number of the ballot account was corrected.
	ballotAccountCorrected struct {
		Round  RoundID        `json:"round"`
		Was    map[string]int `json:"was"`
		Now    map[string]int `json:"now"`
		Reason string         `json:"reason"`
	}
	// countingChosen: how the papers are counted, and into which sheaves they were bundled.
	countingChosen struct {
		Round    RoundID      `json:"round"`
		Counting CountingMode `json:"counting"`
		Reason   string       `json:"reason,omitempty"`
		Sheaves  []int        `json:"sheaves"`         // sizes
		Every    int          `json:"every,omitempty"` // one sheaf in so many that the machine reads is drawn
	}
	// BatchAccepted: a sheaf was entered in a pass; never its marks.
	BatchAccepted struct {
		Round  RoundID `json:"round"`
		Pass   Pass    `json:"pass"`
		Sheaf  int     `json:"sheaf"`
		N      int     `json:"n"`
		Unsure int     `json:"unsure,omitempty"` // of the machine's pass: papers that a second person read in its place
		// Invalid papers were counted here until November 2026: a sheaf can be few papers.
		Invalid map[ballot.Reason]int `json:"invalid,omitempty"`
		Aside   []SetAside            `json:"set_aside"`
	}
	// batchSuperseded: a sheaf is to be entered again.
	batchSuperseded struct {
		Round  RoundID `json:"round"`
		Pass   Pass    `json:"pass"`
		Sheaf  int     `json:"sheaf"`
		Reason string  `json:"reason"`
	}
	// passesCompared: both passes of a sheaf are in.
	passesCompared struct {
		Round  RoundID `json:"round"`
		Sheaf  int     `json:"sheaf"`
		Passes int     `json:"passes"` // entered so far
		Agreed bool    `json:"agreed"`
		// Differing papers the machine has otherwise than the person of pass A.
		Differing int `json:"differing,omitempty"`
	}
	// machineChecked: a tablet's camera read the sheets of known marks, as they were printed or otherwise.
	machineChecked struct {
		Round  RoundID  `json:"round"`
		Device DeviceID `json:"device,omitempty"`
		Sheets int      `json:"sheets"`
		Passed bool     `json:"passed"`
	}
	// lotCast: a number below of was drawn; where the urn has a sheaf at that place, a second person counts it.
	lotCast struct {
		Round RoundID `json:"round"`
		Urn   []int   `json:"urn"` // sheaves that are counted: one, or at the end all that were not drawn
		Of    int     `json:"of"`
		Lot   int     `json:"lot"` // from 0
	}
	// machineStopped: the machine is trusted no longer, and the rest is counted in two passes by hand.
	machineStopped struct {
		Round RoundID            `json:"round"`
		Fault tally.MachineFault `json:"fault"`
	}
	// handCountEntered: totals from tally sheets were typed.
	handCountEntered struct {
		Round RoundID `json:"round"`
		Entry int     `json:"entry"`
		// Valid papers, until November 2026: two entries can differ by one paper.
		Valid int `json:"valid,omitempty"`
	}
	// minutesNoted: what the minutes of a round are to say beside its figures.
	minutesNoted struct {
		Round RoundID `json:"round"`
		MinutesNotes
	}
	// complaintHeard: somebody complained in the hall about a count, or the counting committee concluded on it.
	complaintHeard struct {
		Round      RoundID `json:"round"`
		Complaint  int     `json:"complaint"` // its number in the round, from 1
		From       string  `json:"from"`
		Subject    string  `json:"subject"`
		Conclusion string  `json:"conclusion,omitempty"`
	}
	// confirmed: one of two people put a name to an act.
	confirmed struct {
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
	// resultReleased: the chief let the hall see a sealed result.
	resultReleased struct {
		Round RoundID `json:"round"`
	}
	// runningShown: the congress put running totals onto the projector, or took them off.
	runningShown struct {
		Round RoundID `json:"round"`
		On    bool    `json:"on"`
	}
	// DeviceAdmitted: a tablet joined the congress.
	DeviceAdmitted struct {
		Device DeviceID `json:"device"`
		Name   string   `json:"name"`
	}
	// deviceShutOut: a tablet was revoked.
	deviceShutOut struct {
		Device DeviceID `json:"device"`
		Name   string   `json:"name"`
	}
	// passTaken: a pass was given to the person who tells it, and whether somebody reads to them.
	passTaken struct {
		Round  RoundID  `json:"round"`
		Pass   Pass     `json:"pass"`
		Device DeviceID `json:"device,omitempty"`
		Read   bool     `json:"read"`
	}
	// documentStored: a file was uploaded or taken away.
	documentStored struct {
		DocKind string `json:"document_kind"`
		SHA256  string `json:"sha256"`
		Removed bool   `json:"removed,omitempty"`
	}
	// DecisionProposed: one person of the superior committee put a decision forward; nothing is decided until a second
	// confirms.
	DecisionProposed struct {
		Version   int      `json:"version"`
		Decision  string   `json:"decision"`
		Number    string   `json:"number"`
		DecidedOn Date     `json:"decided_on"`
		Refused   int      `json:"refused"` // persons not ratified
		Reason    string   `json:"reason,omitempty"`
		Despite   string   `json:"despite,omitempty"` // why although checks failed
		Failed    []string `json:"failed,omitempty"`  // codes of these checks
	}
	// DecisionWithdrawn: a decision that waited for a second person was taken back.
	DecisionWithdrawn struct {
		Version  int    `json:"version"`
		Decision string `json:"decision"`
	}
	// Appointed: the superior filled an office that three ballots left open; a name only of somebody who is not on the
	// roster.
	Appointed struct {
		Contest   ContestID `json:"contest"`
		Member    MemberID  `json:"member,omitempty"`
		Name      string    `json:"name,omitempty"`
		Number    string    `json:"number"`
		DecidedOn Date      `json:"decided_on"`
		Heads     Heads     `json:"heads,omitzero"`
	}
	// mandateNoted: an office that somebody holds or held was written down, by which the lists of this meeting are
	// checked.
	mandateNoted struct {
		Mandate  MandateID     `json:"mandate"`
		Office   ballot.Office `json:"office"`
		Term     string        `json:"term"`
		From     Date          `json:"from"`
		To       Date          `json:"to,omitempty"`
		How      How           `json:"how"`
		Decision string        `json:"decision,omitempty"`
	}
	// mandateEnded: somebody left an office, or what was written of it was struck.
	mandateEnded struct {
		Mandate MandateID     `json:"mandate"`
		Office  ballot.Office `json:"office"`
		On      Date          `json:"on,omitempty"`
		Reason  string        `json:"reason"`
		Struck  bool          `json:"struck,omitempty"`
	}
	// PaperNumbered: a submission or decision has its number, its day and who signs it.
	PaperNumbered struct {
		Paper   string `json:"paper"` // "TTr", "QĐ"
		Code    string `json:"code"`  // "05-TTr/CB"
		Day     Date   `json:"day"`
		Post    string `json:"post"`
		Signer  string `json:"signer"`
		Advised string `json:"advised,omitempty"` // whose proposal a decision follows
	}
	// ComplaintNoted: a complaint or denunciation about the result went a step on; never who sent it.
	ComplaintNoted struct {
		Complaint int    `json:"complaint"` // of the congress, from 1
		Step      string `json:"step"`
		Day       Date   `json:"day"`
		Form      string `json:"form,omitempty"`   // as it was received
		Late      bool   `json:"late,omitempty"`   // received after the time for complaints
		To        string `json:"to,omitempty"`     // who verifies it
		Number    string `json:"number,omitempty"` // of the receipt, the finding or the decision
		Breach    bool   `json:"breach,omitempty"` // found
		Text      string `json:"text"`             // what about; what was found; what was decided
		Due       Date   `json:"due,omitempty"`    // as it was received, the last day for complaints
		Heads     Heads  `json:"heads,omitzero"`
	}
	// CustodyNoted: the sealed papers of the congress went a step on.
	CustodyNoted struct {
		Step    string `json:"step"`
		Day     Date   `json:"day"`
		Packets int    `json:"packets,omitempty"`
		Holder  string `json:"holder,omitempty"` // who keeps them from now on
		Number  string `json:"number,omitempty"` // of the decision
		Text    string `json:"text,omitempty"`
		Heads   Heads  `json:"heads,omitzero"`
	}
	// RecountNoted: a recount of a sealed round went a step on; the sealed result stays as it is.
	RecountNoted struct {
		Round   RoundID      `json:"round"`
		Recount int          `json:"recount"` // of the round, from 1
		Step    string       `json:"step"`
		Name    string       `json:"name"`             // who did it, as on the minutes
		Number  string       `json:"number,omitempty"` // of the superior's decision
		Day     Date         `json:"day,omitempty"`    // of that
		Entry   int          `json:"entry,omitempty"`  // which of the two tally sheets
		Sheet   *tally.Sheet `json:"sheet,omitempty"`
		Text    string       `json:"text,omitempty"` // why; what was concluded
	}
	// KeyChanged: from the next event on another key signs here. The key before it signs this event; where that
	// one was lost, nobody but the new key does, and it has to be compared again.
	KeyChanged struct {
		Old    string `json:"old"` // public key, as verifier.txt has it
		Key    string `json:"key"`
		Lost   bool   `json:"lost,omitempty"`
		Reason string `json:"reason,omitempty"` // why it was lost
	}
	// DossierDecided: the superior decided.
	DossierDecided struct {
		Version   int      `json:"version"`
		Decision  string   `json:"decision"`
		Number    string   `json:"number,omitempty"`
		DecidedOn Date     `json:"decided_on,omitempty"`
		Refused   int      `json:"refused"` // persons not ratified
		Reason    string   `json:"reason,omitempty"`
		Despite   string   `json:"despite,omitempty"` // why although checks failed
		Failed    []string `json:"failed,omitempty"`  // codes of these checks
		Heads     Heads    `json:"heads,omitzero"`
	}
)

// kind names the event in the catalogue.
func (congressCreated) kind() string        { return "congress.created" }
func (congressChanged) kind() string        { return "congress.changed" }
func (congressCorrected) kind() string      { return "congress.corrected" }
func (dayExplained) kind() string           { return "day.explained" }
func (CongressMoved) kind() string          { return "congress.moved" }
func (rosterSaved) kind() string            { return "roster.saved" }
func (officersChanged) kind() string        { return "officers.changed" }
func (officerAccount) kind() string         { return "officer.account" }
func (baseFrozen) kind() string             { return "base.frozen" }
func (AttendanceChanged) kind() string      { return "attendance.changed" }
func (OpenedUnready) kind() string          { return "congress.unready" }
func (basisCited) kind() string             { return "basis.cited" }
func (contestChanged) kind() string         { return "contest.changed" }
func (contestSettled) kind() string         { return "contest.settled" }
func (contestReopened) kind() string        { return "contest.reopened" }
func (foreseenAnswered) kind() string       { return "foreseen.answered" }
func (roundStarted) kind() string           { return "round.started" }
func (listFrozen) kind() string             { return "round.frozen" }
func (roundReopened) kind() string          { return "round.reopened" }
func (roundGivenUp) kind() string           { return "round.cancelled" }
func (papersMade) kind() string             { return "papers.made" }
func (papersShuffled) kind() string         { return "papers.shuffled" }
func (papersHandedOut) kind() string        { return "papers.handed_out" }
func (boxOpened) kind() string              { return "box.opened" }
func (ballotAccountCorrected) kind() string { return "account.corrected" }
func (countingChosen) kind() string         { return "counting.chosen" }
func (BatchAccepted) kind() string          { return "batch.accepted" }
func (batchSuperseded) kind() string        { return "batch.superseded" }
func (passesCompared) kind() string         { return "passes.compared" }
func (machineChecked) kind() string         { return "machine.checked" }
func (lotCast) kind() string                { return "lot.cast" }
func (machineStopped) kind() string         { return "machine.stopped" }
func (handCountEntered) kind() string       { return "handcount.entered" }
func (minutesNoted) kind() string           { return "minutes.noted" }
func (complaintHeard) kind() string         { return "complaint.heard" }
func (confirmed) kind() string              { return "act.confirmed" }
func (ResultSealed) kind() string           { return "round.sealed" }
func (resultReleased) kind() string         { return "result.released" }
func (runningShown) kind() string           { return "running.shown" }
func (DeviceAdmitted) kind() string         { return "device.joined" }
func (deviceShutOut) kind() string          { return "device.revoked" }
func (passTaken) kind() string              { return "pass.taken" }
func (mandateNoted) kind() string           { return "mandate.noted" }
func (mandateEnded) kind() string           { return "mandate.ended" }
func (documentStored) kind() string         { return "document.stored" }
func (PaperNumbered) kind() string          { return "paper.numbered" }
func (ComplaintNoted) kind() string         { return "complaint.told" }
func (CustodyNoted) kind() string           { return "custody.told" }
func (RecountNoted) kind() string           { return "recount.told" }
func (KeyChanged) kind() string             { return "key.changed" }
func (DossierDecided) kind() string         { return "dossier.decided" }
func (DecisionProposed) kind() string       { return "decision.proposed" }
func (DecisionWithdrawn) kind() string      { return "decision.withdrawn" }
func (Appointed) kind() string              { return "decision.appointed" }
