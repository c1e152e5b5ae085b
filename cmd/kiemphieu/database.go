package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// place is where a command keeps or finds its data.
type place struct {
	data     string // directory, for SQLite
	database string // postgres://…, "" for SQLite
}

// flags adds the two flags that say where the data is.
func (p *place) flags(command *cobra.Command) {
	command.Flags().StringVar(&p.data, "data", envOr("KIEMPHIEU_DATA", "data"), "thư mục dữ liệu khi dùng SQLite (KIEMPHIEU_DATA)")
	command.Flags().StringVar(&p.database, "database", os.Getenv("KIEMPHIEU_DATABASE"), "địa chỉ PostgreSQL, postgres://… (KIEMPHIEU_DATABASE)")
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// url is what the store opens.
func (p place) url() string {
	if p.database != "" {
		return p.database
	}
	return filepath.Join(p.data, "kiemphieu.db")
}

// shown is the same for people: without a password.
func (p place) shown() string {
	if p.database == "" {
		return "SQLite, " + p.url()
	}
	u, err := url.Parse(p.database)
	if err != nil {
		return "PostgreSQL"
	}
	return "PostgreSQL, " + u.Redacted()
}

// open opens the database, says which, and brings its schema up to date.
func (p place) open(ctx context.Context, command *cobra.Command, opts store.Options) (*store.DB, error) {
	db, err := p.connect(ctx, command, opts)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(explainStore(err), db.Close())
	}
	return db, nil
}

// with runs fn on an open database and closes it afterwards.
func (p place) with(command *cobra.Command, opts store.Options, fn func(*store.DB) error) (err error) {
	db, err := p.open(command.Context(), command, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// connect opens the database without touching its schema.
func (p place) connect(ctx context.Context, command *cobra.Command, opts store.Options) (*store.DB, error) {
	fmt.Fprintf(command.ErrOrStderr(), "Dữ liệu: %s\n", p.shown())
	db, err := store.Open(ctx, p.url(), opts)
	return db, explainStore(err)
}

// explainStore adds what to do to an error of the store.
func explainStore(err error) error {
	switch {
	case errors.Is(err, store.ErrNewerSchema):
		return hintError{err, "Cơ sở dữ liệu do bản chương trình mới hơn tạo ra; hãy dùng bản đó."}
	case errors.Is(err, congress.ErrUnavailable):
		return hintError{err, "Kiểm tra cơ sở dữ liệu đang chạy và địa chỉ --database."}
	}
	return err
}

// services are the use cases over a database.
func services(db *store.DB) (*congress.Service, *ratify.Service) {
	return congress.NewService(db, rand.Reader), ratify.NewService(db.Ratify(), ratify.ShippedCalendar())
}
