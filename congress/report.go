package congress

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Report is what the minutes of a round print; screens and documents take
// their figures from it, so that they cannot differ. A seal keeps it: whatever
// happens to people, officers, term or profile afterwards, the report of a
// sealed round stays what it was.
type Report struct {
	Congress     Congress
	Organisation Organisation
	Superior     Organisation
	Rules        tally.Rules
	BaseClause   string // by which the base is found
	Head         Head
	Officers     []namedOfficer
	Contest      Contest
	Round        Round
	Definition   ballot.Definition
	Candidates   []Member      // in ballot order, as on the roster
	Sheaves      []int         // sizes
	Machine      machineReport // of a round that was counted with one
	Running      Shown         // for how much of the count the hall saw running totals
	Thirds       int           // sheaves of which a third pass was counted, since the first two differed
	Began        Instant       // when its first paper was handed out, 0 before
	Notes        MinutesNotes
	Complaints   []hallComplaint // made in the hall about the count
	// Sheet, Outcome and Elected are set once the round is sealed.
	Sheet     tally.Sheet
	Outcome   tally.Outcome
	Breakdown Breakdown
	// Alternates are all that the joint list has once the round is sealed, in order of votes.
	Alternates []rankedAlternate
	// Balance lists what did not balance in the ballot account and is explained.
	Balance []tally.Finding
	// Remarks are what the minutes tell beside the result.
	Remarks []Remark
	// After is what became of seats that the round left open, until another round of the
	// contest was sealed: it grows, and what is there stays.
	After []Remark
	// LogSize and LogRoot are those of the congress's log at the seal; now, before it.
	LogSize int64
	LogRoot string // hex
	// PapersLogSize and PapersLogRoot are those when the papers were made last.
	PapersLogSize int64
	PapersLogRoot string // hex
	// PapersOfficers and PapersCongress are the officers, and what papers print of the
	// congress, as they were then.
	PapersOfficers []namedOfficer
	PapersCongress Congress
}

// namedOfficer is an officer with their name.
type namedOfficer struct {
	Officer
	Name     string
	Position string
}

// Breakdown counts those elected in a round.
type Breakdown struct {
	Elected        int `json:"elected"`
	Reelected      int `json:"reelected"`
	New            int `json:"new"`
	Female         int `json:"female"`
	Young          int `json:"young"`
	EthnicMinority int `json:"ethnic_minority"`
	Unknown        int `json:"unknown,omitempty"` // of whom it is not known whether they held the office
}

// Named returns the names of the officers with a duty, in roster order.
func (r Report) Named(duties ...Duty) []string {
	var names []string
	for _, duty := range duties {
		for _, o := range r.Officers {
			if o.Duty == duty {
				names = append(names, o.Name)
			}
		}
	}
	return names
}

// Candidate returns the roster entry of somebody on the list.
func (r Report) Candidate(id string) Member {
	for _, m := range r.Candidates {
		if string(m.ID) == id {
			return m
		}
	}
	return Member{}
}

// Before says whether somebody on the list held the office as the term ended,
// as it was known when the list was frozen.
func (r Report) Before(id string) ballot.Tenure {
	at := r.Definition.List.Index(id)
	if at < 0 {
		return ballot.TenureUnknown
	}
	return r.Definition.List.Candidates[at].Before()
}

// ReportOf gathers the report of a round. Before the list is frozen there is
// nothing to report: a [*StateError].
func (s *Service) ReportOf(ctx context.Context, id RoundID) (Report, error) {
	var report Report
	err := s.store.View(ctx, func(tx Tx) error {
		r, err := tx.Round(ctx, id)
		if err != nil {
			return err
		}
		if r.Definition == "" {
			return r.Refuse("report")
		}
		o, err := LoadOverview(ctx, tx, r.CongressID)
		if err != nil {
			return err
		}
		report, err = loadReport(ctx, tx, o, r)
		return err
	})
	return report, err
}

// LoadReports returns the reports of all sealed rounds of a congress, in the
// order of the day.
func LoadReports(ctx context.Context, tx Tx, o Overview) ([]Report, error) {
	var reports []Report
	for _, contest := range o.Contests {
		for _, r := range contest.Rounds {
			if r.State != RoundSealed {
				continue
			}
			report, err := loadReport(ctx, tx, o, r)
			if err != nil {
				return nil, err
			}
			reports = append(reports, report)
		}
	}
	return reports, nil
}

// loadReport returns the report of a sealed round as its seal kept it, and that of
// any other round as things stand.
func loadReport(ctx context.Context, tx Tx, o Overview, r Round) (Report, error) {
	report, kept, err := keptReportOf(ctx, tx, o, r)
	if err == nil && !kept {
		report, err = gatherReport(ctx, tx, o, r)
	}
	if err != nil {
		return report, err
	}
	return report, report.loadLog(ctx, tx, o)
}

