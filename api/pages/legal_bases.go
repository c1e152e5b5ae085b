package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// legalBases is about the texts that papers cite.
type legalBases struct {
	*screen
	congress interface {
		AddLegalBasis(ctx context.Context, by congress.Actor, b congress.LegalBasis) error
		LegalBases(ctx context.Context, path string) ([]congress.LegalBasis, error)
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		RemoveLegalBasis(ctx context.Context, by congress.Actor, kind tally.BasisKind, from congress.Date) error
	}
}

func (s legalBases) routes() []api.Route {
	here := api.To("/can-cu", "")
	return []api.Route{
		api.Get("/can-cu", api.Anybody(), s.show),
		api.Post("/can-cu", admin, form(s.screen, s.add, s.show, here, "basis_added")),
		api.Post("/can-cu/xoa", admin, form(s.screen, s.remove, s.show, here, "basis_removed")),
	}
}

// legalBasesPage is every text, the newest first.
type legalBasesPage struct {
	Kinds   []tally.BasisKind
	Shipped []tally.Basis
	Own     []congress.LegalBasis
	MayEdit bool
}

func (s legalBases) show(r *api.Request) error {
	own, err := s.congress.LegalBases(r.Context(), r.By.OrgPath)
	if err != nil {
		return err
	}
	v, err := s.congress.OrganisationOf(r.Context(), r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	return s.render(r, "legal_bases", page{Title: "Căn cứ pháp lý", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: legalBasesPage{Kinds: tally.BasisKinds(), Shipped: tally.ShippedBases(), Own: own,
			MayEdit: r.By.Role == congress.RoleAdministrator && v.Organisation.ParentID == ""}})
}

type basisForm struct {
	Kind tally.BasisKind `form:"basis_kind"`
	From congress.Date   `form:"basis_from"`
	Text string          `form:"basis_text"`
}

func (s legalBases) add(r *api.Request, f basisForm) error {
	return s.congress.AddLegalBasis(r.Context(), r.By, congress.LegalBasis{Kind: f.Kind, From: f.From, Text: f.Text})
}

func (s legalBases) remove(r *api.Request, f basisForm) error {
	return s.congress.RemoveLegalBasis(r.Context(), r.By, f.Kind, f.From)
}
