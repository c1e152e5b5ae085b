package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// Where the superior, or a program of his, brings a bundle; these two alone
// take large bodies.
const (
	pathBundle        = "/chuan-y/goi"
	pathBundleProgram = "/api/v1/bundles"
)

// exports reports whether a role may have a dossier as a file.
func exports(role congress.Role) bool {
	return slices.Contains([]congress.Role{congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser}, role)
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
		d.to.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.name}))
		d.to.WriteHeader(http.StatusOK)
	}
	return d.to.Write(p)
}

// downloadBundle gives a congress that is over as a signed bundle.
func (s *Server) downloadBundle(r *request) error {
	ctx := r.Request().Context()
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	signer, _, err := s.Congress.LogKey(ctx)
	if err != nil {
		return err
	}
	return s.Ratify.ExportBundle(ctx, o.Congress.ID, &download{to: r.Response(), name: o.Congress.Title + ".kpz"}, signer)
}

// arrivalPage shows what the checks found in a bundle.
type arrivalPage struct {
	Report verify.Report
	Ready  bool // it can be taken in
}

// checkBundle verifies a bundle and shows every check; nothing is stored but
// the file itself, for the confirmation.
func (s *Server) checkBundle(r *request) error {
	content, err := bundleFile(r)
	if err != nil {
		return s.again(r, err, s.showInbox)
	}
	report, _, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return err
	}
	if p := s.bundleProblem(report); p != nil {
		r.problem = p
	} else if err := s.Ratify.KeepArrival(r.Request().Context(), r.By, content); err != nil {
		return err
	}
	return s.render(r, "arrival", page{Title: "Nhập tệp hồ sơ", Crumbs: []crumb{{"/", "Trang chính"}, {"/chuan-y", "Hồ sơ đề nghị chuẩn y"}},
		Data: arrivalPage{Report: report, Ready: r.problem == nil}})
}

// bundleProblem says why a bundle is not even offered for confirmation.
func (s *Server) bundleProblem(report verify.Report) *problem {
	failed := 0
	for _, c := range report.Checks {
		if !c.OK() {
			failed++
		}
	}
	var p problem
	switch {
	case failed > 0:
		p = s.problem(http.StatusUnprocessableEntity, "bundle_checks", map[string]string{"failed": itoa(failed), "all": itoa(len(report.Checks))})
	case report.Rehearsal:
		p = s.describe(ratify.ErrRehearsal)
	default:
		return nil
	}
	return &p
}

// bundleFile reads the uploaded bundle.
func bundleFile(r *request) ([]byte, error) {
	header, err := r.FormFile("file")
	if err != nil {
		return nil, &congress.FieldError{Field: "file", Code: "required"}
	}
	if header.Size > record.MaxBundle {
		return nil, &congress.FieldError{Field: "file", Code: "bundle_too_large"}
	}
	f, err := header.Open()
	if err != nil {
		return nil, errBody
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, errBody
	}
	return content, nil
}

// importBundle takes in the bundle that was looked at.
func (s *Server) importBundle(r *request) error {
	ctx := r.Request().Context()
	content, err := s.Ratify.ArrivalOf(ctx, r.By)
	if isNotFound(err) {
		err = errNoArrival
	}
	var id congress.CongressID
	if err == nil {
		id, err = s.takeBundle(r, content)
	}
	if err != nil {
		return s.again(r, err, s.showInbox)
	}
	if err := s.Ratify.DropArrival(ctx, r.By); err != nil {
		return err
	}
	s.note(r, s.site.Text("done.bundle_imported", nil))
	return r.Redirect(http.StatusSeeOther, "/dai-hoi/"+string(id)+"/ho-so")
}

// takeBundle verifies once more, for the file was out of sight, and imports.
func (s *Server) takeBundle(r *request, content []byte) (congress.CongressID, error) {
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return "", err
	}
	if !report.OK {
		return "", errNoArrival
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return "", err
	}
	return s.Ratify.ImportBundle(r.Request().Context(), r.By, contents)
}
