package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
	"kiemphieu/outside"
)

// call is the HTTP side of a request.
type call = echo.Context

// Request is what a handler works on: the call, who makes it, and, when a
// form is shown again, what was wrong with it.
type Request struct {
	call
	By      congress.Actor
	Device  congress.Device // the joined tablet that calls; none: a browser
	Token   outside.TokenID // the key that another program calls with; it has no role
	Problem *Problem
	AsOf    time.Time // of the data, where they come from a standby; zero: as they are now
	server  *Server

	mustEnrol bool   // the person lacks a second factor that is required
	concerned string // to whom or what the act is done, for the security log
}

func (s *Server) request(c echo.Context) *Request { return &Request{call: c, server: s} }

// Context ends with the call.
func (r *Request) Context() context.Context { return r.Request().Context() }

// OrgID is the organisation that the address names.
func (r *Request) OrgID() congress.OrgID { return congress.OrgID(r.Param("org")) }

// CongressID is the congress that the address names.
func (r *Request) CongressID() congress.CongressID { return congress.CongressID(r.Param("congress")) }

// ContestID is the contest that the address names.
func (r *Request) ContestID() congress.ContestID { return congress.ContestID(r.Param("contest")) }

// RoundID is the round that the address names.
func (r *Request) RoundID() congress.RoundID { return congress.RoundID(r.Param("round")) }

// DeviceID is the tablet that the address names.
func (r *Request) DeviceID() congress.DeviceID { return congress.DeviceID(r.Param("device")) }

// OrgPath returns the path of an organisation in the tree.
func (r *Request) OrgPath(id congress.OrgID) (string, error) {
	return r.server.Congress.PathOf(r.Context(), congress.Target{Kind: congress.TargetOrganisation, ID: string(id)})
}

// Describe finds the answer for an error.
func (r *Request) Describe(err error) Problem { return r.server.describe(err) }

// Go sends a browser to another page.
func (r *Request) Go(href string) error { return r.Redirect(http.StatusSeeOther, href) }

// To returns an address with a parameter of the request's own filled in; a fixed
// one has none.
func To(pattern, param string) func(*Request) string {
	if param == "" {
		return func(*Request) string { return pattern }
	}
	return func(r *Request) string { return fmt.Sprintf(pattern, url.PathEscape(r.Param(param))) }
}
