package congress

import "kiemphieu/ballot"

// Contest is one nội dung bầu cử: an office and its seats.
type Contest struct {
	OrgID      OrgID         `db:"org_id"`
	CongressID CongressID    `db:"congress_id"`
	ID         ContestID     `db:"contest_id"`
	Position   int           `db:"position"` // place in the order of the day, from 1
	Office     ballot.Office `db:"office"`
	Title      string        `db:"title"` // for OfficeOther; else ""
	Seats      int           `db:"seats"`
	Alternates int           `db:"alternates"` // of delegates: places for alternates on the joint list
	Settled    Settlement    `db:"settled"`
	Decision   string        `db:"decision"` // what the congress decided about open seats
	SettledBy  string        `db:"settled_by"`
}

// Settlement is how a contest ended.
type Settlement string

// The ends of a contest.
const (
	SettledNot       Settlement = ""
	SettledComplete  Settlement = "complete"  // every seat is filled
	SettledShort     Settlement = "short"     // the congress decided to leave seats open (bầu thiếu)
	SettledAppointed Settlement = "appointed" // third ballot for secretary failed: the superior appoints
)

// Source is who put a candidate forward.
type Source string

// The sources of nominations.
const (
	SourceCommittee Source = "committee" // cấp ủy triệu tập chuẩn bị
	SourceFloor     Source = "floor"     // đề cử tại đại hội
	SourceSelf      Source = "self"      // ứng cử
)

// Withdrawal is what became of a request to be left off the list (xin rút).
type Withdrawal string

// The states of a withdrawal; only the congress decides.
const (
	withdrawalNone      Withdrawal = ""
	WithdrawalRequested Withdrawal = "requested"
	WithdrawalAllowed   Withdrawal = "allowed"
	WithdrawalRefused   Withdrawal = "refused"
)

// Nomination puts a member forward for a contest.
type Nomination struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	ContestID  ContestID  `db:"contest_id"`
	MemberID   MemberID   `db:"member_id"`
	Source     Source     `db:"source"`
	Support    int        `db:"support"` // of those attending, for floor and self
	Withdrawal Withdrawal `db:"withdrawal"`
	Reason     string     `db:"reason"`       // of the withdrawal
	From       MemberID   `db:"nominated_by"` // who put them forward on the floor, "" where unknown
}

// Listed reports whether the person stays on the list.
func (n Nomination) Listed() bool { return n.Withdrawal != WithdrawalAllowed }

// Elected is one person elected to one office, with what statistics need.
type Elected struct {
	OrgID      OrgID         `db:"org_id"`
	CongressID CongressID    `db:"congress_id"`
	ContestID  ContestID     `db:"contest_id"`
	RoundID    RoundID       `db:"round_id"`
	MemberID   MemberID      `db:"member_id"`
	Office     ballot.Office `db:"office"`
	Rank       int           `db:"rank"` // by votes within the round, from 1
	Votes      int           `db:"votes"`
	Base       int           `db:"base"`
	Refused    bool          `db:"refused"` // not ratified by the superior
}
