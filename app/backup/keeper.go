package backup

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"

	"kiemphieu/store"
)

// Config says what is copied, where to, and how often.
type Config struct {
	Job
	Seals func(context.Context) (int, error) // how many rounds are sealed
	Dirs  []string                           // each gets every copy; none: no copies are made
	Every time.Duration                      // at most so often while the data changes; 0 for three minutes
	Data  string                             // directory of the data; "" where it is on a server
	Sound func(context.Context) bool         // whether the data is what its logs say; nil for always
	Now   func() time.Time
	Log   *slog.Logger
}

// Keeper makes copies while the program runs: soon after something changed, at
// once after a seal.
type Keeper struct {
	cfg     Config
	changed chan struct{}

	making sync.Mutex // one copy at a time
	mu     sync.Mutex // guards what follows
	dirs   []Place
	seals  int
}

// Place is a folder with copies, and how its last one came out.
type Place struct {
	Dir  string
	Last time.Time // of the last good copy; zero for none
	Size int64     // bytes of it
	// Proved tells that the last good copy was restored in memory by this run of
	// the program: false for one that was there already.
	Proved bool
	Origin store.Origin // of a proved copy: whose key signed it, or that none did
	// Beside tells that a drive that breaks takes data and copies.
	Beside bool
	// Problem is how the newest attempt failed; "" if it did not.
	Problem Problem

	drive string // on which the last copy is
}

// Problem is why there is no new copy.
type Problem string

// The problems.
const (
	Damaged   Problem = "damaged"   // the database is not whole, or what was read from it
	Unread    Problem = "unread"    // the database does not answer
	Unwritten Problem = "unwritten" // the folder cannot be written, or is full
	Unsound   Problem = "unsound"   // there is a new copy, of data that its logs do not bear out
	Uncleared Problem = "uncleared" // there is a new copy, but old ones cannot be removed
)

const (
	every  = 3 * time.Minute
	settle = 2 * time.Second // more changes follow one another at a seal
)

// NewKeeper returns a keeper, who knows the copies that are there already.
func NewKeeper(cfg Config) *Keeper {
	cfg.Every = cmp.Or(cfg.Every, every)
	k := &Keeper{cfg: cfg, changed: make(chan struct{}, 1)}
	for _, dir := range cfg.Dirs {
		place := Place{Dir: dir, Beside: k.beside(dir)}
		newest := NewestIn(dir)
		place.Last, place.Size, place.drive = newest.Made, newest.Size, driveOf(dir)
		k.dirs = append(k.dirs, place)
	}
	return k
}

// Changed notes that there is something new to copy. It does not block.
func (k *Keeper) Changed() {
	select {
	case k.changed <- struct{}{}:
	default:
	}
}

// Places returns where copies are kept.
func (k *Keeper) Places() []Place {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]Place(nil), k.dirs...)
}

// Encrypted reports whether copies can be read with a key alone.
func (k *Keeper) Encrypted() bool { return len(k.cfg.Keys) > 0 }

// Run makes copies until ctx ends: one at the start, and then of what changes.
func (k *Keeper) Run(ctx context.Context) {
	if len(k.cfg.Dirs) == 0 {
		return
	}
	k.Changed()
	made, hour := time.Time{}, time.NewTicker(time.Hour) // not every change is told
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.changed:
		case <-hour.C:
		}
		k.rest(ctx, made)
		if ctx.Err() != nil {
			return
		}
		k.Make(ctx)
		made = k.cfg.Now()
	}
}

// rest waits until it is time for the next copy: a moment after a seal, else
// until the last is old enough.
func (k *Keeper) rest(ctx context.Context, made time.Time) {
	for pause(ctx, settle); ctx.Err() == nil && k.cfg.Now().Sub(made) < k.cfg.Every; pause(ctx, settle) {
		if k.sealedSince(ctx) {
			return
		}
	}
}

// sealedSince reports whether a round was sealed since the last copy.
func (k *Keeper) sealedSince(ctx context.Context) bool {
	n, err := k.cfg.Seals(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	return err == nil && n != k.seals
}

// Make makes a copy in every place now, and returns how each came out.
func (k *Keeper) Make(ctx context.Context) []Place {
	k.making.Lock()
	defer k.making.Unlock()
	seals, err := k.cfg.Seals(ctx) // a seal during the copy is copied next time
	if err != nil {
		k.fail(err)
		return k.Places()
	}
	c, err := k.cfg.take(ctx)
	if err != nil {
		k.fail(err)
		return k.Places()
	}
	defer c.drop()
	sound := k.cfg.Sound == nil || k.cfg.Sound(ctx)
	for i, p := range k.Places() {
		k.note(i, k.putInto(p, c, sound))
	}
	k.mu.Lock()
	k.seals = seals
	k.mu.Unlock()
	return k.Places()
}

// fail notes that nothing could be copied to anywhere.
func (k *Keeper) fail(err error) {
	if errors.Is(err, context.Canceled) {
		return // the program ends, or whoever asked went away
	}
	k.cfg.Log.Error("no copy was made", "error", err)
	for i, p := range k.Places() {
		p.Problem = Unread
		if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrDamagedBackup) {
			p.Problem = Damaged
		}
		k.note(i, p)
	}
}

func (k *Keeper) note(i int, p Place) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dirs[i] = p
}

// errDriveGone: a folder that had copies is not there any more.
var errDriveGone = errors.New("backup: the drive with the copies is not there")

// beside reports whether a folder is on the disk that the data is on.
func (k *Keeper) beside(dir string) bool { return k.cfg.Data != "" && sameDisk(k.cfg.Data, dir) }

// unplugged reports whether a place that had copies lost its drive: a folder made
// anew, or the one on which the drive was mounted, would take copies that nobody
// finds on the drive. Another drive at the same place is as good.
func (k *Keeper) unplugged(p Place) bool {
	if p.Last.IsZero() {
		return false
	}
	_, err := os.Stat(p.Dir)
	return errors.Is(err, fs.ErrNotExist) && !p.Beside || driveOf(p.Dir) != p.drive
}

// putInto writes a copy into one place, and clears up there.
func (k *Keeper) putInto(p Place, c *copied, sound bool) Place {
	now := k.cfg.Now()
	size, err := int64(0), errDriveGone
	if !k.unplugged(p) {
		size, err = c.put(filepath.Join(p.Dir, nameAt(now, c.counting(), sound, k.Encrypted())), k.cfg.Keys)
	}
	if err != nil {
		k.cfg.Log.Error("no copy was made", "dir", p.Dir, "error", err)
		p.Problem = Unwritten
		return p
	}
	p.Problem = Unsound
	if sound {
		p.Last, p.Size, p.Problem = now, size, ""
		p.Proved, p.Origin, p.Beside, p.drive = true, c.origin, k.beside(p.Dir), driveOf(p.Dir)
	}
	if err := clearUp(p.Dir, now); err != nil {
		k.cfg.Log.Error("old copies stay", "dir", p.Dir, "error", err)
		p.Problem = Uncleared
	}
	return p
}

// put writes the copy into a folder, which it makes, and returns its size.
func (c *copied) put(target string, keys []age.Recipient) (int64, error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return 0, err
	}
	if err := c.writeTo(target, keys); err != nil {
		return 0, err
	}
	info, err := os.Stat(target)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
