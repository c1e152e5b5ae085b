package ratify

import (
	"fmt"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Flag is something in a dossier that whoever decides should look at first. It
// blocks nothing: what is against the rules is a [Check].
type Flag struct {
	Code   string            // one of FlagCodes
	Params map[string]string // figures for the sentence
}

// invalidOver: more invalid papers than this many in a hundred are a flag, from the
// second one on.
const invalidOver = 3

// flagView is what the flags are read from; a dossier on its page and a row of
// the inbox make the same one.
type flagView struct {
	rules   tally.Rules
	dossier Dossier
	// firstSent is when version 1 of the dossier was sent.
	firstSent congress.Instant
	days      Deadlines
	today     congress.Date
	roster    RosterSum
	contests  []congress.Contest // by position
	rounds    []flagRound        // sealed, in the order of the day
	elected   Committee
	filled    map[congress.ContestID]bool // by appointment
	inTerm    bool                        // a by-election elects a part of the committee
}

// flagRound is a sealed round as the flags see it.
type flagRound struct {
	round   congress.Round
	contest congress.Contest
	outcome tally.Outcome
}

// RosterSum is what the roster says of the base.
type RosterSum struct {
	CongressID congress.CongressID `db:"congress_id"`
	Official   int                 `db:"official"`
	Deducted   int                 `db:"deducted"`
	NoConsent  int                 `db:"no_consent"` // deducted as absent with consent, but nobody says whose or when
}

// Base is what the roster makes of the base.
func (r RosterSum) Base() int { return r.Official - r.Deducted }

// Committee counts those elected to the committee, persons refused left out.
type Committee struct{ Elected, Women, Young, New int }

func (c *Committee) add(m congress.Member, on congress.Date, rules tally.Rules) {
	c.Elected++
	if m.Female {
		c.Women++
	}
	if !m.Incumbent {
		c.New++
	}
	if tally.Younger(string(m.Born), string(on), rules.YoungAge) {
		c.Young++
	}
}

// flagRule looks at a view and gives the figures of every case it finds.
type flagRule struct {
	code string
	find func(flagView) []map[string]string
}

// flagRules lists all flags, the gravest first.
func flagRules() []flagRule {
	return []flagRule{
		{"base_differs", flagBase}, {"base_unexplained", flagConsent}, {"explained", eachRound(flagExplained)},
		{"complaints_open", flagComplaintsOpen}, {"decided_in_window", flagDecidedInWindow},
		{"submitted_late", flagLate},
		{"to_appoint", flagToAppoint}, {"open_seats", flagOpenSeats}, {"rounds", flagRounds},
		{"tie", eachRound(flagTie)},
		{"with_machine", eachRound(flagCounted(congress.CountWithMachine))},
		{"single_pass", eachRound(flagCounted(congress.CountSinglePass))},
		{"tally_sheets", eachRound(flagCounted(congress.CountTotals))},
		{"invalid", eachRound(flagInvalid)}, {"bare_majority", eachRound(flagBare)},
		{"women", flagWomen}, {"young", flagYoung}, {"renewal", flagRenewal},
	}
}

// FlagCodes lists the codes of all flags, the gravest first.
func FlagCodes() []string {
	var codes []string
	for _, r := range flagRules() {
		codes = append(codes, r.code)
	}
	return codes
}

// FlagsOf lists what is to be looked at first in a dossier on a day; one that was not
// sent has no flags.
func FlagsOf(v DossierView, today congress.Date) []Flag { return v.flagView(today).flags() }

// flags runs every rule.
func (v flagView) flags() []Flag {
	var flags []Flag
	if v.dossier.Version == 0 {
		return flags
	}
	for _, r := range flagRules() {
		for _, params := range r.find(v) {
			flags = append(flags, Flag{Code: r.code, Params: params})
		}
	}
	return flags
}

// one returns a single case with its figures.
func one(kv ...any) []map[string]string {
	params := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		params[fmt.Sprint(kv[i])] = fmt.Sprint(kv[i+1])
	}
	return []map[string]string{params}
}

