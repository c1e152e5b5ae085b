package pages

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
)

// registers is about the numbers of an organisation's papers.
type registers struct {
	*screen
	ratify interface {
		EnterTerm(ctx context.Context, by congress.Actor, t ratify.Term) error
		IssuerOf(ctx context.Context, org congress.OrgID) (ratify.Issuer, error)
		EnterPaper(ctx context.Context, by congress.Actor, in ratify.PaperInput) (ratify.NumberedPaper, error)
		PapersNumbered(ctx context.Context, by congress.Actor) ([]ratify.NumberedPaper, error)
		RemovePaper(ctx context.Context, by congress.Actor, p ratify.NumberedPaper) error
	}
}

func (s registers) routes() []api.Route {
	here := api.To("/so-van-ban", "")
	return []api.Route{
		api.Get("/so-van-ban", offices, s.show),
		api.Post("/so-van-ban", offices, s.enter),
		api.Post("/so-van-ban/xoa", offices, form(s.screen, s.remove, s.show, here, "paper_removed")),
		api.Post("/so-van-ban/nhiem-ky", offices, form(s.screen, s.enterTerm, s.show, here, "term_entered")),
	}
}

// registerPage is a page of the register of papers.
type registerPage struct {
	List   listing
	Papers []ratify.NumberedPaper
	Series []ratify.Series
	Kinds  []ratify.PaperKind
	Issuer ratify.Issuer
	Kind   ratify.PaperKind // that is offered for another paper, as is what follows
	Term   string
	About  string
	Today  congress.Date
}

// Questions by which a page asks for a number for its own paper.
const forKind, forAbout = "ghi-loai", "ghi-ve"

// reportAt is where the report of statistics gets its number.
func reportAt(about string) template.URL {
	return template.URL("/so-van-ban?" + url.Values{forKind: {string(ratify.PaperReport)}, //nolint:gosec // encoded
		forAbout: {about}}.Encode())
}

// The filters of the register.
const byKind, byTerm = "loai-van-ban", "nhiem-ky"

// registered says how the register is searched, narrowed and ordered.
var registered = list.Shape[ratify.NumberedPaper]{
	Text: func(p ratify.NumberedPaper) string {
		return strings.Join([]string{p.Code(), p.Term, p.About, p.Signer, p.By}, " ")
	},
	Filters: map[string]func(ratify.NumberedPaper) string{
		byKind: func(p ratify.NumberedPaper) string { return string(p.Kind) },
		byTerm: func(p ratify.NumberedPaper) string { return p.Term },
	},
	Sorts: map[string]func(a, b ratify.NumberedPaper) int{
		"day":   list.By(func(p ratify.NumberedPaper) congress.Date { return p.Day }),
		"about": list.ByText(func(p ratify.NumberedPaper) string { return p.About }),
	},
}

// registerList is the list of the page, narrowed by the kinds and terms that there are.
func (s registers) registerList(r *api.Request, series []ratify.Series) listing {
	kinds, terms := listFilter{Name: byKind}, listFilter{Name: byTerm}
	for _, one := range series {
		kind := listOption{string(one.Kind), s.words.Text("paper."+string(one.Kind), nil)}
		if !slices.Contains(kinds.Options, kind) {
			kinds.Options = append(kinds.Options, kind)
		}
		if term := (listOption{one.Term, one.Term}); !slices.Contains(terms.Options, term) {
			terms.Options = append(terms.Options, term)
		}
	}
	return listing{At: "/so-van-ban", Sorts: []string{"day", "about"}, Filters: []listFilter{kinds, terms}}.asked(r)
}

// show is what the caller's organisation has numbered, and what is missing in it.
func (s registers) show(r *api.Request) error {
	lines, err := s.ratify.PapersNumbered(r.Context(), r.By)
	if err != nil {
		return err
	}
	data := registerPage{Series: ratify.SeriesOf(lines), Kinds: ratify.PaperKinds(),
		Today: congress.At(r.Time()).Date(), Kind: ratify.PaperKind(r.QueryParam(forKind)),
		About: r.QueryParam(forAbout)}
	if data.Issuer, err = s.ratify.IssuerOf(r.Context(), r.By.OrgID); err != nil {
		return err
	}
	if data.Term = data.Issuer.Terms.On(data.Today); data.Term == "" && len(lines) > 0 {
		data.Term = slices.MaxFunc(lines, list.By(func(p ratify.NumberedPaper) congress.Instant { return p.At })).Term
	}
	data.List, data.Papers = taken(s.registerList(r, data.Series), registered, lines)
	return s.render(r, "register", page{Title: "Sổ số văn bản", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

type paperForm struct {
	Kind   ratify.PaperKind `form:"paper_kind"`
	Term   string           `form:"term"`
	Series string           `form:"series"`
	Number optional         `form:"paper_number"`
	Day    congress.Date    `form:"day"`
	About  string           `form:"about"`
	Signer string           `form:"signer"`
}

// enter takes a number for a paper that was made elsewhere, and says which.
func (s registers) enter(r *api.Request) error {
	var p ratify.NumberedPaper
	f, err := read[paperForm](r, same)
	if err == nil {
		p, err = s.ratify.EnterPaper(r.Context(), r.By, ratify.PaperInput{Kind: f.Kind, Term: f.Term, Series: f.Series,
			Number: int(f.Number), Day: f.Day, About: f.About, Signer: f.Signer})
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.Note(s.words.Text("done.paper_entered", map[string]string{"code": p.Code()}))
	return r.Go("/so-van-ban")
}

type termForm struct {
	Name  string        `form:"own_term"`
	Since congress.Date `form:"since"`
}

// enterTerm says in which term the caller's committee is.
func (s registers) enterTerm(r *api.Request, f termForm) error {
	return s.ratify.EnterTerm(r.Context(), r.By, ratify.Term(f))
}

func (s registers) remove(r *api.Request, f paperForm) error {
	return s.ratify.RemovePaper(r.Context(), r.By, ratify.NumberedPaper{Kind: f.Kind, Term: f.Term, Series: f.Series,
		Number: int(f.Number)})
}
