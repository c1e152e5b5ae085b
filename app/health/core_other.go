//go:build !linux && !darwin

package health

// WritesCores: these systems write no memory of a process into a file unless asked to.
func WritesCores() bool { return false }
