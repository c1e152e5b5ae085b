package pages

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/app/health"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// rounds is about a round: its page, and its list while that is open.
type rounds struct {
	*screen
	congress interface {
		boardReader
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		Cancel(ctx context.Context, by congress.Actor, id congress.RoundID, reason string) error
		Freeze(ctx context.Context, by congress.Actor, id congress.RoundID, code congress.CodeMode) error
		ListOf(ctx context.Context, id congress.ContestID) (congress.ListView, error)
		MinutesNotesOf(ctx context.Context, r congress.Round) (congress.MinutesNotes, error)
		RoundOf(ctx context.Context, id congress.RoundID) (congress.RoundView, error)
		Unfreeze(ctx context.Context, by congress.Actor, id congress.RoundID) error
	}
}

func (s rounds) routes() []api.Route {
	return []api.Route{
		api.Get("/lan-bau/:round", api.Anybody(), s.show),
		api.Post("/lan-bau/:round/chot-danh-sach", prepare, form(s.screen, s.freeze, s.show, ofRound, "frozen")),
		api.Post("/lan-bau/:round/mo-danh-sach", prepare, s.act(s.unfreeze, s.show, ofRound, "unfrozen")),
		api.Post("/lan-bau/:round/huy", prepare, form(s.screen, s.cancel, s.show, ofRound, "cancelled")),
	}
}

// roundPage is a round with what its page says about it.
type roundPage struct {
	congress.RoundView
	Title     string
	Findings  []string // what still blocks the seal
	Standing  []findingLine
	Balance   []string // what does not balance in the account
	Equations []equation
	Accounts  []string        // what happened to the accounts of officers
	Passes    []congress.Pass // to enter, in this way of counting
	Taken     []congress.Pass // those that people take
	Grid      []sheafRow
	Lines     []deviceLine
	Tablets   []health.Sign // what is wrong with tablets, for those who run the congress
	Steps     []string      // the explanation, once sealed
	Bars      []bar
	Suggested int // papers to print
	Law       []findingLine
	Guidance  []findingLine
	Conclude  int                   // the first complaint without a conclusion, 0 without one
	Notes     congress.MinutesNotes // for the minutes, while the chief may still write them
	Office    string                // what is elected, within a sentence
	Stages    []stage
	Task      task // what the caller does next
	Chief     bool // the caller leads the counting committee
	Lead      bool // the caller leads the congress: convening committee or presidium
	Signs     bool // the caller is one of the two who confirm: chief or presidium
	Typed     bool // the caller typed one of the two tally sheets
}

// bar is one person's result against the over-half line.
type bar struct {
	tally.OutcomeRow
	Name string
	Tied bool // at the last seat
	Cut  bool // the first after those elected
}

// equation is a sum of the ballot account with what it comes to, in words.
type equation struct {
	tally.Equation
	Answer string // "Thiếu 1 phiếu"
	Line   string // "tìm thấy 25 trong 26"
}

func (w sentences) equation(e tally.Equation) equation {
	line := "equation.found"
	if e.Missing() == 0 {
		line = "equation.complete"
	}
	params := map[string]string{"whole": strconv.Itoa(e.Whole.Papers), "found": strconv.Itoa(e.Found())}
	return equation{Equation: e, Answer: w.Missing(e.Missing()), Line: w.Text(line, params)}
}

// sheafRow is a sheaf's line in the grid of passes.
type sheafRow struct {
	congress.SheafView
	Differences []differenceLine
}

type differenceLine struct {
	First, Second congress.Pass
	OnlyFirst     []string
	OnlySecond    []string
	CodesFirst    []string
	CodesSecond   []string
}

func (s rounds) show(r *api.Request) error {
	v, err := s.congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	data, err := s.roundData(r, v)
	if err != nil {
		return err
	}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/noi-dung/" + string(v.Contest.ID), s.words.Office(v.Contest)})
	return s.render(r, "round", page{Title: data.Title, Crumbs: crumbs[2:], Rehearsal: v.Overview.Congress.Rehearsal,
		Meeting: v.Overview.Congress, Of: headOf(v.Overview), Fact: s.fact(v), Data: data,
		Mark: s.words.Text("state.round."+string(v.Round.State), nil), Settled: v.Round.State == congress.RoundSealed,
		Rail: s.words.rail(v.Overview, "/noi-dung/"+string(v.Contest.ID))})
}

