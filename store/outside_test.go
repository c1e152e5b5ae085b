package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// What other programs reach comes in the order of the contract, is found by
// its secret, and goes when it is told to.
func TestStoreKeepsWhatIsOutside(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		hook := func(org congress.OrgID, id outside.WebhookID, url string) outside.Webhook {
			return outside.Webhook{OrgID: org, ID: id, URL: url, Secret: "s", Events: "dossier.submitted"}
		}
		delivery := func(id outside.DeliveryID, state outside.DeliveryState, at congress.Instant) outside.Delivery {
			return outside.Delivery{OrgID: "top", WebhookID: "w1", ID: id, Event: "dossier.submitted", Body: "{}",
				State: state, CreatedAt: at, NextAt: at, TriedAt: at}
		}
		inOutside(t, db.Outside().InTx, func(tx reaching) error {
			return errors.Join(
				tx.PutAccessToken(ctx, outside.Token{OrgID: "top", ID: "t1", Name: "b", Hash: "h1",
					Scopes: "read:results"}),
				tx.PutAccessToken(ctx, outside.Token{OrgID: "top", ID: "t2", Name: "B", Hash: "h2",
					Scopes: "read:results"}),
				tx.PutAccessToken(ctx, outside.Token{OrgID: "cell", ID: "t3", Name: "A", Hash: "h3",
					Scopes: "read:results"}),
				tx.PutFeed(ctx, outside.Feed{OrgID: "cell", AccountID: "a1", SecretHash: "f1"}),
				tx.PutFeed(ctx, outside.Feed{OrgID: "cell", AccountID: "a1", SecretHash: "f2"}),
				tx.PutWebhook(ctx, hook("top", "w1", "https://b")), tx.PutWebhook(ctx, hook("top", "w2", "https://B")),
				tx.PutWebhook(ctx, hook("cell", "w3", "https://a")),
				tx.PutDelivery(ctx, delivery("d1", outside.DeliveryWaiting, 30)),
				tx.PutDelivery(ctx, delivery("d2", outside.DeliveryWaiting, 20)),
				tx.PutDelivery(ctx, delivery("d3", outside.DeliveryDelivered, 10)),
				tx.PutDelivery(ctx, delivery("d4", outside.DeliveryWaiting, 99)),
				tx.PutArrival(ctx, ratify.Arrival{OrgID: "cell", AccountID: "a1", Content: []byte("kpz"),
					CreatedAt: 5}))
		})
		inOutside(t, db.Outside().View, func(tx reaching) error {
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
		inOutside(t, db.Outside().InTx, func(tx reaching) error {
			return errors.Join(tx.DeleteAccessToken(ctx, "top", "t1"), tx.DeleteFeed(ctx, "cell", "a1"),
				tx.DeleteDeliveries(ctx, 50),
				tx.DeleteWebhook(ctx, "cell", "w3"), tx.DeleteArrivals(ctx, "top", "?", 6))
		})
		for name, call := range map[string]func(reaching) error{
			"token":    func(tx reaching) error { return tx.DeleteAccessToken(ctx, "cell", "t2") },
			"hash":     func(tx reaching) error { _, err := tx.AccessTokenByHash(ctx, "h1"); return err },
			"feed":     func(tx reaching) error { _, err := tx.FeedByHash(ctx, "f1"); return err },
			"feed of":  func(tx reaching) error { _, err := tx.FeedOf(ctx, "cell", "a1"); return err },
			"webhook":  func(tx reaching) error { _, err := tx.Webhook(ctx, "cell", "w3"); return err },
			"delivery": func(tx reaching) error { _, err := tx.Delivery(ctx, "top", "w1", "d3"); return err },
			"arrival":  func(tx reaching) error { _, err := tx.Arrival(ctx, "cell", "a1"); return err },
		} {
			wantError(t, name, db.Outside().InTx(ctx, reached(call)), congress.ErrNotFound)
		}
		inOutside(t, db.Outside().InTx, func(tx reaching) error { return tx.DeleteWebhook(ctx, "top", "w1") })
		inOutside(t, db.Outside().View, func(tx reaching) error {
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
	db := open(t, readyPlace(t, "SQLite"))
	world(t, db)
	inOutside(t, db.Outside().InTx, func(tx reaching) error {
		return errors.Join(tx.PutArrival(ctx, ratify.Arrival{OrgID: "cell", AccountID: "a1",
			Content: []byte("a bundle")}),
			tx.PutAccessToken(ctx, outside.Token{OrgID: "top", ID: "t1", Name: "b", Hash: "h1",
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

func ids[T outside.Token | outside.Webhook | outside.Delivery](rows []T) []string {
	var list []string
	for _, row := range rows {
		switch row := any(row).(type) {
		case outside.Token:
			list = append(list, string(row.ID))
		case outside.Webhook:
			list = append(list, string(row.ID))
		case outside.Delivery:
			list = append(list, string(row.ID))
		}
	}
	return list
}

// reaching is a transaction that knows the bundles that wait as well.
type reaching interface {
	outside.Tx
	ratify.Arrivals
}

func reached(fn func(reaching) error) func(outside.Tx) error {
	return func(tx outside.Tx) error { return fn(tx.(reaching)) }
}

// inOutside runs one transaction of this kind that must succeed.
func inOutside(t *testing.T, run func(context.Context, func(outside.Tx) error) error, fn func(reaching) error) {
	t.Helper()
	must(t, run(context.Background(), reached(fn)))
}
