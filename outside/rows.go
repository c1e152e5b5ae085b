package outside

import "kiemphieu/congress"

// What other programs get: a key that reads, a calendar, a word when a
// dossier moves. None of it reaches a hall.
type (
	// TokenID names the key of another program.
	TokenID string
	// WebhookID names an address that is told of dossiers.
	WebhookID string
	// DeliveryID names one thing to be told; it stays the same at every attempt.
	DeliveryID string
)

// Token is the key of another program: it reads what its organisation
// sees, within its scopes.
type Token struct {
	OrgID      congress.OrgID   `db:"org_id"`
	ID         TokenID          `db:"token_id"`
	Name       string           `db:"name"`
	Hash       string           `db:"hash"`   // SHA-256, hex
	Scopes     string           `db:"scopes"` // with a space between, sorted
	CreatedBy  string           `db:"created_by"`
	CreatedAt  congress.Instant `db:"created_at"`
	ExpiresAt  congress.Instant `db:"expires_at"`   // 0: never
	LastUsedAt congress.Instant `db:"last_used_at"` // to the hour
}

// Feed is the secret address of an account's calendar.
type Feed struct {
	OrgID      congress.OrgID     `db:"org_id"`
	AccountID  congress.AccountID `db:"account_id"`
	SecretHash string             `db:"secret_hash"` // SHA-256, hex
	CreatedAt  congress.Instant   `db:"created_at"`
}

// Webhook is an address that is told when dossiers of its organisation, or of
// one below it, move.
type Webhook struct {
	OrgID     congress.OrgID   `db:"org_id"`
	ID        WebhookID        `db:"webhook_id"`
	URL       string           `db:"url"`
	Secret    string           `db:"secret"`
	Events    string           `db:"events"` // with a space between, sorted
	CreatedBy string           `db:"created_by"`
	CreatedAt congress.Instant `db:"created_at"`
}

// Delivery is one thing to be told at one address.
type Delivery struct {
	OrgID     congress.OrgID   `db:"org_id"`
	WebhookID WebhookID        `db:"webhook_id"`
	ID        DeliveryID       `db:"delivery_id"`
	Event     string           `db:"event"`
	Body      string           `db:"body"` // JSON, as it is sent
	State     DeliveryState    `db:"state"`
	Attempts  int              `db:"attempts"`
	CreatedAt congress.Instant `db:"created_at"`
	NextAt    congress.Instant `db:"next_at"` // of the next attempt, while it waits
	TriedAt   congress.Instant `db:"tried_at"`
	Answer    int              `db:"answer"`  // HTTP status of the last attempt, 0: none came
	Failure   string           `db:"failure"` // code of why the last attempt failed, "" if it did not
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed" // given up
)
