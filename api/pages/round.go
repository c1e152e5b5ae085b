package pages

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// rounds is about a round from the adopted list to the sealed result.
type rounds struct {
	*screen
	congress interface {
		Account(ctx context.Context, id congress.AccountID) (congress.Account, error)
		Cancel(ctx context.Context, by congress.Actor, id congress.RoundID, reason string) error
		ChooseCounting(ctx context.Context, by congress.Actor, id congress.RoundID, mode congress.CountingMode, sheafSize int, reason string) error
		ClearHandCounts(ctx context.Context, by congress.Actor, id congress.RoundID) error
		ConfirmExplanation(ctx context.Context, by congress.Actor, id congress.RoundID, text string) error
		ConfirmReprint(ctx context.Context, by congress.Actor, id congress.RoundID, reason string) error
		ConfirmSeal(ctx context.Context, by congress.Actor, id congress.RoundID) (sealed bool, err error)
		CorrectAccount(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.PaperNumbers, reason string) error
		Exchange(ctx context.Context, by congress.Actor, id congress.RoundID) error
		Freeze(ctx context.Context, by congress.Actor, id congress.RoundID, code congress.CodeMode) error
		HandOutUnprepared(ctx context.Context, by congress.Actor, id congress.RoundID, present int, papers int, reason string) error
		ListOf(ctx context.Context, id congress.ContestID) (congress.ListView, error)
		MakePapers(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.PapersInput, print func(congress.Printing) error) error
		OpenBox(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.BoxInput) error
		Release(ctx context.Context, by congress.Actor, id congress.RoundID) error
		ResizeSheaf(ctx context.Context, by congress.Actor, id congress.RoundID, number int, size int, reason string) error
		RoundOf(ctx context.Context, id congress.RoundID) (congress.RoundView, error)
		ShowRunning(ctx context.Context, by congress.Actor, id congress.RoundID, on bool) error
		Supersede(ctx context.Context, by congress.Actor, id congress.RoundID, pass congress.Pass, sheaf int, reason string) error
		Unfreeze(ctx context.Context, by congress.Actor, id congress.RoundID) error
	}
}

func (s rounds) routes() []api.Route {
	return []api.Route{
		api.Get("/lan-bau/:round", api.Anybody(), s.show),
		api.Post("/lan-bau/:round/chot-danh-sach", prepare, form(s.screen, s.freeze, s.show, ofRound, "frozen")),
		api.Post("/lan-bau/:round/mo-danh-sach", prepare, s.act(s.unfreeze, s.show, ofRound, "unfrozen")),
		api.Post("/lan-bau/:round/huy", prepare, form(s.screen, s.cancel, s.show, ofRound, "cancelled")),
		api.Post("/lan-bau/:round/in-phieu", printing, s.printPapers),
		api.Post("/lan-bau/:round/in-lai", two, form(s.screen, s.confirmReprint, s.show, ofRound, "confirmed")),
		api.Post("/lan-bau/:round/phat-phieu", chief, form(s.screen, s.handOut, s.show, ofRound, "handed_out")),
		api.Post("/lan-bau/:round/doi-phieu", chief, s.act(s.exchange, s.show, ofRound, "exchanged")),
		api.Post("/lan-bau/:round/mo-thung", chief, form(s.screen, s.openBox, s.show, ofRound, "box_opened")),
		api.Post("/lan-bau/:round/sua-so", chief, form(s.screen, s.correctNumbers, s.show, ofRound, "corrected")),
		api.Post("/lan-bau/:round/cach-kiem", chief, form(s.screen, s.chooseCounting, s.show, ofRound, "bundled")),
		api.Post("/lan-bau/:round/co-tap", chief, form(s.screen, s.resizeSheaf, s.show, ofRound, "corrected")),
		api.Post("/lan-bau/:round/nhap-lai", chief, form(s.screen, s.supersede, s.show, ofRound, "superseded")),
		api.Post("/lan-bau/:round/kiem-tay-lai", chief, s.act(s.clearHandCounts, s.show, ofRound, "saved")),
		api.Post("/lan-bau/:round/giai-trinh", two, form(s.screen, s.explain, s.show, ofRound, "confirmed")),
		api.Post("/lan-bau/:round/chot", two, s.seal),
		api.Post("/lan-bau/:round/cong-bo", chief, s.act(s.release, s.show, ofRound, "released")),
		api.Post("/lan-bau/:round/so-phieu-dang-kiem", presidium, form(s.screen, s.showRunning, s.show, ofRound, "running_shown")),
	}
}

// release lets the hall see a sealed result.
func (s rounds) release(r *api.Request) error {
	return s.congress.Release(r.Context(), r.By, r.RoundID())
}

type runningForm struct {
	On bool `form:"on"`
}

// showRunning takes the congress's decision about running totals.
func (s rounds) showRunning(r *api.Request, f runningForm) error {
	return s.congress.ShowRunning(r.Context(), r.By, r.RoundID(), f.On)
}

