package ratify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify/calendar"
	"kiemphieu/recount"
	"kiemphieu/tally"
)

// Check is one thing that the superior looks at in a dossier.
type Check struct {
	Code   string            // "base", "threshold", "tellers", "surplus", "order", "deadline", …
	Result CheckResult       // what came out
	Rule   string            // key of the clause
	Params map[string]string // figures for the sentence
}

// CheckResult is the outcome of a check.
type CheckResult string

// The results.
const (
	CheckOK      CheckResult = "ok"
	CheckWarning CheckResult = "warning" // look at it: lawful, but unusual
	CheckFailed  CheckResult = "failed"  // against the rules
)

// DossierView is a dossier on one page.
type DossierView struct {
	Overview  congress.Overview
	Dossier   Dossier   // newest version
	History   []Dossier // all versions, oldest first
	Reports   []congress.Report
	Checks    []Check
	Flags     []Flag
	Deadlines Deadlines
	Left      calendar.Left // until Deadlines.Decide
	// Proposal is the decision that waits for a second person, nil without one.
	Proposal     *Proposal
	Appointments []Appointment
	// Above is the organisation over the superior, zero at the top.
	Above congress.Organisation
	// NoStanding: the superior has no standing committee and signs itself.
	NoStanding bool
	// Unready is what the congress lacked when it opened, nil where nothing.
	Unready *congress.OpenedUnready
	// Submission is number, day and signer of the tờ trình, zero while nobody said.
	Submission congress.PaperNumbered
	// Restated counts how often another number or day of the tờ trình was said since.
	Restated int
	Signed   []congress.PaperNumbered // those of decisions, the last word of each last
	// Remarks is what the log tells beside the results.
	Remarks    congress.Remarks
	Complaints []Complaint
	Custody    Custody
	Recounts   map[congress.RoundID][]recount.Recount // of sealed rounds
	// ComplaintsOpen: a decision today would fall inside the complaint window.
	ComplaintsOpen bool

	acts acts
	fell bool // a by-election of a term whose congress was annulled
}

// DossierOf gathers the newest dossier of a congress with its checks; before
// anything was submitted Dossier.Version is 0.
func (s *Service) DossierOf(ctx context.Context, id congress.CongressID) (DossierView, error) {
	var v DossierView
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		v, err = s.loadDossier(ctx, tx, id)
		return err
	})
	return v, err
}

// loadDossier is DossierOf within a transaction.
func (s *Service) loadDossier(ctx context.Context, tx Tx, id congress.CongressID) (DossierView, error) {
	var v DossierView
	err := func() error {
		var err error
		if v.Overview, err = congress.LoadOverview(ctx, tx, id); err != nil {
			return err
		}
		if v.History, err = tx.Dossiers(ctx, v.Overview.Congress); err != nil {
			return err
		}
		if n := len(v.History); n > 0 {
			v.Dossier = v.History[n-1]
		}
		if v.Reports, err = congress.LoadReports(ctx, tx, v.Overview); err != nil {
			return err
		}
		if err := v.loadDecisions(ctx, tx); err != nil {
			return err
		}
		meetings, err := tx.CongressesOf(ctx, congress.Organisation{ID: v.Overview.Congress.OrgID})
		if err != nil {
			return err
		}
		v.fell = v.Overview.Congress.Fell(meetings)
		days, err := s.calendar.For(ctx, tx, v.Overview.Organisation.Path)
		if err != nil {
			return err
		}
		if v.Unready, err = congress.LoadUnready(ctx, tx, v.Overview.Congress); err != nil {
			return err
		}
		if v.Remarks, err = congress.LoadRemarks(ctx, tx, v.Overview.Congress); err != nil {
			return err
		}
		if err := v.loadLog(ctx, tx); err != nil {
			return err
		}
		v.Deadlines = DeadlinesOf(days, v.Overview.Rules, v.Overview.Congress, v.Dossier)
		today := congress.At(tx.Now()).Date()
		v.Left = days.Left(today, v.Deadlines.Decide)
		v.ComplaintsOpen = v.Deadlines.Complaint != "" && today <= v.Deadlines.Complaint
		v.Checks = v.checks()
		v.Flags = FlagsOf(v, today)
		return nil
	}()
	return v, err
}

