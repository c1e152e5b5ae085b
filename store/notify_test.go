package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/store"
)

// listener runs a notifier of a replica until the test is over, and tells what
// the replica hears.
func listener(t *testing.T, db *store.DB) (*store.Notifier, chan congress.CongressID) {
	t.Helper()
	heard := make(chan congress.CongressID, 10_000)
	n := db.Notifier(func(id congress.CongressID) { heard <- id })
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := n.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return n, heard
}

// A replica hears at once what it publishes itself.
func TestReplicaHearsItself(t *testing.T) {
	db := open(t, readyPlace(t, "SQLite"))
	n, heard := listener(t, db)
	n.Publish("c1")
	if id := <-heard; id != "c1" {
		t.Errorf("heard %s", id)
	}
}

// What one replica publishes, every other replica of the database hears, once
// it listens.
func TestReplicasHearOfChanges(t *testing.T) {
	t.Parallel()
	place := readyPlace(t, "PostgreSQL")
	one, other := open(t, place), open(t, place)
	n, _ := listener(t, one)
	_, heard := listener(t, other)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		n.Publish("c1")
		select {
		case id := <-heard:
			if id != "c1" {
				t.Errorf("heard %s", id)
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Error("the other replica heard nothing")
}
