// Package v1 is what programs and the counting station call: JSON under
// /api/v1, described by an OpenAPI document that is made from the routes and
// types that serve it.
package v1

import (
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/security"
	"kiemphieu/web"
)

// Config is what the calls are made of.
type Config struct {
	Congress *congress.Service
	Ratify   *ratify.Service
	Security *security.Service
	Site     *web.Site
	Version  string
	Opened   *api.Opened // pages of tablets
}

// Routes is the whole table of calls with their gates.
func Routes(cfg Config) []api.Route {
	routes := slices.Concat(
		station{api.Words{Site: cfg.Site}, cfg.Version, cfg.Opened, cfg.Congress}.routes(),
		witnesses{cfg.Congress, cfg.Security}.routes(),
		reads{cfg.Congress, cfg.Ratify}.routes(),
		bundles{cfg.Ratify}.routes(),
	)
	return append(routes, description(routes))
}
