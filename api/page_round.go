package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sort"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

func (r *request) roundID() congress.RoundID { return congress.RoundID(r.Param("round")) }

// roundPage is a round with what its page says about it.
type roundPage struct {
	congress.RoundView
	Title      string
	Findings   []string        // what still blocks the seal
	Balance    []string        // equations of the account that do not hold
	Passes     []congress.Pass // to enter, in this way of counting
	Grid       []sheafRow
	Steps      []string // the explanation, once sealed
	Bars       []bar
	Suggested  int // papers to print
	NextAction string
	Law        []findingLine
	Guidance   []findingLine
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

func (s *Server) showRound(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	data, err := s.roundData(r, v)
	if err != nil {
		return err
	}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/noi-dung/" + string(v.Contest.ID), s.office(v.Contest)})
	return s.render(r, "round", page{Title: data.Title, Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s *Server) roundData(r *request, v congress.RoundView) (roundPage, error) {
	data := roundPage{RoundView: v, Title: fmt.Sprintf("%s – lần bầu %d", s.office(v.Contest), v.Round.Number), Suggested: v.Overview.Head.Present}
	for _, f := range v.Findings {
		data.Findings = append(data.Findings, s.finding(f))
	}
	for _, f := range v.Account {
		data.Balance = append(data.Balance, s.balance(f))
	}
	data.Passes = passesOf(v.Round)
	for _, sheaf := range v.Sheaves {
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
func (s *Server) addFindings(r *request, data *roundPage) error {
	list, err := s.Congress.ListOf(r.Request().Context(), data.Contest.ID)
	if err != nil {
		return err
	}
	data.Definition.List = list.List
	for _, f := range list.Findings {
		line := findingLine{Text: s.finding(f), Clause: list.Overview.Rules.Clause(f.Rule)}
		if f.Law {
			data.Law = append(data.Law, line)
		} else {
			data.Guidance = append(data.Guidance, line)
		}
	}
	return nil
}

func passesOf(rd congress.Round) []congress.Pass {
	switch rd.Counting {
	case congress.CountTwoPasses:
		return []congress.Pass{congress.PassA, congress.PassB, congress.PassC}
	case congress.CountSinglePass:
		return []congress.Pass{congress.PassA}
	case congress.CountTotals:
	}
	return nil
}

func (s *Server) sheafRow(v congress.RoundView, sheaf congress.SheafView) sheafRow {
	row := sheafRow{SheafView: sheaf}
	for _, d := range sheaf.Differences {
		row.Differences = append(row.Differences, differenceLine{First: d.First, Second: d.Second,
			OnlyFirst: s.readMarks(v.Definition.List, d.OnlyFirst), OnlySecond: s.readMarks(v.Definition.List, d.OnlySecond),
			CodesFirst: d.CodesFirst, CodesSecond: d.CodesSecond})
	}
	return row
}

// readMarks writes marks as people read a paper.
func (s *Server) readMarks(list ballot.List, marks []ballot.Marks) []string {
	lines := make([]string, len(marks))
	for i, m := range marks {
		if reason := m.Defect(); reason != "" {
			lines[i] = s.site.Text("reason."+string(reason), nil)
			continue
		}
		var names []string
		for k, c := range list.Candidates {
			if m[k] == ballot.Standing || m[k] == ballot.Agree {
				names = append(names, c.Name)
			}
		}
		lines[i] = s.site.Text("round.votes_for", map[string]string{"names": minutes.JoinNames(names)})
	}
	return lines
}

func (s *Server) addOutcome(data *roundPage) {
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

func (s *Server) freeze(r *request) error {
	return s.Congress.Freeze(r.Request().Context(), r.By, r.roundID(), congress.CodeMode(r.FormValue("code")))
}

func (s *Server) unfreeze(r *request) error {
	return s.Congress.Unfreeze(r.Request().Context(), r.By, r.roundID())
}

func (s *Server) cancelRound(r *request) error {
	return s.Congress.Cancel(r.Request().Context(), r.By, r.roundID(), r.FormValue("reason"))
}

// printPapers makes the papers and sends them as one PDF, once: the codes are
// nowhere else.
func (s *Server) printPapers(r *request) error {
	n, err := r.numbers("count", "reserve")
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	var pdf bytes.Buffer
	in := congress.PapersInput{Count: n[0], Reserve: n[1], Format: ballot.Format(r.FormValue("format"))}
	err = s.Congress.MakePapers(r.Request().Context(), r.By, r.roundID(), in, func(p congress.Printing) error { return minutes.WritePapers(p, &pdf) })
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	r.Response().Header().Set("Content-Disposition", `attachment; filename="phieu-bau.pdf"`)
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

func (s *Server) confirmReprint(r *request) error {
	return s.Congress.ConfirmReprint(r.Request().Context(), r.By, r.roundID(), r.FormValue("reason"))
}

func (s *Server) handOut(r *request) error {
	n, err := r.numbers("present", "handed_out")
	if err != nil {
		return err
	}
	return s.Congress.HandOut(r.Request().Context(), r.By, r.roundID(), n[0], n[1])
}

func (s *Server) exchange(r *request) error {
	return s.Congress.Exchange(r.Request().Context(), r.By, r.roundID())
}

func (s *Server) openBox(r *request) error {
	n, err := r.numbers("returned", "unused", "not_returned")
	if err != nil {
		return err
	}
	return s.Congress.OpenBox(r.Request().Context(), r.By, r.roundID(), congress.BoxInput{Returned: n[0], Unused: n[1], NotReturned: n[2]})
}

func (s *Server) correctNumbers(r *request) error {
	n, err := r.numbers("present", "handed_out", "exchanged", "returned", "unused", "not_returned")
	if err != nil {
		return err
	}
	in := congress.PaperNumbers{Present: n[0], HandedOut: n[1], Exchanged: n[2], Returned: n[3], Unused: n[4], NotReturned: n[5]}
	return s.Congress.CorrectAccount(r.Request().Context(), r.By, r.roundID(), in, r.FormValue("reason"))
}

func (s *Server) chooseCounting(r *request) error {
	size, err := r.number("sheaf_size")
	if err != nil {
		return err
	}
	return s.Congress.ChooseCounting(r.Request().Context(), r.By, r.roundID(), congress.CountingMode(r.FormValue("counting")), size, r.FormValue("reason"))
}

func (s *Server) resizeSheaf(r *request) error {
	n, err := r.numbers("sheaf", "size")
	if err != nil {
		return err
	}
	return s.Congress.ResizeSheaf(r.Request().Context(), r.By, r.roundID(), n[0], n[1], r.FormValue("reason"))
}

func (s *Server) supersede(r *request) error {
	sheaf, err := r.number("sheaf")
	if err != nil {
		return err
	}
	return s.Congress.Supersede(r.Request().Context(), r.By, r.roundID(), congress.Pass(r.FormValue("pass")), sheaf, r.FormValue("reason"))
}

func (s *Server) explain(r *request) error {
	return s.Congress.ConfirmExplanation(r.Request().Context(), r.By, r.roundID(), r.FormValue("explanation"))
}

// seal takes one of the two names; the second closes the round.
func (s *Server) seal(r *request) error {
	sealed, err := s.Congress.ConfirmSeal(r.Request().Context(), r.By, r.roundID())
	if err != nil {
		return s.again(r, err, s.showRound)
	}
	done := "done.confirmed"
	if sealed {
		done = "done.sealed"
	}
	s.note(r, s.site.Text(done, nil))
	return redirect(r, "/lan-bau/"+r.Param("round"))
}

// handCountPage is the form for totals from tally sheets.
type handCountPage struct {
	congress.RoundView
	Entry   int
	Reasons []ballot.Reason
}

func (s *Server) showHandCount(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	data := handCountPage{RoundView: v, Entry: parseEntry(r.Param("entry")), Reasons: ballot.Reasons()}
	crumbs := append(congressCrumbs(v.Overview), crumb{"/lan-bau/" + r.Param("round"), fmt.Sprintf("%s – lần bầu %d", s.office(v.Contest), v.Round.Number)})
	return s.render(r, "hand_count", page{Title: "Nhập bảng kiểm phiếu", Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal, Data: data})
}

func (s *Server) enterHandCount(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	totals, err := totalsForm(r, v.Definition.List)
	if err != nil {
		return err
	}
	return s.Congress.EnterHandCount(r.Request().Context(), r.By, r.roundID(), parseEntry(r.Param("entry")), totals)
}

// totalsForm reads the table; an empty cell of reasons is zero, an empty cell
// of a person is an error.
func totalsForm(r *request, list ballot.List) (tally.Totals, error) {
	totals := tally.Totals{Reasons: map[ballot.Reason]int{}}
	var err error
	if totals.Valid, err = r.number("valid"); err != nil {
		return totals, err
	}
	for _, reason := range ballot.Reasons() {
		if r.FormValue("reason_"+string(reason)) == "" {
			continue
		}
		if totals.Reasons[reason], err = r.number("reason_" + string(reason)); err != nil {
			return totals, err
		}
	}
	for _, c := range list.Candidates {
		row := tally.Row{ID: c.ID}
		if row.Votes, err = r.number("votes_" + c.ID); err != nil {
			return totals, err
		}
		if list.Style() == ballot.AgreeDisagree {
			n, err := r.numbers("disagree_"+c.ID, "uncounted_"+c.ID)
			if err != nil {
				return totals, err
			}
			row.Disagree, row.Uncounted = n[0], n[1]
		}
		totals.Rows = append(totals.Rows, row)
	}
	return totals, nil
}

func (s *Server) clearHandCounts(r *request) error {
	return s.Congress.ClearHandCounts(r.Request().Context(), r.By, r.roundID())
}

func (s *Server) showStation(r *request) error {
	v, err := s.Congress.RoundOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	if v.Round.State != congress.RoundCounting {
		return s.again(r, &congress.StateError{Subject: "round", State: string(v.Round.State), Action: "enter_batch", By: v.Round.ChangedBy}, s.showRound)
	}
	title := fmt.Sprintf("Kiểm phiếu – lượt %s", r.Param("pass"))
	crumbs := []crumb{{"/lan-bau/" + r.Param("round"), fmt.Sprintf("%s – lần bầu %d", s.office(v.Contest), v.Round.Number)}}
	return s.render(r, "station", page{Title: title, Crumbs: crumbs, Rehearsal: v.Overview.Congress.Rehearsal,
		Data: map[string]any{"Round": v.Round, "Pass": r.Param("pass"), "Defects": defects()}})
}

// defects are the reasons that only people can see, a foreign paper excepted:
// that one is concluded when its code is read.
func defects() []ballot.Reason {
	var list []ballot.Reason
	for _, reason := range ballot.Reasons() {
		if reason.Judged() {
			list = append(list, reason)
		}
	}
	return list
}

// stationJSON is what a station needs to recognise papers and enter sheaves.
type stationJSON struct {
	Round    congress.RoundID `json:"round"`
	Tag      string           `json:"tag"` // hex
	Codes    bool             `json:"codes"`
	Manifest []string         `json:"manifest"` // token hashes, hex, ascending
	List     stationList      `json:"list"`
	Sheaves  []stationSheaf   `json:"sheaves"`
}

type stationList struct {
	Style ballot.Style `json:"style"`
	Seats int          `json:"seats"`
	Names []string     `json:"names"`
}

type stationSheaf struct {
	Number  int                  `json:"number"`
	Size    int                  `json:"size"`
	Status  congress.SheafStatus `json:"status"`
	Entered []congress.Pass      `json:"entered"`
}

func (s *Server) station(r *request) error {
	st, err := s.Congress.StationOf(r.Request().Context(), r.roundID())
	if err != nil {
		return err
	}
	tag := st.Definition.Tag()
	out := stationJSON{Round: st.Round.ID, Tag: hex.EncodeToString(tag[:]), Codes: st.Round.Code == congress.CodeQR, Manifest: []string{},
		List: stationList{Style: st.Definition.Style, Seats: st.Definition.List.Seats}}
	hashes := ballot.ManifestHashes(st.Manifest)
	for i := range hashes.Len() {
		h := hashes.At(i)
		out.Manifest = append(out.Manifest, hex.EncodeToString(h[:]))
	}
	for _, c := range st.Definition.List.Candidates {
		out.List.Names = append(out.List.Names, c.Name)
	}
	for _, sheaf := range st.Sheaves {
		entry := stationSheaf{Number: sheaf.Sheaf.Number, Size: sheaf.Sheaf.Size, Status: sheaf.Status, Entered: []congress.Pass{}}
		for pass := range sheaf.EnteredBy {
			entry.Entered = append(entry.Entered, pass)
		}
		sort.Slice(entry.Entered, func(i, j int) bool { return entry.Entered[i] < entry.Entered[j] })
		out.Sheaves = append(out.Sheaves, entry)
	}
	return r.JSON(http.StatusOK, out)
}

// batchJSON is the body of a batch: two lists, each sorted by itself.
type batchJSON struct {
	Sheaf    int                 `json:"sheaf"`
	N        int                 `json:"n"`
	Tokens   []string            `json:"tokens"` // hex, ascending
	Marks    []ballot.Marks      `json:"marks"`  // ascending
	SetAside []congress.SetAside `json:"set_aside"`
}

// putBatch stores a batch and answers once it is durable.
func (s *Server) putBatch(r *request) error {
	in, err := readBatch(r)
	if err != nil {
		s.metrics.batches.WithLabelValues("refused").Inc()
		return err
	}
	receipt, err := s.Congress.AcceptBatch(r.Request().Context(), r.By, r.roundID(), in)
	if err != nil {
		s.metrics.batches.WithLabelValues("refused").Inc()
		return err
	}
	s.metrics.batches.WithLabelValues("accepted").Inc()
	return r.JSON(http.StatusOK, receipt)
}

func readBatch(r *request) (congress.BatchInput, error) {
	var body batchJSON
	dec := json.NewDecoder(r.Request().Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return congress.BatchInput{}, errBody
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return congress.BatchInput{}, errBody
	}
	in := congress.BatchInput{ID: congress.BatchID(r.Param("batch")), Pass: congress.Pass(r.Param("pass")), Sheaf: body.Sheaf, N: body.N, Marks: body.Marks, SetAside: body.SetAside}
	for i, text := range body.Tokens {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != sha256.Size {
			return in, &congress.FieldError{Field: fmt.Sprintf("tokens[%d]", i), Code: "format"}
		}
		in.Tokens = append(in.Tokens, ballot.TokenHash(raw))
	}
	return in, nil
}
