package congress

// Pass is a lượt kiểm: one independent count of all sheaves.
type Pass string

// The passes.
const (
	PassA Pass = "A"
	PassB Pass = "B"
	PassC Pass = "C" // only sheaves on which the first two differ
	PassM Pass = "M" // how pass B is named where the machine counts it: see [Round.PassNames]
)

// Valid reports whether p is a pass that people count.
func (p Pass) Valid() bool { return p == PassA || p == PassB || p == PassC }

// Sheaf is a tập phiếu: 20–25 returned papers bundled, the unit of counting.
type Sheaf struct {
	OrgID   OrgID   `db:"org_id"`
	RoundID RoundID `db:"round_id"`
	Number  int     `db:"sheaf"` // from 1
	Size    int     `db:"size"`  // papers
	Drawn   bool    `db:"drawn"` // by lot, after person and machine had counted it: a second person counts it too
}

// Batch is one sheaf as entered in one pass. Its two lists are sorted each by
// itself, so that no code can be paired with its marks.
type Batch struct {
	OrgID    OrgID   `db:"org_id"`
	RoundID  RoundID `db:"round_id"`
	Pass     Pass    `db:"pass"`
	Sheaf    int     `db:"sheaf"`
	ID       BatchID `db:"batch_id"`
	N        int     `db:"n"`         // papers
	Tokens   []byte  `db:"tokens"`    // sorted token hashes, 32 bytes each; empty with CodeNone and once superseded
	Marks    string  `db:"marks"`     // sorted ballot.Marks, one a line; "" once superseded
	SetAside string  `db:"set_aside"` // JSON of []SetAside
	// a salt and the SHA-256 of it and the request, to recognise a repeat; gone once superseded
	BodyHash   []byte    `db:"body_hash"`
	AccountID  AccountID `db:"account_id"`
	EnteredBy  string    `db:"entered_by"`
	Machine    bool      `db:"machine"` // what the machine read, in place of pass B
	Unsure     int       `db:"unsure"`  // of the machine's pass: papers that a second person read in its place
	Superseded bool      `db:"superseded"`
	Reason     string    `db:"reason"` // why this sheaf was entered again
}

// Counted is what a pass has counted so far: it tells which codes, and neither
// in what order nor in which sheaf.
type Counted struct {
	OrgID   OrgID   `db:"org_id"`
	RoundID RoundID `db:"round_id"`
	Pass    Pass    `db:"pass"`
	Codes   []byte  `db:"codes"`   // a bit for each hash of the manifest, in its order
	Genuine int     `db:"genuine"` // papers without those that were not issued
}

// SetAside counts papers of a batch without a usable code, by cause and by
// what the committee concluded.
type SetAside struct {
	Cause  string `json:"cause"`  // a [ballot.CodeStatus], or [CauseNoCode]
	Issued bool   `json:"issued"` // concluded: issued by the committee, counts by its marks
	Count  int    `json:"count"`
}

// HandCount is a count on tally sheets (bảng kiểm phiếu) as typed by one person.
type HandCount struct {
	OrgID     OrgID     `db:"org_id"`
	RoundID   RoundID   `db:"round_id"`
	Entry     int       `db:"entry"`  // 1 or 2
	Totals    string    `db:"totals"` // JSON of tally.Totals
	AccountID AccountID `db:"account_id"`
	EnteredBy string    `db:"entered_by"`
}

// JointAct is something that takes two people: the chief and one of the presidium.
type JointAct string

// The joint acts.
const (
	JointSeal    JointAct = "seal"    // seal the result
	JointExplain JointAct = "explain" // accept a written explanation of a difference
	JointReprint JointAct = "reprint" // make new papers, the old ones being destroyed
)

// Confirmation is one of the two signatures under an act. It holds only for
// the subject that the person saw.
type Confirmation struct {
	OrgID     OrgID     `db:"org_id"`
	RoundID   RoundID   `db:"round_id"`
	Act       JointAct  `db:"act"`
	Role      Role      `db:"role"`    // chief or presidium
	Subject   string    `db:"subject"` // hex SHA-256 of what is confirmed
	Text      string    `db:"text"`    // the explanation or reason, "" for a seal
	AccountID AccountID `db:"account_id"`
	Name      string    `db:"name"`
	At        Instant   `db:"at"`
}
