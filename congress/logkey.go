package congress

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"kiemphieu/record"
)

// settingLogKey is where the database keeps the public half of the key that
// signs here. Until 0.2.0 it kept the secret half before it, with a line feed
// between: such a pair moves to the keyring.
const settingLogKey = "log_key"

// logKeyName stands before the signatures of every installation; the key's
// own hash, which follows it, tells installations apart.
const logKeyName = "kiemphieu"

// isPair reports whether a setting still has the secret half.
func isPair(kept string) bool { return strings.Contains(kept, "\n") }

// LogKey returns the Ed25519 key of this installation: the first half signs and
// stays secret, the second is for everybody. It is made at the first call.
func (s *Service) LogKey(ctx context.Context) (signer, verifier string, err error) {
	var keys Keyring
	err = s.store.View(ctx, func(tx Tx) error {
		keys = tx.Keyring()
		return nil
	})
	if err != nil {
		return "", "", err
	}
	if signer, verifier, err = keys.Pair(); errors.Is(err, ErrNoKey) || keys.Pending() {
		if err := readyKey(ctx, s.acts.Store, keys); err != nil {
			return "", "", err
		}
		return keys.Pair()
	}
	return signer, verifier, err
}

// OwnVerifier returns the public half of this installation's key, "" before the
// key is made.
func OwnVerifier(ctx context.Context, tx Tx) (string, error) {
	kept, err := tx.Setting(ctx, settingLogKey)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	return kept[strings.Index(kept, "\n")+1:], nil
}

// errKeyNotReady: an act has to wait until the key is made or taken over.
var errKeyNotReady = errors.New("congress: key is not ready")

// readyKey makes the first key, or takes over that of an older version, in a
// transaction of its own: what is in the keyring is not rolled back.
func readyKey[T Tx](ctx context.Context, store Transactions[T], keys Keyring) error {
	if err := store.InTx(ctx, func(tx T) error { return needKey(ctx, tx) }); err != nil {
		return err
	}
	return keys.Settle()
}

// needKey finds the key to sign with, and signs the history that is there. That
// happens once: an installation without a key has signed none.
func needKey(ctx context.Context, tx Tx) error {
	kept, err := tx.Setting(ctx, settingLogKey)
	if err != nil && !isNotFound(err) {
		return err
	}
	keys := tx.Keyring()
	here, verifier, err := keys.Pair()
	switch {
	case err != nil && !errors.Is(err, ErrNoKey):
		return err
	case isPair(kept):
		old, _, _ := strings.Cut(kept, "\n")
		if here != "" && here != old {
			return &RecordError{Code: "key_other"}
		}
		return takeOver(ctx, tx, old)
	case err != nil && kept != "":
		return &RecordError{Code: "key_missing"}
	case err == nil && kept != "" && kept != verifier:
		return &RecordError{Code: "key_other"}
	case err == nil && !keys.Pending():
		return nil
	case err == nil:
		return takeOver(ctx, tx, here)
	}
	drawn, _, err := record.NewKey(rand.Reader, logKeyName)
	if err != nil {
		return err
	}
	return takeOver(ctx, tx, drawn)
}

// takeOver puts the key into the keyring, its public half into the database, and
// signs every congress, and what organisations keep beside them, as it stands.
func takeOver(ctx context.Context, tx Tx, signer string) error {
	if err := tx.Keyring().Keep(signer); err != nil {
		return err
	}
	key := pair{signer: signer}
	var err error
	if _, key.verifier, err = tx.Keyring().Pair(); err != nil {
		return err
	}
	if err := tx.PutSetting(ctx, settingLogKey, key.verifier); err != nil {
		return err
	}
	all, err := tx.EveryCongress(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		l := ledger{congress: c, sums: map[string]string{}}
		next, err := l.next(ctx, tx, nil, silent)
		if err != nil {
			return err
		}
		stored, err := storedHashes(ctx, tx, c, c.LogSize)
		if err != nil {
			return err
		}
		log, err := signBy(ctx, tx, c, &next, stored, silent, key)
		if err == nil && c.LogSize > 0 {
			_, err = keepCheckpoint(ctx, tx, c, log, key)
		}
		if err != nil {
			return err
		}
	}
	return tx.SealOffices(ctx, "", signer)
}

// TakeOverKey moves the key of an older version out of the database, if it is
// still there, and ends a change of the key that a crash cut short; see
// [Service.LogKey] and [Service.ChangeKey].
func (s *Service) TakeOverKey(ctx context.Context) error {
	var keys Keyring
	old := false
	err := s.store.View(ctx, func(tx Tx) error {
		keys = tx.Keyring()
		if err := finishChange(ctx, tx); err != nil {
			return err
		}
		kept, err := tx.Setting(ctx, settingLogKey)
		if old = isPair(kept); isNotFound(err) {
			return nil
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case old:
		return readyKey(ctx, s.acts.Store, keys)
	}
	return s.sealOffices(ctx)
}

// sealOffices signs, once, what organisations kept beside congresses before that
// was signed.
func (s *Service) sealOffices(ctx context.Context) error {
	sealed := true
	err := s.store.View(ctx, func(tx Tx) error {
		sealed = tx.OfficesSealed() || tx.Keyring().Pending()
		return nil
	})
	if err != nil || sealed {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		signer, _, err := tx.Keyring().Pair()
		if errors.Is(err, ErrNoKey) {
			return nil // signed with the first key, or missing: then nothing is
		}
		if err != nil {
			return err
		}
		return tx.SealOffices(ctx, "", signer)
	})
}

// LogOrigin names the log of a congress in its checkpoints.
func (c Congress) LogOrigin() string { return "kiemphieu/" + string(c.ID) }

// CheckpointOf returns the checkpoint of the first size events of a congress's log.
func CheckpointOf(ctx context.Context, tx Tx, c Congress, size int64) (record.Checkpoint, error) {
	stored, err := storedHashes(ctx, tx, c, size)
	if err != nil {
		return record.Checkpoint{}, err
	}
	return checkpointFrom(c, size, stored)
}

func checkpointFrom(c Congress, size int64, stored record.HashesOf) (record.Checkpoint, error) {
	root, err := record.Root(size, stored)
	if err != nil {
		return record.Checkpoint{}, fmt.Errorf("congress: root of log: %w", err)
	}
	return record.Checkpoint{Origin: c.LogOrigin(), Size: size, Root: root}, nil
}
