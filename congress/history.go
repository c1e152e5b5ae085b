package congress

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kiemphieu/record"
)

// Keyring holds the key that signs history. It is no part of the database and
// of no backup of it: whoever writes to the database alone signs nothing.
type Keyring interface {
	// Pair returns the key, its first half secret; [ErrNoKey] where none is kept.
	Pair() (signer, verifier string, err error)
	// Keep keeps the first key; one that is there is never replaced by it. It is
	// pending until [Keyring.Settle]: then the history that was there is signed.
	Keep(signer string) error
	Pending() bool
	Settle() error
	// Remember notes the newest checkpoint of a congress, unsigned, outside the database.
	Remember(id CongressID, checkpoint string)
	// Remembered gives it back, "" where there is none, and whether this process
	// noted it: then it may be newer than what a view sees.
	Remembered(id CongressID) (checkpoint string, own bool)
}

// ErrNoKey: the key that signs is not where it is kept.
var ErrNoKey = errors.New("congress: no key that signs")

// KeptState is what the last act on a congress left of it, signed.
type KeptState struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	Sums       string     `db:"sums"` // JSON, of [Ledger.Sums]
	Salt       []byte     `db:"salt"` // drawn by that act: no older sum can be guessed at
	Note       string     `db:"note"` // a signed checkpoint whose root is [KeptState.root]
}

// KeptCheckpoint is a checkpoint of a log as it was signed with its event.
type KeptCheckpoint struct {
	OrgID      OrgID      `db:"org_id"`
	CongressID CongressID `db:"congress_id"`
	Size       int64      `db:"size"`
	Verifier   string     `db:"verifier"`
	Note       string     `db:"note"`
}

// Ledger is what a congress is held against: sums of what is stored of it, and
// what its acts have signed.
type Ledger interface {
	// Sums returns a sum of what each of these tables holds of a congress, hex, ""
	// for nothing; of all tables that tell of it where none is named.
	Sums(ctx context.Context, c Congress, tables ...string) (map[string]string, error)
	// Touched lists the tables of Sums that this transaction wrote to.
	Touched() []string
	// Writable reports whether this is no view.
	Writable() bool
	// Keyring holds the key of this installation; nil where nothing is signed.
	Keyring() Keyring
	// KeptState returns what the last act left.
	KeptState(ctx context.Context, c Congress) (KeptState, error)
	PutState(ctx context.Context, s KeptState) error
	// Checkpoints lists by size, then key.
	Checkpoints(ctx context.Context, c Congress) ([]KeptCheckpoint, error)
	PutCheckpoint(ctx context.Context, k KeptCheckpoint) error
	// EveryCongress lists all congresses, by id.
	EveryCongress(ctx context.Context) ([]Congress, error)
}

// RecordError refuses what rests on a congress whose log, state and last
// checkpoint do not agree: somebody changed it beside the program.
type RecordError struct {
	Code  string // "log_cut", "log_changed", "state_changed", "unsigned", "key_missing", "key_other", "log_older"
	Title string // of the congress, "" of none
	Where string // the table, of "state_changed"
}

func (e *RecordError) Error() string {
	return fmt.Sprintf("congress: record of %q: %s %s", e.Title, e.Code, e.Where)
}

func (c Congress) broken(code, where string) error {
	return &RecordError{Code: code, Title: c.Title, Where: where}
}

// counting lists the tables on which an act of the count rests; the rest is
// looked at by every other act, page and paper.
func counting() []string {
	return []string{"congresses", "contests", "rounds", "sheaves", "pairs", "batches"}
}

// ledger is a congress held against its last act.
type ledger struct {
	congress Congress
	sums     map[string]string // of all tables, as that act left them
	root     record.Hash       // of the log
	hashes   record.HashesOf   // from which the log is continued
	text     string            // these sums as they were signed
	signed   bool              // there was such an act
}

// hold compares log, last checkpoint and state, of these tables or of all.
func hold(ctx context.Context, tx Tx, c Congress, tables ...string) (ledger, error) {
	l := ledger{congress: c, sums: map[string]string{}}
	verifier, err := trusted(ctx, tx)
	if err != nil || verifier == "" {
		return l, err
	}
	kept, err := tx.KeptState(ctx, c)
	if isNotFound(err) {
		return l, l.unsigned(tx.Keyring())
	}
	if err != nil {
		return l, err
	}
	if err := l.holdLog(ctx, tx, len(tables) == 0); err != nil {
		return l, err
	}
	note, err := record.OpenCheckpoint(kept.Note, verifier)
	if err != nil {
		return l, errors.Join(l.stranger(ctx, tx, verifier), err)
	}
	if note.Origin != stateOrigin(c) || note.Size != c.LogSize {
		return l, c.broken("log_cut", "")
	}
	if note.Root != kept.root(l.root) {
		return l, c.broken("log_changed", "")
	}
	l.signed, l.text = true, kept.Sums
	if err := json.Unmarshal([]byte(kept.Sums), &l.sums); err != nil {
		return l, fmt.Errorf("congress: sums of %s: %w", c.ID, err)
	}
	return l, l.holdSums(ctx, tx, tables)
}

// whole refuses to show a congress whose log, state and last checkpoint do not
// agree, with a [*RecordError]. Within an act, which looked before it began, it
// does nothing.
func whole(ctx context.Context, tx Tx, c Congress) error {
	if tx.Writable() {
		return nil
	}
	_, err := hold(ctx, tx, c)
	return err
}

