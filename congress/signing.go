package congress

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"kiemphieu/record"
)

// trusted returns the public key that signs here; "" where nothing is signed, or
// nothing has been yet. The database's word for it counts only where the key
// itself is missing.
func trusted(ctx context.Context, tx Tx) (string, error) {
	if tx.Keyring() == nil {
		return "", nil
	}
	_, verifier, err := tx.Keyring().Pair()
	switch {
	case tx.Writable() && (errors.Is(err, ErrNoKey) || tx.Keyring().Pending()):
		return "", errKeyNotReady
	case tx.Keyring().Pending():
		return "", nil
	case !errors.Is(err, ErrNoKey):
		return verifier, err
	}
	kept, err := tx.Setting(ctx, settingLogKey)
	if isNotFound(err) || isPair(kept) {
		return "", nil
	}
	return kept, err
}

// stateOrigin names what is stored of a congress in the notes that sign it.
func stateOrigin(c Congress) string { return "kiemphieu-state/" + string(c.ID) }

// seal is what an event commits to of the state that it leaves.
func (k KeptState) seal() []byte {
	salt := sha256.Sum256(k.Salt)
	mac := hmac.New(sha256.New, salt[:])
	mac.Write([]byte(k.Sums))
	return mac.Sum(nil)
}

// root is what a note of the state's own signs: state and log together.
func (k KeptState) root(log record.Hash) record.Hash {
	return sha256.Sum256(append(k.seal(), log[:]...))
}

// newSalt draws what a sum is mixed with, so that nobody guesses at what it sums.
func newSalt() ([]byte, error) {
	salt := make([]byte, 16)
	_, err := rand.Read(salt)
	return salt, err
}

// sign signs log and state, and keeps both: with one signature where the last event of a
// congress that goes on commits to the state. It returns the checkpoint.
func sign(ctx context.Context, tx Tx, c Congress, next *KeptState, hashes record.HashesOf, by telling) (
	record.Checkpoint, error) {
	signer, verifier, err := tx.Keyring().Pair()
	if err != nil {
		return record.Checkpoint{}, err
	}
	return signBy(ctx, tx, c, next, hashes, by, pair{signer, verifier})
}

// pair is a key with its public half.
type pair struct{ signer, verifier string }

// signBy is sign with a key that is not, or not yet, that of the keyring.
func signBy(ctx context.Context, tx Tx, c Congress, next *KeptState, hashes record.HashesOf, by telling, key pair) (
	log record.Checkpoint, err error) {
	if log, err = checkpointFrom(c, c.LogSize, hashes); err != nil {
		return log, err
	}
	if by != silent {
		if next.Note, err = keepCheckpoint(ctx, tx, c, log, key); err != nil {
			return log, err
		}
	}
	if by != tellsState || c.Over() {
		state := record.Checkpoint{Origin: stateOrigin(c), Size: log.Size, Root: next.root(log.Root)}
		if next.Note, err = state.Sign(key.signer); err != nil {
			return log, err
		}
	}
	return log, tx.PutState(ctx, *next)
}

// keepCheckpoint signs a checkpoint and keeps it.
func keepCheckpoint(ctx context.Context, tx Tx, c Congress, now record.Checkpoint, key pair) (note string, err error) {
	if note, err = now.Sign(key.signer); err != nil {
		return "", err
	}
	return note, tx.PutCheckpoint(ctx, KeptCheckpoint{OrgID: c.OrgID, CongressID: c.ID, Size: now.Size,
		Verifier: key.verifier, Note: note})
}

// sealText is how a leaf writes what it commits to.
func (k KeptState) sealText() string { return hex.EncodeToString(k.seal()) }
