// Package record keeps an append-only log as a Merkle tree after RFC 6962 and
// proves what stands in it. It knows no domain type: leaves are bytes, best in
// the form of [Canonical].
//
// The log has no storage of its own. [Next] gives the [Entry] to keep for a
// leaf; all else reads the hashes of entries that were kept. The invariant:
// entries are never changed or removed, and whoever remembers a [Checkpoint]
// can tell by [CheckGrowth] that they were not.
package record
