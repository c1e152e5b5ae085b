// Package v1 is what programs and the counting station call: JSON under
// /api/v1, described by an OpenAPI document that is made from the routes and
// types that serve it.
package v1

import (
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/web"
)

// Config is what the calls are made of.
type Config struct {
	Congress *congress.Service
	Ratify   *ratify.Service
	Site     *web.Site
	Version  string
}

// Calls answers programs.
type Calls struct {
	Config
	words api.Words
}

// New makes the calls.
func New(cfg Config) *Calls { return &Calls{Config: cfg, words: api.Words{Site: cfg.Site}} }

// Routes is the whole table of calls with their gates.
func (s *Calls) Routes() []api.Route {
	return slices.Concat(s.stationRoutes(), s.programRoutes())
}

// stationRoutes: tablets are taken over, and count.
func (s *Calls) stationRoutes() []api.Route {
	const pass = "/api/v1/rounds/:round/passes/:pass" //nolint:gosec // a pass of the count
	return []api.Route{
		api.Get("/api/v1/station", api.Tablet(), s.stationHome),
		api.Post("/api/v1/station/person", api.Tablet(), s.changePerson),
		api.Post("/api/v1/station/state", api.Tablet(), s.stationState),
		api.Post(pass+"/pair", api.Tablet(), s.takePass),
		api.Post(pass+"/leave", api.Tablet(), s.leavePass),
		api.Get(pass+"/station", api.Tablet(), s.station),
		api.Put(pass+"/batches/:batch", api.Tablet(), s.putBatch),
	}
}

// programRoutes: what other programs read, and the bundles that they bring.
func (s *Calls) programRoutes() []api.Route {
	read := api.Program(congress.ScopeCongresses)
	results := api.Program(congress.ScopeResults)
	return []api.Route{
		api.Get("/api/v1/openapi.json", api.Everybody(), s.openAPI),
		api.Get("/api/v1/organisations", read, s.listOrganisations),
		api.Get("/api/v1/organisations/:org", read, s.readOrganisation),
		api.Get("/api/v1/organisations/:org/summary", api.Program(congress.ScopeStatistics), s.readSummary),
		api.Get("/api/v1/congresses", read, s.listCongresses),
		api.Get("/api/v1/congresses/:congress", read, s.readCongress),
		api.Get("/api/v1/congresses/:congress/results", results, s.readResults),
		api.Get("/api/v1/congresses/:congress/dossiers", results, s.readDossiers),
		api.Post(pathBundle, api.Program(congress.ScopeBundles, congress.RoleSuperior), s.bringBundle).WithBundle(),
	}
}
