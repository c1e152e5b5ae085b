// Package progress tells whoever waits for long work how far it is. The work
// finds its meter in the context and may have none: then nothing is told, and
// nothing it does depends on it.
package progress

import (
	"context"
	"sync"
)

// Step is a part of long work.
type Step string

// The steps.
const (
	Checking Step = "checking" // what is to be read is held against its sums
	Copying  Step = "copying"  // rows are written to a copy
	Storing  Step = "storing"  // rows of a copy are stored
	Listing  Step = "listing"  // lists and sums are made anew from the rows
	Proving  Step = "proving"  // a copy is restored, to see that it can be
	Lifting  Step = "lifting"  // a copy of an older program is brought up to date
	Holding  Step = "holding"  // congresses are held against what was signed
)

// Meter says how far work is; the zero value is at its beginning.
type Meter struct {
	mu          sync.Mutex
	step        Step
	done, total int
}

// Now returns the step and what of it is done; total is 0 where nobody knows it.
func (m *Meter) Now() (step Step, done, total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.step, m.done, m.total
}

type key struct{}

// With returns a context whose work moves this meter.
func With(ctx context.Context, m *Meter) context.Context { return context.WithValue(ctx, key{}, m) }

// Begin begins a step of so much work; 0 where nobody knows.
func Begin(ctx context.Context, step Step, total int) {
	if m, ok := ctx.Value(key{}).(*Meter); ok {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.step, m.done, m.total = step, 0, total
	}
}

// Add notes that so much more of the step is done.
func Add(ctx context.Context, n int) {
	if m, ok := ctx.Value(key{}).(*Meter); ok {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.done += n
	}
}
