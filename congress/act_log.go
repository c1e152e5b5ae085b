package congress

import (
	"context"
	"fmt"

	"kiemphieu/record"
)

// writeLog appends what was told, or the log that was adopted, signs it with the
// state that the work left, and tells those outside who asked. The log must end
// where the congress says.
func (a *Act) writeLog(ctx context.Context) error {
	touched := a.tx.Touched()
	if len(a.events)+len(a.adopted)+len(touched) == 0 {
		return nil
	}
	var next KeptState
	var err error
	if a.tx.Keyring() != nil {
		a.ledger.congress = a.Congress
		if next, err = a.ledger.next(ctx, a.tx, touched, a.telling()); err != nil {
			return err
		}
	}
	if a.ledger.hashes == nil { // nothing was signed before
		if a.ledger.hashes, err = storedHashes(ctx, a.tx, a.Congress, a.before.congress.LogSize); err != nil {
			return err
		}
	}
	entries, err := a.grow(next)
	if err != nil {
		return err
	}
	if a.tx.Keyring() != nil {
		if a.signed, err = sign(ctx, a.tx, a.Congress, &next, a.after(entries), a.telling()); err != nil {
			return err
		}
	}
	if err := a.append(ctx, entries); err != nil {
		return err
	}
	if l := a.ledger; l.book != nil {
		a.books.keep(a.Congress.ID, l.book.turned(next, a.signed, l.rows, l.after, a.tx.Now()))
	}
	return nil
}

// grow makes the records that follow those in the log, and counts them.
func (a *Act) grow(next KeptState) ([]record.Entry, error) {
	entries, err := a.entries(next)
	a.Congress.LogSize += int64(len(entries))
	return entries, err
}

// append writes the records that follow those in the log.
func (a *Act) append(ctx context.Context, entries []record.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	c, rows := a.Congress, make([]LogEntry, len(entries))
	for i, e := range entries {
		rows[i] = LogEntry{OrgID: c.OrgID, CongressID: c.ID, Seq: e.Seq, Leaf: e.Leaf, Hashes: e.Hashes}
	}
	if err := a.tx.AppendLog(ctx, rows...); err != nil {
		return fmt.Errorf("congress: append to log: %w", err)
	}
	for i, event := range a.events {
		if err := a.tx.Announce(ctx, c, entries[i].Seq, event); err != nil {
			return err
		}
	}
	return nil
}

// after reads the hashes of the log with the records that follow it.
func (a *Act) after(entries []record.Entry) record.HashesOf {
	size := a.before.congress.LogSize
	return func(seq int64) ([]byte, error) {
		if seq >= size {
			return entries[seq-size].Hashes, nil
		}
		return a.ledger.hashes(seq)
	}
}

// entries makes the records that follow those in the log. The last commits to
// the state that the act leaves.
func (a *Act) entries(next KeptState) ([]record.Entry, error) {
	if len(a.events) == 0 {
		return a.adopted, nil
	}
	size := a.before.congress.LogSize
	var entries []record.Entry
	read := func(seq int64) ([]byte, error) { return a.after(entries)(seq) }
	for i, event := range a.events {
		state := ""
		if i == len(a.events)-1 && next.Salt != nil {
			state = next.sealText()
		}
		leaf, err := encodeEvent(event, a.By, a.Now(), state)
		if err != nil {
			return nil, err
		}
		e, err := record.Next(size+int64(i), leaf, read)
		if err != nil {
			return nil, fmt.Errorf("congress: append to log: %w", err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// remember notes outside the database how far the log is, once that is durable.
func (a *Act) remember() {
	if a.signed.Size > 0 {
		a.tx.Keyring().Remember(a.Congress.ID, a.signed.String())
	}
}

// storedHashes reads what a log of this size is continued from, and what its
// root is made of.
func storedHashes(ctx context.Context, tx Tx, c Congress, size int64) (record.HashesOf, error) {
	ends := record.Ends(size)
	hashes, err := tx.LogHashes(ctx, c, ends)
	if err != nil {
		return nil, err
	}
	if len(hashes) != len(ends) {
		return nil, fmt.Errorf("congress: log of %s is said to hold %d events, and does not", c.ID, size)
	}
	return func(seq int64) ([]byte, error) { return hashes[seq], nil }, nil
}

// Adopt has records that came from elsewhere follow those in the log. An act
// that adopts records tells nothing of its own.
func (a *Act) Adopt(entries []record.Entry) { a.adopted = entries }
