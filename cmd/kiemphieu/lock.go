package main

import (
	"cmp"
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
			at := cmp.Or(p.served(), "địa chỉ của chương trình đang chạy")
			return nil, hintError{errServed, "Mở " + at + " bằng trình duyệt, hoặc dừng chương trình ấy; cần chạy " +
				"hai chương trình thì chọn --data khác."}
		}
		if stillThere(file) {
			return func() { _ = errors.Join(os.Remove(p.addressFile()), os.Remove(path), file.Close()) }, nil
		}
		_ = file.Close() // whoever had it took the file along: again
	}
}

// addressFile holds the address of the program that has the lock, for a second
// one that is started by mistake.
func (p place) addressFile() string { return filepath.Join(p.data, "serve.address") }

// tellServed notes the address at which the data directory is served.
func (p place) tellServed(address string) error {
	if p.database != "" {
		return nil
	}
	return os.WriteFile(p.addressFile(), []byte(address), 0o600)
}

// served is the address at which the data directory is served, "" if unknown.
func (p place) served() string {
	address, _ := os.ReadFile(p.addressFile()) // not there yet, or not for us
	return string(address)
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
