package pages

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
)

// mandates is about who holds which office, beside all congresses.
type mandates struct {
	*screen
	congress interface {
		EndMandate(ctx context.Context, by congress.Actor, org congress.OrgID, id congress.MandateID,
			on congress.Date, reason string, struck bool) error
		NoteMandate(ctx context.Context, by congress.Actor, org congress.OrgID, in congress.MandateInput) error
		OfficesOf(ctx context.Context, id congress.OrgID) (congress.OfficesView, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		VacanciesOf(ctx context.Context, cell congress.OrgID) ([]congress.Vacancy, error)
	}
	office interface {
		HoldersBelow(ctx context.Context, path string, q list.Query,
			called []ballot.Office) (holders []office.Holder, found int, err error)
	}
}

func (s mandates) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/chuc-danh", offices, s.show),
		api.Post("/to-chuc/:org/chuc-danh", offices, form(s.screen, s.note, s.show, ofOrg("/chuc-danh"),
			"mandate_saved")),
		api.Post("/to-chuc/:org/chuc-danh/thoi-giu", offices, form(s.screen, s.end, s.show, ofOrg("/chuc-danh"),
			"mandate_ended")),
	}
}

// officesPage is who holds and held which office.
type officesPage struct {
	congress.OfficesView
	ListInForce, ListPast, ListBelow, ListNotes listing

	InForce, Past []congress.Mandate     // what stands on their pages
	Below         []office.Holder        // of the organisations below, likewise
	Told          []congress.MandateNote // of the notes, likewise
	Offices       []ballot.Office
	Hows          []congress.How
	Vacancies     []congress.Vacancy
	MayNote       bool
}

func (s mandates) show(r *api.Request) error {
	v, err := s.congress.OrganisationOf(r.Context(), r.By, r.OrgID())
	if err != nil {
		return err
	}
	held, err := s.congress.OfficesOf(r.Context(), r.OrgID())
	if err != nil {
		return err
	}
	crumbs := append(crumbsAbove(v), crumb{"/to-chuc/" + string(v.Organisation.ID), v.Organisation.Name})
	data := officesPage{OfficesView: held, Offices: congress.MandateOffices(), Hows: congress.Hows(),
		MayNote: v.Organisation.Kind == congress.KindCell}
	if data.Vacancies, err = s.congress.VacanciesOf(r.Context(), r.OrgID()); err != nil {
		return err
	}
	if !data.MayNote {
		asked := s.mandateList(r, "duoi-")
		below, found, err := s.office.HoldersBelow(r.Context(), v.Organisation.Path, asked.Query,
			s.officesCalled(asked.Query.Text))
		if err != nil {
			return err
		}
		data.Below, data.ListBelow = below, asked.of(found)
	}
	shape := s.mandatesListed()
	data.ListInForce, data.InForce = taken(s.mandateList(r, "dang-"), shape, held.InForce())
	data.ListPast, data.Past = taken(s.mandateList(r, "thoi-"), shape, held.Past())
	data.ListNotes = listing{At: "/to-chuc/" + string(r.OrgID()) + "/chuc-danh", Prefix: "ghi-"}.asked(r)
	data.ListNotes, data.Told = taken(data.ListNotes, notesListed(), held.Notes)
	return s.render(r, "mandates", page{Title: "Người giữ chức danh", Crumbs: crumbs, Data: data})
}

// mandateList is one of the lists of the page.
func (s mandates) mandateList(r *api.Request, prefix string) listing {
	offices := listFilter{Name: "chuc-danh"}
	for _, office := range congress.MandateOffices() {
		offices.Options = append(offices.Options, listOption{string(office), s.officeName(office)})
	}
	return listing{At: "/to-chuc/" + string(r.OrgID()) + "/chuc-danh", Prefix: prefix, Sorts: []string{"ten", "tu"},
		Filters: []listFilter{offices}}.asked(r)
}

func (s mandates) officeName(office ballot.Office) string {
	return s.words.Text("office."+string(office), nil)
}

// officesCalled lists the offices whose name has a text in it.
func (s mandates) officesCalled(text string) []ballot.Office {
	return slices.DeleteFunc(congress.MandateOffices(), func(office ballot.Office) bool {
		return text == "" || !strings.Contains(list.Fold(s.officeName(office)), list.Fold(text))
	})
}

// mandatesListed says how the mandates of a cell are searched, narrowed and ordered.
func (s mandates) mandatesListed() list.Shape[congress.Mandate] {
	return list.Shape[congress.Mandate]{
		Text: func(m congress.Mandate) string {
			return strings.Join([]string{m.Name, s.officeName(m.Office), m.Term, m.Decision}, " ")
		},
		Filters: map[string]func(congress.Mandate) string{
			"chuc-danh": func(m congress.Mandate) string { return string(m.Office) },
		},
		Sorts: map[string]func(a, b congress.Mandate) int{
			"ten": list.ByText(func(m congress.Mandate) string { return list.GivenFirst(m.Name) }),
			"tu":  list.By(func(m congress.Mandate) congress.Date { return m.From }),
		},
	}
}

// notesListed says how notes are searched; the newest stands first.
func notesListed() list.Shape[congress.MandateNote] {
	return list.Shape[congress.MandateNote]{Text: func(n congress.MandateNote) string {
		return strings.Join([]string{n.Name, n.By, n.Reason}, " ")
	}}
}

type mandateForm struct {
	Office    ballot.Office  `form:"office"`
	Term      string         `form:"term"`
	Name      string         `form:"name"`
	Born      congress.Birth `form:"born"`
	Card      string         `form:"card"`
	From      congress.Date  `form:"from"`
	To        congress.Date  `form:"to"`
	How       congress.How   `form:"how"`
	Decision  string         `form:"decision"`
	DecidedOn congress.Date  `form:"decided_on"`
	Ending    string         `form:"ending"`
	Grounds   string         `form:"grounds"`
}

func (s mandates) note(r *api.Request, f mandateForm) error {
	return s.congress.NoteMandate(r.Context(), r.By, r.OrgID(), congress.MandateInput(f))
}

type endForm struct {
	Mandate congress.MandateID `form:"mandate"`
	On      congress.Date      `form:"on"`
	Reason  string             `form:"reason"`
	Struck  bool               `form:"struck"`
}

func (s mandates) end(r *api.Request, f endForm) error {
	return s.congress.EndMandate(r.Context(), r.By, r.OrgID(), f.Mandate, f.On, f.Reason, f.Struck)
}
