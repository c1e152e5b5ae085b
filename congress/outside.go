package congress

import "context"

// What other programs get: a key that reads, a calendar, a word when a
// dossier moves. None of it reaches a hall.
type (
	// AccessTokenID names the key of another program.
	AccessTokenID string
	// WebhookID names an address that is told of dossiers.
	WebhookID string
	// DeliveryID names one thing to be told; it stays the same at every attempt.
	DeliveryID string
)

// AccessToken is the key of another program: it reads what its organisation
// sees, within its scopes.
type AccessToken struct {
	OrgID      OrgID         `db:"org_id"`
	ID         AccessTokenID `db:"token_id"`
	Name       string        `db:"name"`
	Hash       string        `db:"hash"`   // SHA-256, hex
	Scopes     string        `db:"scopes"` // with a space between, sorted
	CreatedBy  string        `db:"created_by"`
	CreatedAt  Instant       `db:"created_at"`
	ExpiresAt  Instant       `db:"expires_at"`   // 0: never
	LastUsedAt Instant       `db:"last_used_at"` // to the hour
}

// Feed is the secret address of an account's calendar.
type Feed struct {
	OrgID      OrgID     `db:"org_id"`
	AccountID  AccountID `db:"account_id"`
	SecretHash string    `db:"secret_hash"` // SHA-256, hex
	CreatedAt  Instant   `db:"created_at"`
}

// Webhook is an address that is told when dossiers of its organisation, or of
// one below it, move.
type Webhook struct {
	OrgID     OrgID     `db:"org_id"`
	ID        WebhookID `db:"webhook_id"`
	URL       string    `db:"url"`
	Secret    string    `db:"secret"`
	Events    string    `db:"events"` // with a space between, sorted
	CreatedBy string    `db:"created_by"`
	CreatedAt Instant   `db:"created_at"`
}

// Delivery is one thing to be told at one address.
type Delivery struct {
	OrgID     OrgID         `db:"org_id"`
	WebhookID WebhookID     `db:"webhook_id"`
	ID        DeliveryID    `db:"delivery_id"`
	Event     string        `db:"event"`
	Body      string        `db:"body"` // JSON, as it is sent
	State     DeliveryState `db:"state"`
	Attempts  int           `db:"attempts"`
	CreatedAt Instant       `db:"created_at"`
	NextAt    Instant       `db:"next_at"` // of the next attempt, while it waits
	TriedAt   Instant       `db:"tried_at"`
	Answer    int           `db:"answer"`  // HTTP status of the last attempt, 0: none came
	Failure   string        `db:"failure"` // code of why the last attempt failed, "" if it did not
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed" // given up
)

// Outside reads and writes what other programs reach.
type Outside interface {
	AccessTokenByHash(ctx context.Context, hash string) (AccessToken, error)
	// AccessTokens lists by name, then id.
	AccessTokens(ctx context.Context, org OrgID) ([]AccessToken, error)
	PutAccessToken(ctx context.Context, t AccessToken) error
	DeleteAccessToken(ctx context.Context, org OrgID, id AccessTokenID) error

	FeedByHash(ctx context.Context, hash string) (Feed, error)
	FeedOf(ctx context.Context, org OrgID, account AccountID) (Feed, error)
	PutFeed(ctx context.Context, f Feed) error
	DeleteFeed(ctx context.Context, org OrgID, account AccountID) error

	// Webhooks lists those of an organisation, by address, then id.
	Webhooks(ctx context.Context, org OrgID) ([]Webhook, error)
	// WebhooksAbove lists those of the organisation at path and of all above it, by id.
	WebhooksAbove(ctx context.Context, path string) ([]Webhook, error)
	Webhook(ctx context.Context, org OrgID, id WebhookID) (Webhook, error)
	PutWebhook(ctx context.Context, w Webhook) error
	// DeleteWebhook takes its deliveries with it.
	DeleteWebhook(ctx context.Context, org OrgID, id WebhookID) error

	// Deliveries lists the newest of an organisation's, at most n, newest first, then by id.
	Deliveries(ctx context.Context, org OrgID, n int) ([]Delivery, error)
	// DueDeliveries lists at most n that wait and whose time has come, of each webhook the
	// oldest alone, oldest first, then by id.
	DueDeliveries(ctx context.Context, now Instant, n int) ([]Delivery, error)
	Delivery(ctx context.Context, org OrgID, webhook WebhookID, id DeliveryID) (Delivery, error)
	PutDelivery(ctx context.Context, d Delivery) error
	// DeleteDeliveries drops what was delivered or given up before a moment.
	DeleteDeliveries(ctx context.Context, before Instant) error
}
