package pages

import (
	"bytes"
	"fmt"
	"net/http"

	"kiemphieu/api"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// roundPage is a round with what its page says about it.
type roundPage struct {
	congress.RoundView
	Title     string
	Findings  []string        // what still blocks the seal
	Balance   []string        // equations of the account that do not hold
	Passes    []congress.Pass // to enter, in this way of counting
	Grid      []sheafRow
	Lines     []deviceLine
	Steps     []string // the explanation, once sealed
	Bars      []bar
	Suggested int // papers to print
	Law       []findingLine
	Guidance  []findingLine
	Chief     bool // the caller leads the counting committee
	Lead      bool // the caller leads the congress: convening committee or presidium
	Signs     bool // the caller is one of the two who confirm: chief or presidium
}

// bar is one person's result against the over-half line.
type bar struct {
	tally.OutcomeRow
	Name     string
	Sentence string
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

func (s *Pages) showRound(r *api.Request) error {
	v, err := s.Congress.RoundOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	data, err := s.roundData(r, v)
	if err != nil {
		return err
	}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/noi-dung/" + string(v.Contest.ID), s.words.Office(v.Contest)})
	return s.render(r, "round", page{Title: data.Title, Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s *Pages) roundData(r *api.Request, v congress.RoundView) (roundPage, error) {
	data := roundPage{RoundView: v, Title: fmt.Sprintf("%s – lần bầu %d", s.words.Office(v.Contest), v.Round.Number), Suggested: v.Overview.Head.Present,
		Chief: r.By.Role == congress.RoleChief,
		Lead:  r.By.Role == congress.RoleOrganiser || r.By.Role == congress.RolePresidium,
		Signs: r.By.Role == congress.RoleChief || r.By.Role == congress.RolePresidium}
	for _, f := range v.Findings {
		data.Findings = append(data.Findings, s.words.Finding(f))
	}
	for _, f := range v.Account {
		data.Balance = append(data.Balance, s.words.Balance(f))
	}
	data.Passes = v.Round.Passes()
	var err error
	if data.Lines, err = s.deviceLines(r, v.Devices); err != nil {
		return data, err
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
		s.addOutcome(&data)
	}
	return data, nil
}

// addFindings shows what law and guidance say about the list about to be frozen.
func (s *Pages) addFindings(r *api.Request, data *roundPage) error {
	list, err := s.Congress.ListOf(r.Context(), data.Contest.ID)
	if err != nil {
		return err
	}
	data.Definition.List = list.List
	for _, f := range list.Findings {
		line := findingLine{Text: s.words.Finding(f), Clause: list.Overview.Rules.Clause(f.Rule)}
		if f.Law {
			data.Law = append(data.Law, line)
		} else {
			data.Guidance = append(data.Guidance, line)
		}
	}
	return nil
}

func (s *Pages) sheafRow(v congress.RoundView, sheaf congress.SheafView) sheafRow {
	row := sheafRow{SheafView: sheaf}
	for _, d := range sheaf.Differences {
		row.Differences = append(row.Differences, differenceLine{First: d.First, Second: d.Second,
			OnlyFirst: s.readMarks(v.Definition.List, d.OnlyFirst), OnlySecond: s.readMarks(v.Definition.List, d.OnlySecond),
			CodesFirst: d.CodesFirst, CodesSecond: d.CodesSecond})
	}
	return row
}

// readMarks writes marks as people read a paper.
func (s *Pages) readMarks(list ballot.List, marks []ballot.Marks) []string {
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

func (s *Pages) addOutcome(data *roundPage) {
	contest := congress.ContestOf(data.Definition)
	steps := tally.Explain(data.Overview.Rules, data.Overview.Head.Electorate, contest, *data.Outcome)
	data.Steps = minutes.Explain(data.Overview.Rules, data.Overview.Head.Electorate, contest, *data.Outcome)
	i := 0
	for _, st := range steps {
		if st.Kind == tally.StepCandidate {
			data.Bars = append(data.Bars, bar{OutcomeRow: data.Outcome.Rows[i], Name: st.Name, Sentence: minutes.Sentence(st)})
			i++
		}
	}
}

func (s *Pages) freeze(r *api.Request) error {
	return s.Congress.Freeze(r.Context(), r.By, r.RoundID(), congress.CodeMode(r.FormValue("code")))
}

func (s *Pages) unfreeze(r *api.Request) error {
	return s.Congress.Unfreeze(r.Context(), r.By, r.RoundID())
}

func (s *Pages) cancelRound(r *api.Request) error {
	return s.Congress.Cancel(r.Context(), r.By, r.RoundID(), r.FormValue("reason"))
}

// printPapers makes the papers and sends them as one PDF, once: the codes are
// nowhere else.
func (s *Pages) printPapers(r *api.Request) error {
	n, err := numbers(r, "count", "reserve")
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	var pdf bytes.Buffer
	in := congress.PapersInput{Count: n[0], Reserve: n[1], Format: ballot.Format(r.FormValue("format"))}
	err = s.Congress.MakePapers(r.Context(), r.By, r.RoundID(), in, func(p congress.Printing) error { return minutes.WritePapers(p, &pdf) })
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	r.Response().Header().Set("Content-Disposition", `attachment; filename="phieu-bau.pdf"`)
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

func (s *Pages) confirmReprint(r *api.Request) error {
	return s.Congress.ConfirmReprint(r.Context(), r.By, r.RoundID(), r.FormValue("reason"))
}

func (s *Pages) handOut(r *api.Request) error {
	n, err := numbers(r, "present", "handed_out")
	if err != nil {
		return err
	}
	return s.Congress.HandOutUnprepared(r.Context(), r.By, r.RoundID(), n[0], n[1], r.FormValue("unprepared"))
}

func (s *Pages) exchange(r *api.Request) error {
	return s.Congress.Exchange(r.Context(), r.By, r.RoundID())
}

func (s *Pages) openBox(r *api.Request) error {
	n, err := numbers(r, "returned", "unused", "not_returned")
	if err != nil {
		return err
	}
	return s.Congress.OpenBox(r.Context(), r.By, r.RoundID(), congress.BoxInput{Returned: n[0], Unused: n[1], NotReturned: n[2]})
}

func (s *Pages) correctNumbers(r *api.Request) error {
	n, err := numbers(r, "present", "handed_out", "exchanged", "returned", "unused", "not_returned")
	if err != nil {
		return err
	}
	in := congress.PaperNumbers{Present: n[0], HandedOut: n[1], Exchanged: n[2], Returned: n[3], Unused: n[4], NotReturned: n[5]}
	return s.Congress.CorrectAccount(r.Context(), r.By, r.RoundID(), in, r.FormValue("reason"))
}

func (s *Pages) chooseCounting(r *api.Request) error {
	size, err := number(r, "sheaf_size")
	if err != nil {
		return err
	}
	return s.Congress.ChooseCounting(r.Context(), r.By, r.RoundID(), congress.CountingMode(r.FormValue("counting")), size, r.FormValue("reason"))
}

func (s *Pages) resizeSheaf(r *api.Request) error {
	n, err := numbers(r, "sheaf", "size")
	if err != nil {
		return err
	}
	return s.Congress.ResizeSheaf(r.Context(), r.By, r.RoundID(), n[0], n[1], r.FormValue("reason"))
}

func (s *Pages) supersede(r *api.Request) error {
	sheaf, err := number(r, "sheaf")
	if err != nil {
		return err
	}
	return s.Congress.Supersede(r.Context(), r.By, r.RoundID(), congress.Pass(r.FormValue("pass")), sheaf, r.FormValue("reason"))
}

func (s *Pages) explain(r *api.Request) error {
	return s.Congress.ConfirmExplanation(r.Context(), r.By, r.RoundID(), r.FormValue("explanation"))
}

// seal takes one of the two names; the second closes the round.
func (s *Pages) seal(r *api.Request) error {
	sealed, err := s.Congress.ConfirmSeal(r.Context(), r.By, r.RoundID())
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	done := "done.confirmed"
	if sealed {
		done = "done.sealed"
	}
	r.Note(s.words.Text(done, nil))
	return r.Go("/lan-bau/" + r.Param("round"))
}
