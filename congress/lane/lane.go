// Package lane has the writers of one congress wait for each other before they
// take a connection: a hall that sends much at once never holds all of them.
package lane

import (
	"context"
	"sync"
)

type key struct{}

// In returns a context whose writes go one after the other with all others that
// have the same name.
func In(ctx context.Context, name string) context.Context { return context.WithValue(ctx, key{}, name) }

// Lanes are those of one database.
type Lanes struct {
	mu sync.Mutex
	of map[string]*one
}

// one is a lane that somebody is in or waits for.
type one struct {
	turn  chan struct{}
	users int
}

// Enter waits until nobody else is in the lane of the context, and returns how
// to leave it. A context without a lane waits for nobody.
func (l *Lanes) Enter(ctx context.Context) (leave func(), err error) {
	name, ok := ctx.Value(key{}).(string)
	if !ok {
		return func() {}, nil
	}
	lane := l.join(name)
	select {
	case lane.turn <- struct{}{}:
		return func() {
			<-lane.turn
			l.part(name, lane)
		}, nil
	case <-ctx.Done():
		l.part(name, lane)
		return nil, context.Cause(ctx)
	}
}

func (l *Lanes) join(name string) *one {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]*one{}
	}
	lane := l.of[name]
	if lane == nil {
		lane = &one{turn: make(chan struct{}, 1)}
		l.of[name] = lane
	}
	lane.users++
	return lane
}

func (l *Lanes) part(name string, lane *one) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if lane.users--; lane.users == 0 {
		delete(l.of, name)
	}
}
