package v1

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress/bundle"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// pathBundle is where a program of the superior's brings a bundle.
const pathBundle = "/api/v1/bundles"

// What other programs read. A round is in it once it is sealed, as totals;
// nothing is about a paper or a voter.

// fresh answers with JSON and a tag of its content, or with 304 if the caller
// has that already.
func (s *Calls) fresh(r *api.Request, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("v1: answer: %w", err)
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := r.Response().Header()
	h.Set("ETag", tag)
	h.Set(echo.HeaderCacheControl, "private, no-cache")
	h.Set(echo.HeaderVary, "Authorization, Cookie")
	for _, known := range strings.Split(r.Request().Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == tag || known == "*" {
			return r.NoContent(http.StatusNotModified)
		}
	}
	return r.JSONBlob(http.StatusOK, text)
}

// The size of a page of a list.
const (
	pageUsual = 50
	pageMost  = 200
)

// pageOf reads how many rows are asked for, and after which id.
func pageOf(r *api.Request) (n int, after string, err error) {
	n = pageUsual
	if text := r.QueryParam("limit"); text != "" {
		if n, err = strconv.Atoi(text); err != nil || n < 1 || n > pageMost {
			return 0, "", &congress.FieldError{Field: "limit", Code: "range", Value: text}
		}
	}
	text := r.QueryParam("cursor")
	id, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, "", &congress.FieldError{Field: "cursor", Code: "format", Value: text}
	}
	return n, string(id), nil
}

func cursorAfter(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(id)) }

func (s *Calls) listOrganisations(r *api.Request) error {
	n, after, err := pageOf(r)
	if err != nil {
		return err
	}
	v, err := s.Congress.OrganisationOf(r.Context(), r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	all := append([]congress.Organisation{v.Organisation}, v.Below...)
	all = slices.DeleteFunc(all, func(o congress.Organisation) bool { return string(o.ID) <= after })
	slices.SortFunc(all, func(a, b congress.Organisation) int { return cmp.Compare(a.ID, b.ID) })
	list := Organisations{Items: []Organisation{}}
	for i, o := range all {
		if i == n {
			list.Next = cursorAfter(string(all[i-1].ID))
			break
		}
		list.Items = append(list.Items, tellOrganisation(o))
	}
	return s.fresh(r, list)
}

func (s *Calls) readOrganisation(r *api.Request) error {
	v, err := s.Congress.OrganisationOf(r.Context(), r.By, r.OrgID())
	if err != nil {
		return err
	}
	return s.fresh(r, tellOrganisation(v.Organisation))
}

func (s *Calls) readSummary(r *api.Request) error {
	path, err := r.OrgPath(r.OrgID())
	if err != nil {
		return err
	}
	sum, err := s.Ratify.SummaryOf(r.Context(), path)
	if err != nil {
		return err
	}
	return s.fresh(r, tellSummary(r.OrgID(), sum.Total))
}

func (s *Calls) listCongresses(r *api.Request) error {
	n, after, err := pageOf(r)
	if err != nil {
		return err
	}
	dates, more, err := s.Ratify.DatesUnder(r.Context(), r.By.OrgPath, congress.CongressID(after), n)
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
	return s.fresh(r, list)
}

func (s *Calls) readCongress(r *api.Request) error {
	d, err := s.Ratify.DatesOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.fresh(r, tellCongress(d))
}

// readResults gives the sealed rounds and no other.
func (s *Calls) readResults(r *api.Request) error {
	v, err := s.Ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	out := Results{Congress: v.Overview.Congress.ID, State: v.Overview.Congress.State, Rounds: []Result{}}
	for _, report := range v.Reports {
		if report.Round.State == congress.RoundSealed {
			out.Rounds = append(out.Rounds, tellResult(report))
		}
	}
	return s.fresh(r, out)
}

func (s *Calls) readDossiers(r *api.Request) error {
	all, err := s.Ratify.DossiersOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	out := Dossiers{Items: []Dossier{}}
	for _, d := range all {
		out.Items = append(out.Items, tellDossier(d))
	}
	return s.fresh(r, out)
}

// bringBundle takes a bundle in that is the body of the call.
func (s *Calls) bringBundle(r *api.Request) error {
	content, err := io.ReadAll(io.LimitReader(r.Request().Body, record.MaxBundle+1))
	if err != nil {
		return api.ErrBody
	}
	if len(content) > record.MaxBundle {
		return &congress.FieldError{Field: "file", Code: "bundle_too_large"}
	}
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return err
	}
	if err := api.CheckBundle(report); err != nil {
		return err
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return err
	}
	id, err := s.Ratify.ImportBundle(r.Context(), r.By, contents)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusCreated, Arrival{Congress: id, Verifier: report.Verifier, LogSize: report.LogSize, LogRoot: report.LogRoot})
}
