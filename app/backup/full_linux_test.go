package backup_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"kiemphieu/app/backup"
	"kiemphieu/app/smalldisk"
)

// drive is a small disk with copies, and a second folder elsewhere.
type drive struct {
	*testing.T
	disk, copies, other string
	keeper              *backup.Keeper
	now                 time.Time
}

// plug keeps copies of a cell on a small disk and elsewhere.
func plug(t *testing.T, disk string, keys ...age.Recipient) *drive {
	t.Helper()
	d := &drive{T: t, disk: disk, copies: filepath.Join(disk, "sao-luu"), other: t.TempDir(), now: time.Now().UTC()}
	db := cell(t)
	d.keeper = backup.NewKeeper(backup.Config{Job: backup.Job{From: db, Keys: keys}, Seals: db.Seals,
		Dirs: []string{d.copies, d.other}, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { d.now = d.now.Add(time.Minute); return d.now }})
	return d
}

// make makes a copy in both folders: on the drive it comes out like this, beside always.
func (d *drive) make(want backup.Problem) {
	d.Helper()
	on, beside := d.keeper.Make(d.Context())[0], d.keeper.Places()[1]
	if on.Problem != want || beside.Problem != "" {
		d.Errorf("on the drive %q, elsewhere %q, want %q", on.Problem, beside.Problem, want)
	}
}

// has checks that the drive holds so many copies, the newest one good, and nothing
// that is half of one.
func (d *drive) has(copies int, with ...age.Identity) {
	d.Helper()
	all := names(d.T, d.copies)
	if len(all) != copies || slices.ContainsFunc(all, func(n string) bool { return strings.HasPrefix(n, ".") }) {
		d.Errorf("want %d copies: %v", copies, all)
	}
	newest := backup.NewestIn(d.copies)
	c, err := backup.Open(newest.Path, with...)
	must(d.T, err)
	_, err = open(d.T, filepath.Join(d.TempDir(), "kiemphieu.db")).Restore(d.Context(), c, c.Size)
	must(d.T, err)
	must(d.T, c.Close())
}

// A drive that is full, fills up in the middle of a copy, is made read-only or is
// pulled out keeps the good copies that it has, and no half one beside them; the
// other folder gets its copy, and so does the drive once it can.
func TestR3CopiesOntoAFullDrive(t *testing.T) {
	smalldisk.In(t, 2, func(t *testing.T, disk string) {
		_, to, with := key(t)
		for name, keys := range map[string][]age.Recipient{"open": nil, "locked": {to}} {
			d := plug(t, filepath.Join(disk, name), keys...)
			must(t, os.Mkdir(d.disk, 0o700))
			d.make("")
			size := d.keeper.Places()[0].Size
			room := smalldisk.Fill(t, disk)
			d.make(backup.Unwritten)
			d.has(1, with...)
			film := filepath.Join(disk, smalldisk.Film)
			for left := int64(4096); left < size; left += 4096 { // full in the middle
				info, err := os.Stat(film)
				must(t, err)
				must(t, os.Truncate(film, info.Size()-4096))
				d.make(backup.Unwritten)
			}
			d.has(1, with...)
			room()
			d.make("")
			d.has(2, with...)

			must(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
			d.make(backup.Unwritten)
			must(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""))
			d.make("")
			d.has(3, with...)
		}
	})
}

// Copies fill a drive by themselves: those that are there stay.
func TestR3CopiesFillTheirDrive(t *testing.T) {
	smalldisk.In(t, 1, func(t *testing.T, disk string) {
		d := plug(t, disk)
		d.make("")
		smalldisk.Fill(t, disk)
		film := filepath.Join(disk, smalldisk.Film)
		info, err := os.Stat(film)
		must(t, err)
		must(t, os.Truncate(film, info.Size()-5*d.keeper.Places()[0].Size))
		for n := 1; ; n++ {
			if d.keeper.Make(t.Context())[0].Problem == backup.Unwritten {
				d.has(n)
				return
			}
		}
	})
}

// A drive that is pulled out leaves the folder on which it was mounted: that takes
// no copy. Another drive at the same place does.
func TestR3APulledDriveLeavesItsFolder(t *testing.T) {
	smalldisk.In(t, 2, func(t *testing.T, disk string) {
		d := plug(t, disk)
		d.copies = disk
		db := cell(t)
		d.keeper = backup.NewKeeper(backup.Config{Job: backup.Job{From: db}, Seals: db.Seals,
			Dirs: []string{disk, d.other}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		d.make("")
		must(t, syscall.Unmount(disk, syscall.MNT_DETACH))
		d.make(backup.Unwritten)
		if left := names(t, disk); len(left) > 0 {
			t.Errorf("beside the drive lies %v", left)
		}
		must(t, syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=2m"))
		d.make("")
		d.has(1)
	})
}

// Where the data lie is no room, or nothing can be written: a copy goes to another
// disk all the same.
func TestR3ACopyNeedsNoRoomBesideTheData(t *testing.T) {
	smalldisk.In(t, 2, func(t *testing.T, disk string) {
		db, usb := cell(t), t.TempDir()
		room := smalldisk.Fill(t, disk)
		made := func(what, temp string) {
			t.Helper()
			k := backup.NewKeeper(backup.Config{Job: backup.Job{From: db, Temp: temp}, Seals: db.Seals,
				Dirs: []string{usb}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
			if place := k.Make(context.Background())[0]; place.Problem != "" || !place.Proved {
				t.Errorf("%s: %+v", what, place)
			}
		}
		made("full", disk)
		room()
		must(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
		made("read-only", disk)
		made("gone", filepath.Join(disk, "gone"))
		if _, err := os.Stat(filepath.Join(disk, "gone")); !os.IsNotExist(err) {
			t.Error(err)
		}
	})
}
