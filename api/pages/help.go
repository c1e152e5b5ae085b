package pages

import (
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/web"
)

// help is about what somebody with a role does, and what the words mean.
type help struct{ *screen }

func (s help) routes() []api.Route {
	return []api.Route{
		api.Get("/huong-dan", api.Everybody(), s.showOwn),
		api.Get("/huong-dan/:name", api.Everybody(), s.show),
		api.Get("/su-co", api.Everybody(), s.showAccidents),
	}
}

// showOwn leads to the help of one's own role.
func (s help) showOwn(r *api.Request) error {
	role := r.By.Role
	if role == "" {
		role = congress.RoleOrganiser
	}
	return r.Go("/huong-dan/" + string(role))
}

func (s help) show(r *api.Request) error {
	role := congress.Role(r.Param("name"))
	if !slices.Contains(congress.Roles(), role) {
		return congress.ErrNotFound
	}
	return s.render(r, "help", page{Title: "Hướng dẫn", Crumbs: []crumb{{"/", "Trang chính"}}, Data: struct {
		Role  congress.Role
		Roles []congress.Role
		Steps []string
		Terms []web.Term
	}{role, congress.Roles(), s.site.Help(string(role)), s.site.Glossary()}})
}

// showAccidents says what to do when something goes wrong; it asks for no
// sign-in, which may be what does not work.
func (s help) showAccidents(r *api.Request) error {
	return s.render(r, "accidents", page{Title: "Khi có sự cố", Crumbs: []crumb{{"/", "Trang chính"}},
		Data: s.site.Accidents()})
}
