package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
)

// A commit of ours does not wait for the disk, nor for the standby; a flush, for
// all that came together, does. It proves something only on the server that the
// commit was made on, and only if that has not been down since: a standby that
// took over, or a server that came up again, makes durable whatever it has, with
// the commit or without. So one connection, the witness, is opened before the
// work begins, to the same server, and has to be there for the flush.

// witness is the connection on which commits are made durable.
type witness struct {
	conn    *sqlx.Conn
	server  string
	used    atomic.Int64 // when it answered last, in nanoseconds
	waiting atomic.Int64 // flushes under way
}

// witnesses hands the witness out, and replaces one that is gone.
type witnesses struct {
	mu      sync.Mutex
	now     *witness
	opening *opening
}

// opening is a witness that is being looked at, or for; all who come meanwhile wait for it.
type opening struct {
	done chan struct{}
	w    *witness
	err  error
}

// rested is how long a witness that answered is believed to live.
const rested = 2 * time.Millisecond

// lives reports whether it is being used, or answered just now.
func (w *witness) lives() bool {
	return w.waiting.Load() > 0 || time.Since(time.Unix(0, w.used.Load())) < rested
}

// errMoved: the work was begun on one server, and could be made durable on another only.
var errMoved = errors.New("store: the database moved to another server")

// witness returns one that answers, or has answered just now.
func (db *DB) witness(ctx context.Context) (*witness, error) {
	s := &db.watching
	s.mu.Lock()
	if w := s.now; w != nil && w.lives() {
		s.mu.Unlock()
		return w, nil
	}
	o := s.opening
	if o == nil {
		o = &opening{done: make(chan struct{})}
		s.opening = o
		go db.openWitness(o, s.now) //nolint:gosec // G118: for all that wait, whoever goes first
	}
	s.mu.Unlock()
	select {
	case <-o.done:
		return o.w, o.err
	case <-ctx.Done():
		return nil, errors.Join(congress.ErrUnavailable, context.Cause(ctx))
	}
}

// openWitness asks the one that is there whether it is, and opens another if not.
func (db *DB) openWitness(o *opening, old *witness) {
	ctx, cancel := context.WithTimeout(context.Background(), db.patience)
	defer cancel()
	if old != nil && old.conn.PingContext(ctx) == nil {
		o.w = old
	} else {
		if old != nil {
			db.dismiss(old)
		}
		o.w, o.err = db.newWitness(ctx)
	}
	s := &db.watching
	s.mu.Lock()
	s.opening = nil
	if o.w != nil {
		o.w.used.Store(time.Now().UnixNano()) //nolint:forbidigo // of this process
		s.now = o.w
	}
	s.mu.Unlock()
	close(o.done)
}

func (db *DB) newWitness(ctx context.Context) (*witness, error) {
	w := &witness{}
	conn, err := db.onLive(ctx, db.durable, func(conn *sqlx.Conn) (err error) {
		if err = mayWrite(ctx, conn); err == nil {
			w.server, err = serverOf(conn)
		}
		return err
	})
	if err != nil {
		return nil, db.unreachable(err)
	}
	w.conn = conn
	return w, nil
}

// dismiss forgets a witness: nothing that still waits for it is durable.
func (db *DB) dismiss(w *witness) {
	s := &db.watching
	s.mu.Lock()
	if s.now == w {
		s.now = nil
	}
	s.mu.Unlock()
	go giveUp(w.conn, driver.ErrBadConn) // which waits until nobody uses it
}

// close gives the witness back to its pool, once whoever looks for one is answered.
func (s *witnesses) close() {
	s.mu.Lock()
	o := s.opening
	s.mu.Unlock()
	if o != nil {
		<-o.done
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		_ = s.now.conn.Close() // the pool is closed next
	}
}

// beginWitnessed starts a transaction that writes, on the server of a witness.
// Connections that lead elsewhere are forgotten: somebody else is primary now.
func (db *DB) beginWitnessed(ctx context.Context) (sqlTx *sqlx.Tx, giveBack func(), w *witness, err error) {
	for spare := 2 + db.write.Stats().OpenConnections; ; spare-- {
		if w, err = db.witness(ctx); err != nil {
			return nil, nil, nil, err
		}
		var server string
		conn, err := db.onLive(ctx, db.write, func(conn *sqlx.Conn) (err error) {
			if server, err = serverOf(conn); err == nil {
				sqlTx, err = conn.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
			}
			return err
		})
		if err != nil {
			return nil, nil, nil, db.unreachable(err)
		}
		if server == w.server {
			return sqlTx, func() { _ = conn.Close() }, w, nil // the pool knows whether it is still good
		}
		rollback(sqlTx)
		giveUp(conn, driver.ErrBadConn)
		db.dismiss(w)
		if spare <= 0 {
			return nil, nil, nil, errors.Join(congress.ErrUnavailable, errMoved)
		}
	}
}

// flushing is a commit that waits to be durable.
type flushing struct {
	by   *witness
	done chan error
}

// flush returns when everything committed before it is durable, at the server
// of the witness.
func (db *DB) flush(w *witness) error {
	f := flushing{w, make(chan error, 1)}
	select {
	case db.flushes <- f:
		return <-f.done
	case <-db.stop:
		return congress.ErrUnavailable
	}
}

// flusher makes durable, group after group, what has been committed: a commit
// that waits for the disk (and for the standby, where the server has one)
// waits for all that was written before it.
func (db *DB) flusher() {
	for {
		groups := map[*witness][]flushing{}
		select {
		case f := <-db.flushes:
			groups[f.by] = append(groups[f.by], f)
		case <-db.stop:
			return
		}
		for waiting := true; waiting; {
			select {
			case f := <-db.flushes:
				groups[f.by] = append(groups[f.by], f)
			default:
				waiting = false
			}
		}
		for w, group := range groups {
			err := db.reachDisk(w)
			for _, f := range group {
				f.done <- err
			}
		}
	}
}

// writeNothing puts a message into the write-ahead log that changes nothing.
const writeNothing = "SELECT pg_logical_emit_message(true, 'kiemphieu', '')"

// reachDisk returns once the write-ahead log of a witness's server is durable.
// It writes, since a commit without any writing would not wait.
func (db *DB) reachDisk(w *witness) error {
	w.waiting.Add(1)
	defer w.waiting.Add(-1)
	_, err := w.conn.ExecContext(context.Background(), writeNothing)
	if err != nil {
		db.dismiss(w)
		return errors.Join(congress.ErrUnavailable, fmt.Errorf("store: not durable: %w", err))
	}
	w.used.Store(time.Now().UnixNano()) //nolint:forbidigo // of this process
	return nil
}
