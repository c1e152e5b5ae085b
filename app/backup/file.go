package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"kiemphieu/store"
)

// Source is the database that is copied.
type Source interface {
	// CheckFile returns store.ErrDamaged for a database whose file is not whole.
	CheckFile(ctx context.Context) error
	// Backup writes everything as one consistent snapshot, and files that go with it.
	Backup(ctx context.Context, w io.Writer, files ...store.File) ([]store.Count, error)
}

// Job says what goes into a copy, and who can read it.
type Job struct {
	From Source
	// Beside are folders whose files go with the data, as those of keys: only
	// into copies that are encrypted.
	Beside []string
	Keys   []age.Recipient // for whom copies are encrypted; none: they are open
	Temp   string          // folder in which a copy lies, open, while it is made
}

// ErrEncrypted: a key is needed to read the copy, another than those given.
var ErrEncrypted = errors.New("backup: copy is encrypted for other keys")

// Write copies a database into a file. The file appears under its name once the
// copy is whole, proved and on the disk; else there is no such file, and the
// one before stays.
func (j Job) Write(ctx context.Context, target string) ([]store.Count, error) {
	c, err := j.take(ctx)
	if err != nil {
		return nil, err
	}
	defer c.drop()
	return c.counts, c.writeTo(target, j.Keys)
}

// copied is a copy that lies in a temporary file, which has no name any more or
// will have none once it is dropped, or in memory.
type copied struct {
	io.ReaderAt
	size   int64
	counts []store.Count
	origin store.Origin
	drop   func()
}

// take copies a database that is whole, and proves the copy. Where its temporary
// folder is full, takes no writes or is gone the copy is held in memory: then it is
// needed most.
func (j Job) take(ctx context.Context) (*copied, error) {
	if err := j.From.CheckFile(ctx); err != nil {
		return nil, err
	}
	files, err := j.beside()
	if err != nil {
		return nil, err
	}
	c, err := j.copyToFile(ctx, files)
	var folder *fs.PathError
	if errors.As(err, &folder) {
		c, err = j.copyToMemory(ctx, files)
	}
	if err != nil {
		return nil, err
	}
	if err = store.ProveBackup(ctx, c, c.size); err == nil {
		c.origin, err = store.OriginOf(c, c.size)
	}
	if err == nil {
		err = j.From.CheckFile(ctx) // it was whole all the time
	}
	if err != nil {
		c.drop()
		return nil, err
	}
	return c, nil
}

func (j Job) copyToFile(ctx context.Context, files []store.File) (*copied, error) {
	file, err := os.CreateTemp(j.Temp, partial)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	_ = os.Remove(file.Name()) // where the system lets go of names at once, nothing is left by a crash
	c := &copied{ReaderAt: file, drop: func() {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}}
	if c.counts, err = j.From.Backup(ctx, file, files...); err == nil {
		c.size, err = file.Seek(0, io.SeekEnd)
	}
	if err != nil {
		c.drop()
		return nil, fmt.Errorf("backup: %w", err)
	}
	return c, nil
}

func (j Job) copyToMemory(ctx context.Context, files []store.File) (*copied, error) {
	var content bytes.Buffer
	counts, err := j.From.Backup(ctx, &content, files...)
	if err != nil {
		return nil, err
	}
	return &copied{ReaderAt: bytes.NewReader(content.Bytes()), size: int64(content.Len()), counts: counts,
		drop: func() {}}, nil
}

// counting reports whether the copy holds marks or codes of papers that are
// being counted.
func (c *copied) counting() bool {
	for _, n := range c.counts {
		switch n.Table {
		case "batches", "hand_counts", "manifests":
			if n.Rows > 0 {
				return true
			}
		}
	}
	return false
}

// writeTo writes the copy beside the target, reads back what reached the disk,
// and gives it its name.
func (c *copied) writeTo(target string, keys []age.Recipient) (err error) {
	f, err := os.CreateTemp(filepath.Dir(target), partial)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	sent := sha256.New()
	err = encrypt(io.MultiWriter(f, sent), io.NewSectionReader(c, 0, c.size), keys)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := readBack(f.Name(), sent.Sum(nil)); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return syncDir(filepath.Dir(target))
}

// syncDir makes the names in a folder survive a drive that is pulled out, where
// the system can.
func syncDir(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // the path is the operator's
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_ = f.Sync() // some systems cannot
	return f.Close()
}

// encrypt copies for those who have one of the keys, or openly without any.
func encrypt(to io.Writer, from io.Reader, keys []age.Recipient) error {
	if len(keys) == 0 {
		_, err := io.Copy(to, from)
		return err
	}
	w, err := age.Encrypt(to, keys...)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, from); err != nil {
		return err
	}
	return w.Close()
}

// readBack reports whether a file holds what was written.
func readBack(path string, want []byte) error {
	f, err := os.Open(path) //nolint:gosec // written just now
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer f.Close() // read only
	got := sha256.New()
	if _, err := io.Copy(got, f); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if string(got.Sum(nil)) != string(want) {
		return fmt.Errorf("backup: %s does not hold what was written to it", path)
	}
	return nil
}

// Copy is an open file with a copy.
type Copy struct {
	io.ReaderAt
	Size int64 // bytes
	file *os.File
}

// Close closes the file.
func (c *Copy) Close() error { return c.file.Close() }

// Open opens a copy, with one of the keys where it is encrypted: ErrEncrypted
// if none fits.
func Open(path string, keys ...age.Identity) (*Copy, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the operator's
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	c, err := open(f, keys)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return c, nil
}

// ageMagic is how an encrypted file begins.
const ageMagic = "age-encryption.org/v1\n"

func open(f *os.File, keys []age.Identity) (*Copy, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	head := make([]byte, len(ageMagic))
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, info.Size()), head); err != nil || string(head) != ageMagic {
		return &Copy{f, info.Size(), f}, nil //nolint:nilerr // too short to be one; whoever reads it says so
	}
	if len(keys) == 0 {
		return nil, ErrEncrypted
	}
	plain, size, err := age.DecryptReaderAt(f, info.Size(), keys...)
	var nobody *age.NoIdentityMatchError
	switch {
	case errors.As(err, &nobody):
		return nil, errors.Join(ErrEncrypted, err)
	case err != nil:
		return nil, errors.Join(store.ErrDamagedBackup, err)
	}
	return &Copy{plain, size, f}, nil
}
