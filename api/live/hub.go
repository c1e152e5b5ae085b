// Package live carries what changed to the pages that look and do not count,
// by server-sent events. It knows no domain type: a topic is drawn by the
// caller, once for all who follow it.
package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"
)

// Pause is the least time between two pictures of a topic: many sheaves at
// once are one event.
const Pause = 100 * time.Millisecond

// Draw gives a topic as it looks now.
type Draw func(ctx context.Context, topic string) ([]byte, error)

// frame is one picture of a topic, ready to be written.
type frame struct {
	id   string // the same picture has the same id on every replica
	data []byte // of the event
}

// Hub keeps the newest picture of every topic that somebody follows.
type Hub struct {
	draw     Draw
	mu       sync.Mutex
	topics   map[string]*topic
	browsers map[string][]chan struct{} // of streams over HTTP/1.1, oldest first
	ended    chan struct{}
	once     sync.Once
}

// topic has a follower's channel hold one frame: a slow one misses what is out
// of date anyway, and catches up with the newest.
type topic struct {
	followers map[chan frame]string // and the id that each has, or will have
	newest    frame
	drawing   bool
	stale     bool // something changed since the drawing began
}

// New makes a hub that draws topics with draw.
func New(draw Draw) *Hub {
	return &Hub{draw: draw, topics: map[string]*topic{}, browsers: map[string][]chan struct{}{},
		ended: make(chan struct{})}
}

// Changed has the topics drawn again that somebody follows. It does not block.
func (h *Hub) Changed(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range topics {
		if t := h.topics[name]; t != nil {
			h.start(name, t)
		}
	}
}

// Followers counts the streams that are open.
func (h *Hub) Followers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, t := range h.topics {
		n += len(t.followers)
	}
	return n
}

// Close ends all streams, so that a server can stop; they come back by themselves.
func (h *Hub) Close() { h.once.Do(func() { close(h.ended) }) }

// start draws a topic, or notes that it is to be drawn once more. The lock is held.
func (h *Hub) start(name string, t *topic) {
	if t.drawing {
		t.stale = true
		return
	}
	t.drawing = true
	go h.redraw(name, t)
}

// redraw draws until nothing changed meanwhile.
func (h *Hub) redraw(name string, t *topic) {
	for {
		h.mu.Lock()
		t.stale = false
		h.mu.Unlock()
		if data, err := h.draw(context.Background(), name); err == nil { // else the page says that it is out of date
			sum := sha256.Sum256(data)
			h.send(t, frame{hex.EncodeToString(sum[:8]), data})
		}
		select {
		case <-time.After(Pause):
		case <-h.ended:
		}
		h.mu.Lock()
		if t.stale {
			h.mu.Unlock()
			continue
		}
		t.drawing = false
		h.forget(name, t)
		h.mu.Unlock()
		return
	}
}

func (h *Hub) send(t *topic, f frame) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t.newest = f
	for follower, has := range t.followers {
		if has != f.id {
			t.followers[follower] = f.id
			offer(follower, f)
		}
	}
}

// forget drops a topic that nobody follows. The lock is held.
func (h *Hub) forget(name string, t *topic) {
	if len(t.followers) == 0 && !t.drawing {
		delete(h.topics, name)
	}
}

// offer puts a frame in the place of one that was not fetched.
func offer(follower chan frame, f frame) {
	for {
		select {
		case follower <- f:
			return
		default:
		}
		select {
		case <-follower:
		default:
		}
	}
}

// follow begins to follow a topic; leave ends it. Whoever has seen the newest
// picture waits for the next.
func (h *Hub) follow(name, seen string) (frames chan frame, leave func()) {
	frames = make(chan frame, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[name]
	if t == nil {
		t = &topic{followers: map[chan frame]string{}}
		h.topics[name] = t
		h.start(name, t) // nobody drew it for a while
	}
	t.followers[frames] = seen
	if t.newest.data != nil && t.newest.id != seen {
		t.followers[frames] = t.newest.id
		offer(frames, t.newest)
	}
	return frames, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(t.followers, frames)
		h.forget(name, t)
	}
}
