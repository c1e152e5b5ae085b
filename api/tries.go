package api

import (
	"sync"
	"time"
)

// After so many wrong tries in a row from one place, that place waits, twice as
// long each time. Nobody outside can make anybody else wait.
const (
	triesFree  = 5
	triesFirst = 5 * time.Minute
	triesLimit = 4 * time.Hour
	triesMost  = 10_000 // places that are remembered
)

// tries judges one try after another of a login from a place, so that of many
// at once no more are compared than of as many in a row.
type tries struct {
	mu sync.Mutex
	of map[string]*triesOf
}

type triesOf struct {
	mu     sync.Mutex
	users  int // who waits for or has mu; guarded by tries.mu
	wrong  int
	until  time.Time
	latest time.Time
}

// judge lets compare decide about a try, or refuses it with ErrLocked unread.
// A try that could not be judged does not count.
func (t *tries) judge(key string, now time.Time, compare func() (right bool, err error)) (bool, error) {
	one := t.enter(key)
	defer t.leave(key, one)
	one.mu.Lock()
	defer one.mu.Unlock()
	if now.Before(one.until) {
		return false, ErrLocked
	}
	right, err := compare()
	switch {
	case err != nil:
	case right:
		one.wrong, one.until = 0, time.Time{}
	default:
		one.wrong++
		if over := one.wrong - triesFree; over >= 0 {
			one.until = now.Add(min(triesFirst<<min(over, 10), triesLimit))
		}
	}
	one.latest = now
	return right, err
}

func (t *tries) enter(key string) *triesOf {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]*triesOf{}
	}
	one := t.of[key]
	if one == nil {
		t.forget()
		one = &triesOf{}
		t.of[key] = one
	}
	one.users++
	return one
}

func (t *tries) leave(key string, one *triesOf) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.users--; one.users == 0 && one.wrong == 0 {
		delete(t.of, key)
	}
}

// forget makes room: who tried longest ago goes first.
func (t *tries) forget() {
	for len(t.of) >= triesMost {
		oldest := ""
		for key, one := range t.of {
			if one.users == 0 && (oldest == "" || one.latest.Before(t.of[oldest].latest)) {
				oldest = key
			}
		}
		if oldest == "" {
			return
		}
		delete(t.of, oldest)
	}
}

// Alone runs one function of a key after another.
func (r *Request) Alone(key string, do func() error) error {
	t := &r.server.tries
	one := t.enter(key)
	defer t.leave(key, one)
	one.mu.Lock()
	defer one.mu.Unlock()
	return do()
}
