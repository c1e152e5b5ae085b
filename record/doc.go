// Package record keeps an append-only log as a Merkle tree after RFC 6962 and
// proves what stands in it. It knows no domain type: leaves are bytes.
package record
