package outside

import (
	"context"
	"errors"
	"time"

	"kiemphieu/congress"
)

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
		due, err := tx.DueDeliveries(ctx, congress.At(tx.Now()), 1)
		waiting = len(due)
		return err
	})
	if err != nil || waiting == 0 {
		return nil, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		claimed = nil
		due, err := tx.DueDeliveries(ctx, congress.At(tx.Now()), n)
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
			d.Attempts, d.TriedAt = d.Attempts+1, congress.At(tx.Now())
			d.NextAt = congress.At(tx.Now().Add(deliveryLease))
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
		if errors.Is(err, congress.ErrNotFound) {
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
			d.NextAt = congress.At(tx.Now().Add(waits[d.Attempts-1]))
		}
		return tx.PutDelivery(ctx, d)
	})
}

// ForgetDeliveries drops what was told long ago.
func (s *Service) ForgetDeliveries(ctx context.Context) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteDeliveries(ctx, congress.At(tx.Now().Add(-deliveryKept)))
	})
}