// eachRound runs a rule on every round and adds which round it was.
func eachRound(find func(flagRound) []map[string]string) func(flagView) []map[string]string {
	return func(v flagView) []map[string]string {
		var all []map[string]string
		for _, r := range v.rounds {
			for _, params := range find(r) {
				params["office"], params["title"], params["round"] = string(r.contest.Office), r.contest.Title,
					fmt.Sprint(r.round.Number)
				all = append(all, params)
			}
		}
		return all
	}
}

// flagBase: a result was computed on another base than the roster gives.
func flagBase(v flagView) []map[string]string {
	return eachRound(func(r flagRound) []map[string]string {
		if r.outcome.Base == v.roster.Base() {
			return nil
		}
		return one("base", r.outcome.Base, "roster", v.roster.Base(), "official", v.roster.Official, "deducted",
			v.roster.Deducted)
	})(v)
}

// flagConsent: somebody was deducted for an absence of which nobody says who
// accepted it and when.
func flagConsent(v flagView) []map[string]string {
	if v.roster.NoConsent == 0 {
		return nil
	}
	return one("count", v.roster.NoConsent)
}

// flagExplained: the papers do not add up, and two people have explained it.
func flagExplained(r flagRound) []map[string]string {
	if r.round.Explanation == "" {
		return nil
	}
	return one("explanation", strings.TrimSuffix(r.round.Explanation, "."))
}

// flagComplaintsOpen: a decision today would fall inside the complaint window.
func flagComplaintsOpen(v flagView) []map[string]string {
	if v.dossier.State != DossierSubmitted || v.days.Complaint == "" || v.today > v.days.Complaint {
		return nil
	}
	return one("due", v.days.Complaint)
}

// flagDecidedInWindow: the decision is dated inside the complaint window.
func flagDecidedInWindow(v flagView) []map[string]string {
	decided := v.dossier.State == DossierRatified || v.dossier.State == DossierAnnulled
	if !decided || v.days.Complaint == "" || v.dossier.DecidedOn > v.days.Complaint {
		return nil
	}
	return one("due", v.days.Complaint, "decided", v.dossier.DecidedOn)
}

// flagLate: the dossier came after it was due. What was returned and sent
// again is as late as it was the first time.
func flagLate(v flagView) []map[string]string {
	sent := v.firstSent.Date()
	if v.days.Report == "" || sent <= v.days.Report {
		return nil
	}
	return one("due", v.days.Report, "sent", sent)
}

// flagToAppoint: the congress asks the superior to appoint.
func flagToAppoint(v flagView) []map[string]string {
	var all []map[string]string
	for _, c := range v.contests {
		if c.Settled == congress.SettledAppointed && !v.filled[c.ID] {
			all = append(all, one("office", c.Office, "title", c.Title)...)
		}
	}
	return all
}

// flagOpenSeats: the congress left seats open.
func flagOpenSeats(v flagView) []map[string]string {
	var all []map[string]string
	for _, c := range v.contests {
		elected := 0
		for _, r := range v.rounds {
			if r.contest.ID == c.ID {
				elected += len(r.outcome.Elected)
			}
		}
		if c.Settled == congress.SettledShort && elected < c.Seats {
			all = append(all, one("office", c.Office, "title", c.Title, "open", c.Seats-elected, "seats", c.Seats)...)
		}
	}
	return all
}

// flagRounds: an office took more than one ballot.
func flagRounds(v flagView) []map[string]string {
	var all []map[string]string
	for _, c := range v.contests {
		n := 0
		for _, r := range v.rounds {
			if r.contest.ID == c.ID {
				n++
			}
		}
		if n > 1 {
			all = append(all, one("office", c.Office, "title", c.Title, "rounds", n)...)
		}
	}
	return all
}

// flagTie: people were tied at the last seat.
func flagTie(r flagRound) []map[string]string {
	if len(r.outcome.Tied) == 0 {
		return nil
	}
	return one("names", strings.Join(r.names(r.outcome.Tied), ", "), "count", len(r.outcome.Tied))
}

// flagCounted: the papers were not counted in two passes.
func flagCounted(mode congress.CountingMode) func(flagRound) []map[string]string {
	return func(r flagRound) []map[string]string {
		if r.round.Way() != mode {
			return nil
		}
		return one("reason", strings.TrimSuffix(r.round.CountingReason, "."))
	}
}

