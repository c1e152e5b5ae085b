package congress

import (
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// LateFindings names everybody elected in a sealed round, as an alternate too,
// who no longer has more than half of the base as late-comers have made it since
// (rules 1.7); who won a ballot among those tied had it in the ballot before. The
// round and its minutes stand; the finding is one of law where the profile counts
// a late-comer in every round.
func (o Overview) LateFindings() ([]Finding, error) {
	base := HeadOf(o.Members).Base
	var findings []Finding
	for _, c := range o.Contests {
		var ordinary tally.Outcome
		for _, r := range c.Rounds {
			if r.State != RoundSealed {
				continue
			}
			outcome, err := r.TallyOutcome()
			if err != nil {
				return nil, err
			}
			if r.Kind != ballot.TieBreak {
				ordinary = outcome
			}
			for _, row := range ordinary.Rows {
				won := slices.ContainsFunc(c.Elected, func(e Elected) bool {
					return e.RoundID == r.ID && string(e.MemberID) == row.ID
				})
				if won && !tally.OverHalf(row.Votes, base) {
					findings = append(findings, o.lateFinding(row, ordinary.Base, base))
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
