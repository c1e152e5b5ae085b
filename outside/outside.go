// Package outside is what other programs get: a key that reads, a calendar, a
// word when a dossier moves. None of it reaches a hall.
package outside

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"kiemphieu/congress"
)

// Service holds the use cases.
type Service struct {
	store  Store
	random io.Reader
}

// Config is what a service is made of.
type Config struct {
	Store  Store
	Random io.Reader // ids; crypto/rand outside tests
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service { return &Service{store: cfg.Store, random: cfg.Random} }

// newID draws a UUIDv4.
func (s *Service) newID() (string, error) {
	id, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return "", fmt.Errorf("outside: draw an id: %w", err)
	}
	return id.String(), nil
}

// Store is congress's store with the tables of this package.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction over both packages' tables.
type Tx interface {
	congress.Tx

	AccessTokenByHash(ctx context.Context, hash string) (Token, error)
	// AccessTokens lists by name, then id.
	AccessTokens(ctx context.Context, org congress.OrgID) ([]Token, error)
	PutAccessToken(ctx context.Context, t Token) error
	DeleteAccessToken(ctx context.Context, org congress.OrgID, id TokenID) error

	FeedByHash(ctx context.Context, hash string) (Feed, error)
	FeedOf(ctx context.Context, org congress.OrgID, account congress.AccountID) (Feed, error)
	PutFeed(ctx context.Context, f Feed) error
	DeleteFeed(ctx context.Context, org congress.OrgID, account congress.AccountID) error

	// Webhooks lists those of an organisation, by address, then id.
	Webhooks(ctx context.Context, org congress.OrgID) ([]Webhook, error)
	// WebhooksAbove lists those of the organisation at path and of all above it, by id.
	WebhooksAbove(ctx context.Context, path string) ([]Webhook, error)
	Webhook(ctx context.Context, org congress.OrgID, id WebhookID) (Webhook, error)
	PutWebhook(ctx context.Context, w Webhook) error
	// DeleteWebhook takes its deliveries with it.
	DeleteWebhook(ctx context.Context, org congress.OrgID, id WebhookID) error

	// Deliveries lists the newest of an organisation's, at most n, newest first, then by id.
	Deliveries(ctx context.Context, org congress.OrgID, n int) ([]Delivery, error)
	// DueDeliveries lists at most n that wait and whose time has come, of each webhook the
	// oldest alone, oldest first, then by id.
	DueDeliveries(ctx context.Context, now congress.Instant, n int) ([]Delivery, error)
	Delivery(ctx context.Context, org congress.OrgID, webhook WebhookID, id DeliveryID) (Delivery, error)
	PutDelivery(ctx context.Context, d Delivery) error
	// DeleteDeliveries drops what was delivered or given up before a moment.
	DeleteDeliveries(ctx context.Context, before congress.Instant) error
}
