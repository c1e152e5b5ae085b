package congress

import (
	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// LateFindings names everybody elected in a sealed round who no longer has more
// than half of the base as late-comers have made it since (rules 1.7). The round
// and its minutes stand; the finding is one of law where the profile counts a
// late-comer in every round.
func (o Overview) LateFindings() ([]Finding, error) {
	base := HeadOf(o.Members).Base
	var findings []Finding
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			if r.State != RoundSealed || r.Kind == ballot.TieBreak {
				continue
			}
			outcome, err := r.TallyOutcome()
			if err != nil {
				return nil, err
			}
			for _, row := range outcome.Rows {
				if row.Elected && !tally.OverHalf(row.Votes, base) {
					findings = append(findings, o.lateFinding(row, outcome.Base, base))
				}
			}
		}
	}
	return findings, nil
}

func (o Overview) lateFinding(row tally.OutcomeRow, was, base int) Finding {
	return Finding{Code: "late_base", Law: o.Rules.LateBase == tally.LateWholeCongress, Rule: "base",
		Params: pairs([]string{
			"name", o.Member(MemberID(row.ID)).Name, "votes", itoa(row.Votes), "was", itoa(was), "base", itoa(base)})}
}
