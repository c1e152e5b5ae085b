package pages

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"kiemphieu/api"
	"kiemphieu/app/health"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/web"
)

// screen is what all pages are drawn with.
type screen struct {
	site    *web.Site
	words   sentences
	version string
	health  func() []health.Sign
	twice   func(id congress.DeviceID, at time.Time) bool // two machines have the key of a tablet
}

// tablets tells what is wrong with the tablets of a congress.
func (s *screen) tablets(devices []congress.Device) []health.Sign {
	return append(health.Twice(devices, func(id congress.DeviceID) bool {
		return s.twice(id, time.Now()) //nolint:forbidigo // whether they live now
	}), health.Clocks(devices)...)
}

// congressCrumbs leads from home to a page of a congress.
func congressCrumbs(o congress.Overview) []crumb {
	return []crumb{{"/", "Trang chính"}, {"/to-chuc/" + string(o.Organisation.ID), o.Organisation.Name},
		{"/dai-hoi/" + string(o.Congress.ID), o.Congress.Title}}
}

// congressPage renders a page of a congress.
func (s *screen) congressPage(r *api.Request, name, title string, o congress.Overview, data any) error {
	return s.render(r, name, page{Title: s.siteAt(o.Congress).Say(title), Crumbs: congressCrumbs(o),
		Rehearsal: o.Congress.Rehearsal, Meeting: o.Congress, Of: headOf(o), Data: data})
}

// act makes the handler of a form: do runs the use case; if it refuses, show
// renders the page again with what was typed and the message at its field;
// otherwise the browser goes to next with a note of what was done, which do leaves
// itself where done is "".
func (s *screen) act(do, show api.Handler, next func(*api.Request) string, done string) api.Handler {
	return func(r *api.Request) error {
		if err := do(r); err != nil {
			return s.again(r, err, show)
		}
		if done != "" {
			r.Note(s.words.Text("done."+done, nil))
		}
		return r.Go(next(r))
	}
}

// again shows a page with what went wrong.
func (s *screen) again(r *api.Request, err error, show api.Handler) error {
	p := r.Describe(err)
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		return err
	}
	r.Problem = &p
	return show(r)
}

// page is what every template gets.
type page struct {
	Title     string
	Crumbs    []crumb
	Fact      string // beside the crumbs: what a person keeps in view
	Mark      string // the state that the page's thing is in, before the fact
	Settled   bool   // nothing is left to do in that state
	Rail      []railStep
	Of        []string // organisation and congress, for the head of paper
	Today     congress.Date
	Path      string
	By        congress.Actor
	SignedIn  bool
	Rehearsal bool
	Meeting   congress.Congress // decides how the page calls it, and who presides
	Note      string
	Problem   *api.Problem
	Health    []health.Sign // shown to those who run a congress or the program
	Version   string
	form      url.Values
	Data      any
}

type crumb struct{ Href, Text string }

// headOf is what stands on top of a page of a congress on paper.
func headOf(o congress.Overview) []string { return []string{o.Organisation.Name, o.Congress.Title} }

// OnPaper is the head of the page on paper; where no congress gives it, the way to the
// page, or the organisation of whoever prints it.
func (p page) OnPaper() []string {
	if p.Of != nil {
		return p.Of
	}
	var names []string
	for _, c := range p.Crumbs {
		if c.Href != "/" {
			names = append(names, c.Text)
		}
	}
	if names == nil {
		return []string{p.By.OrgName}
	}
	return names
}

// Value returns what was typed in a field of the form that is shown again, or
// the stored value; where nothing is stored, nothing, which is not 0.
func (p page) Value(field string, stored any) string {
	if p.Problem != nil && p.form != nil {
		if typed, ok := p.form[field]; ok {
			return typed[0]
		}
	}
	if stored == nil {
		return ""
	}
	return fmt.Sprint(stored)
}

// Chosen reports whether an option of a field is what was chosen in the form
// that is shown again, or else what is stored.
func (p page) Chosen(field string, option, stored any) bool {
	if p.Problem != nil && p.form.Has(field) {
		return slices.Contains(p.form[field], fmt.Sprint(option))
	}
	return fmt.Sprint(option) == fmt.Sprint(stored)
}

// Ticked reports whether a box was ticked in the form that is shown again,
// which is known by a field beside it, or else what is stored.
func (p page) Ticked(field, beside string, stored bool) bool {
	if p.Problem != nil && p.form.Has(beside) {
		return p.form.Has(field)
	}
	return stored
}

// In says how a way of the head leads to this page, as aria-current has it: "page"
// to itself, "true" to the part that it belongs to, "" elsewhere.
func (p page) In(href string) string {
	at := part(p.Path)
	switch {
	case p.Path == href:
		return "page"
	case at != "" && at == part(href):
		return "true"
	}
	return ""
}

// part names the part of the program that an address belongs to, "" for none.
func part(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch {
	case strings.HasSuffix(path, "/thong-ke"):
		return "thong-ke"
	case strings.HasSuffix(path, "/ho-so"):
		return "chuan-y"
	case first == "quan-tri" && rest != "" && rest != "tai-khoan":
		return ""
	}
	return first
}

// Wrong reports whether the problem is about this field too.
func (p page) Wrong(field string) bool { return p.Message(field) != "" }

