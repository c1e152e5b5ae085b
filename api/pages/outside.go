package pages

import (
	"context"
	"crypto/rand"
	"strings"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/api/webhook"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/outside"
	"kiemphieu/security"
)

// integrations is about what other programs get.
type integrations struct {
	*screen
	private bool // addresses within the house may be told
	outside interface {
		Tokens(ctx context.Context, by congress.Actor) ([]outside.Token, error)
		CreateToken(ctx context.Context, by congress.Actor,
			in outside.TokenInput) (outside.TokenID, error)
		CreateWebhook(ctx context.Context, by congress.Actor, in outside.WebhookInput) (outside.WebhookID, error)
		DeleteWebhook(ctx context.Context, by congress.Actor, id outside.WebhookID) error
		RevokeToken(ctx context.Context, by congress.Actor, id outside.TokenID) error
		Webhooks(ctx context.Context, by congress.Actor) (hooks []outside.Webhook, told []outside.Delivery, err error)
	}
}

func (s integrations) routes() []api.Route {
	return []api.Route{
		api.Get("/quan-tri/tich-hop", admin, s.show),
		api.Post("/quan-tri/tich-hop/ma", admin, s.createToken).Noted(security.KeyMade),
		api.Post("/quan-tri/tich-hop/ma/:token/thu-hoi", admin, s.act(s.revokeToken, s.show,
			api.To("/quan-tri/tich-hop", ""), "token_revoked")).Noted(security.KeyRevoked),
		api.Post("/quan-tri/tich-hop/bao-tin", admin, s.createWebhook).Noted(security.WebhookMade),
		api.Post("/quan-tri/tich-hop/bao-tin/:webhook/xoa", admin, s.act(s.deleteWebhook, s.show,
			api.To("/quan-tri/tich-hop", ""), "webhook_deleted")).Noted(security.WebhookDeleted),
	}
}

// integrationsPage is what an administrator gives other programs.
type integrationsPage struct {
	ListTokens, ListHooks, ListTold listing

	Tokens []outside.Token
	Scopes []outside.Scope
	Days   []string
	Key    string // of the token just made, shown this once
	Hooks  []outside.Webhook
	Told   []toldLine
	Events []string
	Secret string // of the webhook just made, shown this once
}

// toldLine is a delivery with its address.
type toldLine struct {
	outside.Delivery
	URL string
}

func (s integrations) show(r *api.Request) error { return s.showWith(r, integrationsPage{}) }

func (s integrations) showWith(r *api.Request, data integrationsPage) error {
	var err error
	if data.Tokens, err = s.outside.Tokens(r.Context(), r.By); err != nil {
		return err
	}
	hooks, told, err := s.outside.Webhooks(r.Context(), r.By)
	if err != nil {
		return err
	}
	addresses := map[outside.WebhookID]string{}
	for _, w := range hooks {
		addresses[w.ID] = w.URL
	}
	for _, d := range told {
		data.Told = append(data.Told, toldLine{d, addresses[d.WebhookID]})
	}
	data.Events = outside.WebhookEvents()
	data.ListTokens, data.Tokens = taken(outsideList(r, "ma-"), tokensListed, data.Tokens)
	data.ListHooks, data.Hooks = taken(outsideList(r, "noi-"), hooksListed, hooks)
	data.ListTold, data.Told = taken(outsideList(r, "tin-"), s.toldListed(), data.Told)
	data.Scopes, data.Days = outside.Scopes(), []string{"30", "90", "365", "730"}
	return s.render(r, "outside", page{Title: "Tích hợp", Crumbs: []crumb{{"/", "Trang chính"},
		{"/quan-tri", "Tài khoản"}}, Data: data})
}

// outsideList is one of the lists of the page.
func outsideList(r *api.Request, prefix string) listing {
	return listing{At: "/quan-tri/tich-hop", Prefix: prefix, Sorts: []string{"ten", "luc"}}.asked(r)
}

// The lists of the page: how each is searched and ordered.
var (
	tokensListed = list.Shape[outside.Token]{
		Text: func(t outside.Token) string { return t.Name + " " + t.CreatedBy },
		Sorts: map[string]func(a, b outside.Token) int{
			"ten": list.ByText(func(t outside.Token) string { return t.Name }),
			"luc": list.By(func(t outside.Token) congress.Instant { return t.ExpiresAt }),
		},
	}
	hooksListed = list.Shape[outside.Webhook]{
		Text: func(w outside.Webhook) string { return w.URL + " " + w.CreatedBy },
		Sorts: map[string]func(a, b outside.Webhook) int{
			"ten": list.ByText(func(w outside.Webhook) string { return w.URL }),
		},
	}
)

func (s integrations) toldListed() list.Shape[toldLine] {
	return list.Shape[toldLine]{
		Text: func(d toldLine) string {
			return strings.Join([]string{d.URL, string(d.ID), s.words.Text("told."+d.Event, nil),
				s.words.Text("delivery."+string(d.State), nil)}, " ")
		},
		Sorts: map[string]func(a, b toldLine) int{
			"ten": list.ByText(func(d toldLine) string { return d.URL }),
			"luc": list.By(func(d toldLine) congress.Instant { return d.CreatedAt }),
		},
	}
}

// tokenPrefix begins every key, so that one which leaked is known by its looks.
const tokenPrefix = "kp_"

type tokenForm struct {
	Name   string          `form:"token_name" required:"true"`
	Scopes []outside.Scope `form:"scopes" required:"true"`
	Days   int             `form:"days"`
}

// createToken makes a key that is shown this once.
func (s integrations) createToken(r *api.Request) error {
	key := tokenPrefix + rand.Text()
	f, err := read[tokenForm](r, same)
	if err == nil {
		in := outside.TokenInput{Name: f.Name, Scopes: f.Scopes, Days: f.Days, Hash: auth.LinkHash(key)}
		_, err = s.outside.CreateToken(r.Context(), r.By, in)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.Concerns(f.Name)
	return s.showWith(r, integrationsPage{Key: key})
}

func (s integrations) revokeToken(r *api.Request) error {
	return s.outside.RevokeToken(r.Context(), r.By, outside.TokenID(r.Param("token")))
}

type webhookForm struct {
	URL    string   `form:"url"`
	Events []string `form:"events"`
}

// createWebhook has an address told; the secret that signs is shown this once.
func (s integrations) createWebhook(r *api.Request) error {
	secret := webhook.NewSecret()
	f, err := read[webhookForm](r, same)
	if err == nil {
		in := outside.WebhookInput{URL: f.URL, Events: f.Events, Secret: secret, Private: s.private}
		_, err = s.outside.CreateWebhook(r.Context(), r.By, in)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.showWith(r, integrationsPage{Secret: secret})
}

func (s integrations) deleteWebhook(r *api.Request) error {
	return s.outside.DeleteWebhook(r.Context(), r.By, outside.WebhookID(r.Param("webhook")))
}
