// Package store keeps everything in SQLite or PostgreSQL behind one contract,
// congress.Store, with all SQL beside the code that scans its rows.
//
// What is acknowledged is durable, and commits that wait together are made
// durable together. SQLite has one writer: transactions that wait run one
// after the other under savepoints of their own, and one commit serves all. In
// PostgreSQL the commit does not wait for the disk, so that the lock on a
// congress is free again at once; the caller is answered after a flush that
// serves all who wait for one.
//
// What was deleted by WipeCount is gone from the database's files as well,
// SQLite's log included; PostgreSQL's write-ahead log keeps it until the
// server recycles it. A scrub that cannot be done at once is tried again until
// it is, also after a crash.
package store
