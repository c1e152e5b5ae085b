package api

import "strings"

// bearer returns the key that a call carries.
func (r *Request) bearer() (string, bool) {
	kind, key, _ := strings.Cut(r.Request().Header.Get("Authorization"), " ")
	return strings.TrimSpace(key), strings.EqualFold(kind, "Bearer")
}
