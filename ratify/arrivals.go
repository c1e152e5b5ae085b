package ratify

import (
	"context"
	"time"

	"kiemphieu/congress"
)

// Arrival is a bundle that was verified and waits for its confirmation.
type Arrival struct {
	OrgID     congress.OrgID     `db:"org_id"`
	AccountID congress.AccountID `db:"account_id"`
	Content   []byte             `db:"content"`
	CreatedAt congress.Instant   `db:"created_at"`
}

// Arrivals keeps bundles until they are confirmed.
type Arrivals interface {
	Arrival(ctx context.Context, org congress.OrgID, account congress.AccountID) (Arrival, error)
	PutArrival(ctx context.Context, a Arrival) error
	// DeleteArrivals drops an account's own, and those of everybody from before a moment.
	DeleteArrivals(ctx context.Context, org congress.OrgID, account congress.AccountID, before congress.Instant) error
}

// arrivalLasts is how long a verified bundle waits for its confirmation.
const arrivalLasts = time.Hour

// KeepArrival keeps a bundle that somebody may take in after they have
// looked at what the checks found. An earlier one of theirs, and what is too
// old, goes.
func (s *Service) KeepArrival(ctx context.Context, by congress.Actor, content []byte) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.DeleteArrivals(ctx, by.OrgID, by.AccountID, congress.At(tx.Now().Add(-arrivalLasts))); err != nil {
			return err
		}
		return tx.PutArrival(ctx, Arrival{OrgID: by.OrgID, AccountID: by.AccountID, Content: content,
			CreatedAt: congress.At(tx.Now())})
	})
}

// ArrivalOf returns the bundle that waits for somebody; [congress.ErrNotFound] if
// there is none, or it waited too long.
func (s *Service) ArrivalOf(ctx context.Context, by congress.Actor) ([]byte, error) {
	var content []byte
	err := s.store.View(ctx, func(tx Tx) error {
		a, err := tx.Arrival(ctx, by.OrgID, by.AccountID)
		if err == nil && a.CreatedAt < congress.At(tx.Now().Add(-arrivalLasts)) {
			err = congress.ErrNotFound
		}
		content = a.Content
		return err
	})
	return content, err
}

// DropArrival forgets the bundle that waits for somebody.
func (s *Service) DropArrival(ctx context.Context, by congress.Actor) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteArrivals(ctx, by.OrgID, by.AccountID, congress.At(tx.Now().Add(-arrivalLasts)))
	})
}
