package api

import (
	"crypto/rand"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// outsidePage is what an administrator gives other programs.
type outsidePage struct {
	Tokens []congress.AccessToken
	Scopes []congress.Scope
	Days   []string
	Key    string // of the token just made, shown this once
}

func (s *Server) showOutside(r *request) error { return s.outside(r, outsidePage{}) }

func (s *Server) outside(r *request, data outsidePage) error {
	var err error
	if data.Tokens, err = s.Congress.AccessTokens(r.Request().Context(), r.By); err != nil {
		return err
	}
	data.Scopes, data.Days = congress.Scopes(), []string{"30", "90", "365", "730"}
	return s.render(r, "outside", page{Title: "Tích hợp", Crumbs: []crumb{{"/", "Trang chính"}, {"/quan-tri", "Tài khoản"}}, Data: data})
}

// createToken makes a key that is shown this once.
func (s *Server) createToken(r *request) error {
	key := tokenPrefix + rand.Text()
	in, err := tokenForm(r, key)
	if err == nil {
		_, err = s.Congress.CreateAccessToken(r.Request().Context(), r.By, in)
	}
	if err != nil {
		return s.again(r, err, s.showOutside)
	}
	return s.outside(r, outsidePage{Key: key})
}

func tokenForm(r *request, key string) (congress.AccessTokenInput, error) {
	if err := r.Request().ParseForm(); err != nil {
		return congress.AccessTokenInput{}, errBody
	}
	days, err := r.number("days")
	in := congress.AccessTokenInput{Name: r.FormValue("token_name"), Days: days, Hash: auth.LinkHash(key)}
	for _, scope := range r.Request().PostForm["scopes"] {
		in.Scopes = append(in.Scopes, congress.Scope(scope))
	}
	return in, err
}

func (s *Server) revokeToken(r *request) error {
	return s.Congress.RevokeAccessToken(r.Request().Context(), r.By, congress.AccessTokenID(r.Param("token")))
}
