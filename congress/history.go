package congress

import (
	"bytes"
	"context"
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
	// Propose keeps a key that shall take the place of the one that is here; until
	// [Keyring.Turn] it signs nothing.
	Propose(signer string) error
	// Turn puts the proposed key, if it is this one, into the place of the key that is here.
	Turn(verifier string) error
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
	Sums       string     `db:"sums"` // JSON, of each table that tells of the congress
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
	// Texts writes every row that these tables hold of a congress, sorted; of all
	// tables that tell of it where none is named.
	Texts(ctx context.Context, c Congress, tables ...string) (map[string][]string, error)
	// Text writes a row as Texts does, up to a column or, with "", to its end.
	Text(row any, last string) (table, text string)
	// Touched lists the tables of Texts that this transaction wrote to.
	Touched() []string
	// Writable reports whether this is no view.
	Writable() bool
	// Keyring holds the key of this installation; nil where nothing is signed.
	Keyring() Keyring
	// KeptState returns what the last act left.
	KeptState(ctx context.Context, c Congress) (KeptState, error)
	// NewestSize returns the size of a log as it is at this moment, of which a view
	// sees an earlier one.
	NewestSize(ctx context.Context, c Congress) (int64, error)
	PutState(ctx context.Context, s KeptState) error
	// Checkpoints lists by size, then key.
	Checkpoints(ctx context.Context, c Congress) ([]KeptCheckpoint, error)
	PutCheckpoint(ctx context.Context, k KeptCheckpoint) error
	// EveryCongress lists all congresses, by id.
	EveryCongress(ctx context.Context) ([]Congress, error)
	// SealOffices has a key sign what organisations keep beside congresses, once it
	// agrees with what the key before signed of it. Where that key is "", it signs
	// what nobody has signed.
	SealOffices(ctx context.Context, was, signer string) error
	// OfficesSealed reports whether that was done once.
	OfficesSealed() bool
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
	return []string{"congresses", "contests", "rounds", "sheaves", "pairs", "batches", "counted"}
}

// ledger is a congress held against its last act.
type ledger struct {
	congress Congress
	sums     map[string]string // of all tables, as that act left them
	root     record.Hash       // of the log
	hashes   record.HashesOf   // from which the log is continued
	last     []byte            // its last event, once that was read
	text     string            // these sums as they were signed
	salt     []byte            // with which they were signed
	signed   bool              // there was such an act
	book     *book             // of an act of the count: the rows behind the sums
	edits    map[string][]edit // rows that such an act wrote
	rows     map[string][]line // all of them after that
	after    map[string]string // sums of all tables after the act
}

// hold compares log, last checkpoint and state, of these tables or of all. With
// books it leaves the rows that an act reads to that act, once it has looked at
// all of them.
func hold(ctx context.Context, tx Tx, c Congress, known *books, tables ...string) (ledger, error) {
	verifier, err := trusted(ctx, tx)
	if err != nil || verifier == "" {
		return ledger{congress: c, sums: map[string]string{}}, err
	}
	return holdBy(ctx, tx, c, verifier, known, tables...)
}

// holdBy is hold for a congress that this key signed last.
func holdBy(ctx context.Context, tx Tx, c Congress, verifier string, known *books, tables ...string) (ledger, error) {
	l := ledger{congress: c, sums: map[string]string{}}
	kept, err := tx.KeptState(ctx, c)
	if isNotFound(err) {
		return l, l.unsigned(ctx, tx)
	}
	if err != nil {
		return l, err
	}
	if known != nil {
		l.book = known.at(c.ID, kept, verifier)
	}
	if err := l.holdLog(ctx, tx, len(tables) == 0); err != nil {
		return l, err
	}
	if l.book != nil {
		l.signed, l.text, l.salt, l.sums = true, kept.Sums, kept.Salt, l.book.sums
		return l, l.endsAt(l.book.log)
	}
	if err := l.holdNote(ctx, tx, kept, verifier); err != nil {
		return l, err
	}
	rows, err := l.holdSums(ctx, tx, tables)
	if err == nil && known != nil {
		log := record.Checkpoint{Origin: c.LogOrigin(), Size: c.LogSize, Root: l.root}
		l.book = &book{kept: kept, verifier: verifier, log: log, sums: l.sums, rows: rows,
			past: []string{log.String()}, used: tx.Now()}
		known.keep(c.ID, l.book)
	}
	return l, err
}

// holdNote opens what the last act signed, and holds log and state against it.
func (l *ledger) holdNote(ctx context.Context, tx Tx, kept KeptState, verifier string) error {
	c := l.congress
	note, err := record.OpenCheckpoint(kept.Note, verifier)
	switch {
	case err != nil:
		return errors.Join(l.stranger(ctx, tx, verifier), err)
	case note.Origin == c.LogOrigin():
		err = l.holdTold(ctx, tx, note, kept)
	case note.Origin != stateOrigin(c) || note.Size != c.LogSize:
		err = c.broken("log_cut", "")
	case note.Root != kept.root(l.root):
		err = c.broken("log_changed", "")
	}
	if err != nil {
		return err
	}
	l.signed, l.text, l.salt = true, kept.Sums, kept.Salt
	if err := json.Unmarshal([]byte(kept.Sums), &l.sums); err != nil {
		return fmt.Errorf("congress: sums of %s: %w", c.ID, err)
	}
	return nil
}

// endsAt holds the log against a checkpoint of all of it.
func (l *ledger) endsAt(log record.Checkpoint) error {
	switch c := l.congress; {
	case log.Size != c.LogSize:
		return c.broken("log_cut", "")
	case log.Root != l.root:
		return c.broken("log_changed", "")
	}
	return nil
}

