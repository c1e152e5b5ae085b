//go:build !linux && !darwin && !windows

package health

import "errors"

// FreeSpace is not known here.
func FreeSpace(string) (uint64, error) { return 0, errors.ErrUnsupported }
