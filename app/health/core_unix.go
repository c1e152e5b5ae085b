//go:build linux || darwin

package health

import "syscall"

// WritesCores reports whether a crash of this process writes its memory to a file.
func WritesCores() bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_CORE, &limit) != nil || limit.Cur > 0
}
