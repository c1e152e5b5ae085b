package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/store"
)

// writers is how many tablets send at once.
const writers = 16

// hallsAtOnce is how many congresses they belong to.
const hallsAtOnce = 8

// BenchmarkBatches measures durable batches of 20 papers a second from 16
// tablets, pass A and pass B of eight halls, through InTx with the congress
// locked and the event logged, beside the raw limit of the same database in
// the same run: the same two rows inserted over as many connections by
// prepared statements, one transaction each, nothing locked, nothing checked,
// nothing read. The last figure is that of all 16 tablets in one hall, who
// wait for each other's lock; it is told and has no bar.
func BenchmarkBatches(b *testing.B) {
	for _, name := range names() {
		b.Run(name, func(b *testing.B) {
			address := readyPlace(b, name)
			db := open(b, address)
			limit := newRaw(b, name, address)
			other := limit.hall(b, db)
			var halls []hall
			for range hallsAtOnce {
				halls = append(halls, limit.hall(b, db))
			}
			accept := func(ctx context.Context, h hall, i int64) error {
				batch := h.batch(congress.PassA, int(i), randomTokens())
				return db.InTx(ctx, func(tx congress.Tx) error { return h.accept(ctx, tx, batch) })
			}
			var serial atomic.Int64
			var raw, batches, oneHall float64
			for b.Loop() {
				raw += perSecond(b, writers, &limit.serial, func(ctx context.Context,
					i int64) error {
					return limit.insert(ctx, other, i)
				})
				batches += perSecond(b, writers, &serial, func(ctx context.Context,
					i int64) error {
					return accept(ctx, halls[i%hallsAtOnce], i)
				})
				oneHall += perSecond(b, writers, &serial, func(ctx context.Context,
					i int64) error {
					return accept(ctx, halls[0], i)
				})
			}
			n := float64(b.N)
			b.ReportMetric(raw/n, "raw/s")
			b.ReportMetric(batches/n, "batches/s")
			b.ReportMetric(batches/raw, "ratio")
			b.ReportMetric(oneHall/n, "one-hall/s")
		})
	}
}

// benchmarkTime is how long each side of the comparison runs.
const benchmarkTime = 3 * time.Second

// perSecond counts how often so many callers complete do; serial numbers the calls.
func perSecond(b *testing.B, writers int, serial *atomic.Int64, do func(ctx context.Context, i int64) error) float64 {
	b.Helper()
	ctx := context.Background()
	var done atomic.Int64
	var wait sync.WaitGroup
	begin := time.Now()
	for range writers {
		wait.Go(func() {
			for time.Since(begin) < benchmarkTime {
				if err := do(ctx, serial.Add(1)); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(begin).Seconds()
}

func randomTokens() []byte {
	tokens := make([]byte, 20*32)
	_, _ = rand.Read(tokens) // never fails
	return tokens
}

// raw inserts without the store.
type raw struct {
	pool       *sql.DB
	batch, log *sql.Stmt
	serial     atomic.Int64
}

func newRaw(b *testing.B, name, address string) *raw {
	b.Helper()
	r := &raw{}
	if name == "SQLite" {
		r.pool = connect(b, "sqlite", "file:"+address+
			"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"+
			"&_pragma=synchronous(FULL)&_txlock=immediate")
		r.pool.SetMaxOpenConns(1) // faster than 16 that contend
	} else {
		r.pool = connect(b, "postgres", address)
		r.pool.SetMaxIdleConns(writers)
	}
	ctx := context.Background()
	var err error
	r.batch, err = r.pool.PrepareContext(ctx, `INSERT INTO batches (org_id, round_id, pass, sheaf, batch_id, n, tokens, marks, set_aside, body_hash, account_id, entered_by, superseded, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`)
	must(b, err)
	r.log, err = r.pool.PrepareContext(ctx, "INSERT INTO log (org_id, congress_id, seq, leaf, hashes)\nVALUES ($1, "+
		"$2, $3, $4, $5)")
	must(b, err)
	b.Cleanup(func() { must(b, r.batch.Close()); must(b, r.log.Close()) })
	return r
}

// hall makes a hall with more sheaves than can be entered.
func (r *raw) hall(b *testing.B, db *store.DB) hall {
	b.Helper()
	h := newHall(b, db, 0)
	_, err := r.pool.ExecContext(context.Background(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO sheaves (org_id, round_id, sheaf, size)
		SELECT o, r, i, 20 FROM n, (SELECT CAST($1 AS TEXT) AS o, CAST($2 AS TEXT) AS r) AS keys`, h.org.ID, h.round.ID)
	must(b, err)
	return h
}

func (r *raw) insert(ctx context.Context, h hall, serial int64) error {
	batch := h.batch(congress.PassA, int(serial), randomTokens())
	tx, err := r.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing is left to roll back after the commit
	_, err = tx.StmtContext(ctx, r.batch).ExecContext(ctx, batch.OrgID, batch.RoundID, batch.Pass, batch.Sheaf,
		batch.ID, batch.N, batch.Tokens,
		batch.Marks, batch.SetAside, batch.BodyHash, batch.AccountID, batch.EnteredBy, batch.Superseded, batch.Reason)
	if err != nil {
		return err
	}
	if _, err := tx.StmtContext(ctx, r.log).ExecContext(ctx, h.org.ID, h.meeting.ID, serial, logLeaf(batch),
		make([]byte, 64)); err != nil {
		return err
	}
	return tx.Commit()
}
