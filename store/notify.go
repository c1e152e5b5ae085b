package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lib/pq"

	"kiemphieu/congress"
)

// channel is where replicas tell one another which congress changed.
const channel = "kiemphieu_congress"

// gather is how long Publish waits for more: NOTIFY takes a lock of the whole
// database, so that many commits are told at once.
const gather = 20 * time.Millisecond

// Notifier tells all replicas of a database that a congress changed.
type Notifier struct {
	db      *DB
	changed func(congress.CongressID)
	mu      sync.Mutex
	waiting map[congress.CongressID]bool
	ready   chan struct{}
}

// Notifier returns one that calls changed for what this replica publishes and,
// while it runs, for what the others do.
func (db *DB) Notifier(changed func(congress.CongressID)) *Notifier {
	return &Notifier{db: db, changed: changed, waiting: map[congress.CongressID]bool{}, ready: make(chan struct{}, 1)}
}

// Run exchanges what is published with the other replicas until ctx ends. With
// SQLite there is no other; PostgreSQL has LISTEN and NOTIFY.
func (n *Notifier) Run(ctx context.Context) error {
	if n.db.url == "" {
		<-ctx.Done()
		return nil
	}
	listener := pq.NewListener(n.db.url, 100*time.Millisecond, 10*time.Second,
		func(event pq.ListenerEventType, err error) {
			if err != nil {
				n.db.log.Warn("live pages may be behind: the database does not answer", "event", event,
					"error", n.db.unreachable(err))
			}
		})
	if err := listener.Listen(channel); err != nil {
		return errors.Join(fmt.Errorf("store: listen: %w", n.db.dialect.classify(err)), listener.Close())
	}
	var sending sync.WaitGroup
	sending.Go(func() { n.send(ctx) })
	n.listen(ctx, listener)
	sending.Wait()
	return listener.Close()
}

// Publish implements congress.Publisher. It does not block.
func (n *Notifier) Publish(id congress.CongressID) {
	n.changed(id) // those at this replica need not wait for the others
	if n.db.url == "" {
		return
	}
	n.mu.Lock()
	n.waiting[id] = true
	n.mu.Unlock()
	select {
	case n.ready <- struct{}{}:
	default:
	}
}

func (n *Notifier) listen(ctx context.Context, listener *pq.Listener) {
	for {
		select {
		case <-ctx.Done():
			return
		case note := <-listener.Notify:
			if note != nil { // nil after a reconnection: pages catch up with the next change
				n.changed(congress.CongressID(note.Extra))
			}
		}
	}
}

func (n *Notifier) send(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.ready:
		}
		time.Sleep(gather)
		n.mu.Lock()
		ids := n.waiting
		n.waiting = map[congress.CongressID]bool{}
		n.mu.Unlock()
		for id := range ids {
			if _, err := n.db.durable.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, string(id)); err != nil {
				n.db.log.WarnContext(ctx, "other replicas were not told of a change", "error",
					n.db.dialect.classify(err))
			}
		}
	}
}
