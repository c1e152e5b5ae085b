package congress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/record"
	"kiemphieu/tally"
)

// A kept report is canonical JSON; its hash stands in the log beside the result.
// A row type has the fields of its domain type and is converted from it: a new
// field there does not compile until somebody has decided whether it is kept.
// Fields are added, with omitempty, and never renamed: old reports are read for ever.
type (
	keptReport struct {
		Congress     keptCongress      `json:"congress"`
		Organisation keptOrganisation  `json:"organisation"`
		Superior     keptOrganisation  `json:"superior"`
		Rules        keptRules         `json:"rules"`
		Roster       keptRoster        `json:"roster"`
		Officers     []keptOfficer     `json:"officers"`
		Contest      keptContest       `json:"contest"`
		Round        keptRound         `json:"round"`
		Definition   ballot.Definition `json:"definition"`
		People       []keptPerson      `json:"people"` // on the list, in its order
		Sheaves      []int             `json:"sheaves"`
		Sheet        tally.Sheet       `json:"sheet"`
		Outcome      tally.Outcome     `json:"outcome"`
		Breakdown    Breakdown         `json:"breakdown"`
		Alternates   []rankedAlternate `json:"alternates,omitempty"`
	}
	keptCongress struct {
		ID             CongressID `json:"congress_id"`
		OrgID          OrgID      `json:"-"`
		Meeting        Meeting    `json:"meeting,omitempty"`
		Founded        int        `json:"-"`
		Title          string     `json:"title"`
		Term           string     `json:"term"`
		Ordinal        int        `json:"ordinal,omitempty"`
		HeldOn         Date       `json:"held_on"`
		Place          string     `json:"place"`
		Pilot          bool       `json:"pilot"`
		Rehearsal      bool       `json:"rehearsal"`
		Profile        string     `json:"profile"`
		State          State      `json:"-"`
		Reason         string     `json:"-"`
		ClosedAt       Instant    `json:"-"`
		Projector      string     `json:"-"`
		ChangedBy      string     `json:"-"`
		ChangedAt      Instant    `json:"-"`
		LogSize        int64      `json:"-"`
		ComplaintsOpen int        `json:"-"`
		ComplaintEnded Date       `json:"-"`
	}
	keptOrganisation struct {
		ID       OrgID            `json:"org_id"`
		ParentID OrgID            `json:"-"`
		Path     string           `json:"-"`
		Kind     OrganisationKind `json:"kind"`
		Model    CellModel        `json:"-"`
		Name     string           `json:"name"`
		Place    string           `json:"place"`
	}
	keptRules struct {
		LegalBasis   string `json:"legal_basis"`
		CharterBasis string `json:"charter_basis"`
		BaseClause   string `json:"base_clause"`
		YoungAge     int    `json:"young_age"`
	}
	keptRoster struct {
		Meeting      tally.Meeting               `json:"meeting"`
		Members      int                         `json:"members"`
		Official     int                         `json:"official"`
		NotSummoned  int                         `json:"not_summoned,omitempty"`
		Probationary int                         `json:"probationary"`
		Present      int                         `json:"present"`
		Absent       int                         `json:"absent"`
		Unexcused    int                         `json:"unexcused"`
		Deductions   map[tally.DeductionKind]int `json:"deductions"`
		Base         int                         `json:"base"`
		Needed       int                         `json:"needed"`
	}
	keptOfficer struct {
		ID       MemberID `json:"member_id"`
		Duty     Duty     `json:"duty"`
		Name     string   `json:"name"`
		Position string   `json:"position"`
	}
	keptContest struct {
		OrgID      OrgID         `json:"-"`
		CongressID CongressID    `json:"-"`
		ID         ContestID     `json:"contest_id"`
		Position   int           `json:"position"`
		Office     ballot.Office `json:"office"`
		Title      string        `json:"title"`
		Seats      int           `json:"seats"`
		Alternates int           `json:"alternates,omitempty"`
		Settled    Settlement    `json:"-"` // after the seal, as is what follows
		Decision   string        `json:"-"`
		SettledBy  string        `json:"-"`
	}
	keptRound struct {
		OrgID          OrgID              `json:"-"`
		CongressID     CongressID         `json:"-"`
		ContestID      ContestID          `json:"contest_id"`
		ID             RoundID            `json:"round_id"`
		Number         int                `json:"number"`
		Kind           ballot.Kind        `json:"kind"`
		Seats          int                `json:"seats"`
		State          RoundState         `json:"state"`
		Code           CodeMode           `json:"code"`
		Counting       CountingMode       `json:"counting"`
		Machine        bool               `json:"-"` // Counting says it, as people chose it
		CountingReason string             `json:"counting_reason"`
		DrawEvery      int                `json:"-"` // the log has it, as it has the next
		MachineFault   tally.MachineFault `json:"-"`
		Definition     string             `json:"-"`
		DefinitionHash string             `json:"definition_hash"`
		Format         ballot.Format      `json:"format"`
		Printings      int                `json:"printings"`
		ManifestRoot   string             `json:"manifest_root"`
		Base           string             `json:"-"` // the roster has it
		Printed        int                `json:"printed"`
		Reserve        int                `json:"reserve"`
		Destroyed      int                `json:"destroyed"`
		Present        int                `json:"present"`
		HandedOut      int                `json:"handed_out"`
		Exchanged      int                `json:"exchanged"`
		Unused         int                `json:"unused"`
		Returned       int                `json:"returned"`
		NotReturned    int                `json:"not_returned"`
		Explanation    string             `json:"explanation"`
		Sheet          string             `json:"-"`
		Outcome        string             `json:"-"`
		SealedBy       string             `json:"sealed_by"`
		SealedAt       Instant            `json:"sealed_at"`
		Running        Shown              `json:"running"`
		ReleasedAt     Instant            `json:"-"`
		ReleasedBy     string             `json:"-"`
		Reason         string             `json:"-"`
		ChangedBy      string             `json:"-"`
		ChangedAt      Instant            `json:"-"`
	}
	keptPerson struct {
		OrgID      OrgID      `json:"-"`
		CongressID CongressID `json:"-"`
		ID         MemberID   `json:"member_id"`
		Number     int        `json:"number"`
		Name       string     `json:"name"`
		Card       string     `json:"-"`
		Group      string     `json:"-"`
		Official   bool       `json:"official"`
		Incumbent  bool       `json:"incumbent"`
		Female     bool       `json:"female"`
		Born       Birth      `json:"born"`
		// of those elected, as are education, theory, hometown and what follows it
		Joined          Date                `json:"joined,omitempty"`
		EthnicMinority  bool                `json:"ethnic_minority"`
		Education       string              `json:"education,omitempty"`
		PoliticalTheory string              `json:"political_theory,omitempty"`
		Position        string              `json:"position"`
		Hometown        string              `json:"hometown,omitempty"`
		People          string              `json:"people,omitempty"`
		Religion        string              `json:"religion,omitempty"`
		OfficialOn      Date                `json:"official_on,omitempty"`
		Schooling       string              `json:"schooling,omitempty"`
		Committees      string              `json:"committees,omitempty"`
		Commended       string              `json:"commended,omitempty"`
		Disciplined     string              `json:"disciplined,omitempty"`
		Attendance      Attendance          `json:"-"`
		Came            bool                `json:"-"`
		Deduction       tally.DeductionKind `json:"-"`
		Reason          string              `json:"-"`
		ConsentBy       string              `json:"-"`
		ConsentOn       Date                `json:"-"`
	}
)

