package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// What other programs reach comes in the order of the contract, is found by
// its secret, and goes when it is told to.
func TestStoreKeepsWhatIsOutside(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		hook := func(org congress.OrgID, id congress.WebhookID, url string) congress.Webhook {
			return congress.Webhook{OrgID: org, ID: id, URL: url, Secret: "s", Events: "dossier.submitted"}
		}
		delivery := func(id congress.DeliveryID, state congress.DeliveryState, at congress.Instant) congress.Delivery {
			return congress.Delivery{OrgID: "top", WebhookID: "w1", ID: id, Event: "dossier.submitted", Body: "{}",
				State: state, CreatedAt: at, NextAt: at, TriedAt: at}
		}
		in(t, db, func(tx ratify.Tx) error {
			return errors.Join(
				tx.PutAccessToken(ctx, congress.AccessToken{OrgID: "top", ID: "t1", Name: "b", Hash: "h1",
					Scopes: "read:results"}),
				tx.PutAccessToken(ctx, congress.AccessToken{OrgID: "top", ID: "t2", Name: "B", Hash: "h2",
					Scopes: "read:results"}),
				tx.PutAccessToken(ctx, congress.AccessToken{OrgID: "cell", ID: "t3", Name: "A", Hash: "h3",
					Scopes: "read:results"}),
				tx.PutFeed(ctx, congress.Feed{OrgID: "cell", AccountID: "a1", SecretHash: "f1"}),
				tx.PutFeed(ctx, congress.Feed{OrgID: "cell", AccountID: "a1", SecretHash: "f2"}),
				tx.PutWebhook(ctx, hook("top", "w1", "https://b")), tx.PutWebhook(ctx, hook("top", "w2", "https://B")),
				tx.PutWebhook(ctx, hook("cell", "w3", "https://a")),
				tx.PutDelivery(ctx, delivery("d1", congress.DeliveryWaiting, 30)),
				tx.PutDelivery(ctx, delivery("d2", congress.DeliveryWaiting, 20)),
				tx.PutDelivery(ctx, delivery("d3", congress.DeliveryDelivered, 10)),
				tx.PutDelivery(ctx, delivery("d4", congress.DeliveryWaiting, 99)),
				tx.PutArrival(ctx, ratify.Arrival{OrgID: "cell", AccountID: "a1", Content: []byte("kpz"),
					CreatedAt: 5}))
		})
		view(t, db, func(tx ratify.Tx) error {
			tokens, err := tx.AccessTokens(ctx, "top")
			token, err2 := tx.AccessTokenByHash(ctx, "h3")
			feed, err3 := tx.FeedByHash(ctx, "f2")
			hooks, err4 := tx.Webhooks(ctx, "top")
			above, err5 := tx.WebhooksAbove(ctx, "/top/cell/")
			due, err6 := tx.DueDeliveries(ctx, 30, 9)
			newest, err7 := tx.Deliveries(ctx, "top", 2)
			arrival, err8 := tx.Arrival(ctx, "cell", "a1")
			got := fmt.Sprintln(ids(tokens), token.ID, feed.AccountID, ids(hooks), ids(above), ids(due), ids(newest),
				string(arrival.Content))
			if want := "[t2 t1] t3 a1 [w2 w1] [w1 w2 w3] [d2] [d4 d1] kpz\n"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
		})
		in(t, db, func(tx ratify.Tx) error {
			return errors.Join(tx.DeleteAccessToken(ctx, "top", "t1"), tx.DeleteFeed(ctx, "cell", "a1"),
				tx.DeleteDeliveries(ctx, 50),
				tx.DeleteWebhook(ctx, "cell", "w3"), tx.DeleteArrivals(ctx, "top", "?", 6))
		})
		for name, call := range map[string]func(congress.Tx) error{
			"token":    func(tx congress.Tx) error { return tx.DeleteAccessToken(ctx, "cell", "t2") },
			"hash":     func(tx congress.Tx) error { _, err := tx.AccessTokenByHash(ctx, "h1"); return err },
			"feed":     func(tx congress.Tx) error { _, err := tx.FeedByHash(ctx, "f1"); return err },
			"feed of":  func(tx congress.Tx) error { _, err := tx.FeedOf(ctx, "cell", "a1"); return err },
			"webhook":  func(tx congress.Tx) error { _, err := tx.Webhook(ctx, "cell", "w3"); return err },
			"delivery": func(tx congress.Tx) error { _, err := tx.Delivery(ctx, "top", "w1", "d3"); return err },
			"arrival":  func(tx congress.Tx) error { _, err := tx.(ratify.Tx).Arrival(ctx, "cell", "a1"); return err },
		} {
			wantError(t, name, db.InTx(ctx, call), congress.ErrNotFound)
		}
		in(t, db, func(tx ratify.Tx) error { return tx.DeleteWebhook(ctx, "top", "w1") })
		view(t, db, func(tx ratify.Tx) error {
			left, err := tx.Deliveries(ctx, "top", 9)
			if len(left) != 0 {
				t.Errorf("deliveries of a webhook that is gone: %v", left)
			}
			return err
		})
	})
}

// A backup has the keys of other programs and no bundle that waits.
func TestBackupLeavesArrivalsOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := open(t, emptyPlace(t, "SQLite"))
	world(t, db)
	in(t, db, func(tx ratify.Tx) error {
		return errors.Join(tx.PutArrival(ctx, ratify.Arrival{OrgID: "cell", AccountID: "a1",
			Content: []byte("a bundle")}),
			tx.PutAccessToken(ctx, congress.AccessToken{OrgID: "top", ID: "t1", Name: "b", Hash: "h1",
				Scopes: "read:results"}))
	})
	var out bytes.Buffer
	counts, err := db.Backup(ctx, &out)
	must(t, err)
	for _, c := range counts {
		if c.Table == "arrivals" || c.Table == "tokens" && c.Rows != 1 {
			t.Errorf("%+v", c)
		}
	}
}

func ids[T congress.AccessToken | congress.Webhook | congress.Delivery](rows []T) []string {
	var list []string
	for _, row := range rows {
		switch row := any(row).(type) {
		case congress.AccessToken:
			list = append(list, string(row.ID))
		case congress.Webhook:
			list = append(list, string(row.ID))
		case congress.Delivery:
			list = append(list, string(row.ID))
		}
	}
	return list
}