// loadLog reads what became of the result and of its papers, and who signs these.
func (v *DossierView) loadLog(ctx context.Context, tx Tx) error {
	entries, err := tx.LogEntries(ctx, v.Overview.Congress, 0)
	if err != nil {
		return err
	}
	if v.acts, err = actsIn(entries); err != nil {
		return err
	}
	if err := v.loadPapers(entries); err != nil {
		return err
	}
	complaints, err := congress.EventsIn[congress.ComplaintNoted](entries)
	if err != nil {
		return err
	}
	v.Complaints = complaintsOf(complaints)
	if v.Custody, err = custodyOf(v.Overview.Congress, v.Overview.Rules, entries); err != nil {
		return err
	}
	v.Recounts = map[congress.RoundID][]recount.Recount{}
	for _, r := range v.Reports { // what was counted once more
		if v.Recounts[r.Round.ID], err = recount.In(entries, r.Round.ID); err != nil {
			return err
		}
	}
	return nil
}

// loadDecisions reads what waits and who was appointed.
func (v *DossierView) loadDecisions(ctx context.Context, tx Tx) error {
	p, err := tx.Proposal(ctx, v.Overview.Congress)
	switch {
	case err == nil:
		v.Proposal = &p
	case !errors.Is(err, congress.ErrNotFound):
		return err
	}
	if v.Appointments, err = tx.Appointments(ctx, v.Overview.Congress); err != nil {
		return err
	}
	if v.NoStanding, err = isOn(ctx, tx, noStandingKey(v.Overview.Superior.ID)); err != nil {
		return err
	}
	if v.Overview.Superior.ParentID != "" {
		v.Above, err = tx.Organisation(ctx, v.Overview.Superior.ParentID)
	}
	return err
}

// ToAppoint lists the contests whose office the superior is asked to fill.
func (v DossierView) ToAppoint() []congress.Contest {
	var open []congress.Contest
	for _, c := range v.Overview.Contests {
		filled := slices.ContainsFunc(v.Appointments, func(a Appointment) bool { return a.ContestID == c.Contest.ID })
		if c.Contest.Settled == congress.SettledAppointed && !filled {
			open = append(open, c.Contest)
		}
	}
	return open
}

// Failed lists the checks that are against the rules.
func (v DossierView) Failed() []Check {
	return slices.DeleteFunc(slices.Clone(v.Checks), func(c Check) bool { return c.Result != CheckFailed })
}

// checks runs every check, in the order of the page.
func (v DossierView) checks() []Check {
	checks := []Check{v.checkBase(), v.checkLate(), v.checkDeadline(), v.checkComplaints()}
	checks = append(checks, v.checkRecounts()...)
	for _, r := range v.Reports {
		checks = append(checks, checkThreshold(r), checkTellers(r), checkSurplus(r),
			checkPasses(r), checkAccount(r), checkSeal(r))
	}
	if v.Submission.Code != "" {
		checks = append(checks, v.checkSubmission())
	}
	if v.Overview.Congress.ByElection() {
		checks = append(checks, v.checkTerm())
	}
	return append(checks, v.checkOrder(), v.checkSecretary(), v.checkTold())
}

// checkBase shows how the base was reached: the place where results are most
// often computed wrongly.
func (v DossierView) checkBase() Check {
	head := v.Overview.Head
	check := Check{Code: "base", Rule: "base", Result: CheckOK, Params: map[string]string{
		"official": fmt.Sprint(head.Summoned()), "base": fmt.Sprint(head.Base),
		"deducted": fmt.Sprint(head.Summoned() - head.Base), "needed": fmt.Sprint(head.Needed)}}
	for _, r := range v.Reports {
		if r.Outcome.Base != r.Head.Base {
			check.Result = CheckFailed
		}
	}
	for _, m := range v.Overview.Members {
		if m.Deduction == tally.AbsentWithConsent && (m.ConsentBy == "" || m.ConsentOn == "") {
			check.Result = CheckFailed
		}
	}
	return check
}

