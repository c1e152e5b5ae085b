package congress

import (
	"context"
	"crypto/rand"
	"errors"

	"kiemphieu/congress/text"
	"kiemphieu/progress"
	"kiemphieu/record"
)

// keyChange has another key sign what one key, or nobody any more, signed here.
type keyChange struct {
	old, key pair // the secret half of old is "" where it was lost
	reason   string
}

// ChangeKey has another key sign here from now on. Every congress is held
// against what the key before it signed. One whose log goes on in this house
// tells of the change in an event that the old key signs, so that whoever
// compared the old key knows the new one; every other keeps the signatures that
// it has, and gets that of the new key beside the last. It tells how many logs
// tell of it.
func (s *Service) ChangeKey(ctx context.Context) (told int, err error) {
	signer, verifier, err := s.LogKey(ctx)
	if err != nil {
		return 0, err
	}
	return s.changeKey(ctx, keyChange{old: pair{signer, verifier}})
}

// ReplaceLostKey is the way on where the key, or its passphrase, is gone: a new
// key signs, and every log that goes on here says so and why. Whoever compared
// the old key has to compare again.
func (s *Service) ReplaceLostKey(ctx context.Context, reason string) (told int, err error) {
	reason = text.Clean(reason)
	if err := WrongFields(Required("reason", reason, 500)); err != nil {
		return 0, err
	}
	k := keyChange{reason: reason}
	err = s.acts.Store.InTx(ctx, func(tx Tx) error {
		if err := finishChange(ctx, tx); err != nil {
			return err
		}
		if _, _, err := tx.Keyring().Pair(); err == nil {
			return &RecordError{Code: "key_here"}
		}
		k.old.verifier, err = OwnVerifier(ctx, tx)
		if err == nil && k.old.verifier == "" {
			err = ErrNoKey
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.changeKey(ctx, k)
}

// changeKey draws the new key and has it take over. The key waits beside the
// old one until the database says that it signs, so that a crash leaves the one
// or the other; see [finishChange].
func (s *Service) changeKey(ctx context.Context, k keyChange) (told int, err error) {
	if k.key.signer, k.key.verifier, err = record.NewKey(rand.Reader, logKeyName); err != nil {
		return 0, err
	}
	var done []*Act
	err = s.acts.Store.InTx(ctx, func(tx Tx) error {
		done = nil
		if err := tx.Keyring().Propose(k.key.signer); err != nil {
			return err
		}
		all, err := tx.EveryCongress(ctx)
		if err != nil {
			return err
		}
		progress.Begin(ctx, progress.Holding, len(all))
		for _, c := range all {
			progress.Add(ctx, 1)
			a, err := k.carry(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			done = append(done, a)
		}
		if err := tx.SealOffices(ctx, k.old.verifier, k.key.signer); err != nil {
			return err
		}
		return tx.PutSetting(ctx, settingLogKey, k.key.verifier)
	})
	if err != nil {
		return 0, err
	}
	for _, a := range done {
		told += len(a.events)
		a.remember()
	}
	return told, s.acts.Store.InTx(ctx, func(tx Tx) error { return finishChange(ctx, tx) })
}

// carry moves one congress under the new key.
func (k keyChange) carry(ctx context.Context, tx Tx, id CongressID) (*Act, error) {
	c, err := tx.LockCongress(ctx, id)
	if err != nil {
		return nil, err
	}
	a := &Act{By: Actor{Role: RoleAdministrator}, Congress: c, tx: tx, before: held{congress: c}}
	if a.ledger, err = holdBy(ctx, tx, c, k.old.verifier, nil); err != nil {
		return nil, err
	}
	goesOn, err := goesOnHere(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if goesOn {
		a.Tell(KeyChanged{Old: k.old.verifier, Key: k.key.verifier, Lost: k.old.signer == "", Reason: k.reason})
	}
	next, err := a.ledger.next(ctx, tx, nil, a.telling())
	if err != nil {
		return nil, err
	}
	if a.ledger.hashes == nil {
		if a.ledger.hashes, err = storedHashes(ctx, tx, c, c.LogSize); err != nil {
			return nil, err
		}
	}
	entries, err := a.grow(next)
	if err != nil {
		return nil, err
	}
	if err := a.append(ctx, entries); err != nil {
		return nil, err
	}
	a.signed, err = signBy(ctx, tx, a.Congress, &next, a.after(entries), a.telling(), k.key)
	switch {
	case err != nil || a.Congress.LogSize == 0:
	case !goesOn:
		_, err = keepCheckpoint(ctx, tx, a.Congress, a.signed, k.key)
	case k.old.signer != "":
		_, err = keepCheckpoint(ctx, tx, a.Congress, a.signed, k.old)
	}
	return a, err
}

// goesOnHere reports whether the next event of a log is written in this house. A
// dossier that is on its way belongs to whoever decides about it: an event here
// would fork the log. What was decided stays as it was signed.
func goesOnHere(ctx context.Context, tx Tx, c Congress) (bool, error) {
	switch c.State {
	case StateRatified, StateAnnulled:
		return false, nil
	case StateSubmitted:
		return c.CameHere(ctx, tx)
	case StatePreparing, StatePostponed, StateInSession, StateClosed:
	}
	away, err := c.CameHere(ctx, tx)
	return c.LogSize > 0 && !away, err
}

// finishChange puts the key into its place that the database says signs here:
// after a crash between the two it still waits.
func finishChange(ctx context.Context, tx Tx) error {
	kept, err := tx.Setting(ctx, settingLogKey)
	if isNotFound(err) || isPair(kept) {
		return nil
	}
	return errors.Join(err, tx.Keyring().Turn(kept))
}

// copied begins the setting of a congress that was held elsewhere; the key that
// brought it follows.
const copied = "copy"

// CameHere reports whether the congress was held in another house, whose bundle
// is here.
func (c Congress) CameHere(ctx context.Context, tx Tx) (bool, error) {
	kept, err := tx.Setting(ctx, c.bundleSetting())
	if isNotFound(err) {
		return false, nil
	}
	return len(kept) >= len(copied) && kept[:len(copied)] == copied, err
}

// KeepCopied notes that the congress was held in another house, and which key brought it.
func (c Congress) KeepCopied(ctx context.Context, tx Tx, verifier string) error {
	return tx.PutSetting(ctx, c.bundleSetting(), copied+"\n"+verifier)
}

func (c Congress) bundleSetting() string { return "bundle_key." + string(c.ID) }
