// Package health watches what a hall depends on and cannot see: the disk, the
// database's file, the clock, the copies. What is wrong is shown to those who
// run the congress before it stops them.
package health

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"kiemphieu/app/backup"
	"kiemphieu/store"
)

// Level says how soon somebody must act.
type Level int

// The levels.
const (
	Notice Level = iota + 1 // good to know; the count is safe
	Soon                    // before the congress, or in its next break
	Now                     // stop and act
)

// Sign is one thing that is wrong.
type Sign struct {
	Code   string // its sentence is "health." + Code
	Level  Level
	Figure string // in the sentence, "" for none
}

// What counts as too little disk, and as next to none, in bytes: papers, minutes
// and copies of a day take a small part of the first.
const (
	LittleSpace = 1 << 30
	NoSpace     = 200 << 20
)

// ClockSlack is how far a clock may stand before the latest moment that the data knows of.
const ClockSlack = 5 * time.Minute

const (
	lookEvery   = 30 * time.Second
	wholeEvery  = 10 * time.Minute // a look through the whole file
	copyTooOld  = time.Hour
	recordEvery = time.Minute
	recordShare = 200 // times as long as a look through all logs takes
	writeWithin = 20 * time.Second
)

// Database is what is watched of it.
type Database interface {
	CheckFile(ctx context.Context) error
	// Probe writes, waits until that is durable, and leaves nothing.
	Probe(ctx context.Context) error
	// Latest notes a moment and returns the latest one that was ever noted.
	Latest(ctx context.Context, now time.Time) (time.Time, error)
}

// Config says what is watched.
type Config struct {
	Database Database
	Copies   interface{ Places() []backup.Place }
	Record   func(context.Context) ([]string, error) // titles of congresses that their logs do not bear out
	Free     func() (uint64, error)                  // bytes that can still be written; nil where no disk is ours
	Now      func() time.Time
	Log      *slog.Logger
}

// Watch keeps looking.
type Watch struct {
	cfg     Config
	started time.Time
	mu      sync.Mutex
	signs   []Sign
	damaged bool
	whole   time.Time // when the whole file was looked through last
	broken  []string  // congresses that their logs do not bear out
	looked  bool      // for these
}

// NewWatch returns a watch that has not looked yet.
func NewWatch(cfg Config) *Watch { return &Watch{cfg: cfg, started: cfg.Now()} }

// Signs returns what is wrong, the most urgent first.
func (w *Watch) Signs() []Sign {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.signs)
}

// Run looks again and again until ctx ends.
func (w *Watch) Run(ctx context.Context) {
	var beside sync.WaitGroup
	beside.Go(func() { w.watchRecord(ctx) })
	defer beside.Wait()
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		w.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Look looks once.
func (w *Watch) Look(ctx context.Context) {
	signs := slices.Concat(w.record(), w.disk(), w.database(ctx), w.clock(ctx), w.copies())
	slices.SortStableFunc(signs, func(a, b Sign) int { return int(b.Level - a.Level) })
	w.mu.Lock()
	before := w.signs
	w.signs = signs
	w.mu.Unlock()
	for _, s := range signs {
		known := slices.ContainsFunc(before, func(b Sign) bool { return b.Code == s.Code })
		if !known && ctx.Err() == nil {
			w.cfg.Log.Warn("health", "sign", s.Code, "figure", s.Figure)
		}
	}
}

// watchRecord holds all congresses against their logs again and again; the more
// there are, the more seldom.
func (w *Watch) watchRecord(ctx context.Context) {
	if w.cfg.Record == nil {
		return
	}
	for ctx.Err() == nil {
		began := time.Now()
		w.LookAtRecord(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(max(recordEvery, recordShare*time.Since(began))):
		}
	}
}

// LookAtRecord holds all congresses against their logs once. What is found is
// looked at twice, since work goes on meanwhile.
func (w *Watch) LookAtRecord(ctx context.Context) {
	broken, err := w.cfg.Record(ctx)
	if err == nil && len(broken) > 0 {
		broken, err = w.cfg.Record(ctx)
	}
	if err != nil {
		if ctx.Err() == nil {
			w.cfg.Log.Error("congresses could not be compared with their logs", "error", err)
		}
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken, w.looked = broken, true
}

// Sound reports whether all congresses were as their logs say when that was
// looked at last, which is now if it never was.
func (w *Watch) Sound(ctx context.Context) bool {
	w.mu.Lock()
	looked := w.looked || w.cfg.Record == nil
	w.mu.Unlock()
	if !looked {
		w.LookAtRecord(ctx)
	}
	return len(w.record()) == 0
}

func (w *Watch) record() []Sign {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.broken) == 0 {
		return nil
	}
	return []Sign{{"record", Now, strings.Join(w.broken, ", ")}}
}

func (w *Watch) disk() []Sign {
	if w.cfg.Free == nil {
		return nil
	}
	free, err := w.cfg.Free()
	left := strconv.FormatUint(free>>20, 10)
	switch {
	case err != nil:
		return nil // doctor says so
	case free < NoSpace:
		return []Sign{{"disk_full", Now, left}}
	case free < LittleSpace:
		return []Sign{{"disk_low", Soon, left}}
	}
	return nil
}

func (w *Watch) database(ctx context.Context) []Sign {
	if now := w.cfg.Now(); now.Sub(w.whole) >= wholeEvery || w.damaged {
		err := w.cfg.Database.CheckFile(ctx)
		w.whole, w.damaged = now, errors.Is(err, store.ErrDamaged)
	}
	if w.damaged {
		return []Sign{{"damaged", Now, ""}}
	}
	ctx, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	switch err := w.cfg.Database.Probe(ctx); {
	case errors.Is(err, store.ErrReplaced):
		return []Sign{{"replaced", Now, ""}}
	case errors.Is(err, store.ErrFull):
		return []Sign{{"no_room", Now, ""}}
	case err != nil:
		return []Sign{{"unwritable", Now, ""}}
	}
	return nil
}

// clock compares the clock with the latest moment that the data knows of.
func (w *Watch) clock(ctx context.Context) []Sign {
	now := w.cfg.Now()
	latest, err := w.cfg.Database.Latest(ctx, now)
	if err != nil || latest.Sub(now) <= ClockSlack {
		return nil
	}
	return []Sign{{"clock", Now, latest.Local().Format("15:04 02/01/2006")}}
}

func (w *Watch) copies() []Sign {
	places := w.cfg.Copies.Places()
	var newest time.Time
	var signs []Sign
	for _, p := range places {
		if p.Last.After(newest) {
			newest = p.Last
		}
		switch p.Problem {
		case backup.Damaged:
			signs = append(signs, Sign{"copy_damaged", Now, ""})
		case backup.Unwritten, backup.Unread:
			signs = append(signs, Sign{"copy_failed", Soon, p.Dir})
		case backup.Uncleared:
			signs = append(signs, Sign{"copy_uncleared", Notice, p.Dir})
		case backup.Unsound: // the data has a sign of its own
		}
	}
	now := w.cfg.Now()
	if len(places) > 0 && len(signs) == 0 && now.Sub(newest) > 2*copyTooOld && now.Sub(w.started) > copyTooOld {
		signs = append(signs, Sign{"copy_old", Soon, ""})
	}
	return signs
}
