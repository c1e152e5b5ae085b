package outside

import (
	"context"

	"kiemphieu/congress"
)

// MakeFeed returns the actor's calendar a secret address; an earlier one is void.
func (s *Service) MakeFeed(ctx context.Context, by congress.Actor, hash string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutFeed(ctx, Feed{OrgID: by.OrgID, AccountID: by.AccountID, SecretHash: hash,
			CreatedAt: congress.At(tx.Now())})
	})
}

// DropFeed voids the address of the actor's calendar.
func (s *Service) DropFeed(ctx context.Context, by congress.Actor) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteFeed(ctx, by.OrgID, by.AccountID) })
}

// FeedOf tells since when the actor's calendar has an address; [congress.ErrNotFound] if
// it has none.
func (s *Service) FeedOf(ctx context.Context, by congress.Actor) (Feed, error) {
	var f Feed
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		f, err = tx.FeedOf(ctx, by.OrgID, by.AccountID)
		return err
	})
	return f, err
}

// FollowFeed finds whose calendar an address is; [congress.ErrNotFound] if it is
// nobody's, or of somebody who was locked out or moved.
func (s *Service) FollowFeed(ctx context.Context, hash string) (congress.Actor, error) {
	var by congress.Actor
	err := s.store.View(ctx, func(tx Tx) error {
		f, err := tx.FeedByHash(ctx, hash)
		if err != nil {
			return err
		}
		if by, err = tx.Actor(ctx, f.AccountID); err == nil && by.OrgID != f.OrgID {
			err = congress.ErrNotFound
		}
		return err
	})
	if err != nil {
		return congress.Actor{}, err
	}
	return by, nil
}
