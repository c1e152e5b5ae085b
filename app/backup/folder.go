package backup

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How a copy is named: when it was made, in UTC, whether papers were being
// counted, whether it is encrypted.
const (
	prefix   = "kiemphieu-"
	moment   = "20060102-150405"
	counting = "-dang-kiem"
	unsound  = "-khong-khop" // data that its own log does not bear out
	suffix   = ".kpb"
	locked   = ".age"
	partial  = ".kiemphieu-*" // while it is written
)

// What is kept of the copies in a folder.
const (
	keptNewest = 20
	keptDays   = 30 // the newest of each of these days
)

func nameAt(at time.Time, duringCount, sound, encrypted bool) string {
	name := prefix + at.UTC().Format(moment)
	if duringCount {
		name += counting
	}
	if !sound {
		name += unsound
	}
	name += suffix
	if encrypted {
		name += locked
	}
	return name
}

// kept is a copy in a folder.
type kept struct {
	path     string
	made     time.Time
	size     int64
	counting bool
	sound    bool
}

// list returns the copies in a folder, newest first; what is not named like
// one is somebody else's.
func list(dir string) []kept {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var found []kept
	for _, e := range entries {
		name, isCopy := strings.CutSuffix(strings.TrimSuffix(e.Name(), locked), suffix)
		name, isUnsound := strings.CutSuffix(name, unsound)
		name, during := strings.CutSuffix(name, counting)
		at, hasPrefix := strings.CutPrefix(name, prefix)
		made, err := time.Parse(moment, at)
		info, statErr := e.Info()
		if !isCopy || !hasPrefix || errors.Join(err, statErr) != nil || !info.Mode().IsRegular() {
			continue
		}
		found = append(found, kept{filepath.Join(dir, e.Name()), made, info.Size(), during, !isUnsound})
	}
	slices.SortFunc(found, func(a, b kept) int {
		return cmp.Or(b.made.Compare(a.made), cmp.Compare(b.path, a.path))
	})
	return found
}

// halfOld is how old a half copy must be to be nobody's work any more.
const halfOld = time.Hour

// clearUp removes the copies that are too many: all but the newest ones and
// the last of each day; and half ones of a program that was killed. Copies made
// while papers were counted hold codes and marks; they go once a copy from after
// the count stands beside them. Unsound ones take the place of no other.
func clearUp(dir string, now time.Time) error {
	errs := []error{clearHalf(dir, now)}
	days := map[string]bool{}
	sealed, seen := false, map[bool]int{}
	for _, c := range list(dir) {
		day := c.made.Format(time.DateOnly)
		ofDay := c.sound && !days[day] && now.Sub(c.made) < keptDays*24*time.Hour
		days[day] = days[day] || c.sound
		if (c.counting && sealed) || (seen[c.sound] >= keptNewest && !ofDay) {
			errs = append(errs, os.Remove(c.path))
		}
		sealed = sealed || c.sound && !c.counting
		seen[c.sound]++
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("backup: old copies stay: %w", err)
	}
	return nil
}

func clearHalf(dir string, now time.Time) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		info, statErr := e.Info()
		half, _ := filepath.Match(partial, e.Name()) // the pattern is well formed
		if half && statErr == nil && now.Sub(info.ModTime()) > halfOld {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}
