package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"kiemphieu/store"
)

// errServed: another program serves the same data directory.
var errServed = errors.New("một chương trình khác đang chạy trên thư mục dữ liệu này")

// lock keeps other programs from serving the same data directory until the
// returned function is called, or the process ends. PostgreSQL may be served
// by several.
func (p place) lock() (unlock func(), err error) {
	if p.database != "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return nil, explainStore(errors.Join(store.ErrNotWritable, err))
	}
	path := filepath.Join(p.data, "serve.lock")
	for {
		file := flock.New(path, flock.SetPermissions(0o600))
		switch locked, err := file.TryLock(); {
		case err != nil:
			return nil, explainStore(errors.Join(store.ErrNotWritable, err))
		case !locked:
			return nil, hintError{errServed,
				"Mở địa chỉ của chương trình đang chạy bằng trình duyệt, hoặc dừng nó; cần " +
					"chạy hai chương trình thì chọn --data khác."}
		}
		if stillThere(file) {
			return func() { _ = errors.Join(os.Remove(path), file.Close()) }, nil
		}
		_ = file.Close() // whoever had it took the file along: again
	}
}

// stillThere reports whether a lock is on the file that has its name now.
func stillThere(file *flock.Flock) bool {
	mine, err := file.Stat()
	if err != nil {
		return true // a system that does not tell does not remove open files either
	}
	there, err := os.Stat(file.Path())
	return err == nil && os.SameFile(mine, there)
}
