package v1

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/outside"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// pathBundle is where a program of the superior's brings a bundle.
const pathBundle = "/api/v1/bundles"

// bundles is about bundles that a program of the superior brings.
type bundles struct {
	ratify interface {
		ImportBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (congress.CongressID, error)
		Quarantine(ctx context.Context, by congress.Actor, b bundle.Contents, content []byte) error
	}
}

func (s bundles) routes() []api.Route {
	return []api.Route{api.Post(pathBundle, api.Program(outside.ScopeBundles, congress.RoleSuperior),
		s.bring).WithBundle()}
}

// bring takes a bundle in that is the body of the call.
func (s bundles) bring(r *api.Request) error {
	content, err := io.ReadAll(io.LimitReader(r.Request().Body, record.MaxBundle+1))
	if err != nil {
		return unreadable(err)
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
	id, err := s.ratify.ImportBundle(r.Context(), r.By, contents)
	if api.UnknownKey(err) {
		return errors.Join(err, s.ratify.Quarantine(r.Context(), r.By, contents, content))
	}
	if err != nil {
		return err
	}
	return r.JSON(http.StatusCreated, Arrival{Congress: id, Verifier: report.Verifier, LogSize: report.LogSize,
		LogRoot: report.LogRoot})
}
