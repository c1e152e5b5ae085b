package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// driverConn is all that a connection of the driver can do.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Tx
	driver.Validator
}

// servedConn is a connection that knows which server it leads to: when that was
// started, which no two servers of a cluster say alike.
type servedConn struct {
	driverConn
	server string
}

// BeginTx implements driver.ConnBeginTx. The driver would ask for READ WRITE, and
// so write where an administrator has said that nothing be written: while the data
// moves to another server, or the disk is nearly full. It is not let watch a
// whole transaction either: it would stop watching once more at the end of the
// next one, and panic. Statements are watched one by one.
func (c *servedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if opts.ReadOnly {
		return c.driverConn.BeginTx(context.WithoutCancel(ctx), opts)
	}
	begin := "BEGIN"
	if level := sql.IsolationLevel(opts.Isolation); level != sql.LevelDefault {
		begin += " ISOLATION LEVEL " + strings.ToUpper(level.String())
	}
	if _, err := c.ExecContext(ctx, begin, nil); err != nil {
		return nil, err
	}
	return c.driverConn, nil
}

// servedConnector opens such connections.
type servedConnector struct{ *pq.Connector }

// Connect implements driver.Connector.
func (c servedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := conn.(driverConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("store: the driver's %T does less than it did", conn), conn.Close())
	}
	server, err := askedOnce(ctx, whole, "SELECT pg_postmaster_start_time()::text")
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &servedConn{whole, server}, nil
}

// askedOnce gives the one text that a query gives.
func askedOnce(ctx context.Context, conn driver.QueryerContext, query string) (text string, err error) {
	rows, err := conn.QueryContext(ctx, query, nil)
	if err != nil {
		return "", err
	}
	values := make([]driver.Value, 1)
	if err = rows.Next(values); err == nil {
		text = fmt.Sprintf("%s", values[0])
	}
	return text, errors.Join(err, rows.Close())
}

// serverOf tells where a connection leads to.
func serverOf(conn *sqlx.Conn) (server string, err error) {
	err = conn.Raw(func(c any) error {
		served, ok := c.(*servedConn)
		if !ok {
			return fmt.Errorf("store: a connection of %T", c)
		}
		server = served.server
		return nil
	})
	return server, err
}
