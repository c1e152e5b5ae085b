package store

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

// lift returns the backup of an older schema as one of this program's. Its rows
// go, as they stand, into a database in memory with the schema of their time,
// which is then migrated as every other.
func lift(ctx context.Context, archive *zip.Reader, manifest backupManifest) (_ *zip.Reader, err error) {
	pool, err := sqlx.Open("sqlite", "file::memory:") // foreign keys hold where the rows end up
	if err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1) // the database is the connection
	p, err := dialectSQLite().provider(pool)
	if err != nil {
		return nil, err
	}
	if _, err := p.UpTo(ctx, manifest.Schema); err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(manifest.Tables)) {
		if err := liftTable(ctx, pool, archive, name, manifest.Tables[name]); err != nil {
			return nil, fmt.Errorf("store: lift %s: %w", name, err)
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	return backedUp(ctx, pool, p)
}

// backedUp returns a backup of a migrated database in memory.
func backedUp(ctx context.Context, pool *sqlx.DB, p *goose.Provider) (*zip.Reader, error) {
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	sqlTx, err := pool.BeginTxx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	defer rollback(sqlTx)
	var lifted bytes.Buffer
	if _, err := (&tx{q: sqlTx, db: &DB{dialect: dialectSQLite()}}).backup(ctx, &lifted, schema, nil); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(lifted.Bytes()), int64(lifted.Len()))
}

// liftTable stores the rows of one table, whose columns are those of its time.
func liftTable(ctx context.Context, pool *sqlx.DB, archive *zip.Reader, name string, want tableSummary) error {
	if err := checkTable(archive, name, want); err != nil {
		return err
	}
	var columns []struct{ Name, Type string }
	if err := pool.SelectContext(ctx, &columns, "SELECT name, type FROM pragma_table_info($1)", name); err != nil {
		return err
	}
	types := map[string]string{}
	for _, c := range columns {
		types[c.Name] = c.Type
	}
	f, err := archive.Open(name + ".jsonl")
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	in := json.NewDecoder(f)
	in.UseNumber()
	for {
		var row map[string]any
		if err := in.Decode(&row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return errors.Join(ErrDamagedBackup, err)
		}
		if err := liftRow(ctx, pool, name, types, row); err != nil {
			return errors.Join(ErrDamagedBackup, err)
		}
	}
}

func liftRow(ctx context.Context, pool *sqlx.DB, table string, types map[string]string, row map[string]any) error {
	columns := slices.Sorted(maps.Keys(row))
	values := make([]any, len(columns))
	places := make([]string, len(columns))
	for i, column := range columns {
		var err error
		if values[i], err = stored(types[column], row[column]); err != nil {
			return fmt.Errorf("column %q: %w", column, err)
		}
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")\nVALUES (" + strings.Join(places, ", ") +
		")" //nolint:gosec // names of the schema, as stored has checked
	_, err := pool.ExecContext(ctx, insert, values...)
	return err
}

// stored returns a value of a backup as a column of this type keeps it.
func stored(kind string, value any) (any, error) {
	if kind == "" {
		return nil, errors.New("is not of that schema")
	}
	switch v := value.(type) {
	case json.Number:
		return v.Int64()
	case string:
		if kind == "BLOB" {
			return base64.StdEncoding.DecodeString(v)
		}
	}
	return value, nil
}
