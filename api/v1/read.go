package v1

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/ratify"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/outside"
)

// reads is about what other programs read. A round is in it once it is sealed,
// as totals; nothing is about a paper or a voter.
type reads struct {
	congress interface {
		OrganisationOf(ctx context.Context, by congress.Actor, id congress.OrgID) (congress.OrganisationView, error)
		OrganisationsAfter(ctx context.Context, path string, after congress.OrgID,
			n int) (list []congress.Organisation, more bool, err error)
	}
	ratify interface {
		DatesOf(ctx context.Context, id congress.CongressID) (ratify.CongressDates, error)
		DatesUnder(ctx context.Context, path string, after congress.CongressID,
			n int) (dates []ratify.CongressDates, more bool, err error)
		DossierOf(ctx context.Context, id congress.CongressID) (ratify.DossierView, error)
		DossiersOf(ctx context.Context, id congress.CongressID) ([]ratify.Dossier, error)
		TotalOf(ctx context.Context, path string) (ratify.Total, error)
	}
}

func (s reads) routes() []api.Route {
	units, results := api.Program(outside.ScopeCongresses), api.Program(outside.ScopeResults)
	return []api.Route{
		api.Get("/api/v1/organisations", units, s.listOrganisations),
		api.Get("/api/v1/organisations/:org", units, s.readOrganisation),
		api.Get("/api/v1/organisations/:org/summary", api.Program(outside.ScopeStatistics), s.readSummary),
		api.Get("/api/v1/congresses", units, s.listCongresses),
		api.Get("/api/v1/congresses/:congress", units, s.readCongress),
		api.Get("/api/v1/congresses/:congress/results", results, s.readResults),
		api.Get("/api/v1/congresses/:congress/dossiers", results, s.readDossiers),
	}
}

// fresh answers with JSON, or with 304 if the caller has that already.
func fresh(r *api.Request, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("v1: answer: %w", err)
	}
	return r.Fresh(echo.MIMEApplicationJSON, text)
}

// The size of a page of a list.
const (
	pageUsual = 50
	pageMost  = 200
)

// pageOf reads how many rows are asked for, and after which id.
func pageOf(r *api.Request) (n int, after string, err error) {
	n = pageUsual
	var limit, cursor error
	if text := r.QueryParam("limit"); text != "" {
		n, err = strconv.Atoi(text)
		if err != nil || n < 1 || n > pageMost {
			limit = &congress.FieldError{Field: "limit", Code: "range", Value: text, Limit: fmt.Sprintf("1–%d",
				pageMost)}
		}
	}
	text := r.QueryParam("cursor")
	id, err := base64.RawURLEncoding.DecodeString(text)
	cursor = congress.FieldHolds(err == nil && congress.Required("cursor", "."+string(id), 100) == nil, "cursor",
		"format",
		text)
	return n, string(id), congress.WrongFields(limit, cursor)
}

func cursorAfter(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(id)) }

func (s reads) listOrganisations(r *api.Request) error {
	n, after, err := pageOf(r)
	if err != nil {
		return err
	}
	found, more, err := s.congress.OrganisationsAfter(r.Context(), r.By.OrgPath, congress.OrgID(after), n)
	if err != nil {
		return err
	}
	list := Organisations{Items: []Organisation{}}
	for _, o := range found {
		list.Items = append(list.Items, tellOrganisation(o))
	}
	if more {
		list.Next = cursorAfter(string(found[len(found)-1].ID))
	}
	return fresh(r, list)
}

func (s reads) readOrganisation(r *api.Request) error {
	v, err := s.congress.OrganisationOf(r.Context(), r.By, r.OrgID())
	if err != nil {
		return err
	}
	return fresh(r, tellOrganisation(v.Organisation))
}

func (s reads) readSummary(r *api.Request) error {
	path, err := r.OrgPath(r.OrgID())
	if err != nil {
		return err
	}
	total, err := s.ratify.TotalOf(r.Context(), path)
	if err != nil {
		return err
	}
	return fresh(r, tellSummary(r.OrgID(), total))
}

func (s reads) listCongresses(r *api.Request) error {
	n, after, err := pageOf(r)
	if err != nil {
		return err
	}
	dates, more, err := s.ratify.DatesUnder(r.Context(), r.By.OrgPath, congress.CongressID(after), n)
	if err != nil {
		return err
	}
	list := Congresses{Items: []Congress{}}
	for _, d := range dates {
		list.Items = append(list.Items, tellCongress(d))
	}
	if more {
		list.Next = cursorAfter(string(dates[len(dates)-1].Congress.ID))
	}
	return fresh(r, list)
}

func (s reads) readCongress(r *api.Request) error {
	d, err := s.ratify.DatesOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return fresh(r, tellCongress(d))
}

// readResults returns the sealed rounds and no other.
func (s reads) readResults(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	out := Results{Congress: v.Overview.Congress.ID, State: v.Overview.Congress.State, Rounds: []Result{}}
	for _, report := range v.Reports {
		if report.Round.State == congress.RoundSealed {
			out.Rounds = append(out.Rounds, tellResult(report))
		}
	}
	return fresh(r, out)
}

func (s reads) readDossiers(r *api.Request) error {
	all, err := s.ratify.DossiersOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	out := Dossiers{Items: []Dossier{}}
	for _, d := range all {
		out.Items = append(out.Items, tellDossier(d))
	}
	return fresh(r, out)
}
