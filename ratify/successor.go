package ratify

import (
	"context"
	"errors"
	"slices"

	"kiemphieu/congress"
)

// succeeded is what the register says of a key that nobody compared, since the
// compared key before it signed the change.
const succeeded = "khóa cũ, đã so, ký việc đổi sang khóa này"

// speaker finds for whom a key speaks about a cell; one that is not in the
// register speaks for whom the key before it did, where that one signed the
// change in this log. Whoever calls has verified the bundle: then each change
// is signed as it says.
func (in *arrival) speaker(ctx context.Context, tx Tx, key string, cell congress.Organisation) (speaker, error) {
	who, err := speakerOf(ctx, tx, key, cell)
	changes := in.bundle.KeyChanges
	for err == nil && !who.knows() {
		at := slices.IndexFunc(changes, func(c congress.KeyChanged) bool { return c.Key == key && !c.Lost })
		if at < 0 {
			return speaker{}, nil
		}
		key, changes = changes[at].Old, changes[:at]
		who, err = speakerOf(ctx, tx, key, cell)
	}
	return who, err
}

// learn takes changes of keys into the register: the new key speaks for whom the
// old one did, and the old one for nobody any more.
func (in *arrival) learn(ctx context.Context, tx Tx) error {
	for _, c := range in.bundle.KeyChanges {
		old, err := tx.Signer(ctx, c.Old)
		if errors.Is(err, congress.ErrNotFound) || err == nil && old.RevokedAt != 0 {
			continue
		}
		if err == nil {
			err = in.replace(ctx, tx, old, c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replace puts a key into the place of the one before it. The place of one that
// was lost has only a key that a person compared for the same organisation.
func (in *arrival) replace(ctx context.Context, tx Tx, old Signer, c congress.KeyChanged) error {
	known, err := tx.Signer(ctx, c.Key)
	there := err == nil && known.RevokedAt == 0 && known.OrgID == old.OrgID
	switch {
	case err != nil && !errors.Is(err, congress.ErrNotFound):
		return err
	case c.Lost && !there:
		return nil
	case err != nil:
		err := tx.PutSigner(ctx, Signer{OrgID: old.OrgID, Verifier: c.Key, ComparedBy: old.ComparedBy,
			ComparedWith: succeeded, ComparedAt: in.Now()})
		if err != nil {
			return err
		}
	}
	old.RevokedAt = in.Now()
	return tx.PutSigner(ctx, old)
}

// tookOver reports whether a key that speaks no more belonged to those for whom
// this one speaks: what they signed with it they vouch for with the bundle.
func (s speaker) tookOver(ctx context.Context, tx Tx, key string) (bool, error) {
	k, err := tx.Signer(ctx, key)
	if errors.Is(err, congress.ErrNotFound) {
		return false, nil
	}
	return err == nil && k.RevokedAt != 0 && s.of.ID != "" && k.OrgID == s.of.ID, err
}
