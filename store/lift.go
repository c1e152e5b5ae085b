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

	"github.com/pressly/goose/v3"

	"kiemphieu/progress"
)

// lift returns the backup of an older schema as one of this program's. Its rows
// go, as they stand, into a database in memory with the schema of their time,
// which is then migrated as every other.
func lift(ctx context.Context, archive *zip.Reader, manifest backupManifest) (lifted *zip.Reader, err error) {
	progress.Begin(ctx, progress.Lifting, 0)
	err = inMemory(func(db *DB, p *goose.Provider) error {
		if _, err := p.UpTo(ctx, manifest.Schema); err != nil {
			return fmt.Errorf("store: lift backup: %w", err)
		}
		err := db.alone(ctx, func(t *tx) error {
			for _, name := range slices.Sorted(maps.Keys(manifest.Tables)) {
				if err := liftTable(ctx, t, archive, name, manifest.Tables[name]); err != nil {
					return fmt.Errorf("store: lift %s: %w", name, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("store: lift backup: %w", err)
		}
		lifted, err = db.backedUp(ctx, p)
		return err
	})
	return lifted, err
}

// backedUp returns a backup of a migrated database in memory.
func (db *DB) backedUp(ctx context.Context, p *goose.Provider) (*zip.Reader, error) {
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: lift backup: %w", err)
	}
	var lifted bytes.Buffer
	err = db.alone(ctx, func(t *tx) error {
		_, err := t.backup(ctx, &lifted, schema, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(lifted.Bytes()), int64(lifted.Len()))
}

// liftTable stores the rows of one table, whose columns are those of its time.
func liftTable(ctx context.Context, t *tx, archive *zip.Reader, name string, want tableSummary) error {
	if err := checkTable(archive, name, want, counter{ctx}); err != nil {
		return err
	}
	columns, err := all[struct{ Name, Type string }](ctx, t, "SELECT name, type FROM pragma_table_info($1)", name)
	if err != nil {
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
	return liftRows(ctx, t, name, types, in)
}

// liftRows stores rows that all have the columns of the first.
func liftRows(ctx context.Context, t *tx, name string, types map[string]string, in *json.Decoder) error {
	var columns []string
	var into loading
	for {
		var row map[string]any
		if err := in.Decode(&row); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return errors.Join(ErrDamagedBackup, err)
		}
		if into == nil {
			columns = slices.Sorted(maps.Keys(row))
		}
		list, err := liftedRow(types, columns, row)
		if err != nil {
			return errors.Join(ErrDamagedBackup, err)
		}
		if into == nil { // the columns are those of the schema now
			if into, err = t.load(ctx, name, columns); err != nil {
				return err
			}
			defer into.stop() //nolint:revive // one table is loaded once
		}
		if err := into.add(ctx, list); err != nil {
			return t.unstored(ctx, err)
		}
	}
	if into == nil {
		return nil
	}
	return t.unstored(ctx, into.end(ctx))
}

// liftedRow returns the values of a row, which has exactly these columns.
func liftedRow(types map[string]string, columns []string, row map[string]any) ([]any, error) {
	if len(row) != len(columns) {
		return nil, fmt.Errorf("%d columns instead of %d", len(row), len(columns))
	}
	list := make([]any, len(columns))
	for i, column := range columns {
		value, ok := row[column]
		if !ok {
			return nil, fmt.Errorf("column %q is missing", column)
		}
		var err error
		if list[i], err = stored(types[column], value); err != nil {
			return nil, fmt.Errorf("column %q: %w", column, err)
		}
	}
	return list, nil
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
