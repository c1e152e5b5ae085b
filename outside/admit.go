package outside

import (
	"context"
	"errors"

	"kiemphieu/congress"
)

// Admission is on whose behalf another program calls, and where to. What
// cannot be found is empty.
type Admission struct {
	By    congress.Actor // has no role
	Token Token
	Path  string // of the organisation to which the target belongs
	Stale bool   // the use of the token is to be noted: [Service.TokenUsed]
}

// Admit finds whose key this is the hash of, and the organisation concerned:
// the key's own where there is no target. Whether the program may do it, is for
// the door to say.
func (s *Service) Admit(ctx context.Context, key string, about congress.Target) (Admission, error) {
	var a Admission
	err := s.store.View(ctx, func(tx Tx) error {
		a = Admission{}
		if err := a.identify(ctx, tx, key); err != nil || a.By.OrgID == "" {
			return known(err)
		}
		if a.Path = a.By.OrgPath; about.Kind == "" {
			return nil
		}
		var err error
		a.Path, err = tx.PathOf(ctx, about)
		return known(err)
	})
	return a, err
}

// identify finds the organisation for which another program reads.
func (a *Admission) identify(ctx context.Context, tx Tx, key string) error {
	token, err := tx.AccessTokenByHash(ctx, key)
	if err != nil || (token.ExpiresAt != 0 && token.ExpiresAt <= congress.At(tx.Now())) {
		return err
	}
	o, err := tx.Organisation(ctx, token.OrgID)
	a.Token, a.Stale = token, token.LastUsedAt != hourOf(tx.Now())
	a.By = congress.Actor{Name: token.Name, OrgID: o.ID, OrgPath: o.Path}
	return err
}

// known leaves out that something is not there.
func known(err error) error {
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	return err
}
