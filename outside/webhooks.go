package outside

import (
	"context"
	"net/netip"
	"net/url"
	"strings"

	"kiemphieu/congress"
)

// The events of a dossier that other programs can be told.
const (
	WebhookSubmitted = "dossier.submitted"
	WebhookReturned  = "dossier.returned"
	WebhookDecided   = "dossier.decided" // ratified or annulled
)

// WebhookEvents lists them, as screens offer them.
func WebhookEvents() []string { return []string{WebhookSubmitted, WebhookReturned, WebhookDecided} }

// WebhookInput is what a person types to have an address told.
type WebhookInput struct {
	URL    string
	Events []string
	Secret string
	// Private: addresses within the house are allowed, without HTTPS on this machine.
	Private bool
}

func (in WebhookInput) check() error {
	return congress.WrongFields(in.checkURL(), someOf("events", in.Events, WebhookEvents()))
}

func (in WebhookInput) checkURL() error {
	if err := congress.Required("url", in.URL, 500); err != nil {
		return err
	}
	address, err := url.Parse(in.URL)
	if err != nil || address.Hostname() == "" || address.User != nil || address.Fragment != "" {
		return &congress.FieldError{Field: "url", Code: "format", Value: in.URL}
	}
	secure := address.Scheme == "https" || (address.Scheme == "http" && in.Private && loopback(address.Hostname()))
	return congress.FieldHolds(secure, "url", "https", in.URL)
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && at.IsLoopback())
}

// CreateWebhook has an address told of the dossiers of the actor's
// organisation and of those below it.
func (s *Service) CreateWebhook(ctx context.Context, by congress.Actor, in WebhookInput) (WebhookID, error) {
	in.URL = strings.TrimSpace(in.URL)
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutWebhook(ctx, Webhook{OrgID: by.OrgID, ID: WebhookID(id), URL: in.URL, Secret: in.Secret,
			Events: words(in.Events), CreatedBy: by.Name, CreatedAt: congress.At(tx.Now())})
	})
	return WebhookID(id), err
}

// DeleteWebhook stops telling an address of the actor's organisation.
func (s *Service) DeleteWebhook(ctx context.Context, by congress.Actor, id WebhookID) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteWebhook(ctx, by.OrgID, id) })
}

// shownDeliveries is how many an administrator sees.
const shownDeliveries = 50

// Webhooks lists those of the actor's organisation, and what was told lately.
func (s *Service) Webhooks(ctx context.Context, by congress.Actor) (hooks []Webhook, told []Delivery, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		var err error
		if hooks, err = tx.Webhooks(ctx, by.OrgID); err != nil {
			return err
		}
		told, err = tx.Deliveries(ctx, by.OrgID, shownDeliveries)
		return err
	})
	return hooks, told, err
}
