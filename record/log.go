package record

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrForked: a later state of a log does not contain an earlier one.
var ErrForked = errors.New("record: the log is not a continuation of itself")

// Hash is a node of the tree.
type Hash = tlog.Hash

// Entry is one record of a log as it is stored: its place, its bytes, and the
// tree hashes that it completes, 32 bytes each.
type Entry struct {
	Seq    int64
	Leaf   []byte
	Hashes []byte
}

// HashesOf reads the stored hashes of an earlier record of the same log.
type HashesOf func(seq int64) ([]byte, error)

// ReadHashes finds stored tree hashes in the records that completed them.
func (read HashesOf) ReadHashes(indexes []int64) ([]Hash, error) {
	hashes := make([]Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		seq := (n+1)<<level - 1 // the record that completed this node
		stored, err := read(seq)
		if err != nil {
			return nil, err
		}
		if len(stored) < (level+1)*tlog.HashSize {
			return nil, fmt.Errorf("record: hashes of record %d are cut short", seq)
		}
		copy(hashes[i][:], stored[level*tlog.HashSize:])
	}
	return hashes, nil
}

// Ends lists the records of which [Next] and [Root] of a log of this size read
// the hashes: each completes one of the largest subtrees, and the first is the
// last record of all.
func Ends(size int64) []int64 {
	var ends []int64
	for n := size; n > 0; n &= n - 1 {
		ends = append(ends, n-1)
	}
	return ends
}

// Next makes the record that follows size records.
func Next(size int64, leaf []byte, read HashesOf) (Entry, error) {
	hashes, err := tlog.StoredHashes(size, leaf, read)
	if err != nil {
		return Entry{}, fmt.Errorf("record: hashes of record %d: %w", size, err)
	}
	e := Entry{Seq: size, Leaf: leaf, Hashes: make([]byte, 0, len(hashes)*tlog.HashSize)}
	for _, h := range hashes {
		e.Hashes = append(e.Hashes, h[:]...)
	}
	return e, nil
}

// Begins reports whether the stored hashes of a record are those of one with this leaf.
func Begins(stored, leaf []byte) bool {
	own := tlog.RecordHash(leaf)
	return bytes.HasPrefix(stored, own[:])
}

// Root is the root of the first size records; of an empty log it is the hash
// of nothing.
func Root(size int64, read HashesOf) (Hash, error) { return tlog.TreeHash(size, read) }

// Prove shows that the record at seq stands in the first size records, 0 ≤ seq < size.
func Prove(size, seq int64, read HashesOf) (tlog.RecordProof, error) {
	return tlog.ProveRecord(size, seq, read)
}

// Check verifies a proof of [Prove].
func Check(proof tlog.RecordProof, size int64, root Hash, seq int64, leaf []byte) error {
	return tlog.CheckRecord(proof, size, root, seq, tlog.RecordHash(leaf))
}

// ProveGrowth shows that the first old records are still the beginning of the
// first size records, 1 ≤ old ≤ size.
func ProveGrowth(size, old int64, read HashesOf) (tlog.TreeProof, error) {
	return tlog.ProveTree(size, old, read)
}

// CheckGrowth verifies a proof of [ProveGrowth] against two checkpoints of one
// log. Everything grows out of an empty log, without a proof.
func CheckGrowth(proof tlog.TreeProof, old, now Checkpoint) error {
	if old.Origin != now.Origin {
		return fmt.Errorf("%w: of %q and of %q", ErrForked, old.Origin, now.Origin)
	}
	if old.Size == 0 {
		return nil
	}
	if err := tlog.CheckTree(proof, now.Size, now.Root, old.Size, old.Root); err != nil {
		return fmt.Errorf("%w: %w", ErrForked, err)
	}
	return nil
}