// keepReport stores what the minutes of the round will print, and gives its hash.
// The congress is read as the act leaves it, before it is stored; elected are all
// whom it has elected with this round.
func keepReport(ctx context.Context, a *Act, elected []Elected) (hash string, err error) {
	o, err := LoadOverview(ctx, a.tx, a.Congress.ID)
	if err != nil {
		return "", err
	}
	o.Congress = a.Congress
	report, err := gatherReport(ctx, a.tx, o, a.Round)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(o.Contests, func(c ContestView) bool { return c.Contest.ID == a.Round.ContestID })
	if report.Alternates, err = rankAlternates(o.Contests[at], elected); err != nil {
		return "", err
	}
	text, err := record.Canonical(report.keep())
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), a.tx.PutReport(ctx, a.Round, string(text))
}

func (r Report) keep() keptReport {
	h := r.Head
	kept := keptReport{
		Congress: keptCongress(r.Congress), Organisation: keptOrganisation(r.Organisation),
		Superior: keptOrganisation(r.Superior),
		Rules: keptRules{LegalBasis: r.Rules.LegalBasis, CharterBasis: r.Rules.CharterBasis, BaseClause: r.BaseClause,
			YoungAge: r.Rules.YoungAge},
		Roster: keptRoster{Meeting: h.Electorate.Meeting, Members: h.Members, Official: h.Official,
			NotSummoned: h.NotSummoned, Probationary: h.Probationary, Present: h.Present,
			Absent: h.Absent, Unexcused: h.Unexcused, Deductions: h.Electorate.Deductions, Base: h.Base,
			Needed: h.Needed},
		Contest: keptContest(r.Contest), Round: keptRound(r.Round), Definition: r.Definition, Officers: []keptOfficer{},
		People:  []keptPerson{},
		Sheaves: append([]int{}, r.Sheaves...), Sheet: r.Sheet, Outcome: r.Outcome, Breakdown: r.Breakdown,
		Alternates: r.Alternates,
	}
	kept.Round.Counting = r.Round.Way()
	for _, o := range r.Officers {
		kept.Officers = append(kept.Officers, keptOfficer{ID: o.MemberID, Duty: o.Duty, Name: o.Name,
			Position: o.Position})
	}
	for _, m := range r.Candidates {
		kept.People = append(kept.People, r.keepPerson(m))
	}
	return kept
}