// checkComplaints: a result is ratified once the complaints about it are decided,
// and not where a breach was found.
func (v DossierView) checkComplaints() Check {
	open, breach := 0, 0
	for _, c := range v.Complaints {
		if c.Open() {
			open++
		}
		if c.Breach() {
			breach++
		}
	}
	check := Check{Code: "complaints", Rule: "complaint_days", Result: CheckOK, Params: map[string]string{
		"all": fmt.Sprint(len(v.Complaints)), "open": fmt.Sprint(open), "breach": fmt.Sprint(breach)}}
	if open > 0 || breach > 0 {
		check.Result = CheckFailed
	}
	return check
}

// checkRecounts: what was counted once more is what was sealed, for every round of
// which papers were.
func (v DossierView) checkRecounts() []Check {
	var checks []Check
	for _, r := range v.Reports {
		all := v.Recounts[r.Round.ID]
		if len(all) == 0 {
			continue
		}
		check := roundCheck("recount", "keep", r)
		check.Params["all"] = fmt.Sprint(len(all))
		for _, one := range all {
			compared, counted := one.Compare(r.Round, r.Definition, r.Outcome)
			switch {
			case counted && !one.Dropped() && (compared.Verdict == recount.People ||
				compared.Verdict == recount.Papers):
				check.Result = CheckFailed
			case check.Result == CheckOK && (one.Open() || counted && compared.Verdict == recount.Figures):
				check.Result = CheckWarning
			}
		}
		checks = append(checks, check)
	}
	return checks
}

func (v DossierView) checkDeadline() Check {
	check := Check{Code: "deadline", Rule: "report_days", Result: CheckOK,
		Params: map[string]string{"due": string(v.Deadlines.Report)}}
	if v.Dossier.Version > 0 && len(v.History) > 0 && v.History[0].SubmittedAt.Date() > v.Deadlines.Report {
		check.Result = CheckWarning
	}
	return check
}

// checkSubmission: the tờ trình is not of a day before the congress or after it went
// up, and has the number and the day that were said first.
func (v DossierView) checkSubmission() Check {
	check := Check{Code: "submission", Rule: "report_days", Result: CheckOK, Params: map[string]string{
		"code": v.Submission.Code, "sent": string(v.Submission.Day), "count": fmt.Sprint(v.Restated)}}
	c, day := v.Overview.Congress, v.Submission.Day
	up := c.State != congress.StateClosed && v.Dossier.Version > 0
	switch {
	case day < c.HeldOn, up && day > v.Dossier.SubmittedAt.Date():
		check.Result = CheckFailed
	case v.Restated > 0:
		check.Result = CheckWarning
	}
	return check
}

// checkThreshold computes the outcome anew from the sheet and compares.
func checkThreshold(r congress.Report) Check {
	check := roundCheck("threshold", "threshold", r)
	again, err := tally.Elect(r.Head.Electorate, congress.ContestOf(r.Definition), r.Sheet)
	if err != nil || !sameJSON(again, r.Outcome) {
		check.Result = CheckFailed
	}
	check.Params["needed"] = fmt.Sprintf("cần %d/%d", r.Outcome.Needed, r.Outcome.Base)
	if r.Definition.Kind == ballot.TieBreak {
		check.Params["needed"] = "ai nhiều phiếu hơn thì trúng cử"
	}
	return check
}

func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && reflect.DeepEqual(x, y)
}

func checkTellers(r congress.Report) Check {
	check := roundCheck("tellers", "tellers", r)
	for _, o := range r.Officers {
		if o.Duty.Counts() && r.Definition.List.Index(string(o.MemberID)) >= 0 {
			check.Result = CheckFailed
			check.Params["name"] = o.Name
		}
	}
	return check
}

func checkSurplus(r congress.Report) Check {
	check := roundCheck("surplus", "surplus", r)
	places := r.Definition.List.Seats + r.Definition.Alternates
	surplus := len(r.Definition.List.Candidates) - places
	check.Params["surplus"], check.Params["seats"] = fmt.Sprint(surplus), fmt.Sprint(places)
	if r.Definition.Kind == ballot.TieBreak || r.Contest.Office == ballot.Other {
		return check
	}
	none := surplus == 0 && r.Contest.Office == ballot.Committee
	switch {
	case surplus > r.Rules.MaxSurplus(places), none && !r.Definition.InTerm:
		check.Result = CheckFailed
	case none: // within a term the clause was not read
		check.Result = CheckWarning
	}
	return check
}

