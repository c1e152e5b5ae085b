package congress

import (
	"context"
	"time"
)

// ArrivalLasts is how long a verified bundle waits for its confirmation.
const ArrivalLasts = time.Hour

// KeepArrival keeps a bundle that somebody may take in after he has looked at
// what the checks found. An earlier one of his, and what is too old, goes.
func (s *Service) KeepArrival(ctx context.Context, by Actor, content []byte) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.DeleteArrivals(ctx, by.OrgID, by.AccountID, At(tx.Now().Add(-ArrivalLasts))); err != nil {
			return err
		}
		return tx.PutArrival(ctx, Arrival{OrgID: by.OrgID, AccountID: by.AccountID, Content: content, CreatedAt: At(tx.Now())})
	})
}

// ArrivalOf gives the bundle that waits for somebody; ErrNotFound if there is
// none, or it waited too long.
func (s *Service) ArrivalOf(ctx context.Context, by Actor) ([]byte, error) {
	var content []byte
	err := s.store.View(ctx, func(tx Tx) error {
		a, err := tx.Arrival(ctx, by.OrgID, by.AccountID)
		if err == nil && a.CreatedAt < At(tx.Now().Add(-ArrivalLasts)) {
			err = ErrNotFound
		}
		content = a.Content
		return err
	})
	return content, err
}

// DropArrival forgets the bundle that waits for somebody.
func (s *Service) DropArrival(ctx context.Context, by Actor) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteArrivals(ctx, by.OrgID, by.AccountID, At(tx.Now().Add(-ArrivalLasts)))
	})
}
