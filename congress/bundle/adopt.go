package bundle

import (
	"context"
	"fmt"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// Growth returns the records by which these leaves continue the log of a
// congress. Where they are not more than what is there, or do not begin with it
// (RFC 6962, consistency), the error is a [*congress.FieldError] "bundle_older"
// or "bundle_forked".
func Growth(ctx context.Context, tx congress.Tx, c congress.Congress, leaves [][]byte) ([]record.Entry, error) {
	if int64(len(leaves)) <= c.LogSize {
		return nil, &congress.FieldError{Field: "file", Code: "bundle_older", Value: c.Title}
	}
	entries, err := entriesOf(leaves)
	if err != nil {
		return nil, err
	}
	if err := grows(ctx, tx, c, entries); err != nil {
		return nil, err
	}
	return entries[c.LogSize:], nil
}

// entriesOf builds the tree over leaves.
func entriesOf(leaves [][]byte) (leafEntries, error) {
	var entries leafEntries
	for i, leaf := range leaves {
		e, err := record.Next(int64(i), leaf, entries.hashes)
		if err != nil {
			return nil, fmt.Errorf("congress: read log: %w", err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// leafEntries is a log in memory.
type leafEntries []record.Entry

func (l leafEntries) hashes(seq int64) ([]byte, error) {
	if seq < 0 || seq >= int64(len(l)) {
		return nil, fmt.Errorf("congress: no event %d", seq)
	}
	return l[seq].Hashes, nil
}

// grows refuses a log that is not a continuation of the stored one.
func grows(ctx context.Context, tx congress.Tx, c congress.Congress, entries leafEntries) error {
	if c.LogSize == 0 {
		return nil
	}
	old, err := congress.CheckpointOf(ctx, tx, c, c.LogSize)
	if err != nil {
		return err
	}
	size := int64(len(entries))
	now := record.Checkpoint{Origin: c.LogOrigin(), Size: size}
	if now.Root, err = record.Root(size, entries.hashes); err != nil {
		return fmt.Errorf("congress: root of log: %w", err)
	}
	proof, err := record.ProveGrowth(size, old.Size, entries.hashes)
	if err != nil {
		return fmt.Errorf("congress: growth of log: %w", err)
	}
	if record.CheckGrowth(proof, old, now) != nil {
		return &congress.FieldError{Field: "file", Code: "bundle_forked", Value: c.Title} //nolint:nilerr // which is the finding
	}
	return nil
}
