package pages

import (
	"context"
	"crypto/rand"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/api/webhook"
	"kiemphieu/congress"
)

// outside is about what other programs get.
type outside struct {
	*screen
	private  bool // addresses within the house may be told
	congress interface {
		AccessTokens(ctx context.Context, by congress.Actor) ([]congress.AccessToken, error)
		CreateAccessToken(ctx context.Context, by congress.Actor,
			in congress.AccessTokenInput) (congress.AccessTokenID, error)
		CreateWebhook(ctx context.Context, by congress.Actor, in congress.WebhookInput) (congress.WebhookID, error)
		DeleteWebhook(ctx context.Context, by congress.Actor, id congress.WebhookID) error
		RevokeAccessToken(ctx context.Context, by congress.Actor, id congress.AccessTokenID) error
		Webhooks(ctx context.Context, by congress.Actor) (hooks []congress.Webhook, told []congress.Delivery, err error)
	}
}

func (s outside) routes() []api.Route {
	return []api.Route{
		api.Get("/quan-tri/tich-hop", admin, s.show),
		api.Post("/quan-tri/tich-hop/ma", admin, s.createToken),
		api.Post("/quan-tri/tich-hop/ma/:token/thu-hoi", admin, s.act(s.revokeToken, s.show,
			api.To("/quan-tri/tich-hop", ""), "token_revoked")),
		api.Post("/quan-tri/tich-hop/bao-tin", admin, s.createWebhook),
		api.Post("/quan-tri/tich-hop/bao-tin/:webhook/xoa", admin, s.act(s.deleteWebhook, s.show,
			api.To("/quan-tri/tich-hop", ""), "webhook_deleted")),
	}
}

// outsidePage is what an administrator gives other programs.
type outsidePage struct {
	Tokens []congress.AccessToken
	Scopes []congress.Scope
	Days   []string
	Key    string // of the token just made, shown this once
	Hooks  []congress.Webhook
	Told   []toldLine
	Events []string
	Secret string // of the webhook just made, shown this once
}

// toldLine is a delivery with its address.
type toldLine struct {
	congress.Delivery
	URL string
}

func (s outside) show(r *api.Request) error { return s.showWith(r, outsidePage{}) }

func (s outside) showWith(r *api.Request, data outsidePage) error {
	var err error
	if data.Tokens, err = s.congress.AccessTokens(r.Context(), r.By); err != nil {
		return err
	}
	hooks, told, err := s.congress.Webhooks(r.Context(), r.By)
	if err != nil {
		return err
	}
	addresses := map[congress.WebhookID]string{}
	for _, w := range hooks {
		addresses[w.ID] = w.URL
	}
	for _, d := range told {
		data.Told = append(data.Told, toldLine{d, addresses[d.WebhookID]})
	}
	data.Hooks, data.Events = hooks, congress.WebhookEvents()
	data.Scopes, data.Days = congress.Scopes(), []string{"30", "90", "365", "730"}
	return s.render(r, "outside", page{Title: "Tích hợp", Crumbs: []crumb{{"/", "Trang chính"},
		{"/quan-tri", "Tài khoản"}}, Data: data})
}

// tokenPrefix begins every key, so that one which leaked is known by its looks.
const tokenPrefix = "kp_"

type tokenForm struct {
	Name   string           `form:"token_name" required:"true"`
	Scopes []congress.Scope `form:"scopes" required:"true"`
	Days   int              `form:"days"`
}

// createToken makes a key that is shown this once.
func (s outside) createToken(r *api.Request) error {
	key := tokenPrefix + rand.Text()
	f, err := read[tokenForm](r, same)
	if err == nil {
		in := congress.AccessTokenInput{Name: f.Name, Scopes: f.Scopes, Days: f.Days, Hash: auth.LinkHash(key)}
		_, err = s.congress.CreateAccessToken(r.Context(), r.By, in)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.showWith(r, outsidePage{Key: key})
}

func (s outside) revokeToken(r *api.Request) error {
	return s.congress.RevokeAccessToken(r.Context(), r.By, congress.AccessTokenID(r.Param("token")))
}

type webhookForm struct {
	URL    string   `form:"url"`
	Events []string `form:"events"`
}

// createWebhook has an address told; the secret that signs is shown this once.
func (s outside) createWebhook(r *api.Request) error {
	secret := webhook.NewSecret()
	f, err := read[webhookForm](r, same)
	if err == nil {
		in := congress.WebhookInput{URL: f.URL, Events: f.Events, Secret: secret, Private: s.private}
		_, err = s.congress.CreateWebhook(r.Context(), r.By, in)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return s.showWith(r, outsidePage{Secret: secret})
}

func (s outside) deleteWebhook(r *api.Request) error {
	return s.congress.DeleteWebhook(r.Context(), r.By, congress.WebhookID(r.Param("webhook")))
}
