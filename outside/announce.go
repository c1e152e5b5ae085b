package outside

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kiemphieu/congress"
)

// Announcement is what is sent: that something happened, and where to read on. What
// was decided is read with a key.
type Announcement struct {
	Event        string              `json:"event"`
	ID           DeliveryID          `json:"id"` // the same at every attempt
	At           string              `json:"at"` // RFC 3339
	Organisation congress.OrgID      `json:"organisation"`
	Congress     congress.CongressID `json:"congress"`
}

// toldAs returns the name under which other programs are told of an event, "" if
// they are not.
func toldAs(event congress.Event) string {
	switch e := event.(type) {
	case congress.CongressMoved:
		if e.Action == congress.ActionSubmit {
			return WebhookSubmitted
		}
	case congress.DossierDecided:
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
func Announce(ctx context.Context, tx Tx, c congress.Congress, seq int64, event congress.Event) error {
	name := toldAs(event)
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
		told := Announcement{Event: name, ID: deliveryID(w, c, seq), At: tx.Now().UTC().Format(time.RFC3339),
			Organisation: c.OrgID, Congress: c.ID}
		body, err := json.Marshal(told)
		if err != nil {
			return fmt.Errorf("outside: what is told: %w", err)
		}
		d := Delivery{OrgID: w.OrgID, WebhookID: w.ID, ID: told.ID, Event: name, Body: string(body),
			State: DeliveryWaiting, CreatedAt: congress.At(tx.Now()), NextAt: congress.At(tx.Now())}
		if err := tx.PutDelivery(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func deliveryID(w Webhook, c congress.Congress, seq int64) DeliveryID {
	return DeliveryID(uuid.NewHash(sha256.New(), uuid.Nil, fmt.Appendf(nil, "%s %s %d", w.ID, c.ID, seq), 8).String())
}
