package congress

import "strings"

// Role is what an account may do; the organisation says where.
type Role string

// The roles.
const (
	RoleAdministrator Role = "administrator" // quản trị: accounts, organisations, backup; no say over marks
	RoleSuperior      Role = "superior"      // cấp ủy cấp trên: ratifies and sums up
	RoleOrganiser     Role = "organiser"     // cấp ủy triệu tập: prepares roster, list, papers
	RolePresidium     Role = "presidium"     // đoàn chủ tịch: runs the congress
	RoleChief         Role = "chief"         // trưởng ban kiểm phiếu
	RoleTeller        Role = "teller"        // ủy viên ban kiểm phiếu
)

// Roles lists all roles from the top down.
func Roles() []Role {
	return []Role{RoleAdministrator, RoleSuperior, RoleOrganiser, RolePresidium, RoleChief, RoleTeller}
}

// Runs reports whether the role runs a congress or the program, and so is told
// what is wrong with the machine.
func (r Role) Runs() bool {
	switch r {
	case RoleAdministrator, RoleOrganiser, RolePresidium, RoleChief:
		return true
	default:
		return false
	}
}

// OfHall reports whether a role is held at one congress only.
func (r Role) OfHall() bool {
	return r == RolePresidium || r == RoleChief || r == RoleTeller
}

// Account is a person who signs in. It belongs to one organisation and sees
// that organisation and what lies below it.
type Account struct {
	ID           AccountID `db:"account_id"`
	OrgID        OrgID     `db:"org_id"`
	Login        string    `db:"login"` // lower case, unique
	Name         string    `db:"name"`  // full name as printed
	Role         Role      `db:"role"`
	PasswordHash string    `db:"password_hash"` // argon2id, PHC form
	MustChange   bool      `db:"must_change"`   // the password was given by somebody else
	Disabled     bool      `db:"disabled"`
	Failures     int       `db:"failures"`     // wrong passwords in a row
	LockedUntil  Instant   `db:"locked_until"` // no sign-in before this moment
	PINHash      string    `db:"pin_hash"`     // argon2id, "" until chosen; good on joined tablets alone
	PINFailures  int       `db:"pin_failures"` // wrong PINs in a row
	InviteHash   string    `db:"invite_hash"`  // of the code of a slip, "" where none was made
	InvitedAt    Instant   `db:"invited_at"`
	InviteUsed   Instant   `db:"invite_used_at"` // 0 until somebody chose a password with it
}

// Actor is the account on whose behalf a use case runs.
type Actor struct {
	AccountID AccountID `db:"account_id"`
	Name      string    `db:"name"`
	Role      Role      `db:"role"`
	OrgID     OrgID     `db:"org_id"`
	OrgPath   string    `db:"path"`
	OrgName   string    `db:"org_name"`
	Entry     string    `db:"entry"` // changes with whatever opens the account; sessions of before are over
}

// Sees reports whether an organisation with this path is the actor's own or lies below it.
func (a Actor) Sees(path string) bool {
	return a.OrgPath != "" && strings.HasPrefix(path, a.OrgPath)
}

// Counts reports whether the role enters papers.
func (r Role) Counts() bool { return r == RoleChief || r == RoleTeller }
