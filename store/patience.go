package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
)

// patience is how long a caller waits for a connection, and a statement for a
// lock or for the next bytes of its answer. Whoever waits longer is told
// ErrUnavailable, with nothing acknowledged.
const patience = 8 * time.Second

// patientDialer opens connections on which nobody waits for ever: a server
// that hangs, and a network that swallows everything, count as gone.
type patientDialer struct{ patience time.Duration }

// Dial implements pq.Dialer.
func (d patientDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext implements pq.DialerContext.
func (d patientDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &patientConn{Conn: conn, patience: d.patience}, nil
}

// DialTimeout implements pq.Dialer.
func (d patientDialer) DialTimeout(network, address string, wait time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// patientConn waits so long for each piece that comes or goes. The driver
// reads only when it is owed an answer.
type patientConn struct {
	net.Conn
	patience time.Duration
	greeted  time.Time // by when the server must have let us in; zero once it has
}

// SetDeadline is what the driver calls around the greeting of one server of several.
func (c *patientConn) SetDeadline(t time.Time) error {
	c.greeted = t
	return c.Conn.SetDeadline(t)
}

// until is when the next piece must have come or gone.
func (c *patientConn) until() time.Time {
	t := time.Now().Add(c.patience)
	if !c.greeted.IsZero() && c.greeted.Before(t) {
		return c.greeted
	}
	return t
}

func (c *patientConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(c.until()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *patientConn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(c.until()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// begin starts a transaction on a connection of the pool, and returns how to
// give the connection back once it is over.
func (db *DB) begin(ctx context.Context, pool *sqlx.DB, opts *sql.TxOptions) (*sqlx.Tx, func(), error) {
	var sqlTx *sqlx.Tx
	conn, err := db.onLive(ctx, pool, func(conn *sqlx.Conn) (err error) {
		sqlTx, err = conn.BeginTxx(ctx, opts)
		return err
	})
	if err != nil {
		return nil, nil, db.unreachable(err)
	}
	return sqlTx, func() { _ = conn.Close() }, nil // the pool knows whether it is still good
}

// onLive runs fn on a connection, and returns it. One that died while nobody
// used it costs no caller anything: fn, which may run twice, gets the next.
func (db *DB) onLive(ctx context.Context, pool *sqlx.DB, fn func(*sqlx.Conn) error) (*sqlx.Conn, error) {
	for spare := pool.Stats().OpenConnections; ; spare-- {
		conn, err := db.connection(ctx, pool)
		if err == nil {
			if err = fn(conn); err == nil {
				return conn, nil
			}
			giveUp(conn, err)
		}
		if spare <= 0 || !dead(err) {
			return nil, err
		}
	}
}

// giveUp gives a connection back to its pool, which forgets it if it is dead.
func giveUp(conn *sqlx.Conn, err error) {
	if dead(err) {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = conn.Close()
}

// dead reports whether an error says that the other end of a connection that
// was open is gone.
func dead(err error) bool {
	var network *net.OpError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		(errors.As(err, &network) && network.Op != "dial" && !network.Timeout())
}

func (db *DB) connection(ctx context.Context, pool *sqlx.DB) (*sqlx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, db.patience)
	defer cancel()
	return pool.Connx(ctx)
}

// Probe reports whether the database keeps what is written now: it writes,
// waits until that is durable, and leaves nothing. congress.ErrUnavailable if not.
func (db *DB) Probe(ctx context.Context) error {
	const key = "store.probe"
	if err := db.hasRoom(ctx); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx congress.Tx) error {
		return errors.Join(tx.PutSetting(ctx, key, ""), tx.DeleteSetting(ctx, key))
	})
}

// What PostgreSQL is given less memory for than it needs, so that it writes a file
// beside the tables and deletes it.
const (
	littleMemory = "SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)"
	muchToHold   = "SELECT count(*) FROM generate_series(1, 10000)"
)

// hasRoom gives [ErrFull] where PostgreSQL's disk is full. A write of a few bytes
// does not tell: it finds a place in what is there, and a batch does not.
func (db *DB) hasRoom(ctx context.Context) error {
	if db.url == "" {
		return nil
	}
	sqlTx, giveBack, err := db.begin(ctx, db.read, nil)
	if err != nil {
		return err
	}
	defer giveBack()
	defer rollback(sqlTx)
	_, err = sqlTx.ExecContext(ctx, littleMemory)
	if err == nil {
		_, err = sqlTx.ExecContext(ctx, muchToHold)
	}
	return db.dialect.classify(err)
}