// flagInvalid: more than three papers in a hundred are invalid, and more than
// one: a single paper is that share of every small cell, and says nothing.
func flagInvalid(r flagRound) []map[string]string {
	if r.outcome.Invalid < 2 || 100*r.outcome.Invalid <= invalidOver*r.outcome.Returned {
		return nil
	}
	return one("invalid", r.outcome.Invalid, "returned", r.outcome.Returned, "limit", invalidOver)
}

// flagBare: somebody was elected with not one vote to spare. A ballot among
// people who were tied needs no half.
func flagBare(r flagRound) []map[string]string {
	var all []map[string]string
	if r.round.Kind == ballot.TieBreak {
		return nil
	}
	for _, row := range r.outcome.Rows {
		if row.Elected && row.Votes == r.outcome.Needed && row.Votes < r.outcome.Base {
			all = append(all, one("name", strings.Join(r.names([]string{row.ID}), ""), "votes", row.Votes, "base",
				r.outcome.Base)...)
		}
	}
	return all
}

func flagWomen(v flagView) []map[string]string { return missed(v.elected.Women, v.rules.WomenPct, v) }

func flagYoung(v flagView) []map[string]string { return missed(v.elected.Young, v.rules.YoungPct, v) }

// missed: a share of the committee is below its target; of who joins it within a term
// nothing is asked.
func missed(have, percent int, v flagView) []map[string]string {
	if v.inTerm || v.elected.Elected == 0 || 100*have >= percent*v.elected.Elected {
		return nil
	}
	return one("have", have, "elected", v.elected.Elected, "percent", percent, "age", v.rules.YoungAge)
}

// flagRenewal: fewer than one in so many of the committee are new.
func flagRenewal(v flagView) []map[string]string {
	if v.inTerm || v.elected.Elected == 0 || v.rules.RenewalOne*v.elected.New >= v.elected.Elected {
		return nil
	}
	return one("have", v.elected.New, "elected", v.elected.Elected, "one", v.rules.RenewalOne)
}

// names returns the names of people on the list; the list is read only here,
// since few rounds have anything to tell by name.
func (r flagRound) names(ids []string) []string {
	d, err := r.round.BallotDefinition()
	names := make([]string, len(ids))
	for i, id := range ids {
		if k := d.List.Index(id); err == nil && k >= 0 {
			names[i] = d.List.Candidates[k].Name
		}
	}
	return names
}

// sealedRound makes what the flags see of a sealed round.
func sealedRound(c congress.Contest, r congress.Round) (flagRound, error) {
	outcome, err := r.TallyOutcome()
	return flagRound{round: r, contest: c, outcome: outcome}, err
}

// flagView makes what the flags see of a dossier on its page.
func (v DossierView) flagView(today congress.Date) flagView {
	f := flagView{rules: v.Overview.Rules, dossier: v.Dossier, days: v.Deadlines, today: today,
		filled: map[congress.ContestID]bool{}, inTerm: v.Overview.Congress.ByElection()}
	if len(v.History) > 0 {
		f.firstSent = v.History[0].SubmittedAt
	}
	for _, m := range v.Overview.Members {
		f.roster.count(m)
	}
	for _, c := range v.Overview.Contests {
		f.contests = append(f.contests, c.Contest)
		for _, e := range c.Elected {
			if e.Office == ballot.Committee && !e.Refused {
				f.elected.add(v.Overview.Member(e.MemberID), v.Overview.Congress.HeldOn, f.rules)
			}
		}
	}
	for _, r := range v.Reports {
		f.rounds = append(f.rounds, flagRound{round: r.Round, contest: r.Contest, outcome: r.Outcome})
	}
	for _, a := range v.Appointments {
		f.filled[a.ContestID] = true
	}
	return f
}

func (r *RosterSum) count(m congress.Member) {
	if !m.Official {
		return
	}
	r.Official++
	if m.Deduction != "" {
		r.Deducted++
	}
	if m.Deduction == tally.AbsentWithConsent && (m.ConsentBy == "" || m.ConsentOn == "") {
		r.NoConsent++
	}
}