func (s rounds) clearHandCounts(r *api.Request) error {
	return s.congress.ClearHandCounts(r.Context(), r.By, r.RoundID())
}

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
	return s.render(r, "round", page{Title: data.Title, Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s rounds) roundData(r *api.Request, v congress.RoundView) (roundPage, error) {
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
	if data.Lines, err = deviceLines(r.Context(), s.congress, v.Devices); err != nil {
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
		data.addOutcome()
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
		line := findingLine{Text: s.words.Finding(f), Clause: list.Overview.Rules.Clause(f.Rule)}
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
			OnlyFirst: s.readMarks(v.Definition.List, d.OnlyFirst), OnlySecond: s.readMarks(v.Definition.List, d.OnlySecond),
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

func (data *roundPage) addOutcome() {
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

type freezeForm struct {
	Code congress.CodeMode `form:"code"`
}

func (s rounds) freeze(r *api.Request, f freezeForm) error {
	return s.congress.Freeze(r.Context(), r.By, r.RoundID(), f.Code)
}

func (s rounds) unfreeze(r *api.Request) error {
	return s.congress.Unfreeze(r.Context(), r.By, r.RoundID())
}

func (s rounds) cancel(r *api.Request, f reasonForm) error {
	return s.congress.Cancel(r.Context(), r.By, r.RoundID(), f.Reason)
}

type papersForm struct {
	Count   int           `form:"count"`
	Reserve int           `form:"reserve"`
	Format  ballot.Format `form:"format"`
}

// printPapers makes the papers and sends them as one PDF, once: the codes are
// nowhere else.
func (s rounds) printPapers(r *api.Request) error {
	var pdf bytes.Buffer
	f, err := read[papersForm](r, same)
	if err == nil {
		err = s.congress.MakePapers(r.Context(), r.By, r.RoundID(), congress.PapersInput(f), func(p congress.Printing) error { return minutes.WritePapers(p, &pdf) })
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.Response().Header().Set("Content-Disposition", `attachment; filename="phieu-bau.pdf"`)
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

func (s rounds) confirmReprint(r *api.Request, f reasonForm) error {
	return s.congress.ConfirmReprint(r.Context(), r.By, r.RoundID(), f.Reason)
}

type handOutForm struct {
	Present    int    `form:"present"`
	HandedOut  int    `form:"handed_out"`
	Unprepared string `form:"unprepared"` // why the day begins though not all is ready
}

func (s rounds) handOut(r *api.Request, f handOutForm) error {
	return s.congress.HandOutUnprepared(r.Context(), r.By, r.RoundID(), f.Present, f.HandedOut, f.Unprepared)
}

func (s rounds) exchange(r *api.Request) error {
	return s.congress.Exchange(r.Context(), r.By, r.RoundID())
}

type boxForm struct {
	Returned    int `form:"returned"`
	Unused      int `form:"unused"`
	NotReturned int `form:"not_returned"`
}

func (s rounds) openBox(r *api.Request, f boxForm) error {
	return s.congress.OpenBox(r.Context(), r.By, r.RoundID(), congress.BoxInput(f))
}

type numbersForm struct {
	Present     int    `form:"present"`
	HandedOut   int    `form:"handed_out"`
	Exchanged   int    `form:"exchanged"`
	Returned    int    `form:"returned"`
	Unused      int    `form:"unused"`
	NotReturned int    `form:"not_returned"`
	Reason      string `form:"reason" required:"true"`
}

func (s rounds) correctNumbers(r *api.Request, f numbersForm) error {
	in := congress.PaperNumbers{Present: f.Present, HandedOut: f.HandedOut, Exchanged: f.Exchanged,
		Returned: f.Returned, Unused: f.Unused, NotReturned: f.NotReturned}
	return s.congress.CorrectAccount(r.Context(), r.By, r.RoundID(), in, f.Reason)
}

type countingForm struct {
	Counting  congress.CountingMode `form:"counting"`
	SheafSize int                   `form:"sheaf_size"`
	Reason    string                `form:"reason"`
}

func (s rounds) chooseCounting(r *api.Request, f countingForm) error {
	return s.congress.ChooseCounting(r.Context(), r.By, r.RoundID(), f.Counting, f.SheafSize, f.Reason)
}

type resizeForm struct {
	Sheaf  int    `form:"sheaf"`
	Size   int    `form:"size"`
	Reason string `form:"reason" required:"true"`
}

func (s rounds) resizeSheaf(r *api.Request, f resizeForm) error {
	return s.congress.ResizeSheaf(r.Context(), r.By, r.RoundID(), f.Sheaf, f.Size, f.Reason)
}

type supersedeForm struct {
	Pass   congress.Pass `form:"pass"`
	Sheaf  int           `form:"sheaf"`
	Reason string        `form:"reason" required:"true"`
}

func (s rounds) supersede(r *api.Request, f supersedeForm) error {
	return s.congress.Supersede(r.Context(), r.By, r.RoundID(), f.Pass, f.Sheaf, f.Reason)
}

type explanationForm struct {
	Explanation string `form:"explanation"`
}

func (s rounds) explain(r *api.Request, f explanationForm) error {
	return s.congress.ConfirmExplanation(r.Context(), r.By, r.RoundID(), f.Explanation)
}

// seal takes one of the two names; the second closes the round.
func (s rounds) seal(r *api.Request) error {
	sealed, err := s.congress.ConfirmSeal(r.Context(), r.By, r.RoundID())
	if err != nil {
		return s.again(r, err, s.show)
	}
	done := "done.confirmed"
	if sealed {
		done = "done.sealed"
	}
	r.Note(s.words.Text(done, nil))
	return r.Go("/lan-bau/" + r.Param("round"))
}