// PapersShort is by how many the papers that are to be handed out are fewer
// than the people who count, 0 where there are enough.
func (p roundPage) PapersShort() int {
	r := p.Round
	if r.State != congress.RoundPrinted {
		return 0
	}
	return max(0, p.Overview.Head.Base-(r.Printed-r.Destroyed-r.Reserve))
}

// Coded reports whether the papers of the round have codes, as its list was frozen.
func (p roundPage) Coded() bool { return p.Round.Code == congress.CodeQR }

func (s rounds) roundData(r *api.Request, v congress.RoundView) (roundPage, error) {
	data := roundPage{RoundView: v, Title: fmt.Sprintf("%s – lần bầu %d", s.words.Office(v.Contest), v.Round.Number),
		Suggested: v.Overview.Head.Summoned(), Office: lowerFirst(s.words.Office(v.Contest)), Stages: s.stages(v.Round),
		Chief: r.By.Role == congress.RoleChief,
		Lead:  r.By.Role == congress.RoleOrganiser || r.By.Role == congress.RolePresidium,
		Signs: r.By.Role == congress.RoleChief || r.By.Role == congress.RolePresidium}
	for _, f := range v.Findings {
		data.Findings = append(data.Findings, s.words.at(v.Overview).Finding(f))
	}
	for _, f := range v.Standing {
		data.Standing = append(data.Standing, findingLine{Text: s.words.at(v.Overview).Finding(f),
			Clause: v.Overview.Rules.Clause(f.Rule)})
	}
	for _, e := range v.Account.Equations() {
		data.Equations = append(data.Equations, s.words.equation(e))
	}
	for _, f := range v.Differences {
		data.Balance = append(data.Balance, s.words.Balance(f))
	}
	for _, remark := range v.Accounts {
		data.Accounts = append(data.Accounts, minutes.Remark(v.Overview.Congress, remark))
	}
	for _, c := range slices.Backward(v.Complaints) {
		if c.Conclusion == "" {
			data.Conclude = c.Number
		}
	}
	data.Taken = v.Round.PassesOfPeople()
	data.Passes = v.Round.PassNames()
	data.Typed = slices.ContainsFunc(v.HandCounts, func(c congress.HandCount) bool {
		return c.AccountID == r.By.AccountID
	})
	var err error
	if data.Chief && (v.Round.State == congress.RoundOpened || v.Round.State == congress.RoundCounting) {
		if data.Notes, err = s.congress.MinutesNotesOf(r.Context(), v.Round); err != nil {
			return data, err
		}
	}
	if data.Lines, err = deviceLines(r.Context(), s.congress, v.Devices); err != nil {
		return data, err
	}
	if r.By.Role.Runs() {
		data.Tablets = s.tablets(v.Devices)
	}
	for _, sheaf := range v.Sheaves {
		if r.By.Role != congress.RoleChief {
			sheaf.Differences = nil // pass C counts blind, whoever looks over its shoulder
		}
		data.Grid = append(data.Grid, s.sheafRow(v, sheaf))
	}
	if v.Round.State == congress.RoundDrafting {
		return data, s.addFindings(r, &data)
	}
	if v.Outcome != nil {
		count, err := countOf(r.Context(), s.congress, v.Overview)
		if err != nil {
			return data, err
		}
		data.Task = s.words.taskNow(count, r.By.Role)
		data.addOutcome()
		if told, ok := s.words.allAlternates(data); ok {
			data.Steps = append(data.Steps, told)
		}
	}
	return data, nil
}

// addFindings shows what law and guidance say about the list about to be frozen.
func (s rounds) addFindings(r *api.Request, data *roundPage) error {
	list, err := s.congress.ListOf(r.Context(), data.Contest.ID)
	if err != nil {
		return err
	}
	data.Definition.List = list.List
	for _, f := range list.Findings {
		line := findingLine{Text: s.words.at(list.Overview).Finding(f), Clause: list.Overview.Rules.Clause(f.Rule)}
		if f.Law {
			data.Law = append(data.Law, line)
		} else {
			data.Guidance = append(data.Guidance, line)
		}
	}
	return nil
}

func (s rounds) sheafRow(v congress.RoundView, sheaf congress.SheafView) sheafRow {
	row := sheafRow{SheafView: sheaf}
	for _, d := range sheaf.Differences {
		row.Differences = append(row.Differences, differenceLine{First: d.First, Second: d.Second,
			OnlyFirst: s.readMarks(v.Definition.List, d.OnlyFirst), OnlySecond: s.readMarks(v.Definition.List,
				d.OnlySecond),
			CodesFirst: d.CodesFirst, CodesSecond: d.CodesSecond})
	}
	return row
}

