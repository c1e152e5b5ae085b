package bundle

import (
	"encoding/json"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// format is raised when an older program could no longer read a bundle.
const format = 1

// The JSON files of a bundle. A row type has the fields of its domain type and
// is converted from it: a new field there does not compile until somebody has
// decided whether it may leave the house. Package verify reads the same files
// with types of its own.
type (
	definitionFile struct {
		Format       int                           `json:"format"`
		Organisation organisationRow               `json:"organisation"`
		Superior     organisationRow               `json:"superior"`
		Congress     congressRow                   `json:"congress"`
		Roster       rosterFigures                 `json:"roster"`
		People       []personRow                   `json:"people"` // candidates and officers
		Others       []othersRow                   `json:"others"` // everybody else on the roster: counts
		Officers     []officerRow                  `json:"officers"`
		Contests     []contestRow                  `json:"contests"`
		Rounds       []definedRound                `json:"rounds"`
		Documents    []documentRow                 `json:"documents"`
		Accounts     map[congress.AccountID]string `json:"accounts"` // names of those who submitted and decided
	}
	organisationRow struct {
		ID       congress.OrgID            `json:"org_id"`
		ParentID congress.OrgID            `json:"-"`
		Path     string                    `json:"-"`
		Kind     congress.OrganisationKind `json:"kind"`
		Model    congress.CellModel        `json:"model"`
		Name     string                    `json:"name"`
		Place    string                    `json:"place"`
	}
	congressRow struct {
		ID             congress.CongressID `json:"congress_id"`
		OrgID          congress.OrgID      `json:"-"`
		Meeting        congress.Meeting    `json:"meeting,omitempty"`
		Founded        int                 `json:"-"`
		Title          string              `json:"title"`
		Term           string              `json:"term"`
		Ordinal        int                 `json:"ordinal,omitempty"`
		HeldOn         congress.Date       `json:"held_on"`
		Place          string              `json:"place"`
		Pilot          bool                `json:"pilot"`
		Rehearsal      bool                `json:"rehearsal"`
		Profile        string              `json:"profile"`
		State          congress.State      `json:"state"`
		Reason         string              `json:"reason"`
		ClosedAt       congress.Instant    `json:"closed_at"`
		Projector      string              `json:"-"`
		ChangedBy      string              `json:"changed_by"`
		ChangedAt      congress.Instant    `json:"changed_at"`
		LogSize        int64               `json:"log_size"`
		ComplaintsOpen int                 `json:"-"` // the log tells
		ComplaintEnded congress.Date       `json:"-"`
	}
	rosterFigures struct {
		Members     int                         `json:"members"`
		Official    int                         `json:"official"`               // summoned
		NotSummoned int                         `json:"not_summoned,omitempty"` // official, suspended or prosecuted
		Present     int                         `json:"present"`                // official members
		Deductions  map[tally.DeductionKind]int `json:"deductions"`
		Base        int                         `json:"base"`
	}
	personRow struct {
		ID         congress.MemberID   `json:"member_id"`
		Number     int                 `json:"number"`
		Name       string              `json:"name"`
		Official   bool                `json:"official"`
		Incumbent  bool                `json:"incumbent"`
		Female     bool                `json:"female"`
		Minority   bool                `json:"ethnic_minority"`
		Born       congress.Birth      `json:"born"`
		Position   string              `json:"position"`
		Joined     congress.Date       `json:"joined,omitempty"` // this and what follows: of those elected
		Education  string              `json:"education,omitempty"`
		Theory     string              `json:"political_theory,omitempty"`
		Hometown   string              `json:"hometown,omitempty"`
		People     string              `json:"people,omitempty"`
		Religion   string              `json:"religion,omitempty"`
		OfficialOn congress.Date       `json:"official_on,omitempty"`
		Schooling  string              `json:"schooling,omitempty"`
		Committees string              `json:"committees,omitempty"`
		Commended  string              `json:"commended,omitempty"`
		Discipline string              `json:"disciplined,omitempty"`
		Attendance congress.Attendance `json:"attendance"`
		Deduction  tally.DeductionKind `json:"deduction"`
	}
	othersRow struct {
		Official   bool                `json:"official"`
		Attendance congress.Attendance `json:"attendance"`
		Deduction  tally.DeductionKind `json:"deduction"`
		Count      int                 `json:"count"`
	}
	officerRow struct {
		OrgID      congress.OrgID      `json:"-"`
		CongressID congress.CongressID `json:"-"`
		MemberID   congress.MemberID   `json:"member_id"`
		Duty       congress.Duty       `json:"duty"`
		AccountID  congress.AccountID  `json:"-"`
	}
	contestRow struct {
		OrgID      congress.OrgID      `json:"-"`
		CongressID congress.CongressID `json:"-"`
		ID         congress.ContestID  `json:"contest_id"`
		Position   int                 `json:"position"`
		Office     ballot.Office       `json:"office"`
		Title      string              `json:"title"`
		Seats      int                 `json:"seats"`
		Alternates int                 `json:"alternates,omitempty"`
		Settled    congress.Settlement `json:"settled"`
		Decision   string              `json:"decision"`
		SettledBy  string              `json:"settled_by"`
	}
	definedRound struct {
		roundRow
		Definition *ballot.Definition `json:"definition"` // null if the list was never frozen
		// null if no paper was handed out; missing from older bundles
		Base *congress.FrozenBase `json:"base"`
	}
	roundRow struct {
		OrgID          congress.OrgID        `json:"-"`
		CongressID     congress.CongressID   `json:"-"`
		ContestID      congress.ContestID    `json:"contest_id"`
		ID             congress.RoundID      `json:"round_id"`
		Number         int                   `json:"number"`
		Kind           ballot.Kind           `json:"kind"`
		Seats          int                   `json:"seats"`
		State          congress.RoundState   `json:"state"`
		Code           congress.CodeMode     `json:"code"`
		Counting       congress.CountingMode `json:"counting"`
		Machine        bool                  `json:"-"` // Counting says it, as people chose it
		CountingReason string                `json:"counting_reason"`
		DrawEvery      int                   `json:"-"` // the log tells, as it does of the next
		MachineFault   tally.MachineFault    `json:"-"`
		Definition     string                `json:"-"`
		DefinitionHash string                `json:"definition_hash"`
		Format         ballot.Format         `json:"format"`
		Printings      int                   `json:"printings"`
		ManifestRoot   string                `json:"-"`
		Base           string                `json:"-"`
		Printed        int                   `json:"printed"`
		Reserve        int                   `json:"reserve"`
		Destroyed      int                   `json:"destroyed"`
		Present        int                   `json:"present"`
		HandedOut      int                   `json:"handed_out"`
		Exchanged      int                   `json:"exchanged"`
		Unused         int                   `json:"unused"`
		Returned       int                   `json:"returned"`
		NotReturned    int                   `json:"not_returned"`
		Explanation    string                `json:"explanation"`
		Sheet          string                `json:"-"`
		Outcome        string                `json:"-"`
		SealedBy       string                `json:"sealed_by"`
		SealedAt       congress.Instant      `json:"sealed_at"`
		Running        congress.Shown        `json:"running"`
		ReleasedAt     congress.Instant      `json:"-"`
		ReleasedBy     string                `json:"-"`
		Reason         string                `json:"reason"`
		ChangedBy      string                `json:"changed_by"`
		ChangedAt      congress.Instant      `json:"changed_at"`
	}
	documentRow struct {
		ID        congress.DocumentID `json:"document_id"`
		Kind      string              `json:"kind"`
		Name      string              `json:"name"`
		MediaType string              `json:"media_type"`
		SHA256    string              `json:"sha256"`
		Size      int                 `json:"size"`
		File      string              `json:"file"` // in the bundle
	}
	resultsFile struct {
		Rounds  []resultRow  `json:"rounds"` // sealed ones
		Elected []electedRow `json:"elected"`
	}
	resultRow struct {
		Round   congress.RoundID `json:"round_id"`
		Sheaves []int            `json:"sheaves"` // sizes
		Sheet   tally.Sheet      `json:"sheet"`
		Outcome tally.Outcome    `json:"outcome"`
		Report  json.RawMessage  `json:"report,omitempty"` // as the seal kept it
	}
	electedRow struct {
		OrgID      congress.OrgID      `json:"-"`
		CongressID congress.CongressID `json:"-"`
		ContestID  congress.ContestID  `json:"contest_id"`
		RoundID    congress.RoundID    `json:"round_id"`
		MemberID   congress.MemberID   `json:"member_id"`
		Office     ballot.Office       `json:"office"`
		Rank       int                 `json:"rank"`
		Votes      int                 `json:"votes"`
		Base       int                 `json:"base"`
		Refused    bool                `json:"refused"`
	}
	manifestsFile struct {
		Rounds []manifestRow `json:"rounds"`
	}
	manifestRow struct {
		Round congress.RoundID `json:"round_id"`
		Root  string           `json:"root"` // hex
	}
)