// resign signs a congress anew after something in it changed without an act.
func resign(ctx context.Context, tx Tx, c Congress, change func() error) error {
	l, err := hold(ctx, tx, c, counting()...)
	if err != nil {
		return err
	}
	if err := change(); err != nil || tx.Keyring() == nil {
		return err
	}
	touched := tx.Touched()
	if len(touched) == 0 {
		return nil
	}
	next, err := l.next(ctx, tx, touched)
	if err != nil || (l.signed && next.Sums == l.text) {
		return err
	}
	if l.hashes == nil {
		if l.hashes, err = storedHashes(ctx, tx, c, c.LogSize); err != nil {
			return err
		}
	}
	_, err = sign(ctx, tx, c, next, l.hashes, false)
	return err
}

// unsigned accepts a congress without a signature only before its first event.
func (l *ledger) unsigned(keys Keyring) error {
	if seen, own := keys.Remembered(l.congress.ID); l.congress.LogSize > 0 || (seen != "" && !own) {
		return l.congress.broken("unsigned", "")
	}
	return nil
}

// stranger says why a note is not signed by the key that is here.
func (l *ledger) stranger(ctx context.Context, tx Tx, verifier string) error {
	if kept, err := tx.Setting(ctx, settingLogKey); err != nil || kept != verifier {
		return errors.Join(l.congress.broken("key_other", ""), err)
	}
	return l.congress.broken("unsigned", "")
}

// holdLog finds the root of the log as it is stored, and holds it against what
// this machine remembers outside the database.
func (l *ledger) holdLog(ctx context.Context, tx Tx, leaves bool) error {
	c := l.congress
	var err error
	if l.hashes, err = storedHashes(ctx, tx, c, c.LogSize); err != nil {
		return errors.Join(c.broken("log_cut", ""), err)
	}
	now, err := checkpointFrom(c, c.LogSize, l.hashes)
	if err != nil {
		return errors.Join(c.broken("log_changed", ""), err)
	}
	if leaves {
		if err := holdLeaves(ctx, tx, c); err != nil {
			return err
		}
	}
	l.root = now.Root
	text, own := tx.Keyring().Remembered(c.ID)
	seen, err := record.ReadCheckpoint(text)
	switch {
	case err != nil, seen == now, seen.Size > c.LogSize && own && !tx.Writable():
		return nil //nolint:nilerr // nothing is remembered
	case seen.Size > c.LogSize:
		return c.broken("log_older", "")
	}
	then, err := CheckpointOf(ctx, tx, c, seen.Size)
	if err != nil || then != seen {
		return errors.Join(c.broken("log_changed", ""), err)
	}
	return nil
}

// holdLeaves builds the tree over the log anew.
func holdLeaves(ctx context.Context, tx Tx, c Congress) error {
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return err
	}
	if int64(len(entries)) != c.LogSize {
		return c.broken("log_cut", "")
	}
	read := func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil }
	for i, e := range entries {
		again, err := record.Next(int64(i), e.Leaf, read)
		if err != nil || e.Seq != again.Seq || !bytes.Equal(again.Hashes, e.Hashes) {
			return errors.Join(c.broken("log_changed", ""), err)
		}
	}
	return nil
}

func (l *ledger) holdSums(ctx context.Context, tx Tx, tables []string) error {
	now, err := tx.Sums(ctx, l.congress, tables...)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(now)) {
		if now[table] != l.sums[table] {
			return l.congress.broken("state_changed", table)
		}
	}
	return nil
}

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

// root is what the note signs: state and log together.
func (k KeptState) root(log record.Hash) record.Hash {
	return sha256.Sum256(append(k.seal(), log[:]...))
}

// next draws up the state after the tables were written to.
func (l *ledger) next(ctx context.Context, tx Tx, touched []string) (KeptState, error) {
	c := l.congress
	salt, err := newSalt()
	next := KeptState{OrgID: c.OrgID, CongressID: c.ID, Salt: salt}
	if err != nil {
		return next, err
	}
	if !l.signed {
		touched = nil
	}
	sums := maps.Clone(l.sums)
	if !l.signed || len(touched) > 0 {
		now, err := tx.Sums(ctx, c, touched...)
		if err != nil {
			return next, err
		}
		maps.Copy(sums, now)
	}
	maps.DeleteFunc(sums, func(_, sum string) bool { return sum == "" })
	text, err := json.Marshal(sums)
	next.Sums = string(text)
	return next, err
}

// newSalt draws what a sum is mixed with, so that nobody guesses at what it sums.
func newSalt() ([]byte, error) {
	salt := make([]byte, 16)
	_, err := rand.Read(salt)
	return salt, err
}

// sign signs log and state, and keeps both signatures. It returns the checkpoint.
func sign(ctx context.Context, tx Tx, c Congress, next KeptState, hashes record.HashesOf, grown bool) (
	record.Checkpoint, error) {
	now, err := checkpointFrom(c, c.LogSize, hashes)
	if err != nil {
		return now, err
	}
	signer, verifier, err := tx.Keyring().Pair()
	if err != nil {
		return now, err
	}
	state := record.Checkpoint{Origin: stateOrigin(c), Size: now.Size, Root: next.root(now.Root)}
	if next.Note, err = state.Sign(signer); err != nil {
		return now, err
	}
	if err := tx.PutState(ctx, next); err != nil || !grown {
		return now, err
	}
	note, err := now.Sign(signer)
	if err != nil {
		return now, err
	}
	return now, tx.PutCheckpoint(ctx, KeptCheckpoint{OrgID: c.OrgID, CongressID: c.ID, Size: now.Size,
		Verifier: verifier, Note: note})
}

// sealText is how a leaf writes what it commits to.
func (k KeptState) sealText() string { return hex.EncodeToString(k.seal()) }
