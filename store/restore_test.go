package store_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"kiemphieu/store"
)

// Keys to other tables and indexes are there after a restore as they were before, and after
// one that breaks them, of which nothing is stored.
func TestR4ARestoreHoldsRowsAgainstTheirKeys(t *testing.T) {
	t.Parallel()
	from := open(t, readyPlace(t, "SQLite"))
	meeting, _ := world(t, from)
	var whole bytes.Buffer
	want, err := from.Backup(t.Context(), &whole)
	must(t, err)
	broken := withCell(t, whole.Bytes(), "members", string(meeting.ID), newID())
	twice := withCell(t, whole.Bytes(), "members", "thẻ m2", "thẻ m1")
	for _, name := range names() {
		address := readyPlace(t, name)
		before := bonds(t, name, address)
		into := open(t, address)
		for what, backup := range map[string][]byte{"a key broken": broken, "a card twice": twice} {
			_, err := into.Restore(t.Context(), bytes.NewReader(backup), int64(len(backup)))
			wantError(t, name+": "+what, err, store.ErrDamagedBackup)
		}
		counts, err := into.Counts(t.Context())
		must(t, err)
		if slices.ContainsFunc(counts, func(c store.Count) bool { return c.Rows > 0 }) {
			t.Errorf("%s: of a broken backup %v were stored", name, counts)
		}
		got, err := into.Restore(t.Context(), bytes.NewReader(whole.Bytes()), int64(whole.Len()))
		must(t, err)
		if !slices.Equal(got, want) {
			t.Errorf("%s: restored %v, want %v", name, got, want)
		}
		if after := bonds(t, name, address); after != before {
			t.Errorf("%s: keys and indexes\n%s\nwere\n%s", name, after, before)
		}
	}
}

// bonds lists the keys and indexes of a database.
func bonds(t *testing.T, name, address string) string {
	t.Helper()
	driver, query := "sqlite", "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"
	if name == "PostgreSQL" {
		driver, query = "postgres", `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace
			UNION ALL
			SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			ORDER BY 1`
	}
	rows, err := connect(t, driver, address).QueryContext(t.Context(), query)
	must(t, err)
	defer rows.Close() // read only
	var all []string
	for rows.Next() {
		var one string
		must(t, rows.Scan(&one))
		all = append(all, one)
	}
	must(t, rows.Err())
	return strings.Join(all, "\n")
}
