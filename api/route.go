package api

import (
	"net/http"

	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/security"
)

// Route is a row of the route table: who may call what, beside the handler
// that answers. A route without a gate cannot be written down.
type Route struct {
	Method  string
	Path    string
	Gate    Gate
	Handler Handler
	bundle  bool
	aside   bool
	noted   security.Kind // in the security log; "" for nothing
}

// Handler answers a gated request.
type Handler func(*Request) error

// Get is a route that changes nothing.
func Get(path string, gate Gate, handler Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Gate: gate, Handler: handler}
}

// Post is a route that takes a form or a call.
func Post(path string, gate Gate, handler Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Gate: gate, Handler: handler}
}

// Put is a route whose call may be repeated.
func Put(path string, gate Gate, handler Handler) Route {
	return Route{Method: http.MethodPut, Path: path, Gate: gate, Handler: handler}
}

// WithBundle lets the route take a bundle, which is larger than anything else.
func (rt Route) WithBundle() Route {
	rt.bundle = true
	return rt
}

// Aside lets the route read what may be some seconds old, where there are servers
// for that. Nothing of it is a decision, or leads to one without a look at the primary.
func (rt Route) Aside() Route {
	rt.aside = true
	return rt
}

// Gate says who passes.
type Gate struct {
	Public bool
	Tablet bool            // a joined tablet may come instead of a signed-in browser
	Roles  []congress.Role // empty: every role
	Scope  outside.Scope   // another program may come with a key that has it
}

// Everybody lets everybody in, signed in or not.
func Everybody() Gate { return Gate{Public: true} }

// Anybody lets every signed-in person in who sees the organisation concerned.
func Anybody() Gate { return Gate{} }

// Only lets in the given roles, within the organisation that they see.
func Only(roles ...congress.Role) Gate { return Gate{Roles: roles} }

// Tablet lets in joined tablets, whoever is on them, and browsers of the counting committee.
func Tablet() Gate {
	return Gate{Tablet: true, Roles: []congress.Role{congress.RoleChief, congress.RoleTeller}}
}

// AnyScreen lets in joined tablets, whoever is on them, and everybody who is signed in.
func AnyScreen() Gate { return Gate{Tablet: true} }

// Program lets in other programs with a key of this scope, and whoever is
// signed in with one of the roles.
func Program(scope outside.Scope, roles ...congress.Role) Gate {
	return Gate{Scope: scope, Roles: roles}
}
