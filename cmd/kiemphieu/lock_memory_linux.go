package main

import "syscall"

// lockMemory keeps all that this program has in memory out of swap, where the system
// lets it: with the right to (CAP_IPC_LOCK) or without a limit (LimitMEMLOCK=infinity).
// Only what is touched takes memory, and what is freed goes back as ever.
func lockMemory() {
	const onceTouched = 4 // MCL_ONFAULT, which syscall has no name for
	const anything = 1 << 30
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(rlimitMemlock, &limit); err != nil || limit.Cur != unlimited && limit.Cur >= anything {
		return // it might succeed now and, without the right to, take memory away once the limit is reached
	}
	_ = syscall.Mlockall(syscall.MCL_CURRENT | syscall.MCL_FUTURE | onceTouched) //nolint:errcheck // as said
}

const (
	rlimitMemlock = 8 // RLIMIT_MEMLOCK, likewise
	unlimited     = ^uint64(0)
)
