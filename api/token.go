package api

import (
	"strings"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// tokenPrefix begins every key, so that one which leaked is known by its looks.
const tokenPrefix = "kp_"

// program lets in other programs with a key of this scope, and whoever is
// signed in with one of the roles.
func program(scope congress.Scope, roles ...congress.Role) gate {
	return gate{scope: scope, roles: roles}
}

// bearer gives the key that a call carries.
func (r *request) bearer() (string, bool) {
	kind, key, _ := strings.Cut(r.Request().Header.Get("Authorization"), " ")
	return strings.TrimSpace(key), strings.EqualFold(kind, "Bearer")
}

// identifyToken finds on whose behalf a key acts, and whether it may do this.
func (s *Server) identifyToken(r *request, scope congress.Scope) error {
	key, _ := r.bearer()
	token, by, err := s.Congress.UseAccessToken(r.Request().Context(), auth.LinkHash(key))
	if isNotFound(err) {
		return errToken
	}
	if err != nil {
		return err
	}
	if !token.May(scope) {
		return errScope
	}
	r.By, r.Token = by, token.ID
	return nil
}
