package lane_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"kiemphieu/congress/lane"
)

// One of each lane at a time, lanes beside each other, and who gives up is out.
func TestOneOfALaneAtATime(t *testing.T) {
	var lanes lane.Lanes
	var within, most atomic.Int64
	var wait sync.WaitGroup
	ctx := lane.In(t.Context(), "hall")
	for range 50 {
		wait.Go(func() {
			leave, err := lanes.Enter(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			most.Store(max(most.Load(), within.Add(1)))
			within.Add(-1)
			leave()
		})
	}
	wait.Wait()
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
	leave, err := lanes.Enter(ctx)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := lanes.Enter(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up: %v", err)
	}
	for _, other := range []context.Context{lane.In(t.Context(), "another hall"), t.Context()} {
		beside, err := lanes.Enter(other)
		if err != nil {
			t.Fatal(err)
		}
		beside()
	}
	leave()
	if leave, err = lanes.Enter(ctx); err != nil {
		t.Fatal(err)
	}
	leave()
}
