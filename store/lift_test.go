package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"kiemphieu/app/size"
	"kiemphieu/migrations"
	"kiemphieu/store"
)

// aged rewrites a backup as a program of an older schema wrote it: without the
// tables and columns that came later, with sums that are right.
func aged(t *testing.T, backup []byte, schema int64) []byte {
	t.Helper()
	known, sums := columnsAt(t, schema), map[string]string{}
	old := repacked(t, backup, func(name string, content []byte) []byte {
		table, isTable := strings.CutSuffix(name, ".jsonl")
		if isTable && known[table] == nil {
			return nil
		}
		if isTable {
			content = withColumns(t, content, known[table])
			sums[table] = fmt.Sprintf("%x", sha256.Sum256(content))
		}
		return content
	})
	return repacked(t, old, func(name string, content []byte) []byte {
		if name != "manifest.json" {
			return content
		}
		var manifest struct {
			Format int                       `json:"format"`
			Schema int64                     `json:"schema"`
			Tables map[string]map[string]any `json:"tables"`
		}
		must(t, json.Unmarshal(content, &manifest))
		manifest.Schema = schema
		for table := range manifest.Tables {
			if manifest.Tables[table]["sha256"] = sums[table]; sums[table] == "" {
				delete(manifest.Tables, table)
			}
		}
		content, err := json.Marshal(manifest)
		must(t, err)
		return content
	})
}

// columnsAt returns the tables and columns of an older schema.
func columnsAt(t *testing.T, schema int64) map[string][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "older.db")
	migrateTo(t, path, schema)
	known := map[string][]string{}
	for _, table := range schemaOf(t, "SQLite", connect(t, "sqlite", "file:"+path)) {
		known[table.name] = table.columns
	}
	return known
}

// migrateTo makes a database as a program of an older schema left it.
func migrateTo(t *testing.T, path string, schema int64) {
	t.Helper()
	p, err := goose.NewProvider(goose.DialectSQLite3, connect(t, "sqlite", "file:"+path), migrations.SQLite())
	must(t, err)
	_, err = p.UpTo(t.Context(), schema)
	must(t, err)
}

func withColumns(t *testing.T, rows []byte, columns []string) []byte {
	t.Helper()
	out := bytes.NewBuffer([]byte{}) // an empty table is a file nevertheless
	in := json.NewDecoder(bytes.NewReader(rows))
	for {
		var row map[string]json.RawMessage
		err := in.Decode(&row)
		if errors.Is(err, io.EOF) {
			return out.Bytes()
		}
		must(t, err)
		maps.DeleteFunc(row, func(column string, _ json.RawMessage) bool { return !slices.Contains(columns, column) })
		must(t, json.NewEncoder(out).Encode(row))
	}
}

// A backup of an older schema is restored into today's, in either database,
// with the defaults of what came since: the same as a backup of today.
func TestR4BackupOfAnOlderSchemaIsLifted(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		var whole bytes.Buffer
		_, err := db.Backup(t.Context(), &whole)
		must(t, err)
		for _, schema := range []int64{8, 11, 10, 9}[:size.Pick(2, 2, 4)] {
			old := aged(t, whole.Bytes(), schema)
			for _, name := range names() {
				into := open(t, readyPlace(t, name))
				_, err := into.Restore(t.Context(), bytes.NewReader(old), int64(len(old)))
				must(t, err)
				var again bytes.Buffer
				_, err = into.Backup(t.Context(), &again)
				must(t, err)
				if !bytes.Equal(again.Bytes(), whole.Bytes()) {
					t.Errorf("schema %d into %s: the restored database differs", schema, name)
				}
			}
		}
	})
}

// An older backup is checked like every other before anything is stored.
func TestR4AlteredOlderBackupIsRefused(t *testing.T) {
	t.Parallel()
	db := open(t, readyPlace(t, "SQLite"))
	world(t, db)
	var whole bytes.Buffer
	_, err := db.Backup(t.Context(), &whole)
	must(t, err)
	right := aged(t, whole.Bytes(), 10)
	altered := repacked(t, right, func(name string, content []byte) []byte {
		return bytes.Replace(content, []byte("Văn"), []byte("Thị"), 1)
	})
	later := repacked(t, whole.Bytes(), func(name string, content []byte) []byte {
		return regexp.MustCompile(`"schema":\d+`).ReplaceAll(content, []byte(`"schema":10`))
	})
	for what, old := range map[string][]byte{"a name altered": altered, "columns of a later schema": later} {
		into := open(t, readyPlace(t, "SQLite"))
		_, err := into.Restore(t.Context(), bytes.NewReader(old), int64(len(old)))
		wantError(t, what, err, store.ErrDamagedBackup)
		counts, err := into.Counts(t.Context())
		must(t, err)
		if slices.ContainsFunc(counts, func(c store.Count) bool { return c.Rows != 0 }) {
			t.Errorf("%s: stored %v", what, counts)
		}
	}
}
