package pages

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	onefile "kiemphieu/verify/page"
)

// dossiers is about what is sent to the superior.
type dossiers struct {
	*screen
	congress interface {
		Document(ctx context.Context, id congress.CongressID, document congress.DocumentID) (congress.Document, error)
		LogKey(ctx context.Context) (signer string, verifier string, err error)
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		RemoveDocument(ctx context.Context, by congress.Actor, id congress.CongressID,
			document congress.DocumentID) error
		StoreDocument(ctx context.Context, by congress.Actor, id congress.CongressID, kind string, name string,
			content []byte) error
	}
	ratify interface {
		DossierOf(ctx context.Context, id congress.CongressID) (ratify.DossierView, error)
		ExportBundle(ctx context.Context, id congress.CongressID, w io.Writer, signer string) error
		NeedsTwo(ctx context.Context, by congress.Actor, id congress.CongressID) (bool, error)
		DeskOf(ctx context.Context, path string) (ratify.Desk, error)
		Submit(ctx context.Context, by congress.Actor, id congress.CongressID, note string) error
	}
}

func (s dossiers) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/ho-so", api.Anybody(), s.show),
		api.Get("/dai-hoi/:congress/ho-so.kpz", offices, s.downloadBundle),
		api.Get("/"+onefile.Name, api.Anybody(), s.downloadVerifier),
		api.Post("/dai-hoi/:congress/ho-so/trinh", organise, s.signed("password", form(s.screen, s.submit, s.show,
			ofCongress("/ho-so"), "submitted"), s.show)),
		api.Post("/dai-hoi/:congress/ho-so/tep", organise, form(s.screen, s.uploadDocument, s.show,
			ofCongress("/ho-so"), "uploaded")),
		api.Post("/dai-hoi/:congress/ho-so/tep/xoa", organise, form(s.screen, s.removeDocument, s.show,
			ofCongress("/ho-so"), "document_removed")),
		api.Get("/dai-hoi/:congress/ho-so/tep/:document", api.Anybody(), s.downloadDocument),
	}
}

// exports reports whether a role may have a dossier as a file.
func exports(role congress.Role) bool {
	return slices.Contains([]congress.Role{congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser},
		role)
}

// download is an answer that becomes one with its first byte: until then an
// error can still be told as a page.
type download struct {
	to      *echo.Response
	name    string
	started bool
}

func (d *download) Write(p []byte) (int, error) {
	if !d.started {
		d.started = true
		d.to.Header().Set(echo.HeaderContentType, "application/octet-stream")
		d.to.Header().Set("Content-Disposition", mime.FormatMediaType("attachment",
			map[string]string{"filename": d.name}))
		d.to.WriteHeader(http.StatusOK)
	}
	return d.to.Write(p)
}

// downloadBundle returns a congress that is over as a signed bundle.
func (s dossiers) downloadBundle(r *api.Request) error {
	ctx := r.Context()
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	signer, _, err := s.congress.LogKey(ctx)
	if err != nil {
		return err
	}
	return s.ratify.ExportBundle(ctx, o.Congress.ID, &download{to: r.Response(), name: o.Congress.Title + ".kpz"},
		signer)
}

// downloadVerifier hands out the page that checks a dossier without this program.
func (s dossiers) downloadVerifier(r *api.Request) error {
	return s.file(r, onefile.Name, func(w writer) error {
		_, err := w.Write(onefile.HTML())
		return err
	})
}

type noteForm struct {
	Note string `form:"note" lines:"many"`
}

func (s dossiers) submit(r *api.Request, f noteForm) error {
	return s.ratify.Submit(r.Context(), r.By, r.CongressID(), f.Note)
}

type kindForm struct {
	Kind string `form:"kind"`
}

func (s dossiers) uploadDocument(r *api.Request, f kindForm) error {
	header, err := r.FormFile("file")
	if err != nil {
		return &congress.FieldError{Field: "file", Code: "required"}
	}
	content, err := readUpload(header)
	if err != nil {
		return err
	}
	return s.congress.StoreDocument(r.Context(), r.By, r.CongressID(), f.Kind, header.Filename, content)
}

type documentForm struct {
	Document congress.DocumentID `form:"document"`
}

func (s dossiers) removeDocument(r *api.Request, f documentForm) error {
	return s.congress.RemoveDocument(r.Context(), r.By, r.CongressID(), f.Document)
}

func (s dossiers) downloadDocument(r *api.Request) error {
	d, err := s.congress.Document(r.Context(), r.CongressID(), congress.DocumentID(r.Param("document")))
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment",
		map[string]string{"filename": d.Name}))
	return r.Blob(http.StatusOK, "application/octet-stream", d.Content)
}

