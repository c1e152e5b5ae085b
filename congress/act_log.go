package congress

import (
	"context"
	"fmt"

	"kiemphieu/record"
)

// writeLog appends what was told, or the log that was adopted, and tells those
// outside who asked. The log must end where the congress says.
func (a *Act) writeLog(ctx context.Context) error {
	entries, err := a.entries(ctx)
	if err != nil || len(entries) == 0 {
		return err
	}
	c, rows := a.Congress, make([]LogEntry, len(entries))
	for i, e := range entries {
		rows[i] = LogEntry{OrgID: c.OrgID, CongressID: c.ID, Seq: e.Seq, Leaf: e.Leaf, Hashes: e.Hashes}
	}
	if err := a.tx.AppendLog(ctx, rows...); err != nil {
		return fmt.Errorf("congress: append to log: %w", err)
	}
	for i, event := range a.events {
		if err := a.Announce(ctx, entries[i].Seq, event); err != nil {
			return err
		}
	}
	return nil
}

// entries makes the records that follow those in the log.
func (a *Act) entries(ctx context.Context) ([]record.Entry, error) {
	if len(a.events) == 0 {
		return a.adopted, nil
	}
	size := a.before.congress.LogSize
	stored, err := storedHashes(ctx, a.tx, a.Congress, size)
	if err != nil {
		return nil, err
	}
	var entries []record.Entry
	read := func(seq int64) ([]byte, error) {
		if seq >= size {
			return entries[seq-size].Hashes, nil
		}
		return stored(seq)
	}
	for i, event := range a.events {
		leaf, err := encodeEvent(event, a.By, a.Now())
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
