package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/ratify"
)

var _ outside.Tx = (*tx)(nil)

// Outside returns the same database as an outside.Store.
func (db *DB) Outside() outside.Store {
	return view[outside.Tx]{db, func(t *tx) outside.Tx { return t }}
}

// Announce implements congress.Announcements.
func (t *tx) Announce(ctx context.Context, c congress.Congress, seq int64, event congress.Event) error {
	return outside.Announce(ctx, t, c, seq, event)
}

// AccessTokenByHash implements outside.Tx.
func (t *tx) AccessTokenByHash(ctx context.Context, hash string) (outside.Token, error) {
	token, err := one[outside.Token](ctx, t, from[outside.Token]("tokens WHERE hash = $1"), hash)
	if err != nil {
		return token, err
	}
	return heldRow(ctx, t, token.OrgID, "tokens", token, func(r outside.Token) bool { return r.ID == token.ID })
}

// AccessTokens implements outside.Tx.
func (t *tx) AccessTokens(ctx context.Context, org congress.OrgID) ([]outside.Token, error) {
	return heldFree(ctx, t, org, func() ([]outside.Token, error) {
		return all[outside.Token](ctx, t, from[outside.Token]("tokens WHERE org_id = $1 ORDER BY name, token_id"), org)
	})
}

// PutAccessToken implements outside.Tx.
func (t *tx) PutAccessToken(ctx context.Context, token outside.Token) error {
	if err := t.writeOffice(ctx, token.OrgID, "tokens"); err != nil {
		return err
	}
	return put(ctx, t, "tokens", "org_id, token_id", token)
}

// DeleteAccessToken implements outside.Tx.
func (t *tx) DeleteAccessToken(ctx context.Context, org congress.OrgID, id outside.TokenID) error {
	if err := t.writeOffice(ctx, org, "tokens"); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM tokens\nWHERE org_id = $1 AND token_id = $2", org, id)
	return gone(n, err)
}

// FeedByHash implements outside.Tx.
func (t *tx) FeedByHash(ctx context.Context, hash string) (outside.Feed, error) {
	return one[outside.Feed](ctx, t, from[outside.Feed]("feeds WHERE secret_hash = $1"), hash)
}

// FeedOf implements outside.Tx.
func (t *tx) FeedOf(ctx context.Context, org congress.OrgID, account congress.AccountID) (outside.Feed, error) {
	return one[outside.Feed](ctx, t, from[outside.Feed]("feeds WHERE org_id = $1 AND account_id = $2"), org, account)
}

// PutFeed implements outside.Tx.
func (t *tx) PutFeed(ctx context.Context, f outside.Feed) error {
	return put(ctx, t, "feeds", "org_id, account_id", f)
}

// DeleteFeed implements outside.Tx.
func (t *tx) DeleteFeed(ctx context.Context, org congress.OrgID, account congress.AccountID) error {
	n, err := t.exec(ctx, "DELETE FROM feeds\nWHERE org_id = $1 AND account_id = $2", org, account)
	return gone(n, err)
}

// Webhooks implements outside.Tx.
func (t *tx) Webhooks(ctx context.Context, org congress.OrgID) ([]outside.Webhook, error) {
	return all[outside.Webhook](ctx, t, from[outside.Webhook]("webhooks WHERE org_id = $1 ORDER BY url, webhook_id"),
		org)
}

// WebhooksAbove implements outside.Tx.
func (t *tx) WebhooksAbove(ctx context.Context, path string) ([]outside.Webhook, error) {
	var ids arguments
	var marks []string
	for id := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		marks = append(marks, ids.place(id))
	}
	return all[outside.Webhook](ctx, t, from[outside.Webhook]("webhooks\nWHERE org_id IN ("+strings.Join(marks, ", ")+
		")\nORDER BY webhook_id"), ids...)
}

// Webhook implements outside.Tx.
func (t *tx) Webhook(ctx context.Context, org congress.OrgID, id outside.WebhookID) (outside.Webhook, error) {
	return one[outside.Webhook](ctx, t, from[outside.Webhook]("webhooks WHERE org_id = $1 AND webhook_id = $2"), org,
		id)
}

// PutWebhook implements outside.Tx.
func (t *tx) PutWebhook(ctx context.Context, w outside.Webhook) error {
	return put(ctx, t, "webhooks", "org_id, webhook_id", w)
}

// DeleteWebhook implements outside.Tx.
func (t *tx) DeleteWebhook(ctx context.Context, org congress.OrgID, id outside.WebhookID) error {
	if _, err := t.exec(ctx, "DELETE FROM deliveries\nWHERE org_id = $1 AND webhook_id = $2", org, id); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM webhooks\nWHERE org_id = $1 AND webhook_id = $2", org, id)
	return gone(n, err)
}

// Deliveries implements outside.Tx.
func (t *tx) Deliveries(ctx context.Context, org congress.OrgID, n int) ([]outside.Delivery, error) {
	return all[outside.Delivery](ctx, t, from[outside.Delivery]("deliveries WHERE org_id = $1 ORDER BY created_at "+
		"DESC, delivery_id LIMIT $2"), org, n)
}

// DueDeliveries implements outside.Tx.
func (t *tx) DueDeliveries(ctx context.Context, now congress.Instant, n int) ([]outside.Delivery, error) {
	return all[outside.Delivery](ctx, t, from[outside.Delivery](`(
			SELECT *, row_number() OVER (PARTITION BY org_id, webhook_id ORDER BY next_at, delivery_id) AS place
			FROM deliveries
			WHERE state = 'waiting' AND next_at <= $1
		) AS due
		WHERE place = 1
		ORDER BY next_at, delivery_id
		LIMIT $2`), now, n)
}

// Delivery implements outside.Tx.
func (t *tx) Delivery(ctx context.Context, org congress.OrgID, webhook outside.WebhookID,
	id outside.DeliveryID) (outside.Delivery, error) {
	return one[outside.Delivery](ctx, t, from[outside.Delivery]("deliveries WHERE org_id = $1 AND webhook_id = $2 "+
		"AND delivery_id = $3"), org, webhook, id)
}

// PutDelivery implements outside.Tx.
func (t *tx) PutDelivery(ctx context.Context, d outside.Delivery) error {
	return put(ctx, t, "deliveries", "org_id, webhook_id, delivery_id", d)
}

// DeleteDeliveries implements outside.Tx.
func (t *tx) DeleteDeliveries(ctx context.Context, before congress.Instant) error {
	_, err := t.exec(ctx, "DELETE FROM deliveries\nWHERE state <> 'waiting' AND tried_at < $1", before)
	return err
}

// Arrival implements ratify.Arrivals.
func (t *tx) Arrival(ctx context.Context, org congress.OrgID, account congress.AccountID) (ratify.Arrival, error) {
	return one[ratify.Arrival](ctx, t, from[ratify.Arrival]("arrivals WHERE org_id = $1 AND account_id = $2"), org,
		account)
}

// PutArrival implements ratify.Arrivals.
func (t *tx) PutArrival(ctx context.Context, a ratify.Arrival) error {
	return put(ctx, t, "arrivals", "org_id, account_id", a)
}

// DeleteArrivals implements ratify.Arrivals.
func (t *tx) DeleteArrivals(ctx context.Context, org congress.OrgID, account congress.AccountID,
	before congress.Instant) error {
	_, err := t.exec(ctx, "DELETE FROM arrivals\nWHERE (org_id = $1 AND account_id = $2) OR created_at < $3", org,
		account, before)
	return err
}
