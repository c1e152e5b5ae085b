package congress

import (
	"context"
	"fmt"
	"strings"

	"kiemphieu/record"
)

// settingLogKey is where the installation keeps the key that signs its
// checkpoints and bundles: the secret half, a line feed, the public half.
const settingLogKey = "log_key"

// logKeyName stands before the signatures of every installation; the key's
// own hash, which follows it, tells installations apart.
const logKeyName = "kiemphieu"

// LogKey returns the Ed25519 key of this installation: the first half signs and
// stays secret, the second is for everybody. It is made at the first call.
func (s *Service) LogKey(ctx context.Context) (signer, verifier string, err error) {
	var kept string
	err = s.store.View(ctx, func(tx Tx) error {
		var err error
		kept, err = tx.Setting(ctx, settingLogKey)
		return err
	})
	if isNotFound(err) {
		kept, err = s.makeLogKey(ctx)
	}
	if err != nil {
		return "", "", err
	}
	signer, verifier, ok := strings.Cut(kept, "\n")
	if !ok {
		return "", "", fmt.Errorf("congress: setting %s is not a pair of keys", settingLogKey)
	}
	return signer, verifier, nil
}

// OwnVerifier returns the public half of this installation's key, "" before the
// key is made.
func OwnVerifier(ctx context.Context, tx Tx) (string, error) {
	kept, err := tx.Setting(ctx, settingLogKey)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	_, verifier, _ := strings.Cut(kept, "\n")
	return verifier, nil
}

// makeLogKey draws the key, unless another replica was faster.
func (s *Service) makeLogKey(ctx context.Context) (string, error) {
	signer, verifier, err := record.NewKey(s.random, logKeyName)
	if err != nil {
		return "", err
	}
	drawn := signer + "\n" + verifier
	kept := drawn
	err = s.store.InTx(ctx, func(tx Tx) error {
		var err error
		if kept, err = tx.Setting(ctx, settingLogKey); !isNotFound(err) {
			return err
		}
		kept = drawn
		return tx.PutSetting(ctx, settingLogKey, kept)
	})
	return kept, err
}

// LogOrigin names the log of a congress in its checkpoints.
func (c Congress) LogOrigin() string { return "kiemphieu/" + string(c.ID) }

// CheckpointOf returns the checkpoint of the first size events of a congress's log.
func CheckpointOf(ctx context.Context, tx Tx, c Congress, size int64) (record.Checkpoint, error) {
	stored, err := storedHashes(ctx, tx, c, size)
	if err != nil {
		return record.Checkpoint{}, err
	}
	root, err := record.Root(size, stored)
	if err != nil {
		return record.Checkpoint{}, fmt.Errorf("congress: root of log: %w", err)
	}
	return record.Checkpoint{Origin: c.LogOrigin(), Size: size, Root: root}, nil
}
