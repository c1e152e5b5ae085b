package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
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

// with opens the program over the data, says where that is, runs fn, and
// closes the program afterwards.
func (p place) with(ctx context.Context, command *cobra.Command, cfg app.Config, fn func(*app.Program) error) (err error) {
	fmt.Fprintf(command.ErrOrStderr(), "Dữ liệu: %s\n", p.shown())
	cfg.Database = p.url()
	program, err := app.Open(ctx, cfg)
	if err != nil {
		return explainStore(err)
	}
	defer func() { err = errors.Join(err, program.Close()) }()
	return fn(program)
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
