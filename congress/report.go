package congress

import (
	"context"
	"encoding/hex"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Report is what the minutes of a round print; screens and documents take
// their figures from it, so that they cannot differ.
type Report struct {
	Congress     Congress
	Organisation Organisation
	Superior     Organisation
	Rules        tally.Rules
	Head         Head
	Officers     []NamedOfficer
	Contest      Contest
	Round        Round
	Definition   ballot.Definition
	Candidates   []Member // in ballot order, as on the roster
	Sheaves      []int    // sizes
	// Sheet, Outcome and Elected are set once the round is sealed.
	Sheet     tally.Sheet
	Outcome   tally.Outcome
	Breakdown Breakdown
	// Balance lists what did not balance in the ballot account and is explained.
	Balance []tally.Finding
	// Log is the size and root of the congress's log when the report was made.
	LogSize int64
	LogRoot string // hex
}

// NamedOfficer is an officer with his name.
type NamedOfficer struct {
	Officer
	Name     string
	Position string
}

// Breakdown counts those elected in a round.
type Breakdown struct {
	Elected, Reelected, New, Female, Young, EthnicMinority int
}

// Named gives the names of the officers with a duty, in roster order.
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

// Candidate gives the roster entry of somebody on the list.
func (r Report) Candidate(id string) Member {
	for _, m := range r.Candidates {
		if string(m.ID) == id {
			return m
		}
	}
	return Member{}
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

// LoadReports gives the reports of all sealed rounds of a congress, in the
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

func loadReport(ctx context.Context, tx Tx, o Overview, r Round) (Report, error) {
	var err error
	report := Report{Congress: o.Congress, Organisation: o.Organisation, Superior: o.Superior, Rules: o.Rules, Head: o.Head, Round: r}
	for _, officer := range o.Officers {
		m := o.Member(officer.MemberID)
		report.Officers = append(report.Officers, NamedOfficer{Officer: officer, Name: m.Name, Position: m.Position})
	}
	if report.Contest, err = tx.Contest(ctx, r.ContestID); err != nil {
		return report, err
	}
	if report.Definition, err = r.BallotDefinition(); err != nil {
		return report, err
	}
	for _, c := range report.Definition.List.Candidates {
		report.Candidates = append(report.Candidates, o.Member(MemberID(c.ID)))
	}
	sheaves, err := tx.Sheaves(ctx, r)
	if err != nil {
		return report, err
	}
	for _, sheaf := range sheaves {
		report.Sheaves = append(report.Sheaves, sheaf.Size)
	}
	if err := report.loadLog(ctx, tx); err != nil {
		return report, err
	}
	return report, report.loadResult()
}

func (r *Report) loadLog(ctx context.Context, tx Tx) error {
	r.LogSize = r.Congress.LogSize
	log, err := CheckpointOf(ctx, tx, r.Congress, r.LogSize)
	if err != nil {
		return err
	}
	r.LogRoot = hex.EncodeToString(log.Root[:])
	return nil
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
	r.Balance = r.Round.account(r.Sheet).Check()
	for _, id := range r.Outcome.Elected {
		r.Breakdown.add(r.Candidate(id), r.Congress.HeldOn, r.Rules.YoungAge)
	}
	return nil
}

// add counts one elected person; young is under the age limit on the day of the congress.
func (b *Breakdown) add(m Member, on Date, youngAge int) {
	b.Elected++
	if m.Incumbent {
		b.Reelected++
	} else {
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
