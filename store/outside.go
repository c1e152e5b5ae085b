package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// AccessTokenByHash implements congress.Outside.
func (t *tx) AccessTokenByHash(ctx context.Context, hash string) (congress.AccessToken, error) {
	return one[congress.AccessToken](ctx, t, from[congress.AccessToken]("tokens WHERE hash = $1"), hash)
}

// AccessTokens implements congress.Outside.
func (t *tx) AccessTokens(ctx context.Context, org congress.OrgID) ([]congress.AccessToken, error) {
	return all[congress.AccessToken](ctx, t, from[congress.AccessToken](
		"tokens WHERE org_id = $1 ORDER BY name, token_id"), org)
}

// PutAccessToken implements congress.Outside.
func (t *tx) PutAccessToken(ctx context.Context, token congress.AccessToken) error {
	return put(ctx, t, "tokens", "org_id, token_id", token)
}

// DeleteAccessToken implements congress.Outside.
func (t *tx) DeleteAccessToken(ctx context.Context, org congress.OrgID, id congress.AccessTokenID) error {
	n, err := t.exec(ctx, "DELETE FROM tokens\nWHERE org_id = $1 AND token_id = $2", org, id)
	return gone(n, err)
}

// FeedByHash implements congress.Outside.
func (t *tx) FeedByHash(ctx context.Context, hash string) (congress.Feed, error) {
	return one[congress.Feed](ctx, t, from[congress.Feed]("feeds WHERE secret_hash = $1"), hash)
}

// FeedOf implements congress.Outside.
func (t *tx) FeedOf(ctx context.Context, org congress.OrgID, account congress.AccountID) (congress.Feed, error) {
	return one[congress.Feed](ctx, t, from[congress.Feed]("feeds WHERE org_id = $1 AND account_id = $2"), org, account)
}

// PutFeed implements congress.Outside.
func (t *tx) PutFeed(ctx context.Context, f congress.Feed) error {
	return put(ctx, t, "feeds", "org_id, account_id", f)
}

// DeleteFeed implements congress.Outside.
func (t *tx) DeleteFeed(ctx context.Context, org congress.OrgID, account congress.AccountID) error {
	n, err := t.exec(ctx, "DELETE FROM feeds\nWHERE org_id = $1 AND account_id = $2", org, account)
	return gone(n, err)
}

// Webhooks implements congress.Outside.
func (t *tx) Webhooks(ctx context.Context, org congress.OrgID) ([]congress.Webhook, error) {
	return all[congress.Webhook](ctx, t, from[congress.Webhook]("webhooks WHERE org_id = $1 ORDER BY url, webhook_id"),
		org)
}

// WebhooksAbove implements congress.Outside.
func (t *tx) WebhooksAbove(ctx context.Context, path string) ([]congress.Webhook, error) {
	var ids arguments
	var marks []string
	for id := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		marks = append(marks, ids.place(id))
	}
	return all[congress.Webhook](ctx, t, from[congress.Webhook]("webhooks\nWHERE org_id IN ("+strings.Join(marks, ", ")+
		")\nORDER BY webhook_id"), ids...)
}

// Webhook implements congress.Outside.
func (t *tx) Webhook(ctx context.Context, org congress.OrgID, id congress.WebhookID) (congress.Webhook, error) {
	return one[congress.Webhook](ctx, t, from[congress.Webhook]("webhooks WHERE org_id = $1 AND webhook_id = $2"), org,
		id)
}

// PutWebhook implements congress.Outside.
func (t *tx) PutWebhook(ctx context.Context, w congress.Webhook) error {
	return put(ctx, t, "webhooks", "org_id, webhook_id", w)
}

// DeleteWebhook implements congress.Outside.
func (t *tx) DeleteWebhook(ctx context.Context, org congress.OrgID, id congress.WebhookID) error {
	if _, err := t.exec(ctx, "DELETE FROM deliveries\nWHERE org_id = $1 AND webhook_id = $2", org, id); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM webhooks\nWHERE org_id = $1 AND webhook_id = $2", org, id)
	return gone(n, err)
}

// Deliveries implements congress.Outside.
func (t *tx) Deliveries(ctx context.Context, org congress.OrgID, n int) ([]congress.Delivery, error) {
	return all[congress.Delivery](ctx, t, from[congress.Delivery]("deliveries WHERE org_id = $1 ORDER BY created_at "+
		"DESC, delivery_id LIMIT $2"), org, n)
}

// DueDeliveries implements congress.Outside.
func (t *tx) DueDeliveries(ctx context.Context, now congress.Instant, n int) ([]congress.Delivery, error) {
	return all[congress.Delivery](ctx, t, from[congress.Delivery](`(
			SELECT *, row_number() OVER (PARTITION BY org_id, webhook_id ORDER BY next_at, delivery_id) AS place
			FROM deliveries
			WHERE state = 'waiting' AND next_at <= $1
		) AS due
		WHERE place = 1
		ORDER BY next_at, delivery_id
		LIMIT $2`), now, n)
}

// Delivery implements congress.Outside.
func (t *tx) Delivery(ctx context.Context, org congress.OrgID, webhook congress.WebhookID,
	id congress.DeliveryID) (congress.Delivery, error) {
	return one[congress.Delivery](ctx, t, from[congress.Delivery]("deliveries WHERE org_id = $1 AND webhook_id = $2 "+
		"AND delivery_id = $3"), org, webhook, id)
}

// PutDelivery implements congress.Outside.
func (t *tx) PutDelivery(ctx context.Context, d congress.Delivery) error {
	return put(ctx, t, "deliveries", "org_id, webhook_id, delivery_id", d)
}

// DeleteDeliveries implements congress.Outside.
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