// gatherReport returns the report of a round as things stand.
func gatherReport(ctx context.Context, tx Tx, o Overview, r Round) (Report, error) {
	head, err := headOf(r, o.Head)
	if err != nil {
		return Report{}, err
	}
	head = head.in(o.Congress)
	report := Report{Congress: o.Congress, Organisation: o.Organisation, Superior: o.Superior, Rules: o.Rules,
		Head: head, Round: r,
		BaseClause: o.Rules.BaseClause(head.Electorate.Meeting)}
	for _, officer := range o.Officers {
		m := o.Member(officer.MemberID)
		report.Officers = append(report.Officers, namedOfficer{Officer: officer, Name: m.Name, Position: m.Position})
	}
	if report.Contest, err = tx.Contest(ctx, r.ContestID); err != nil {
		return report, err
	}
	if report.Definition, err = r.BallotDefinition(); err != nil {
		return report, err
	}
	for _, c := range report.Definition.List.Candidates {
		m := o.Member(MemberID(c.ID))
		m.Name = c.Name // as printed, with what tells it from the same name
		report.Candidates = append(report.Candidates, m)
	}
	sheaves, err := tx.Sheaves(ctx, r)
	if err != nil {
		return report, err
	}
	for _, sheaf := range sheaves {
		report.Sheaves = append(report.Sheaves, sheaf.Size)
	}
	return report, report.loadResult()
}

// loadLog finds size and root of the log at the seal, or now, before it; and
// when the papers were made.
func (r *Report) loadLog(ctx context.Context, tx Tx, o Overview) error {
	c := o.Congress
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return err
	}
	r.LogSize = c.LogSize
	if r.Round.State == RoundSealed {
		r.LogSize = sizeWith(entries, ResultSealed{}.kind(), r.Round.ID)
	}
	if r.LogRoot, err = rootOf(ctx, tx, c, r.LogSize); err != nil {
		return err
	}
	r.PapersLogSize = sizeWith(entries, papersMade{}.kind(), r.Round.ID)
	if r.PapersLogRoot, err = rootOf(ctx, tx, c, r.PapersLogSize); err != nil {
		return err
	}
	if err = r.findPapers(entries[r.PapersLogSize:max(r.LogSize, r.PapersLogSize)], o.Members); err != nil {
		return err
	}
	if r.Remarks, err = remarks(entries[:r.LogSize], r.Round.ID); err != nil {
		return err
	}
	if r.After, err = afterSeal(entries[r.LogSize:], r.Contest.ID); err != nil {
		return err
	}
	if r.Began, err = votingBegan(entries, r.Round.ID); err != nil {
		return err
	}
	if r.Notes, err = notesIn(entries, r.Round.ID); err != nil {
		return err
	}
	if r.Complaints, err = hallComplaintsIn(entries, r.Round.ID); err != nil {
		return err
	}
	told, err := toldOfCount(entries, r.Round.ID)
	r.Machine, r.Thirds, r.Running = told.machine, told.thirds(), told.running.while()
	return err
}

func rootOf(ctx context.Context, tx Tx, c Congress, size int64) (string, error) {
	if size == 0 {
		return "", nil
	}
	log, err := CheckpointOf(ctx, tx, c, size)
	return hex.EncodeToString(log.Root[:]), err
}

// sizeWith returns how many events the log had with the last of a kind about a
// round, 0 where there is none.
func sizeWith(entries []LogEntry, kind string, round RoundID) int64 {
	ofKind, ofRound := []byte(`"kind":"`+kind+`"`), []byte(`"round":"`+string(round)+`"`)
	for _, entry := range slices.Backward(entries) {
		if bytes.Contains(entry.Leaf, ofKind) && bytes.Contains(entry.Leaf, ofRound) {
			return entry.Seq + 1
		}
	}
	return 0
}

func (r *Report) loadResult() error {
	if r.Round.State != RoundSealed {
		return nil
	}
	var err error
	if r.Sheet, err = r.Round.TallySheet(); err != nil {
		return err
	}
	if r.Outcome, err = r.Round.TallyOutcome(); err != nil {
		return err
	}
	if r.Balance, err = r.Round.differences(r.Sheet); err != nil {
		return err
	}
	for _, id := range r.Outcome.Elected {
		r.Breakdown.add(r.Candidate(id), r.Before(id), r.Congress.HeldOn, r.Rules.YoungAge)
	}
	return nil
}

// add counts one elected person; young is under the age limit on the day of the congress.
func (b *Breakdown) add(m Member, before ballot.Tenure, on Date, youngAge int) {
	b.Elected++
	switch before {
	case ballot.TenureHeld:
		b.Reelected++
	case ballot.TenureUnknown:
		b.Unknown++
	case ballot.TenureNew, ballot.TenureAsIncumbent:
		b.New++
	}
	if m.Female {
		b.Female++
	}
	if m.EthnicMinority {
		b.EthnicMinority++
	}
	if m.Born.Younger(youngAge, on) {
		b.Young++
	}
}
