//go:build !windows

package backup

import (
	"os"
	"path/filepath"
	"syscall"
)

// sameDisk reports whether two folders are on one file system; not where one of
// them is not there.
func sameDisk(a, b string) bool {
	one, ok := deviceOf(a)
	other, also := deviceOf(b)
	return ok && also && one == other
}

// driveOf names the folder at which the drive of a folder is mounted; of one that
// is not there, the drive on which it would be made.
func driveOf(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for above := filepath.Dir(path); above != path; path, above = above, filepath.Dir(above) {
		if _, there := deviceOf(path); there && !sameDisk(path, above) {
			return path
		}
	}
	return path
}

func deviceOf(path string) (device uint64, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true //nolint:gosec,unconvert // G115: only compared; its type differs between systems
}
