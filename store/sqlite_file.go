package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

const tablesSQLite = `SELECT name
	FROM sqlite_schema
	WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
	ORDER BY name`

// notMade takes back an empty file that was made and could not become a database:
// the place is as it was.
func notMade(path string) {
	if info, err := os.Stat(path); err != nil || info.Size() > 0 {
		return
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		_ = os.Remove(name)
	}
}

// prepareFile makes the file if there is none, and otherwise looks at it before
// SQLite may write into it. One that was there is not empty.
func (d dialect) prepareFile(ctx context.Context, path string, existing bool) error {
	_, err := os.Stat(path)
	if err == nil {
		return d.examineFile(ctx, path)
	}
	if existing && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w at %s", ErrNoDatabase, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("%w: %w", ErrNotWritable, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the operator's; SQLite gives its other files the same rights
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotWritable, err)
	}
	return f.Close()
}

// SQLite's header: how a file begins, and where it says that it has a write-ahead log.
const (
	sqliteMagic = "SQLite format 3\x00"
	walAt       = 18
	walMode     = 2
)

// examineFile refuses a file that is no whole database of this program's past.
// It reads through a connection that cannot write.
func (d dialect) examineFile(ctx context.Context, path string) (err error) {
	head, err := readHead(path)
	switch {
	case err != nil:
		return err
	case len(head) == 0:
		return fmt.Errorf("%w: it is empty", ErrDamaged)
	case len(head) <= walAt || !bytes.HasPrefix(head, []byte(sqliteMagic)):
		return fmt.Errorf("%w: no SQLite file", ErrForeign)
	}
	q := url.Values{"mode": {"ro"}, "_pragma": {fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds())}}
	if _, err := os.Stat(path + "-wal"); head[walAt] == walMode && errors.Is(err, fs.ErrNotExist) {
		q.Set("immutable", "1") // nobody has it open; SQLite would make the log to read it
	}
	pool, err := sqlx.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return fmt.Errorf("store: open %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var found string
	if err := pool.GetContext(ctx, &found, "PRAGMA quick_check(1)"); err != nil {
		return fmt.Errorf("store: open %s: %w", path, damaged(unwritable(err)))
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	_, err = d.check(ctx, pool)
	return err
}

// readHead returns the first bytes of a file that can be written.
func readHead(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // the path is the operator's
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWritable, err)
	}
	defer f.Close() // read only
	head, err := io.ReadAll(io.LimitReader(f, walAt+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return head, nil
}

// damaged adds ErrDamaged to what SQLite says of a file that it cannot make sense of.
func damaged(err error) error {
	return withCode(err, ErrDamaged, sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB)
}

// unwritable adds ErrNotWritable to what SQLite says where it may not write, and
// ErrFull where it cannot, as when the file beside the log finds no room.
func unwritable(err error) error {
	var driver *sqlite.Error
	if errors.As(err, &driver) && driver.Code() == sqlitelib.SQLITE_IOERR_SHMSIZE {
		return errors.Join(ErrFull, err)
	}
	err = withCode(err, ErrFull, sqlitelib.SQLITE_FULL)
	return withCode(err, ErrNotWritable, sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_PERM)
}

func withCode(err, sentinel error, codes ...int) error {
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return err
	}
	for _, code := range codes {
		if driver.Code()&0xff == code {
			return errors.Join(sentinel, err)
		}
	}
	return err
}