// readMarks writes marks as people read a paper.
func (s rounds) readMarks(list ballot.List, marks []ballot.Marks) []string {
	lines := make([]string, len(marks))
	for i, m := range marks {
		if reason := m.Defect(); reason != "" {
			lines[i] = s.words.Text("reason."+string(reason), nil)
			continue
		}
		var names []string
		for k, c := range list.Candidates {
			if m[k] == ballot.Standing || m[k] == ballot.Agree {
				names = append(names, c.Name)
			}
		}
		lines[i] = s.words.Text("round.votes_for", map[string]string{"names": minutes.JoinNames(names)})
	}
	return lines
}

// allAlternates tells the alternates that the joint list has after a ballot that
// names not all of them itself, in order of votes.
func (w sentences) allAlternates(data roundPage) (string, bool) {
	if data.Definition.Alternates > 0 || data.Contest.Alternates == 0 {
		return "", false
	}
	var names []string
	for _, c := range data.Overview.Contests {
		if c.Contest.ID != data.Contest.ID {
			continue
		}
		for _, e := range c.Alternates() {
			names = append(names, data.Overview.Member(e.MemberID).Name)
		}
	}
	return w.Text("round.alternates", map[string]string{"names": minutes.JoinNames(names),
		"n":  strconv.Itoa(len(names)),
		"of": strconv.Itoa(data.Contest.Alternates)}), len(names) > 0
}

// held counts the ballots of the contest that were held, up to this one: a round
// that was cancelled is none (rules 5.5).
func (data *roundPage) held() int {
	n := 0
	for _, c := range data.Overview.Contests {
		for _, r := range c.Rounds {
			if r.ContestID == data.Round.ContestID && r.State == congress.RoundSealed && r.Number <= data.Round.Number {
				n++
			}
		}
	}
	return n
}

func (data *roundPage) addOutcome() {
	contest := congress.ContestOf(data.Definition)
	contest.Round = data.held()
	steps := tally.Explain(data.Overview.Rules, data.Head.Electorate, contest, *data.Outcome)
	data.Steps = minutes.Explain(data.Overview.Rules, data.Head.Electorate, contest, *data.Outcome)
	i := 0
	for _, st := range steps {
		if st.Kind == tally.StepCandidate {
			row := data.Outcome.Rows[i]
			data.Bars = append(data.Bars, bar{OutcomeRow: row, Name: st.Name, Tied: slices.Contains(data.Outcome.Tied,
				row.ID)})
			i++
		}
	}
	slices.SortStableFunc(data.Bars, func(a, b bar) int { return cmp.Compare(b.Votes, a.Votes) })
	for i := 1; i < len(data.Bars); i++ {
		data.Bars[i].Cut = data.Bars[i-1].Elected && !data.Bars[i].Elected
	}
}

// Headline says in one line what the outcome leaves open.
func (data roundPage) Headline() string {
	o := data.Outcome
	switch {
	case len(o.Tied) > 0:
		return fmt.Sprintf("Còn %d chỗ: %d đồng chí ngang phiếu.", o.OpenSeats, len(o.Tied))
	case o.OpenSeats > 0:
		return fmt.Sprintf("Còn %d chỗ: không ai khác được quá một nửa.", o.OpenSeats)
	}
	return "Bầu đủ số lượng."
}

// countersigned says what the name that was just put under an act of two does: the
// second is awaited, or both are there now.
func (s rounds) countersigned(r *api.Request, act congress.JointAct, done string) error {
	v, err := s.congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	if v.Signed(act, congress.RoleChief) == nil || v.Signed(act, congress.RolePresidium) == nil {
		done = "confirmed"
	}
	r.Note(s.words.Text("done."+done, nil))
	return nil
}

type freezeForm struct {
	Code congress.CodeMode `form:"code"`
}

func (s rounds) freeze(r *api.Request, f freezeForm) error {
	return s.congress.Freeze(r.Context(), r.By, r.RoundID(), f.Code)
}

func (s rounds) unfreeze(r *api.Request) error {
	return s.congress.Unfreeze(r.Context(), r.By, r.RoundID())
}

type cancelForm struct {
	Reason string `form:"cancel_reason" lines:"many"`
}

func (s rounds) cancel(r *api.Request, f cancelForm) error {
	return prefixed("cancel_", s.congress.Cancel(r.Context(), r.By, r.RoundID(), f.Reason), "reason")
}
