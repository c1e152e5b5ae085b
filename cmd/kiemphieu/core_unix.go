//go:build linux || darwin

package main

import "syscall"

// noCore keeps the memory of this program out of files when it crashes: codes of
// papers are in it while they are printed. Where the limit cannot be set, it is
// as it was.
func noCore() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) //nolint:errcheck // as said
}
