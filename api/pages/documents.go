package pages

import (
	"context"
	"path"
	"strings"
	"time"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/recount"
)

// documents is about minutes and other papers to print.
type documents struct {
	*screen
	running interface {
		Running(ctx context.Context, path string) (minutes.Running, error)
	}
	recount interface {
		Of(ctx context.Context, id congress.RoundID) ([]recount.Recount, error)
	}
	congress interface {
		ReportOf(ctx context.Context, id congress.RoundID) (congress.Report, error)
	}
	ratify interface {
		DossierOf(ctx context.Context, id congress.CongressID) (ratify.DossierView, error)
		NextSubmission(ctx context.Context, c congress.Congress) (int, error)
		NumberSubmission(ctx context.Context, by congress.Actor, id congress.CongressID,
			in ratify.SubmissionInput) error
		SignDecision(ctx context.Context, by congress.Actor, id congress.CongressID, number string,
			in ratify.SignedBy) error
	}
}

func (s documents) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/bien-ban", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/bien-ban/so-to-trinh", organise, form(s.screen, s.number, s.show,
			ofCongress("/bien-ban"), "numbered")),
		api.Post("/dai-hoi/:congress/bien-ban/nguoi-ky", superior, form(s.screen, s.sign, s.show,
			ofCongress("/bien-ban"), "signer_saved")),
		api.Post("/dai-hoi/:congress/bien-ban/so-tep", api.Anybody(), s.compare),
		api.Get("/dai-hoi/:congress/van-ban/:name", api.Anybody(), s.downloadCongressPaper),
		api.Get("/lan-bau/:round/van-ban/:name", api.Anybody(), s.downloadRoundPaper),
	}
}

// downloadRoundPaper serves the papers of a round: minutes of the count,
// opening minutes, labels of the sheaves and of the sealed packets.
func (s documents) downloadRoundPaper(r *api.Request) error {
	report, err := s.congress.ReportOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	name := r.Param("name")
	switch stem := strings.TrimSuffix(name, path.Ext(name)); {
	case stem == "bien-ban-kiem-phieu" && report.Round.State == congress.RoundSealed:
		return s.paper(r, name, minutes.Count(report))
	case stem == "nhan-niem-phong" && report.Round.State == congress.RoundSealed:
		return s.paper(r, name, minutes.PacketLabel(report))
	case stem == "bien-ban-mo-dau" && report.Round.Printings > 0:
		return s.paper(r, name, minutes.Opening(report))
	case name == "nhan-tap.pdf" && len(report.Sheaves) > 0:
		return s.file(r, name, func(w writer) error { return minutes.Labels(w, report) })
	case name == "phieu-kiem-tra-may.pdf" && report.Round.Format != "":
		return s.file(r, name, func(w writer) error {
			return minutes.WriteCheckSheets(report.Definition, report.Round.Format, w)
		})
	case strings.HasPrefix(stem, recountMinutes):
		return s.downloadRecount(r, name, report, parseEntry(strings.TrimPrefix(stem, recountMinutes)))
	}
	return congress.ErrNotFound
}

// recountMinutes begins the names of the minutes of recounts; the number follows.
const recountMinutes = "bien-ban-kiem-lai-"

