package congress

import "kiemphieu/tally"

// Attendance is whether a member came.
type Attendance string

// The states of attendance.
const (
	AttendanceUnknown Attendance = ""
	AttendancePresent Attendance = "present"
	AttendanceAbsent  Attendance = "absent"
)

func (a Attendance) known() bool {
	return a == AttendanceUnknown || a == AttendancePresent || a == AttendanceAbsent
}

// Member is a đảng viên on the roster of one congress, with what the day made
// of them: present or absent, and why they are deducted from the base.
type Member struct {
	OrgID           OrgID      `db:"org_id"`
	CongressID      CongressID `db:"congress_id"`
	ID              MemberID   `db:"member_id"`
	Number          int        `db:"number"` // row on the roster, from 1
	Name            string     `db:"name"`   // NFC, tone marks placed the standard way
	Card            string     `db:"card"`   // số thẻ đảng viên, "" where unknown; unique on a roster
	Group           string     `db:"party_group"`
	Official        bool       `db:"official"` // false: probationary (dự bị), never in the base
	Incumbent       bool       `db:"incumbent"`
	Female          bool       `db:"female"`
	Born            Birth      `db:"born"`
	Joined          Date       `db:"joined"` // day of admission to the Party
	EthnicMinority  bool       `db:"ethnic_minority"`
	Education       string     `db:"education"`        // trình độ chuyên môn
	PoliticalTheory string     `db:"political_theory"` // lý luận chính trị
	Position        string     `db:"position"`         // present post
	Hometown        string     `db:"hometown"`
	People          string     `db:"people"`   // dân tộc, "" where unknown, as is what follows
	Religion        string     `db:"religion"` // "Không" where there is none
	OfficialOn      Date       `db:"official_on"`
	Schooling       string     `db:"schooling"`   // giáo dục phổ thông: "12/12"
	Committees      string     `db:"committees"`  // quá trình cấp ủy; "Không" where there is none, as below
	Commended       string     `db:"commended"`   // khen thưởng
	Disciplined     string     `db:"disciplined"` // kỷ luật

	Attendance Attendance          `db:"attendance"`
	Came       bool                `db:"came"`      // was there when papers of some round were handed out, or left before
	Deduction  tally.DeductionKind `db:"deduction"` // "" stays in the base
	Reason     string              `db:"deduction_reason"`
	ConsentBy  string              `db:"consent_by"` // who accepted the reason (absent_with_consent)
	ConsentOn  Date                `db:"consent_on"`
}

// Duty is a post at the congress, given by show of hands.
type Duty string

// The duties.
const (
	DutyChair     Duty = "chair"     // chủ tịch đại hội
	DutyPresidium Duty = "presidium" // ủy viên đoàn chủ tịch
	DutySecretary Duty = "secretary" // thư ký
	DutyChief     Duty = "chief"     // trưởng ban kiểm phiếu
	DutyTeller    Duty = "teller"    // ủy viên ban kiểm phiếu
)

// Duties lists all duties in the order of documents.
func Duties() []Duty {
	return []Duty{DutyChair, DutyPresidium, DutySecretary, DutyChief, DutyTeller}
}

// Counts reports whether the duty is one of the counting committee.
func (d Duty) Counts() bool { return d == DutyChief || d == DutyTeller }

// Role returns the role of an account made for somebody with this duty; the
// secretary of the congress needs none and has "".
func (d Duty) Role() Role {
	switch d {
	case DutyChair, DutyPresidium:
		return RolePresidium
	case DutyChief:
		return RoleChief
	case DutyTeller:
		return RoleTeller
	case DutySecretary:
		return ""
	}
	return ""
}

// Officer is a member with a duty at the congress.
type Officer struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	MemberID   MemberID   `db:"member_id"`
	Duty       Duty       `db:"duty"`
	AccountID  AccountID  `db:"account_id"` // "" until an account was made
}
