package api

import (
	"strings"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// bearer gives the key that a call carries.
func (r *Request) bearer() (string, bool) {
	kind, key, _ := strings.Cut(r.Request().Header.Get("Authorization"), " ")
	return strings.TrimSpace(key), strings.EqualFold(kind, "Bearer")
}

// identifyToken finds on whose behalf a key acts, and whether it may do this.
func (s *Server) identifyToken(r *Request, scope congress.Scope) error {
	key, _ := r.bearer()
	token, by, err := s.Congress.UseAccessToken(r.Request().Context(), auth.LinkHash(key))
	if isNotFound(err) {
		return ErrToken
	}
	if err != nil {
		return err
	}
	if !token.May(scope) {
		return ErrScope
	}
	r.By, r.Token = by, token.ID
	return nil
}
