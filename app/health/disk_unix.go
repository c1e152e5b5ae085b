//go:build linux || darwin

package health

import "syscall"

// FreeSpace is how many bytes can be written below dir.
func FreeSpace(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil //nolint:gosec // G115: a block has a positive size
}
