// Package store keeps everything in SQLite or PostgreSQL behind one contract,
// congress.Store, with all SQL beside the code that scans its rows.
//
// SQLite has one writer. Transactions that wait together are committed
// together: each runs under a savepoint of its own, one commit makes all of
// them durable, and only then is any of them acknowledged.
package store
