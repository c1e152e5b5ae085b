package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"

	"kiemphieu/congress"
)

// ErrReplaced: the database's file was deleted, moved away or replaced since it
// was opened. What is written to it then is gone with the program, so nothing is;
// what was written before is still read.
var ErrReplaced = errors.New("store: the database's file is no longer where it was opened")

// placed is a file that must stay what it is.
type placed struct {
	path string
	file os.FileInfo
}

func place(path string) (p placed, err error) {
	p.path = path
	if p.file, err = os.Stat(path); err != nil {
		return p, fmt.Errorf("store: open %s: %w", path, err)
	}
	os.SameFile(p.file, p.file) // Windows looks which file it is when it is first asked
	return p, nil
}

// still returns an error where another file is at the place, or none.
func (p placed) still() error {
	now, err := os.Stat(p.path)
	if err == nil && os.SameFile(p.file, now) {
		return nil
	}
	return errors.Join(congress.ErrUnavailable, ErrReplaced, err)
}

// placedConnector opens connections to the file that was there at first, and to
// no other.
type placedConnector struct {
	driver driver.Driver
	dsn    string
	at     placed
}

// Connect implements driver.Connector.
func (c placedConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	if err := c.at.still(); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// Driver implements driver.Connector.
func (c placedConnector) Driver() driver.Driver { return c.driver }