// checkLine is a check of the dossier as a sentence.
type checkLine struct {
	Result ratify.CheckResult
	Text   string
	Clause string
}

// dossierPage is a dossier on one page, for those who send and who decide.
type dossierPage struct {
	ratify.DossierView
	Checks     []checkLine
	Flags      []string
	Told       []string // beside the results, by the log
	Elected    []electedLine
	People     []congress.Member // those elected, each once
	ToRatify   []congress.Member // without those who are delegates or alternates and nothing else
	Appointed  []appointedLine
	Open       []appointedLine   // offices that the superior is asked to fill
	Appointees []congress.Member // who of the roster may be appointed
	Refused    []string          // whom the proposal leaves out
	When       string            // days until the decision is due
	Two        bool              // a decision waits for a second person
	Decides    bool              // whoever looks may decide
	Exportable bool              // whoever looks can have the dossier as a file
	Headline   string            // what is asked, or how it ended
	Sentence   string            // what a ratification would say
	Makeup     string            // of those elected
	Columns    []string          // contests in which somebody was elected
	Lines      []personLine      // those elected, each once
	Chosen     []chosenLine      // who would be ratified, by office
	Doubtful   []checkLine       // checks that did not simply hold
	Passed     int               // those that did
	Closed     congress.Date
	Returned   *ratify.Dossier  // the version that was sent back last
	Following  *ratify.InboxRow // the dossier that waits next, once this one is decided
	Waiting    int              // how many wait
}

// personLine is somebody who was elected, with the votes in each contest.
type personLine struct {
	Member  congress.Member
	Votes   []string // "24/25", "" where they were not elected
	Kind    string
	Refused bool
}

// chosenLine is an office with those who were elected to it.
type chosenLine struct {
	Title string
	Names []string
}

type electedLine struct {
	congress.Elected
	Member congress.Member
	Office string
	Before string // whether they held the office as the term ended
}

// beforeOf tells what the papers say of somebody's tenure before.
func beforeOf(reports []congress.Report, e congress.Elected) string {
	for _, r := range reports {
		if r.Round.ID == e.RoundID {
			return minutes.TenureVN(r.Before(string(e.MemberID)))
		}
	}
	return ""
}

type appointedLine struct {
	ratify.Appointment
	Contest congress.Contest
	Title   string
	File    string // name of the paper, without its ending
}

// flagged reports whether the flags tell already of a way of counting that is not
// the usual one, which the checks find too.
func flagged(flags []ratify.Flag) bool {
	return slices.ContainsFunc(flags, func(f ratify.Flag) bool {
		return slices.Contains([]string{"tally_sheets", "single_pass", "with_machine"}, f.Code)
	})
}

// Wanted names the offices that wait for an appointment, within a sentence.
func (p dossierPage) Wanted() string {
	var names []string
	for _, c := range p.Open {
		names = append(names, lowerFirst(c.Title))
	}
	return strings.Join(names, ", ")
}

// Concerns counts what is to be looked at before the decision.
func (p dossierPage) Concerns() int { return len(p.Doubtful) + len(p.Flags) }

func (s dossiers) show(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := dossierPage{DossierView: v, Exportable: exports(r.By.Role) && v.Overview.Congress.Over(),
		Decides: r.By.Role == congress.RoleSuperior && r.By.OrgID != v.Overview.Congress.OrgID}
	if data.Decides {
		if data.Two, err = s.ratify.NeedsTwo(r.Context(), r.By, r.CongressID()); err != nil {
			return err
		}
	}
	for _, c := range v.Checks {
		line := checkLine{Result: c.Result, Text: s.words.at(v.Overview).check(c),
			Clause: v.Overview.Rules.Clause(c.Rule)}
		data.Checks = append(data.Checks, line)
		if c.Result == ratify.CheckOK {
			data.Passed++
		} else if v.Overview.Congress.Over() && (c.Code != "passes" || !flagged(v.Flags)) {
			data.Doubtful = append(data.Doubtful, line)
		}
	}
	for _, f := range v.Flags {
		data.Flags = append(data.Flags, s.words.at(v.Overview).flag(f))
	}
	for _, remark := range v.Remarks.All {
		data.Told = append(data.Told, minutes.Remark(v.Overview.Congress, remark))
	}
	if v.Dossier.State == ratify.DossierSubmitted {
		data.When = s.words.daysLeft(v.Deadlines.Decide, v.Left)
	}
	if c := v.Overview.Congress; c.ClosedAt != 0 {
		data.Closed = c.ClosedAt.Date()
	}
	if v.Dossier.State == ratify.DossierReturned || v.Dossier.State == ratify.DossierSubmitted {
		for i, d := range v.History {
			if d.State == ratify.DossierReturned {
				data.Returned = &v.History[i]
			}
		}
	}
	s.fillPeople(&data)
	s.fillLines(&data)
	if data.Decides && v.Dossier.State != ratify.DossierSubmitted || v.Proposal != nil && data.Decides {
		if err := s.fillFollowing(r, &data); err != nil {
			return err
		}
	}
	return s.congressPage(r, "dossier", "Hồ sơ đề nghị chuẩn y", v.Overview, data)
}