// won reports whether somebody on the list was elected with this round, to an
// office or as an alternate.
func (r Report) won(id MemberID) bool {
	return slices.Contains(r.Outcome.Elected, string(id)) || slices.Contains(r.Outcome.Alternates, string(id)) ||
		slices.ContainsFunc(r.Alternates, func(a rankedAlternate) bool { return a.ID == id })
}

// keepPerson keeps of a person what papers print: more of those elected.
func (r Report) keepPerson(m Member) keptPerson {
	p := keptPerson(m)
	if r.won(m.ID) {
		return p
	}
	p.Joined, p.Education, p.PoliticalTheory, p.Hometown = "", "", "", ""
	p.People, p.Religion, p.OfficialOn, p.Schooling = "", "", "", ""
	p.Committees, p.Commended, p.Disciplined = "", "", ""
	return p
}

// keptReportOf reads the report that the seal of a round kept, if it kept one.
func keptReportOf(ctx context.Context, tx Tx, o Overview, r Round) (report Report, kept bool, err error) {
	if r.State != RoundSealed {
		return Report{}, false, nil
	}
	text, err := tx.KeptReport(ctx, r)
	if err != nil || text == "" {
		return Report{}, false, err
	}
	var k keptReport
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return Report{}, false, fmt.Errorf("congress: report of round %s: %w", r.ID, err)
	}
	report = k.restore(o.Rules)
	report.Round.Base = r.Base
	report.Balance, err = report.Round.differences(report.Sheet)
	return report, true, err
}

// restore returns the report; of the rules it has the words and numbers that are
// printed, the rest is that of the congress.
func (k keptReport) restore(rules tally.Rules) Report {
	rules.LegalBasis, rules.CharterBasis, rules.YoungAge = k.Rules.LegalBasis, k.Rules.CharterBasis, k.Rules.YoungAge
	h := k.Roster
	report := Report{
		Congress: Congress(k.Congress), Organisation: Organisation(k.Organisation), Superior: Organisation(k.Superior),
		Rules: rules, BaseClause: k.Rules.BaseClause,
		Head: Head{Members: h.Members, Official: h.Official, NotSummoned: h.NotSummoned, Present: h.Present,
			Absent: h.Absent, Unexcused: h.Unexcused, Base: h.Base, Needed: h.Needed,
			Probationary: h.Probationary, Electorate: tally.Electorate{Meeting: h.Meeting,
				Official: h.Official - h.NotSummoned, Deductions: h.Deductions}},
		Contest: Contest(k.Contest), Round: Round(k.Round), Definition: k.Definition, Sheaves: k.Sheaves,
		Sheet: k.Sheet, Outcome: k.Outcome, Breakdown: k.Breakdown,
		Alternates: k.Alternates,
	}
	report.Round.CountIn(k.Round.Counting, k.Round.CountingReason)
	for _, o := range k.Officers {
		report.Officers = append(report.Officers, namedOfficer{Officer: Officer{MemberID: o.ID, Duty: o.Duty},
			Name: o.Name, Position: o.Position})
	}
	for _, p := range k.People {
		report.Candidates = append(report.Candidates, Member(p))
	}
	return report
}

// AsReported returns the congress as the papers about it told it when its log had so
// many events: its facts as the last seal until then kept them or a correction has
// made them since, those elected as their own seals did.
func (o Overview) AsReported(reports []Report, told Remarks, size int64) Overview {
	var last Report
	reported, members := false, slices.Clone(o.Members)
	for _, r := range reports {
		if r.LogSize <= size && r.Round.SealedAt >= last.Round.SealedAt {
			last, reported = r, true
		}
		for i := range members {
			if kept := r.Candidate(string(members[i].ID)); kept.ID != "" && r.won(kept.ID) {
				members[i] = kept.attending(members[i])
			}
		}
	}
	if !reported {
		return o
	}
	c := last.Congress
	facts := c.facts()
	for _, corrected := range told.Corrected {
		if corrected.size <= size {
			facts = corrected.congressFacts
		}
	}
	o.Congress.Title, o.Congress.Term, o.Congress.HeldOn, o.Congress.Place, o.Congress.Profile = facts.Title,
		facts.Term, facts.HeldOn, facts.Place, c.Profile
	o.Congress.Ordinal = c.Ordinal
	o.Organisation.Name, o.Organisation.Place = last.Organisation.Name, last.Organisation.Place
	o.Superior.Name, o.Superior.Place = last.Superior.Name, last.Superior.Place
	o.Rules, o.Head, o.Members = last.Rules, last.Head, members
	return o
}

// attending returns the person with the attendance of the roster.
func (m Member) attending(roster Member) Member {
	m.Attendance, m.Came, m.Deduction, m.Reason = roster.Attendance, roster.Came, roster.Deduction, roster.Reason
	m.ConsentBy, m.ConsentOn = roster.ConsentBy, roster.ConsentOn
	return m
}
