package congress

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// The events of a dossier that other programs can be told.
const (
	WebhookSubmitted = "dossier.submitted"
	WebhookReturned  = "dossier.returned"
	WebhookDecided   = "dossier.decided" // ratified or annulled
)

// WebhookEvents lists them, as screens offer them.
func WebhookEvents() []string { return []string{WebhookSubmitted, WebhookReturned, WebhookDecided} }

// Told is what is sent: that something happened, and where to read on. What
// was decided is read with a key.
type Told struct {
	Event        string     `json:"event"`
	ID           DeliveryID `json:"id"` // the same at every attempt
	At           string     `json:"at"` // RFC 3339
	Organisation OrgID      `json:"organisation"`
	Congress     CongressID `json:"congress"`
}

// WebhookInput is what a person types to have an address told.
type WebhookInput struct {
	URL    string
	Events []string
	Secret string
	// Private: addresses within the house are allowed, without HTTPS on this machine.
	Private bool
}

func (in WebhookInput) check() error {
	return WrongFields(in.checkURL(), someOf("events", in.Events, WebhookEvents()))
}

func (in WebhookInput) checkURL() error {
	if err := Required("url", in.URL, 500); err != nil {
		return err
	}
	address, err := url.Parse(in.URL)
	if err != nil || address.Hostname() == "" || address.User != nil || address.Fragment != "" {
		return &FieldError{Field: "url", Code: "format", Value: in.URL}
	}
	secure := address.Scheme == "https" || (address.Scheme == "http" && in.Private && loopback(address.Hostname()))
	return FieldHolds(secure, "url", "https", in.URL)
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && at.IsLoopback())
}

// CreateWebhook has an address told of the dossiers of the actor's
// organisation and of those below it.
func (s *Service) CreateWebhook(ctx context.Context, by Actor, in WebhookInput) (WebhookID, error) {
	in.URL = strings.TrimSpace(in.URL)
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutWebhook(ctx, Webhook{OrgID: by.OrgID, ID: WebhookID(id), URL: in.URL, Secret: in.Secret,
			Events: words(in.Events), CreatedBy: by.Name, CreatedAt: At(tx.Now())})
	})
	return WebhookID(id), err
}

// DeleteWebhook stops telling an address of the actor's organisation.
func (s *Service) DeleteWebhook(ctx context.Context, by Actor, id WebhookID) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteWebhook(ctx, by.OrgID, id) })
}

// shownDeliveries is how many an administrator sees.
const shownDeliveries = 50

// Webhooks lists those of the actor's organisation, and what was told lately.
func (s *Service) Webhooks(ctx context.Context, by Actor) (hooks []Webhook, told []Delivery, err error) {
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

// toldAs returns the name under which other programs are told of an event, "" if
// they are not.
func toldAs(event Event) string {
	switch e := event.(type) {
	case CongressMoved:
		if e.Action == ActionSubmit {
			return WebhookSubmitted
		}
	case DossierDecided:
		if e.Decision == "returned" {
			return WebhookReturned
		}
		return WebhookDecided
	}
	return ""
}

// Announce writes down that those outside who asked are to be told of an event:
// they learn of it if and only if the act is committed. seq is the event's
// place in the congress's log; it makes the id, so that one event is told once.
func (a *Act) Announce(ctx context.Context, seq int64, event Event) error {
	tx, c, name := a.tx, a.Congress, toldAs(event)
	if name == "" || c.Rehearsal {
		return nil
	}
	o, err := tx.Organisation(ctx, c.OrgID)
	if err != nil {
		return err
	}
	hooks, err := tx.WebhooksAbove(ctx, o.Path)
	if err != nil {
		return err
	}
	for _, w := range hooks {
		if !slices.Contains(strings.Fields(w.Events), name) {
			continue
		}
		told := Told{Event: name, ID: deliveryID(w, c, seq), At: tx.Now().UTC().Format(time.RFC3339),
			Organisation: c.OrgID, Congress: c.ID}
		body, err := json.Marshal(told)
		if err != nil {
			return fmt.Errorf("congress: what is told: %w", err)
		}
		d := Delivery{OrgID: w.OrgID, WebhookID: w.ID, ID: told.ID, Event: name, Body: string(body),
			State: DeliveryWaiting, CreatedAt: At(tx.Now()), NextAt: At(tx.Now())}
		if err := tx.PutDelivery(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func deliveryID(w Webhook, c Congress, seq int64) DeliveryID {
	return DeliveryID(uuid.NewHash(sha256.New(), uuid.Nil, fmt.Appendf(nil, "%s %s %d", w.ID, c.ID, seq), 8).String())
}

// How deliveries are tried: the wait before each further attempt, and how long
// one may take before another replica takes it for lost.
const (
	deliveryLease = 2 * time.Minute
	deliveryKept  = 90 * 24 * time.Hour
)

func deliveryWaits() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour,
		24 * time.Hour, 24 * time.Hour, 24 * time.Hour}
}

// Attempt is a delivery that is to be tried now, and where to.
type Attempt struct {
	Delivery Delivery
	URL      string
	Secret   string
}

// ClaimDeliveries takes at most n deliveries that are due, one of each webhook
// and none of those that are busy. Whoever takes one and is heard of no more
// has it taken by the next after a while.
func (s *Service) ClaimDeliveries(ctx context.Context, n int, busy func(WebhookID) bool) ([]Attempt, error) {
	var claimed []Attempt
	waiting := 0
	err := s.store.View(ctx, func(tx Tx) error { // most looks find nothing, and cost no write
		due, err := tx.DueDeliveries(ctx, At(tx.Now()), 1)
		waiting = len(due)
		return err
	})
	if err != nil || waiting == 0 {
		return nil, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		claimed = nil
		due, err := tx.DueDeliveries(ctx, At(tx.Now()), n)
		if err != nil {
			return err
		}
		for _, d := range due {
			if busy(d.WebhookID) {
				continue
			}
			w, err := tx.Webhook(ctx, d.OrgID, d.WebhookID)
			if err != nil {
				return err
			}
			d.Attempts, d.TriedAt, d.NextAt = d.Attempts+1, At(tx.Now()), At(tx.Now().Add(deliveryLease))
			if err := tx.PutDelivery(ctx, d); err != nil {
				return err
			}
			claimed = append(claimed, Attempt{Delivery: d, URL: w.URL, Secret: w.Secret})
		}
		return nil
	})
	return claimed, err
}

// DeliveryTried keeps what came of an attempt: the status that was answered,
// 0 for none, and a code of what went wrong, "" for nothing. What failed is
// tried again later, a few times.
func (s *Service) DeliveryTried(ctx context.Context, tried Delivery, answer int, failure string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		d, err := tx.Delivery(ctx, tried.OrgID, tried.WebhookID, tried.ID)
		if isNotFound(err) {
			return nil // its webhook was deleted meanwhile
		}
		if err != nil {
			return err
		}
		waits := deliveryWaits()
		d.Answer, d.Failure = answer, failure
		switch {
		case failure == "":
			d.State = DeliveryDelivered
		case d.Attempts > len(waits):
			d.State = DeliveryFailed
		default:
			d.NextAt = At(tx.Now().Add(waits[d.Attempts-1]))
		}
		return tx.PutDelivery(ctx, d)
	})
}

// ForgetDeliveries drops what was told long ago.
func (s *Service) ForgetDeliveries(ctx context.Context) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteDeliveries(ctx, At(tx.Now().Add(-deliveryKept))) })
}