// fillFollowing finds the dossier that waits next.
func (s dossiers) fillFollowing(r *api.Request, data *dossierPage) error {
	desk, err := s.ratify.DeskOf(r.Context(), r.By.OrgPath)
	data.Waiting = desk.N(ratify.InboxArrived)
	for i, row := range desk.Rows {
		if row.Congress.ID != data.Overview.Congress.ID && row.Proposal == nil {
			data.Following = &desk.Rows[i]
			break
		}
	}
	return err
}

// fillLines lists those elected once each, with their votes contest by contest.
func (s dossiers) fillLines(data *dossierPage) {
	at := map[congress.ContestID]int{}
	for _, contest := range data.Overview.Contests {
		if len(contest.Elected) > 0 {
			at[contest.Contest.ID] = len(data.Columns)
			data.Columns = append(data.Columns, s.words.Office(contest.Contest))
			data.Chosen = append(data.Chosen, chosenLine{Title: s.words.Office(contest.Contest)})
		}
	}
	women, again := 0, 0
	for _, m := range data.People {
		line := personLine{Member: m, Votes: make([]string, len(data.Columns))}
		for _, e := range data.Elected {
			if e.MemberID != m.ID {
				continue
			}
			column := at[e.ContestID]
			line.Votes[column] = fmt.Sprintf("%d/%d", e.Votes, e.Base)
			line.Refused = line.Refused || e.Refused
			data.Chosen[column].Names = append(data.Chosen[column].Names, m.Name)
			if line.Kind == "" {
				line.Kind = e.Before
			}
		}
		if line.Kind == minutes.TenureVN(ballot.TenureHeld) {
			again++
		}
		if m.Female {
			women++
			line.Kind = strings.TrimPrefix(line.Kind+", nữ", ", ")
		}
		data.Lines = append(data.Lines, line)
	}
	params := map[string]string{"cell": data.Overview.Organisation.Name, "n": strconv.Itoa(len(data.People)),
		"again": strconv.Itoa(again), "women": strconv.Itoa(women)}
	data.Headline = s.words.at(data.Overview).Text("dossier.headline."+string(data.Overview.Congress.State), params)
	data.Sentence = s.words.at(data.Overview).Text("dossier.sentence", params)
	if len(data.People) > 0 {
		data.Makeup = s.words.at(data.Overview).Text("dossier.makeup", params)
	}
}

// fillPeople lists who was elected, who was appointed, and who may be.
func (s dossiers) fillPeople(data *dossierPage) {
	v := data.OnPaper() // with what tells people of one name apart
	refused := map[congress.MemberID]bool{}
	for _, contest := range v.Overview.Contests {
		for _, e := range contest.Elected {
			m := v.Overview.Member(e.MemberID)
			same := func(p congress.Member) bool { return p.ID == m.ID }
			if !slices.ContainsFunc(data.People, same) {
				data.People = append(data.People, m)
			}
			sent := e.Office == ballot.Delegates || e.Office == ballot.Alternates
			if !sent && !slices.ContainsFunc(data.ToRatify, same) {
				data.ToRatify = append(data.ToRatify, m)
			}
			refused[e.MemberID] = refused[e.MemberID] || e.Refused
			data.Elected = append(data.Elected, electedLine{e, m, s.words.Office(contest.Contest),
				beforeOf(v.Reports, e)})
		}
	}
	for i, a := range v.Appointments {
		contest := congress.Contest{ID: a.ContestID, Office: ballot.Office(a.Office)}
		data.Appointed = append(data.Appointed, appointedLine{a, contest, s.words.Office(contest),
			"chi-dinh-" + strconv.Itoa(i+1)})
	}
	for _, c := range v.ToAppoint() {
		data.Open = append(data.Open, appointedLine{Contest: c, Title: s.words.Office(c)})
	}
	for _, m := range v.Overview.Members {
		if m.Official && !refused[m.ID] && bundle.Named(m.ID) {
			data.Appointees = append(data.Appointees, m)
		}
	}
	if v.Proposal != nil {
		for _, id := range v.Proposal.RefusedIDs() {
			data.Refused = append(data.Refused, v.Overview.Member(id).Name)
		}
	}
}
