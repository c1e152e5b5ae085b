package congress

import "context"

// MakeFeed returns the actor's calendar a secret address; an earlier one is void.
func (s *Service) MakeFeed(ctx context.Context, by Actor, hash string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutFeed(ctx, Feed{OrgID: by.OrgID, AccountID: by.AccountID, SecretHash: hash,
			CreatedAt: At(tx.Now())})
	})
}

// DropFeed voids the address of the actor's calendar.
func (s *Service) DropFeed(ctx context.Context, by Actor) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteFeed(ctx, by.OrgID, by.AccountID) })
}

// FeedOf tells since when the actor's calendar has an address; ErrNotFound if
// it has none.
func (s *Service) FeedOf(ctx context.Context, by Actor) (Feed, error) {
	var f Feed
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		f, err = tx.FeedOf(ctx, by.OrgID, by.AccountID)
		return err
	})
	return f, err
}

// FollowFeed finds whose calendar an address is; ErrNotFound if it is
// nobody's, or of somebody who was locked out or moved.
func (s *Service) FollowFeed(ctx context.Context, hash string) (Actor, error) {
	var f Feed
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		f, err = tx.FeedByHash(ctx, hash)
		return err
	})
	if err != nil {
		return Actor{}, err
	}
	by, err := s.ActorOf(ctx, f.AccountID)
	if err == nil && by.OrgID != f.OrgID {
		err = ErrNotFound
	}
	return by, err
}
