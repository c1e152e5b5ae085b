// Package pages is what people see: every page, every form, every file to take
// home.
//
// A page is a row of the route table, a handler that calls one use case, and a
// template of the same name in web/templates. A form is wrapped in act: when
// the use case refuses, the page is shown again with what was typed and the
// sentence of the error's code from web/locale/vi.json at its field.
package pages

import (
	"kiemphieu/api"
	"kiemphieu/api/live"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/web"
)

// Config is what the pages are made of.
type Config struct {
	Congress *congress.Service
	Ratify   *ratify.Service
	Site     *web.Site
	Version  string
	Secure   bool // served over HTTPS
	// Doors tells where tablets in the hall open the program, and where they
	// first install its certificate; nil where nobody knows.
	Doors func() (program, certificate []string)
	// PrivateWebhooks: addresses within the house may be told.
	PrivateWebhooks bool
}

// Pages answers people.
type Pages struct {
	Config
	words api.Words
	live  *live.Hub
}

// New makes the pages.
func New(cfg Config) *Pages {
	s := &Pages{Config: cfg, words: api.Words{Site: cfg.Site}}
	s.live = live.New(s.drawBoard)
	return s
}
