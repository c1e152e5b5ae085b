package main

import "syscall"

// errDiskFull is what the system says where a disk is full.
const errDiskFull = syscall.Errno(112)
