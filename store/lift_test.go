package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"kiemphieu/store"
)

// aged rewrites a backup as a program of an older schema wrote it: without the
// tables and columns that came later, with sums that are right.
func aged(t *testing.T, backup []byte, schema int, without map[string][]string) []byte {
	t.Helper()
	sums := map[string]string{}
	old := repacked(t, backup, func(name string, content []byte) []byte {
		table := strings.TrimSuffix(name, ".jsonl")
		columns, changed := without[table]
		if !changed {
			return content
		}
		if columns == nil {
			sums[table] = ""
			return nil
		}
		content = withoutColumns(t, content, columns)
		sums[table] = fmt.Sprintf("%x", sha256.Sum256(content))
		return content
	})
	return repacked(t, old, func(name string, content []byte) []byte {
		if name != "manifest.json" {
			return content
		}
		var manifest struct {
			Format int                       `json:"format"`
			Schema int                       `json:"schema"`
			Tables map[string]map[string]any `json:"tables"`
		}
		must(t, json.Unmarshal(content, &manifest))
		manifest.Schema = schema
		for table, sum := range sums {
			manifest.Tables[table]["sha256"] = sum
			if sum == "" {
				delete(manifest.Tables, table)
			}
		}
		content, err := json.Marshal(manifest)
		must(t, err)
		return content
	})
}

func withoutColumns(t *testing.T, rows []byte, columns []string) []byte {
	t.Helper()
	var out bytes.Buffer
	in := json.NewDecoder(bytes.NewReader(rows))
	for {
		var row map[string]json.RawMessage
		err := in.Decode(&row)
		if err == io.EOF {
			return out.Bytes()
		}
		must(t, err)
		for _, column := range columns {
			if _, there := row[column]; !there {
				t.Fatalf("there is no column %s", column)
			}
			delete(row, column)
		}
		must(t, json.NewEncoder(&out).Encode(row))
	}
}

// since gives what a backup of today has and one of that schema had not: columns, or whole tables.
func since(schema int) map[string][]string {
	gone := map[string][]string{"rounds": {"running", "released_at", "released_by"}, "congresses": {"projector"}}
	if schema < 10 {
		maps.Copy(gone, map[string][]string{"tokens": nil, "feeds": nil, "webhooks": nil, "deliveries": nil})
	}
	if schema < 9 {
		maps.Copy(gone, map[string][]string{"preparations": nil, "calendar_days": nil, "plans": nil, "followers": nil, "lessons": nil})
	}
	return gone
}

// A backup of an older schema is restored into today's, in either database,
// with the defaults of what came since: the same as a backup of today.
func TestR4BackupOfAnOlderSchemaIsLifted(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		var whole bytes.Buffer
		_, err := db.Backup(t.Context(), &whole)
		must(t, err)
		for _, schema := range []int{10, 9, 8} {
			old := aged(t, whole.Bytes(), schema, since(schema))
			for _, name := range names() {
				into := open(t, emptyPlace(t, name))
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
	db := open(t, emptyPlace(t, "SQLite"))
	world(t, db)
	var whole bytes.Buffer
	_, err := db.Backup(t.Context(), &whole)
	must(t, err)
	right := aged(t, whole.Bytes(), 10, since(10))
	altered := repacked(t, right, func(name string, content []byte) []byte {
		return bytes.Replace(content, []byte("Văn"), []byte("Thị"), 1)
	})
	for what, old := range map[string][]byte{"a name altered": altered, "columns of a later schema": aged(t, whole.Bytes(), 10, nil)} {
		into := open(t, emptyPlace(t, "SQLite"))
		_, err := into.Restore(t.Context(), bytes.NewReader(old), int64(len(old)))
		wantError(t, what, err, store.ErrDamagedBackup)
		counts, err := into.Counts(t.Context())
		must(t, err)
		if slices.ContainsFunc(counts, func(c store.Count) bool { return c.Rows != 0 }) {
			t.Errorf("%s: stored %v", what, counts)
		}
	}
}
