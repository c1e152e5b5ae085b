//go:build !windows

package backup

import (
	"os"
	"syscall"
)

// sameDisk reports whether two folders are on one file system; not where one of
// them is not there.
func sameDisk(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	if err != nil {
		return false
	}
	first, ok := one.Sys().(*syscall.Stat_t)
	second, also := other.Sys().(*syscall.Stat_t)
	return ok && also && first.Dev == second.Dev
}
