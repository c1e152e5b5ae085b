package pages

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress/bundle"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/verify"
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
func (s *Pages) downloadBundle(r *api.Request) error {
	ctx := r.Context()
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
func (s *Pages) checkBundle(r *api.Request) error {
	content, err := bundleFile(r)
	if err != nil {
		return s.again(r, err, s.showInbox)
	}
	report, _, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return err
	}
	if err := api.CheckBundle(report); err != nil {
		p := r.Describe(err)
		p.Findings = nil // the page shows every check
		r.Problem = &p
	} else if err := s.Ratify.KeepArrival(r.Context(), r.By, content); err != nil {
		return err
	}
	return s.render(r, "arrival", page{Title: "Nhập tệp hồ sơ", Crumbs: []crumb{{"/", "Trang chính"}, {"/chuan-y", "Hồ sơ đề nghị chuẩn y"}},
		Data: arrivalPage{Report: report, Ready: r.Problem == nil}})
}

// bundleFile reads the uploaded bundle.
func bundleFile(r *api.Request) ([]byte, error) {
	header, err := r.FormFile("file")
	if err != nil {
		return nil, &congress.FieldError{Field: "file", Code: "required"}
	}
	if header.Size > record.MaxBundle {
		return nil, &congress.FieldError{Field: "file", Code: "bundle_too_large"}
	}
	f, err := header.Open()
	if err != nil {
		return nil, api.ErrBody
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, api.ErrBody
	}
	return content, nil
}

// importBundle takes in the bundle that was looked at.
func (s *Pages) importBundle(r *api.Request) error {
	ctx := r.Context()
	content, err := s.Ratify.ArrivalOf(ctx, r.By)
	if isNotFound(err) {
		err = api.ErrNoArrival
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
	r.Note(s.words.Text("done.bundle_imported", nil))
	return r.Go("/dai-hoi/" + string(id) + "/ho-so")
}

// takeBundle verifies once more, for the file was out of sight, and imports.
func (s *Pages) takeBundle(r *api.Request, content []byte) (congress.CongressID, error) {
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return "", err
	}
	if !report.OK {
		return "", api.ErrNoArrival
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return "", err
	}
	return s.Ratify.ImportBundle(r.Context(), r.By, contents)
}
