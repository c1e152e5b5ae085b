package auth

import (
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"time"
)

// After so many wrong tries in a row from one place, that place waits, twice as
// long each time. Nobody outside can make anybody else wait.
const (
	triesFree  = 5
	triesFirst = 5 * time.Minute
	triesLimit = 4 * time.Hour
	triesMost  = 200_000 // places that are remembered
)

// ErrLocked: whoever tries waits, since tries before were wrong.
var ErrLocked = errors.New("auth: account is locked for a while")

// Tries judges one try after another of a login from a place, so that of many
// at once no more are compared than of as many in a row.
type Tries struct {
	mu sync.Mutex
	of map[tried]*triesOf
}

// tried stands for a login and a place: whoever is not signed in says how long those are.
type tried [sha256.Size]byte

type triesOf struct {
	mu     sync.Mutex
	users  int // who waits for or has mu; guarded by Tries.mu
	wrong  int
	until  time.Time
	latest time.Time
}

// Judge lets compare decide about a try, or refuses it with ErrLocked unread.
// A try that could not be judged does not count.
func (t *Tries) Judge(of string, now time.Time, compare func() (right bool, err error)) (bool, error) {
	key := tried(sha256.Sum256([]byte(of)))
	one := t.enter(key, now)
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

func (t *Tries) enter(key tried, now time.Time) *triesOf {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[tried]*triesOf{}
	}
	one := t.of[key]
	if one == nil {
		t.forget(now)
		one = &triesOf{}
		t.of[key] = one
	}
	one.users++
	return one
}

func (t *Tries) leave(key tried, one *triesOf) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.users--; one.users == 0 && one.wrong == 0 {
		delete(t.of, key)
	}
}

// forget makes room once there is none: those go who need not wait, and if few do, who tried
// longest ago. As many places as are remembered cannot be made to wait before the longest
// wait is over, two passwords being compared at a time: whoever fills them with logins that
// nobody has shortens no wait.
func (t *Tries) forget(now time.Time) {
	if len(t.of) < triesMost {
		return
	}
	var waiting []time.Time
	for key, one := range t.of {
		switch {
		case one.users > 0:
		case !now.Before(one.until):
			delete(t.of, key)
		default:
			waiting = append(waiting, one.latest)
		}
	}
	const room = triesMost / 10
	if len(waiting) == 0 || len(t.of) <= triesMost-room {
		return
	}
	slices.SortFunc(waiting, time.Time.Compare)
	last := waiting[min(room, len(waiting))-1]
	for key, one := range t.of {
		if one.users == 0 && !one.latest.After(last) {
			delete(t.of, key)
		}
	}
}

// Alone runs one function of a key after another.
func (t *Tries) Alone(of string, now time.Time, do func() error) error {
	key := tried(sha256.Sum256([]byte(of)))
	one := t.enter(key, now)
	defer t.leave(key, one)
	one.mu.Lock()
	defer one.mu.Unlock()
	return do()
}
