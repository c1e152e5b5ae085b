package api

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
)

// gate makes a route's echo handler: it finds who calls, checks the role and
// that the organisation concerned is the caller's own or lies below it. Outside that
// a thing does not exist; within it, a wrong role is forbidden. Roles of the
// hall act for their own organisation alone.
func (s *Server) gate(rt Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := s.request(c)
		identify := s.identify
		if rt.Gate.Tablet {
			identify = s.identifyStation
		}
		if _, ok := r.bearer(); ok && rt.Gate.Scope != "" { // elsewhere a key opens nothing
			identify = func(r *Request) error { return s.identifyToken(r, rt.Gate.Scope) }
		}
		if err := identify(r); err != nil && !rt.Gate.Public {
			return err
		}
		if rt.Gate.Public || (r.Device.ID != "" && len(r.ParamNames()) == 0) { // a tablet asks about itself
			return rt.Handler(r)
		}
		if r.Device.ID != "" && r.By.AccountID == "" {
			return ErrNobody
		}
		path, err := s.scope(r)
		if err != nil {
			return err
		}
		if !r.By.Sees(path) {
			return congress.ErrNotFound
		}
		if r.Token == "" && len(rt.Gate.Roles) > 0 && (!slices.Contains(rt.Gate.Roles, r.By.Role) || (r.By.Role.OfHall() && path != r.By.OrgPath)) {
			return ErrForbidden
		}
		return rt.Handler(r)
	}
}

// identify finds the actor behind the session.
func (s *Server) identify(r *Request) error {
	ctx := r.Request().Context()
	id := s.sessions.GetString(ctx, "account")
	if id == "" {
		return ErrSignedOut
	}
	by, err := s.Congress.ActorOf(ctx, congress.AccountID(id))
	if isNotFound(err) {
		return ErrSignedOut
	}
	if err != nil {
		return err
	}
	if s.sessions.GetBool(ctx, "must_change") && r.Path() != "/mat-khau" && r.Path() != "/dang-xuat" {
		return ErrMustChange
	}
	r.By = by
	return nil
}

// scope gives the path of the organisation that the address is about; the
// caller's own where it names none.
func (s *Server) scope(r *Request) (string, error) {
	ctx := r.Request().Context()
	find := map[string]func(congress.Tx, string) (congress.OrgID, error){
		"org": func(_ congress.Tx, id string) (congress.OrgID, error) { return congress.OrgID(id), nil },
		"congress": func(tx congress.Tx, id string) (congress.OrgID, error) {
			c, err := tx.Congress(ctx, congress.CongressID(id))
			return c.OrgID, err
		},
		"contest": func(tx congress.Tx, id string) (congress.OrgID, error) {
			c, err := tx.Contest(ctx, congress.ContestID(id))
			return c.OrgID, err
		},
		"round": func(tx congress.Tx, id string) (congress.OrgID, error) {
			rd, err := tx.Round(ctx, congress.RoundID(id))
			return rd.OrgID, err
		},
		"device": func(tx congress.Tx, id string) (congress.OrgID, error) {
			d, err := tx.Device(ctx, congress.DeviceID(id))
			return d.OrgID, err
		},
		"account": func(tx congress.Tx, id string) (congress.OrgID, error) {
			a, err := tx.Account(ctx, congress.AccountID(id))
			return a.OrgID, err
		},
	}
	for _, name := range r.ParamNames() {
		if look, ok := find[name]; ok {
			return s.Congress.Scope(ctx, func(tx congress.Tx) (congress.OrgID, error) { return look(tx, strings.TrimSpace(r.Param(name))) })
		}
	}
	return r.By.OrgPath, nil
}
