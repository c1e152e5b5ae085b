package store

import (
	"context"
	"sync"

	"github.com/jmoiron/sqlx"
)

// statements keeps the prepared form of the queries that a pool has run, so
// that a database parses and plans each once per connection.
type statements struct {
	pool  *sqlx.DB
	mu    sync.Mutex
	ready map[string]*sqlx.Stmt // nil while it is being prepared, or if it cannot be
	asked chan string
}

func newStatements(pool *sqlx.DB) *statements {
	return &statements{pool: pool, ready: map[string]*sqlx.Stmt{}, asked: make(chan string, 32)}
}

// in returns the query as prepared for a transaction's connection, or nil if
// there is no such thing yet. Then it is asked for: preparing it here would
// take a second connection while the caller holds one, and sixteen callers who
// do so wait for each other.
func (s *statements) in(ctx context.Context, tx *sqlx.Tx, query string) *sqlx.Stmt {
	if s == nil { // of a transaction that has the database for itself
		return nil
	}
	if stmt := s.known(query); stmt != nil {
		return tx.StmtxContext(ctx, stmt) // asks the database the first time a connection runs it
	}
	return nil
}

// repeated is a query that a transaction runs again and again.
type repeated struct {
	runs int
	stmt *sqlx.Stmt // nil while it runs as it is
}

// statement returns the query as the pool has prepared it, or else as the transaction
// itself does where it runs a third time: a long transaction may hold the one
// connection that the pool would need. Either is closed with the transaction.
func (t *tx) statement(ctx context.Context, query string) repeated {
	if stmt := t.prepared.in(ctx, t.q, query); stmt != nil {
		return repeated{stmt: stmt}
	}
	if t.own == nil {
		t.own = map[string]repeated{}
	}
	r := t.own[query]
	if r.runs++; r.runs == 3 {
		r.stmt, _ = t.q.PreparexContext(ctx, query) // or else it runs unprepared, where its error is told
	}
	t.own[query] = r
	return r
}

// known returns the prepared query, or asks for it and returns nil.
func (s *statements) known(query string) *sqlx.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt, known := s.ready[query]
	if !known {
		select {
		case s.asked <- query:
			s.ready[query] = nil
		default: // next time
		}
	}
	return stmt
}

// prepare does what is asked for until stop is closed.
func (s *statements) prepare(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case query := <-s.asked:
			stmt, err := s.pool.PreparexContext(context.Background(), query)
			if err != nil {
				continue // it runs unprepared, where its error is told
			}
			s.mu.Lock()
			s.ready[query] = stmt
			s.mu.Unlock()
		}
	}
}
