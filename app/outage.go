package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"kiemphieu/congress"
)

// outagePause is how often the log is told that the database is gone.
const outagePause = time.Minute

// outages leaves out of a log what repeats that the database is gone: a hall of
// tablets that try again would fill the disk with one sentence.
type outages struct {
	slog.Handler
	seen *outage
}

type outage struct {
	mu      sync.Mutex
	told    time.Time
	leftOut int
}

// quiet returns the log with each outage told once a minute.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(outages{log.Handler(), &outage{}})
}

// Handle implements slog.Handler.
func (h outages) Handle(ctx context.Context, r slog.Record) error {
	if !ofOutage(r) {
		return h.Handler.Handle(ctx, r)
	}
	leftOut, tell := h.seen.next(r.Time)
	if !tell {
		return nil
	}
	if leftOut > 0 {
		r.AddAttrs(slog.Int("left_out", leftOut))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h outages) WithAttrs(attrs []slog.Attr) slog.Handler {
	return outages{h.Handler.WithAttrs(attrs), h.seen}
}

// WithGroup implements slog.Handler.
func (h outages) WithGroup(name string) slog.Handler {
	return outages{h.Handler.WithGroup(name), h.seen}
}

// next reports whether it is time to tell again, and how many were left out.
func (o *outage) next(now time.Time) (leftOut int, tell bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.Sub(o.told) < outagePause {
		o.leftOut++
		return 0, false
	}
	leftOut, o.told, o.leftOut = o.leftOut, now, 0
	return leftOut, true
}

// ofOutage reports whether a line of the log is about an error of storage that
// is gone.
func ofOutage(r slog.Record) (found bool) {
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		found = ok && errors.Is(err, congress.ErrUnavailable)
		return !found
	})
	return found
}
