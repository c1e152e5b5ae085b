package store_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/migrations"
	"kiemphieu/store"
)

// What tells of a congress is signed as its last act left it: a migration that
// came after that changes no such row, and a column that it adds is zero.
func TestMigrationsLeaveSignedRowsAlone(t *testing.T) {
	writes := regexp.MustCompile(`(?i)\b(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+(\w+)`)
	added := regexp.MustCompile(`(?i)ALTER\s+TABLE\s+(\w+)\s+ADD\s+COLUMN\s+(\w+)[^;]*?DEFAULT\s+([^\s;]+)`)
	ofCongresses, beside := store.SignedTables()
	for dialect, files := range map[string]fs.FS{"SQLite": migrations.SQLite(), "PostgreSQL": migrations.Postgres()} {
		names, err := fs.Glob(files, "*.sql")
		if err != nil || len(names) < 21 {
			t.Fatal(names, err)
		}
		for _, name := range names {
			if name <= "0021_history.sql" {
				continue
			}
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, write := range writes.FindAllStringSubmatch(string(text), -1) {
				signed := slices.Contains(ofCongresses, write[1]) ||
					name > "0034_offices.sql" && slices.Contains(beside, write[1])
				if signed {
					t.Errorf("%s, %s: %s", dialect, name, write[0])
				}
			}
			for _, column := range added.FindAllStringSubmatch(string(text), -1) {
				signed := slices.Contains(slices.Concat(ofCongresses, beside), column[1])
				if signed && store.Signed(column[1], column[2]) && !strings.Contains("0 '' x'' FALSE false",
					column[3]) {
					t.Errorf("%s, %s: %s is %s in rows that are signed", dialect, name, column[2], column[3])
				}
			}
		}
	}
}
