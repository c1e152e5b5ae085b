package backup

import (
	"path/filepath"
	"strings"
)

// driveOf names the drive of a folder.
func driveOf(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	return filepath.VolumeName(path)
}

// sameDisk reports whether two folders are on one drive.
func sameDisk(a, b string) bool {
	one, err := filepath.Abs(a)
	if err != nil {
		return false
	}
	other, err := filepath.Abs(b)
	return err == nil && strings.EqualFold(filepath.VolumeName(one), filepath.VolumeName(other))
}