// holdTold holds a state against the last event of the log, which commits to it. A
// congress that is over has work after its last event: its state has a note of its own.
func (l *ledger) holdTold(ctx context.Context, tx Tx, log record.Checkpoint, kept KeptState) error {
	if err := l.endsAt(log); err != nil {
		return err
	}
	if err := l.readLast(ctx, tx); err != nil {
		return err
	}
	if l.congress.Over() || stateIn(l.last) != kept.sealText() {
		return l.congress.broken("log_changed", "")
	}
	return nil
}

// readLast reads the last event of the log, if that was not done.
func (l *ledger) readLast(ctx context.Context, tx Tx) error {
	c := l.congress
	if l.last != nil || c.LogSize == 0 {
		return nil
	}
	last, err := tx.LogEntry(ctx, c, c.LogSize-1)
	if err != nil {
		return errors.Join(c.broken("log_cut", ""), err)
	}
	if stored, err := l.hashes(c.LogSize - 1); err != nil || !record.Begins(stored, last.Leaf) {
		return errors.Join(c.broken("log_changed", ""), err)
	}
	l.last = last.Leaf
	return nil
}

// whole refuses to show a congress whose log, state and last checkpoint do not
// agree, with a [*RecordError]. Within an act, which looked before it began, it
// does nothing.
func whole(ctx context.Context, tx Tx, c Congress) error {
	if tx.Writable() {
		return nil
	}
	_, err := hold(ctx, tx, c, nil)
	return err
}

// resign signs a congress anew after something in it changed without an act.
func resign(ctx context.Context, tx Tx, c Congress, change func() error) error {
	l, err := hold(ctx, tx, c, nil, counting()...)
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
	next, err := l.next(ctx, tx, touched, silent)
	if err != nil || (l.signed && next.Sums == l.text) {
		return err
	}
	if l.hashes == nil {
		if l.hashes, err = storedHashes(ctx, tx, c, c.LogSize); err != nil {
			return err
		}
	}
	_, err = sign(ctx, tx, c, &next, l.hashes, silent)
	return err
}

// unsigned accepts a congress without a signature only before its first event.
func (l *ledger) unsigned(ctx context.Context, tx Tx) error {
	c := l.congress
	text, own := tx.Keyring().Remembered(c.ID)
	if c.LogSize == 0 && (text == "" || own) {
		return nil
	}
	if seen, err := record.ReadCheckpoint(text); err == nil && seen.Size > c.LogSize {
		return notSince(ctx, tx, c, seen.Size, "unsigned")
	}
	return c.broken("unsigned", "")
}

// notSince refuses a log that is shorter than what is remembered of it, unless it
// has grown to that since the view began.
func notSince(ctx context.Context, tx Tx, c Congress, size int64, code string) error {
	now, err := tx.NewestSize(ctx, c)
	if err != nil || now >= size {
		return err
	}
	return c.broken(code, "")
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
		if err := l.holdLeaves(ctx, tx); err != nil {
			return err
		}
	}
	l.root = now.Root
	text, _ := tx.Keyring().Remembered(c.ID)
	if l.book.follows(text) {
		return nil
	}
	seen, err := record.ReadCheckpoint(text)
	switch {
	case err != nil, seen == now:
		return nil //nolint:nilerr // nothing is remembered
	case seen.Size > c.LogSize:
		return notSince(ctx, tx, c, seen.Size, "log_older")
	}
	then, err := CheckpointOf(ctx, tx, c, seen.Size)
	if err != nil || then != seen {
		return errors.Join(c.broken("log_changed", ""), err)
	}
	return nil
}

// holdLeaves builds the tree over the log anew.
func (l *ledger) holdLeaves(ctx context.Context, tx Tx) error {
	c := l.congress
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
		l.last = e.Leaf
	}
	return nil
}

func (l *ledger) holdSums(ctx context.Context, tx Tx, tables []string) (map[string][]line, error) {
	now, err := tx.Texts(ctx, l.congress, tables...)
	if err != nil {
		return nil, err
	}
	rows := map[string][]line{}
	for _, table := range slices.Sorted(maps.Keys(now)) {
		rows[table] = hashed(now[table])
		if sumOf(rows[table]) != l.sums[table] {
			return nil, l.congress.broken("state_changed", table)
		}
	}
	return rows, nil
}

// line is a row with its hash.
type line struct {
	text string
	hash record.Hash
}

func hashed(texts []string) []line {
	lines := make([]line, len(texts))
	for i, text := range texts {
		lines[i] = line{text, sha256.Sum256([]byte(text))}
	}
	return lines
}

// sumOf sums rows that are sorted, so that it is the same in whatever order they
// were stored; of no rows it is "".
func sumOf(lines []line) string {
	if len(lines) == 0 {
		return ""
	}
	h := sha256.New()
	for _, l := range lines {
		h.Write(l.hash[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// next draws up the state after the tables were written to.
func (l *ledger) next(ctx context.Context, tx Tx, touched []string, by telling) (KeptState, error) {
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
	if l.book != nil {
		touched = l.edited(sums, touched)
	}
	if !l.signed || len(touched) > 0 {
		now, err := tx.Texts(ctx, c, touched...)
		if err != nil {
			return next, err
		}
		for table, texts := range now {
			sums[table] = sumOf(hashed(texts))
		}
	}
	maps.DeleteFunc(sums, func(_, sum string) bool { return sum == "" })
	l.after = sums
	if l.signed && by == silent && maps.Equal(sums, l.sums) {
		next.Salt, next.Sums = l.salt, l.text // which an event commits to
		return next, nil
	}
	if err := l.told(sums, by); err != nil {
		return next, err
	}
	text, err := json.Marshal(sums)
	next.Sums = string(text)
	return next, err
}