func checkPasses(r congress.Report) Check {
	check := roundCheck("passes", "count", r)
	if r.Round.Way() != congress.CountTwoPasses {
		check.Result = CheckWarning
	}
	check.Params["counting"] = string(r.Round.Way())
	return check
}

func checkAccount(r congress.Report) Check {
	check := roundCheck("account", "account", r)
	if len(r.Balance) > 0 {
		check.Result = CheckWarning
		check.Params["explanation"] = r.Round.Explanation
	}
	if excess, err := r.Round.Excess(r.Sheet); err != nil || len(excess) > 0 {
		check.Result = CheckFailed
	}
	return check
}

// checkLate: late-comers changed the base after somebody was elected by less.
func (v DossierView) checkLate() Check {
	check := Check{Code: "late_base", Rule: "base", Result: CheckOK, Params: map[string]string{}}
	late, err := v.Overview.LateFindings()
	var names []string
	for _, f := range late {
		names, check.Result = append(names, f.Params["name"]), CheckWarning
		check.Params["base"] = f.Params["base"]
	}
	if err != nil || len(late) > 0 && late[0].Law {
		check.Result = CheckFailed
	}
	check.Params["names"] = strings.Join(names, ", ")
	return check
}

func roundCheck(code, rule string, r congress.Report) Check {
	return Check{Code: code, Rule: rule, Result: CheckOK, Params: map[string]string{
		"office": string(r.Contest.Office), "title": r.Contest.Title, "round": fmt.Sprint(r.Round.Number)}}
}

// checkOrder: committee before secretary before deputy, by the time of their seals.
func (v DossierView) checkOrder() Check {
	check := Check{Code: "order", Rule: "order", Result: CheckOK, Params: map[string]string{}}
	rank := map[ballot.Office]int{ballot.Committee: 1, ballot.Secretary: 2, ballot.Deputy: 3}
	last, lastRank := congress.Instant(0), 0
	for _, r := range v.Reports {
		n := rank[r.Contest.Office]
		if n == 0 {
			continue
		}
		if n >= lastRank && r.Round.SealedAt < last {
			check.Result = CheckFailed
		}
		last, lastRank = r.Round.SealedAt, n
	}
	return check
}

// checkSeal: two people put their names under a result, which elects people of its
// list and no more than there are seats.
func checkSeal(r congress.Report) Check {
	check := roundCheck("seal", "count", r)
	check.Params["names"] = r.Round.SealedBy
	stranger := slices.ContainsFunc(r.Outcome.Elected, func(id string) bool { return r.Definition.List.Index(id) < 0 })
	if len(r.Outcome.Elected) > r.Definition.List.Seats || stranger {
		check.Result = CheckFailed
	}
	return check
}

// checkTerm: a by-election adds to a term that has begun.
func (v DossierView) checkTerm() Check {
	check := Check{Code: "term", Rule: "order", Result: CheckOK,
		Params: map[string]string{"term": v.Overview.Congress.Term}}
	if v.fell {
		check.Result = CheckFailed
	}
	return check
}

// checkSecretary: a congress that begins a term elects a secretary, or asks the
// superior to appoint one.
func (v DossierView) checkSecretary() Check {
	check := Check{Code: "secretary", Rule: "order", Result: CheckOK, Params: map[string]string{}}
	if v.Overview.Closing().NoSecretary {
		check.Result = CheckWarning
	}
	return check
}

// checkTold: facts that were corrected, other days and what was not held are
// looked at before the decision.
func (v DossierView) checkTold() Check {
	check := Check{Code: "told", Rule: "", Result: CheckOK, Params: map[string]string{
		"count": fmt.Sprint(len(v.Remarks.All))}}
	if len(v.Remarks.All) > 0 {
		check.Result = CheckWarning
	}
	return check
}
