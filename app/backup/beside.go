package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kiemphieu/store"
)

// ErrKept: a file that a copy would bring is there already.
var ErrKept = errors.New("backup: there are keys already, which stay")

// beside reads the files that go with the data.
func (j Job) beside() ([]store.File, error) {
	if len(j.Keys) == 0 {
		return nil, nil
	}
	var files []store.File
	for _, dir := range j.Beside {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("backup: %w", err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() {
				continue
			}
			content, err := os.ReadFile(filepath.Join(dir, e.Name())) //nolint:gosec // the path is the operator's
			if err != nil {
				return nil, fmt.Errorf("backup: %w", err)
			}
			files = append(files, store.File{Name: filepath.Base(dir) + "/" + e.Name(), Content: content})
		}
	}
	return files, nil
}

// Files writes what went with the data of a copy into folders, by the names of
// the folders in it ("keys", "tls"), and returns how many there were: all, or none
// where one cannot be written. A folder that has files stays as it is: ErrKept.
func (c *Copy) Files(into map[string]string) (int, error) {
	files, err := store.FilesOf(c, c.Size)
	if err != nil {
		return 0, err
	}
	for _, dir := range into {
		if there, err := os.ReadDir(dir); err == nil && len(there) > 0 && len(files) > 0 {
			return 0, fmt.Errorf("%w: %s", ErrKept, dir)
		}
	}
	var written []string
	for _, f := range files {
		dir, ok := into[filepath.Dir(filepath.FromSlash(f.Name))]
		if !ok {
			continue // of a later program
		}
		path := filepath.Join(dir, filepath.Base(f.Name))
		written = append(written, path)
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(path, f.Content, 0o600)); err != nil {
			for _, half := range written {
				_ = os.Remove(half)
			}
			return 0, fmt.Errorf("backup: %w", err)
		}
	}
	return len(written), nil
}