// WrongIn reports whether the problem is about one of these fields, those of a form.
func (p page) WrongIn(fields ...string) bool { return slices.ContainsFunc(fields, p.Wrong) }

// WrongUnder reports whether the problem is about fields whose names begin so.
func (p page) WrongUnder(prefix string) bool {
	return p.Problem != nil && slices.ContainsFunc(p.Problem.Errors, func(wrong api.FieldWrong) bool {
		return strings.HasPrefix(wrong.Field, prefix)
	})
}

// Message says what is wrong with a field, "" where nothing is.
func (p page) Message(field string) string {
	if p.Problem != nil {
		for _, wrong := range p.Problem.Errors {
			if wrong.Field == field {
				return wrong.Beside
			}
		}
	}
	return ""
}

// siteAt is the site as it speaks of a meeting.
func (s *screen) siteAt(c congress.Congress) *web.Site {
	return s.site.At(c.Meeting, minutes.ChairOf(c))
}

// render writes a page; with a problem its status is that of the problem.
func (s *screen) render(r *api.Request, name string, p page) error {
	site := s.siteAt(p.Meeting)
	p.By, p.SignedIn, p.Problem, p.Version = r.By, r.By.AccountID != "", told(site, r.Problem), s.version
	p.Path = r.Request().URL.Path
	p.Note, p.Today = site.Say(r.TakeNote()), today()
	if r.By.Role.Runs() {
		p.Health = s.health()
	}
	if !r.AsOf.IsZero() {
		p.Fact = "số liệu đến " + r.AsOf.In(congress.Vietnam()).Format("15:04:05")
	}
	status := http.StatusOK
	if p.Problem != nil {
		status = p.Problem.Status
		p.form = r.Request().PostForm
	}
	return s.renderAs(r, status, name, p)
}

// told writes what went wrong as a site says it.
func told(site *web.Site, p *api.Problem) *api.Problem {
	if p == nil {
		return nil
	}
	said := *p
	said.Title, said.Detail = site.Say(p.Title), site.Say(p.Detail)
	said.Errors = slices.Clone(p.Errors)
	for i := range said.Errors {
		said.Errors[i].Detail, said.Errors[i].Beside = site.Say(said.Errors[i].Detail), site.Say(said.Errors[i].Beside)
	}
	said.Findings = slices.Clone(p.Findings)
	for i := range said.Findings {
		said.Findings[i] = site.Say(said.Findings[i])
	}
	return &said
}

// renderAs writes a page as it is given, with nothing of whoever calls.
func (s *screen) renderAs(r *api.Request, status int, name string, p page) error {
	drawn, err := s.draw(name, p)
	if err == nil && p.Problem != nil && asLabelled(p.Problem, drawn) {
		drawn, err = s.draw(name, p)
	}
	if err != nil {
		return err
	}
	return r.HTMLBlob(status, drawn)
}

func (s *screen) draw(name string, p page) ([]byte, error) {
	t := s.siteAt(p.Meeting).Page(name)
	if t == nil {
		return nil, fmt.Errorf("pages: no template %q", name)
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "layout", p); err != nil {
		return nil, fmt.Errorf("pages: render %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// labels finds the labels of a page: the field's name, and what is written there.
var labels = regexp.MustCompile(`<label[^>]* for="o-([^"]+)"[^>]*>\s*([^<]+)`)

// asLabelled names each field that is wrong by its label on the page, and reports
// whether any was named otherwise.
func asLabelled(p *api.Problem, drawn []byte) bool {
	named := map[string]string{}
	for _, found := range labels.FindAllSubmatch(drawn, -1) {
		named[string(found[1])] = strings.Join(strings.Fields(html.UnescapeString(string(found[2]))), " ")
	}
	renamed := false
	for i, e := range p.Errors {
		if said := named[e.Field]; said != "" && said != e.Label && strings.HasPrefix(e.Detail, e.Label) {
			p.Errors[i].Detail, p.Errors[i].Label, renamed = said+strings.TrimPrefix(e.Detail, e.Label), said, true
		}
	}
	if len(p.Errors) == 1 {
		p.Detail = p.Errors[0].Detail
	}
	return renamed
}

// errorPage tells people what the request's problem is. Who must sign in, or
// change the password first, is sent there.
func (s *screen) errorPage(r *api.Request) error {
	switch r.Problem.Code {
	case "signed_out":
		return r.Go("/dang-nhap" + sessionOver(r))
	case "must_change":
		return r.Go("/mat-khau")
	case "must_enrol":
		return r.Go(api.SecondFactorPath)
	}
	title := map[string]string{"not_found": "Không có trang này", "forbidden": "Việc của vai trò khác"}[r.Problem.Code]
	return s.render(r, "error", page{Title: cmp.Or(title, "Không thực hiện được")})
}

// sessionOver has the sign-in tell somebody who was signed in why they are asked
// again, and whether what they sent was taken: it was not.
func sessionOver(r *api.Request) string {
	switch {
	case !r.HadSession():
		return ""
	case r.Request().Method == http.MethodPost:
		return "?" + overField + "=gui"
	}
	return "?" + overField + "=xem"
}

// isNotFound reports whether err says that a thing is not there.
func isNotFound(err error) bool { return errors.Is(err, congress.ErrNotFound) }