func (s documents) downloadRecount(r *api.Request, name string, report congress.Report, number int) error {
	all, err := s.recount.Of(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	one, ok := ended(all, number)
	if !ok {
		return congress.ErrNotFound
	}
	return s.paper(r, name, minutes.Recount(report, one))
}

// downloadCongressPaper serves the papers of a congress.
func (s documents) downloadCongressPaper(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	v = v.OnPaper()
	name := r.Param("name")
	switch strings.TrimSuffix(name, path.Ext(name)) {
	case "tong-hop":
		return s.paper(r, name, minutes.CongressSummary(v))
	case "bi-mat-phieu":
		running, err := s.running.Running(r.Context(), v.Overview.Organisation.Path)
		if err != nil {
			return err
		}
		return s.paper(r, name, minutes.Secrecy(v, running, congress.DateOf(time.Now()))) //nolint:forbidigo // the day on which it is printed
	case "trich-ngang":
		if path.Ext(name) == ".xlsx" {
			return s.file(r, name, func(w writer) error { return minutes.ExtractXLSX(w, v) })
		}
		return s.paper(r, name, minutes.Extract(v))
	}
	for _, p := range minutes.ActPapers(v) {
		if p.File == strings.TrimSuffix(name, path.Ext(name)) {
			return s.paper(r, name, p.Document)
		}
	}
	return congress.ErrNotFound
}

func (s documents) show(r *api.Request) error { return s.showWith(r, nil) }

// showWith shows the papers, and what became of a file that was brought.
func (s documents) showWith(r *api.Request, brought *compared) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := documentsPage{V: v, Brought: brought, Posts: ratify.Posts(), Numbers: r.By.Role == congress.RoleOrganiser &&
		v.Overview.Congress.Over() && !v.Overview.Congress.Rehearsal,
		Office: exports(r.By.Role), Decisions: v.Decisions()}
	data.Post, data.Signer = s.signer(v)
	if r.By.Role == congress.RoleSuperior && r.By.OrgID != v.Overview.Congress.OrgID {
		data.asksSigner()
	}
	if data.Numbers {
		if data.Next, err = s.ratify.NextSubmission(r.Context(), v.Overview.Congress); err != nil {
			return err
		}
	}
	return s.congressPage(r, "documents", "Biên bản và văn bản", v.Overview, data)
}

// documentsPage is the papers of a congress.
type documentsPage struct {
	V       ratify.DossierView
	Brought *compared // nil where no file was brought
	Posts   []ratify.Post
	Numbers bool // the caller numbers the submission
	Next    int  // the number that is offered
	Post    ratify.Post
	Signer  string // who is offered
	Signs   bool   // the caller says who signs a decision
	Office  bool   // the caller sees a register

	Decisions []ratify.DecisionPaper
	Unsigned  ratify.DecisionPaper // the first of which nobody said who signs it, else the last
}

// asksSigner asks who signs, of the first decision that lacks it.
func (d *documentsPage) asksSigner() {
	for i := len(d.Decisions) - 1; i >= 0; i-- {
		if !d.Signs || d.Decisions[i].Signed.Signer == "" {
			d.Signs, d.Unsigned = true, d.Decisions[i]
		}
	}
}

// signer offers the secretary elected, or the deputy where there is none.
func (s documents) signer(v ratify.DossierView) (ratify.Post, string) {
	if v.Submission.Signer != "" {
		return ratify.Post(v.Submission.Post), v.Submission.Signer
	}
	deputy := ""
	for _, contest := range v.Overview.Contests {
		if len(contest.Elected) == 0 {
			continue
		}
		name := v.Overview.Member(contest.Elected[0].MemberID).Name
		switch contest.Contest.Office {
		case ballot.Secretary:
			return ratify.PostSecretary, name
		case ballot.Deputy:
			deputy = name
		case ballot.Committee, ballot.Delegates, ballot.Alternates, ballot.Other:
		}
	}
	return ratify.PostDeputy, deputy
}

type submissionForm struct {
	Number int           `form:"sent_number"`
	Day    congress.Date `form:"sent_on"`
	Post   ratify.Post   `form:"post"`
	Signer string        `form:"signer"`
}

func (s documents) number(r *api.Request, f submissionForm) error {
	return s.ratify.NumberSubmission(r.Context(), r.By, r.CongressID(), ratify.SubmissionInput{Number: f.Number,
		Day: f.Day, SignedBy: ratify.SignedBy{Post: f.Post, Signer: f.Signer}})
}

type signForm struct {
	Decision string      `form:"decision"`
	Post     ratify.Post `form:"post"`
	Signer   string      `form:"signer"`
	Advised  string      `form:"advised"`
}

func (s documents) sign(r *api.Request, f signForm) error {
	return s.ratify.SignDecision(r.Context(), r.By, r.CongressID(), f.Decision,
		ratify.SignedBy{Post: f.Post, Signer: f.Signer, Advised: f.Advised})
}
