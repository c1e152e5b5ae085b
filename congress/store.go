package congress

import (
	"context"
	"time"

	"kiemphieu/tally"
)

// Store runs use cases in transactions. Package store implements it for
// SQLite and PostgreSQL; one conformance suite holds both to this contract.
type Store interface {
	// InTx runs fn in a read-write transaction and commits when fn returns
	// nil; when InTx returns nil the writes are durable. fn may run more than
	// once (serialisation failures are retried at most five times, then
	// ErrConflict), so it must not keep state outside. ErrUnavailable means
	// that nothing was committed as far as is known.
	InTx(ctx context.Context, fn func(Tx) error) error
	// View runs fn on a consistent snapshot; writes in it fail.
	View(ctx context.Context, fn func(Tx) error) error
	// Glance is View for an fn that mostly reads one row, for which no transaction is
	// begun. Where fn asks more it is run again from the start, by View.
	Glance(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. Every Get-like method gives ErrNotFound for what is
// not there; every list is sorted as its comment says and empty, not nil
// with error, where there is nothing. Put inserts or replaces by key.
type Tx interface {
	// Now is the moment at which the transaction began, the same at every call.
	Now() time.Time
	Organisations
	Accounts
	Settings
	Congresses
	Rosters
	Contests
	Rounds
	Counts
	Devices
	Log
	Ledger
	Documents
	Announcements
	Preparations
	Mandates
	Statistics
	legalBases
}

// Announcements tells those outside of what happened.
type Announcements interface {
	// Announce has those outside who asked told of an event of a congress's log,
	// if and only if the transaction is committed; the same event once.
	Announce(ctx context.Context, c Congress, seq int64, event Event) error
}

// legalBases reads and writes the legal bases of a tree.
type legalBases interface {
	// LockOrganisation reads an organisation and makes other writers of what is its own wait.
	LockOrganisation(ctx context.Context, id OrgID) (Organisation, error)
	// LegalBases lists what a tree has entered, by day.
	LegalBases(ctx context.Context, top OrgID) ([]LegalBasis, error)
	PutLegalBasis(ctx context.Context, b LegalBasis) error
	DeleteLegalBasis(ctx context.Context, top OrgID, kind tally.BasisKind, from Date) error
}

// Organisations reads and writes the tree.
type Organisations interface {
	Organisation(ctx context.Context, id OrgID) (Organisation, error)
	// PathOf finds the path of the organisation to which something belongs.
	PathOf(ctx context.Context, about Target) (string, error)
	// OrganisationsUnder lists path's own organisation and all below it, by path depth then name.
	OrganisationsUnder(ctx context.Context, path string) ([]Organisation, error)
	// OrganisationsAfter lists those at or below path that follow an id, by id, at most n.
	OrganisationsAfter(ctx context.Context, path string, after OrgID, n int) ([]Organisation, error)
	PutOrganisation(ctx context.Context, o Organisation) error
	// NamesBeside lists the organisations below a parent whose name is the same in
	// whatever spelling.
	NamesBeside(ctx context.Context, parent OrgID, name string) ([]Organisation, error)
	// MergedInto finds the organisation in which one goes on, and since when; "" for one
	// that stands.
	MergedInto(ctx context.Context, id OrgID) (OrgID, Instant, error)
	// DeleteOrganisation fails with ErrConflict while something refers to it.
	DeleteOrganisation(ctx context.Context, id OrgID) error
}

// Accounts reads and writes who can sign in.
type Accounts interface {
	Account(ctx context.Context, id AccountID) (Account, error)
	// Actor finds who acts for an account; ErrNotFound where it is disabled.
	Actor(ctx context.Context, id AccountID) (Actor, error)
	// Admitted finds who shows a credential, and the path of the organisation to
	// which a target belongs, in one look. A person who is disabled, a target that
	// is not there and one of no kind are empty.
	Admitted(ctx context.Context, shown Credential, about Target) (Admission, error)
	AccountByLogin(ctx context.Context, login string) (Account, error)
	// AccountByInvitation finds by InviteHash; the empty one is nobody's.
	AccountByInvitation(ctx context.Context, hash string) (Account, error)
	// AccountsUnder lists the accounts of all organisations at or below path, by login.
	AccountsUnder(ctx context.Context, path string) ([]Account, error)
	// CountAccounts reports whether the first start is over.
	CountAccounts(ctx context.Context) (int, error)
	// PutAccount returns ErrLoginTaken if another account has the login.
	PutAccount(ctx context.Context, a Account) error
}

// Settings keeps the few values of the installation itself: set-up link hash, log key.
type Settings interface {
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
	DeleteSetting(ctx context.Context, key string) error
}

// Congresses reads and writes meetings.
type Congresses interface {
	Congress(ctx context.Context, id CongressID) (Congress, error)
	// LockCongress is Congress, and makes all other writers of this congress
	// wait until the transaction ends. An [Act] calls it first.
	LockCongress(ctx context.Context, id CongressID) (Congress, error)
	// LockCongressOfContest and LockCongressOfRound are LockCongress for the
	// congress to which these belong.
	LockCongressOfContest(ctx context.Context, id ContestID) (Congress, error)
	LockCongressOfRound(ctx context.Context, id RoundID) (Congress, error)
	// CongressesUnder lists the congresses of all organisations at or below path, by date then title.
	CongressesUnder(ctx context.Context, path string) ([]Congress, error)
	// CongressesOf lists the congresses of one organisation alone, likewise.
	CongressesOf(ctx context.Context, o Organisation) ([]Congress, error)
	// CongressByProjector finds by the projector's code; the empty one is nobody's.
	CongressByProjector(ctx context.Context, code string) (Congress, error)
	PutCongress(ctx context.Context, c Congress) error
}

// Rosters reads and writes members and officers of a congress.
type Rosters interface {
	// Members lists the roster by number.
	Members(ctx context.Context, c Congress) ([]Member, error)
	PutMembers(ctx context.Context, members []Member) error
	// DeleteMember fails with ErrConflict while the member is nominated or has a duty.
	DeleteMember(ctx context.Context, c Congress, id MemberID) error
	// Officers lists the officers by duty in the order of Duties, then member id.
	Officers(ctx context.Context, c Congress) ([]Officer, error)
	// PutOfficer replaces the member's duty; a member has at most one.
	PutOfficer(ctx context.Context, o Officer) error
	DeleteOfficer(ctx context.Context, c Congress, id MemberID) error
}

// Contests reads and writes what is elected and who is put forward.
type Contests interface {
	Contest(ctx context.Context, id ContestID) (Contest, error)
	// ContestsOf lists the contests by position.
	ContestsOf(ctx context.Context, c Congress) ([]Contest, error)
	PutContest(ctx context.Context, c Contest) error
	// DeleteContest removes a contest with its nominations; ErrConflict once it has a round.
	DeleteContest(ctx context.Context, c Contest) error
	// Nominations lists by member id.
	Nominations(ctx context.Context, c Contest) ([]Nomination, error)
	PutNomination(ctx context.Context, n Nomination) error
	DeleteNomination(ctx context.Context, c Contest, id MemberID) error
	// ElectedOf lists who was elected at the congress, by contest position, round number, rank.
	ElectedOf(ctx context.Context, c Congress) ([]Elected, error)
	PutElected(ctx context.Context, e []Elected) error
}

// Rounds reads and writes ballots on a contest.
type Rounds interface {
	Round(ctx context.Context, id RoundID) (Round, error)
	// RoundsOf lists the rounds of a congress by contest position, then number.
	RoundsOf(ctx context.Context, c Congress) ([]Round, error)
	PutRound(ctx context.Context, r Round) error
	// Manifest returns the sorted token hashes printed for a round, 32 bytes
	// each, as one value; empty when there are none (any more).
	Manifest(ctx context.Context, r Round) ([]byte, error)
	PutManifest(ctx context.Context, r Round, hashes []byte) error
	// KeptReport returns the report that the seal of a round kept, as canonical
	// JSON; "" where none was kept: 0.1.0 did not.
	KeptReport(ctx context.Context, r Round) (string, error)
	PutReport(ctx context.Context, r Round, report string) error
}

// Counts reads and writes sheaves, batches and hand counts while a round is counted.
type Counts interface {
	// Sheaves lists by number.
	Sheaves(ctx context.Context, r Round) ([]Sheaf, error)
	PutSheaves(ctx context.Context, s []Sheaf) error
	DeleteSheaves(ctx context.Context, r Round) error
	// Counting gives a sheaf, what a pass has counted so far, of no pass where that
	// was never kept, and the manifest if it is asked for.
	Counting(ctx context.Context, r Round, sheaf int, pass Pass, printed bool) (Sheaf, Counted, []byte, error)
	// Counted is the second of these; ErrNotFound where it was never kept.
	Counted(ctx context.Context, r Round, pass Pass) (Counted, error)
	PutCounted(ctx context.Context, c Counted) error
	// BatchesBeside lists what a batch is held against: one of its id and all of
	// its sheaf, superseded ones too, and one that its account has entered in each
	// other pass.
	BatchesBeside(ctx context.Context, b Batch) ([]Batch, error)
	// Batch finds a batch by id, superseded ones too.
	Batch(ctx context.Context, r Round, id BatchID) (Batch, error)
	// Batches lists the batches that stand (not superseded), by pass then sheaf.
	Batches(ctx context.Context, r Round) ([]Batch, error)
	// SupersededSheaves lists the sheaves of which some batch was superseded.
	SupersededSheaves(ctx context.Context, r Round) ([]int, error)
	// PutBatch has the transaction fail with ErrConflict if another batch stands for the
	// same pass and sheaf.
	PutBatch(ctx context.Context, b Batch) error
	// HandCounts lists by entry.
	HandCounts(ctx context.Context, r Round) ([]HandCount, error)
	PutHandCount(ctx context.Context, h HandCount) error
	DeleteHandCounts(ctx context.Context, r Round) error
	Confirmations(ctx context.Context, r Round) ([]Confirmation, error)
	PutConfirmation(ctx context.Context, c Confirmation) error
	// DeleteConfirmations drops the signatures under an act.
	DeleteConfirmations(ctx context.Context, r Round, act JointAct) error
	// Pairs lists who counts, by pass then account.
	Pairs(ctx context.Context, r Round) ([]Pair, error)
	PutPair(ctx context.Context, p Pair) error
	DeletePair(ctx context.Context, r Round, pass Pass, account AccountID) error
	// WipeCount deletes token hashes, marks, batches, what was counted, hand counts and the
	// manifest of a round, beyond recovery from the database files once the
	// transaction is committed. Sheaf sizes stay.
	WipeCount(ctx context.Context, r Round) error
}

// Devices reads and writes the tablets of a congress.
type Devices interface {
	Device(ctx context.Context, id DeviceID) (Device, error)
	// DeviceBySecret finds by SecretHash; the empty one is nobody's.
	DeviceBySecret(ctx context.Context, hash string) (Device, error)
	// Devices lists by name, then id.
	Devices(ctx context.Context, c Congress) ([]Device, error)
	PutDevice(ctx context.Context, d Device) error
}

// LogEntry is one event as stored.
type LogEntry struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	Seq        int64      `db:"seq"`    // from 0
	Leaf       []byte     `db:"leaf"`   // canonical JSON
	Hashes     []byte     `db:"hashes"` // tree hashes that this record completes
}

// Log appends to and reads a congress's log.
type Log interface {
	// LogEntry reads one event.
	LogEntry(ctx context.Context, c Congress, seq int64) (LogEntry, error)
	// LogEntries lists events from a sequence number on, in order.
	LogEntries(ctx context.Context, c Congress, from int64) ([]LogEntry, error)
	// LogHashes reads the tree hashes of these events; one that is not there is left out.
	LogHashes(ctx context.Context, c Congress, seqs []int64) (map[int64][]byte, error)
	// AppendLog stores one or more entries that follow each other in a
	// congress's log, and counts them; ErrConflict if the log does not end where
	// they begin.
	AppendLog(ctx context.Context, entries ...LogEntry) error
}

// Document is a stored file of a congress: an upload (minutes of the
// congress, resolution) or a generated paper as it was signed.
type Document struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	ID         DocumentID `db:"document_id"`
	Kind       string     `db:"kind"` // "congress_minutes", "resolution", "other"
	Name       string     `db:"name"` // file name
	MediaType  string     `db:"media_type"`
	SHA256     string     `db:"sha256"` // hex
	Size       int        `db:"size"`   // bytes
	Content    []byte     `db:"content"`
}

// Documents reads and writes files of a congress.
type Documents interface {
	// DocumentsOf lists by kind, then name, without contents.
	DocumentsOf(ctx context.Context, c Congress) ([]Document, error)
	Document(ctx context.Context, c Congress, id DocumentID) (Document, error)
	PutDocument(ctx context.Context, d Document) error
	DeleteDocument(ctx context.Context, c Congress, id DocumentID) error
}

// Statistics keeps what organisations above are told of congresses in figures.
type Statistics interface {
	// Recount notes that congresses of an organisation changed, or with none the
	// organisation itself. Soon after they are counted anew; who reads sums waits
	// until they are.
	Recount(ctx context.Context, id OrgID, changed ...CongressID) error
}

// Preparations reads and writes what is noted about the items of a congress.
type Preparations interface {
	// Preparations lists what is noted of these congresses, in no order that means
	// anything: the catalogue has the order.
	Preparations(ctx context.Context, of ...Congress) ([]Preparation, error)
	PutPreparation(ctx context.Context, p Preparation) error
	DeletePreparation(ctx context.Context, c Congress, item PreparationItem) error
}
