package api

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

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// What other programs read. A round is in it once it is sealed, as totals;
// nothing is about a paper or a voter.

// fresh answers with JSON and a tag of its content, or with 304 if the caller
// has that already.
func (s *Server) fresh(r *request, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("api: answer: %w", err)
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
func (r *request) pageOf() (n int, after string, err error) {
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

func (s *Server) listOrganisations(r *request) error {
	n, after, err := r.pageOf()
	if err != nil {
		return err
	}
	v, err := s.Congress.OrganisationOf(r.Request().Context(), r.By, r.By.OrgID)
	if err != nil {
		return err
	}
	all := append([]congress.Organisation{v.Organisation}, v.Below...)
	all = slices.DeleteFunc(all, func(o congress.Organisation) bool { return string(o.ID) <= after })
	slices.SortFunc(all, func(a, b congress.Organisation) int { return cmp.Compare(a.ID, b.ID) })
	list := organisationsJSON{Items: []organisationJSON{}}
	for i, o := range all {
		if i == n {
			list.Next = cursorAfter(string(all[i-1].ID))
			break
		}
		list.Items = append(list.Items, tellOrganisation(o))
	}
	return s.fresh(r, list)
}

func (s *Server) readOrganisation(r *request) error {
	v, err := s.Congress.OrganisationOf(r.Request().Context(), r.By, congress.OrgID(r.Param("org")))
	if err != nil {
		return err
	}
	return s.fresh(r, tellOrganisation(v.Organisation))
}

func (s *Server) readSummary(r *request) error {
	path, err := s.orgPath(r, congress.OrgID(r.Param("org")))
	if err != nil {
		return err
	}
	sum, err := s.Ratify.SummaryOf(r.Request().Context(), path)
	if err != nil {
		return err
	}
	return s.fresh(r, tellSummary(congress.OrgID(r.Param("org")), sum.Total))
}

func (s *Server) listCongresses(r *request) error {
	n, after, err := r.pageOf()
	if err != nil {
		return err
	}
	dates, more, err := s.Ratify.DatesUnder(r.Request().Context(), r.By.OrgPath, congress.CongressID(after), n)
	if err != nil {
		return err
	}
	list := congressesJSON{Items: []congressJSON{}}
	for _, d := range dates {
		list.Items = append(list.Items, tellCongress(d))
	}
	if more {
		list.Next = cursorAfter(string(dates[len(dates)-1].Congress.ID))
	}
	return s.fresh(r, list)
}

func (s *Server) readCongress(r *request) error {
	d, err := s.Ratify.DatesOf(r.Request().Context(), r.congressID())
	if err != nil {
		return err
	}
	return s.fresh(r, tellCongress(d))
}

// readResults gives the sealed rounds and no other.
func (s *Server) readResults(r *request) error {
	v, err := s.Ratify.DossierOf(r.Request().Context(), r.congressID())
	if err != nil {
		return err
	}
	out := resultsJSON{Congress: v.Overview.Congress.ID, State: v.Overview.Congress.State, Rounds: []resultJSON{}}
	for _, report := range v.Reports {
		if report.Round.State == congress.RoundSealed {
			out.Rounds = append(out.Rounds, tellResult(report))
		}
	}
	return s.fresh(r, out)
}

func (s *Server) readDossiers(r *request) error {
	all, err := s.Ratify.DossiersOf(r.Request().Context(), r.congressID())
	if err != nil {
		return err
	}
	out := dossiersJSON{Items: []dossierJSON{}}
	for _, d := range all {
		out.Items = append(out.Items, tellDossier(d))
	}
	return s.fresh(r, out)
}

// bringBundle takes a bundle in that is the body of the call.
func (s *Server) bringBundle(r *request) error {
	content, err := io.ReadAll(io.LimitReader(r.Request().Body, record.MaxBundle+1))
	if err != nil {
		return errBody
	}
	if len(content) > record.MaxBundle {
		return &congress.FieldError{Field: "file", Code: "bundle_too_large"}
	}
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return err
	}
	if p := s.bundleProblem(report); p != nil {
		for _, c := range report.Checks {
			for _, failure := range c.Failures {
				p.Findings = append(p.Findings, fmt.Sprintf("%d. %s: %s", c.Number, c.Title, failure))
			}
		}
		return &bundleError{*p}
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return err
	}
	id, err := s.Ratify.ImportBundle(r.Request().Context(), r.By, contents)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusCreated, arrivalJSON{Congress: id, Verifier: report.Verifier, LogSize: report.LogSize, LogRoot: report.LogRoot})
}

// bundleError refuses a bundle with all that its checks found.
type bundleError struct{ problem problem }

func (e *bundleError) Error() string { return "api: " + e.problem.Code }
