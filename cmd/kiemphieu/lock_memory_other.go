//go:build !linux

package main

// lockMemory: these systems lock memory range by range, which a garbage collector
// does not keep to; doctor says how to turn off swap.
func lockMemory() {}
