package ratify

import (
	"context"

	"kiemphieu/congress"
)

// Dossier is a hồ sơ đề nghị chuẩn y: what a congress sent up, and what became of it.
type Dossier struct {
	OrgID       congress.OrgID      `db:"org_id"`
	CongressID  congress.CongressID `db:"congress_id"`
	Version     int                 `db:"version"` // 1, then one more after each return
	State       DossierState        `db:"state"`
	Note        string              `db:"note"` // of those who submit
	SubmittedBy string              `db:"submitted_by"`
	SubmittedAt congress.Instant    `db:"submitted_at"`
	Number      string              `db:"number"`     // of the decision, "127-QĐ/ĐU"
	DecidedOn   congress.Date       `db:"decided_on"` // date on the decision
	DecidedBy   string              `db:"decided_by"`
	DecidedAt   congress.Instant    `db:"decided_at"`
	Reason      string              `db:"reason"` // why returned, refused or annulled
	// Annulled* are of the decision that annulled a result after it was ratified, "" without one.
	AnnulledNumber string           `db:"annulled_number"`
	AnnulledOn     congress.Date    `db:"annulled_on"`
	AnnulledBy     string           `db:"annulled_by"`
	AnnulledAt     congress.Instant `db:"annulled_at"`
	AnnulledReason string           `db:"annulled_reason"`
	Despite        string           `db:"despite"` // why it was ratified although checks failed
}

// DossierState is where a dossier stands.
type DossierState string

// The states of a dossier.
const (
	DossierSubmitted DossierState = "submitted" // chờ chuẩn y
	DossierReturned  DossierState = "returned"  // trả lại để bổ sung
	DossierRatified  DossierState = "ratified"  // đã chuẩn y, perhaps without single persons
	DossierAnnulled  DossierState = "annulled"  // hủy kết quả, bầu lại
)

// CongressRow is one congress in a summary, rehearsals left out.
type CongressRow struct {
	Organisation congress.Organisation
	// Congress is that of the row; its ID is "" where the cell has none yet.
	Congress congress.Congress
	Several  bool // of the inbox: it has other rows of the cell
	// Dossier is the newest version; Version is 0 where none was sent.
	Dossier   Dossier
	FirstSent congress.Instant // when version 1 was sent, 0 for never
	Official  int              // official members on the roster; 0 while the congress is not over, as all below
	Seats     int              // of the committee (chi ủy)
	Elected   int              // to the committee, persons not refused
	Reelected int              // of these, incumbents
	Female    int              // of these
	// Secretary and Deputy are the names of those elected, "" where open.
	Secretary, Deputy string
}

// Store is congress's store with the tables of this package.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
	// Counted returns once the sums say what was committed before.
	Counted(ctx context.Context) error
}

// Tx is a transaction over both packages' tables.
type Tx interface {
	congress.Tx
	Arrivals
	Register
	Keys
	InboxTables
	Planning
	// Dossiers lists all versions of a congress's dossier, oldest first.
	Dossiers(ctx context.Context, c congress.Congress) ([]Dossier, error)
	PutDossier(ctx context.Context, d Dossier) error
	// Proposal returns the decision about a congress that waits for a second person.
	Proposal(ctx context.Context, c congress.Congress) (Proposal, error)
	PutProposal(ctx context.Context, p Proposal) error
	DeleteProposal(ctx context.Context, c congress.Congress) error
	// Appointments lists by contest id.
	Appointments(ctx context.Context, c congress.Congress) ([]Appointment, error)
	PutAppointment(ctx context.Context, a Appointment) error
	// SetRefused marks a person's election as not ratified.
	SetRefused(ctx context.Context, e congress.Elected) error
	// CongressRows hands over a row for every cell at or below path, by the cell's
	// name, with the congress that speaks for it; see [congress.Speaking]. An
	// error of take ends it.
	CongressRows(ctx context.Context, path string, take func(CongressRow) error) error
}

// InboxTables reads what the flags of dossiers need, for the meetings on one
// page of the inbox.
type InboxTables interface {
	CellTables
	// OrganisationsAmong lists the organisations of meetings, each once.
	OrganisationsAmong(ctx context.Context, keys []MeetingKey) ([]congress.Organisation, error)
	// DossiersAmong lists all versions of their dossiers.
	DossiersAmong(ctx context.Context, keys []MeetingKey) ([]Dossier, error)
	// CongressesAfter lists the congresses at or below path that follow an id, by id, at most n.
	CongressesAfter(ctx context.Context, path string, after congress.CongressID, n int) ([]congress.Congress, error)
	// CongressesSince lists those of a day or later, and those that wait for a dossier or a decision.
	CongressesSince(ctx context.Context, path string, day congress.Date) ([]congress.Congress, error)
	// RosterSums counts rosters, a row a congress.
	RosterSums(ctx context.Context, keys []MeetingKey) ([]RosterSum, error)
	// ContestsAmong lists contests by congress, then position.
	ContestsAmong(ctx context.Context, keys []MeetingKey) ([]congress.Contest, error)
	// SealedAmong lists sealed rounds by congress, then number.
	SealedAmong(ctx context.Context, keys []MeetingKey) ([]congress.Round, error)
	// CommitteesAmong lists the members elected to committees and not refused.
	CommitteesAmong(ctx context.Context, keys []MeetingKey) ([]congress.Member, error)
	// ProposalsAmong lists the proposals that wait.
	ProposalsAmong(ctx context.Context, keys []MeetingKey) ([]Proposal, error)
	// AppointmentsAmong lists the appointments.
	AppointmentsAmong(ctx context.Context, keys []MeetingKey) ([]Appointment, error)
}
