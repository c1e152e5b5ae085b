package store_test

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shape is a table as a database describes it.
type shape struct {
	name    string
	columns []string
	grows   []string // columns that the database itself fills: sequences, defaults but 0
	refers  []string // tables that its foreign keys name
	rowid   bool     // SQLite keeps the order of writing in it
}

// The catalogue of words. A column is taken for what its name says.
var (
	tokenWord  = regexp.MustCompile(`(^|_)(tokens?|hash(es)?|codes?|qr)($|_)`)
	marksWord  = regexp.MustCompile(`(^|_)(marks?|votes?|voted|choices?|ballots?|papers?|struck)($|_)`)
	personWord = regexp.MustCompile(`(^|_)(member|account|voter|card|person)(_|$)`)
	momentWord = regexp.MustCompile(`(^|_)(at|on|time|stamp|created|seq|serial|sequence|position|rank)($|_)`)
)

// allowed names the columns that sound like a token or like marks and why
// they join nobody with anything.
func allowed(column string) bool {
	return slices.Contains([]string{
		"manifests.hashes",       // all codes of a round, sorted, as one value
		"batches.tokens",         // all codes of a sheaf, sorted by themselves
		"counted.codes",          // a bit for each code of a round, in the order of the codes
		"batches.marks",          // all marks of a sheaf, sorted by themselves
		"batches.body_hash",      // of a whole batch
		"rounds.code",            // qr or none
		"rounds.definition_hash", // of the list
		"elected.votes",          // a total
		"log.hashes",             // of the tree over events
		"accounts.password_hash", // argon2id
		"accounts.pin_hash",      // argon2id
		"accounts.invite_hash",   // of a slip's code, for one's first password
		"mandates.struck",        // an office that was written by mistake
		"devices.secret_hash",    // of a tablet's key
		"devices.code_hash",      // of the digits that a tablet shows
		"sessions.token_hash",    // of a cookie
		"tokens.token_id",        // names the key of another program
		"tokens.hash",            // of that key
		"feeds.secret_hash",      // of a calendar's address
	}, column)
}

// papers lists the tables that a round's papers end up in; nothing in them
// may tell when, in what order, or from whom a row came. account_id and
// entered_by of a batch are those of the teller.
func papers() []string { return []string{"manifests", "sheaves", "batches", "counted", "hand_counts"} }

// joins lists what in a schema could join a code with its marks, either with a
// person, or papers with the order in which they came.
func joins(schema []shape) []string {
	var found []string
	for _, table := range schema {
		for _, column := range table.columns {
			if name := table.name + "." + column; (tokenWord.MatchString(column) || marksWord.MatchString(column)) &&
				!allowed(name) {
				found = append(found, name+" is a code or a mark outside of sorted lists")
			}
		}
		found = append(found, table.paperFindings()...)
		if table.name == "log" {
			for _, other := range table.refers {
				if other == "members" || other == "accounts" {
					found = append(found, "log refers to "+other)
				}
			}
		}
	}
	return found
}

func (table shape) paperFindings() []string {
	if !slices.Contains(papers(), table.name) {
		return nil
	}
	var found []string
	for _, column := range table.columns {
		if momentWord.MatchString(column) {
			found = append(found, table.name+"."+column+" tells an order of papers")
		}
		if personWord.MatchString(column) && column != "account_id" {
			found = append(found, table.name+"."+column+" is a person beside papers")
		}
	}
	for _, column := range table.grows {
		found = append(found, table.name+"."+column+" is filled by the database")
	}
	for _, other := range table.refers {
		if other == "members" || other == "accounts" || other == "officers" {
			found = append(found, table.name+" refers to "+other)
		}
	}
	if table.rowid {
		found = append(found, table.name+" keeps row numbers")
	}
	return found
}

// schemaOf asks the database itself.
func schemaOf(t *testing.T, name string, pool *sql.DB) []shape {
	t.Helper()
	columns, refers, rowid := postgresColumns, postgresRefers, ""
	if name == "SQLite" {
		columns, refers, rowid = sqliteColumns, sqliteRefers, sqliteRowid
	}
	tables := map[string]*shape{}
	for _, row := range query(t, pool, columns) {
		table := tables[row[0]]
		if table == nil {
			table = &shape{name: row[0]}
			tables[row[0]] = table
		}
		table.columns = append(table.columns, row[1])
		if !slices.Contains([]string{"", "0", "false"}, row[2]) { // a plain 0 tells nothing
			table.grows = append(table.grows, row[1])
		}
	}
	for _, row := range query(t, pool, refers) {
		tables[row[0]].refers = append(tables[row[0]].refers, row[1])
	}
	if rowid != "" {
		for _, row := range query(t, pool, rowid) {
			tables[row[0]].rowid = row[1] == "0"
		}
	}
	var list []shape
	for _, table := range tables {
		list = append(list, *table)
	}
	slices.SortFunc(list, func(a, b shape) int { return strings.Compare(a.name, b.name) })
	return list
}

const (
	sqliteColumns = `SELECT m.name, c.name, coalesce(c.dflt_value, '')
		FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%'
		ORDER BY m.name, c.cid`
	sqliteRefers = `SELECT m.name, f."table"
		FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table'`
	sqliteRowid = `SELECT name, wr
		FROM pragma_table_list
		WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`
	postgresColumns = `SELECT table_name, column_name, coalesce(column_default, '') || CASE is_identity WHEN 'YES' THEN 'identity' ELSE '' END
		FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'
		ORDER BY table_name, ordinal_position`
	postgresRefers = `SELECT conrelid::regclass::text, confrelid::regclass::text
		FROM pg_constraint
		WHERE contype = 'f'`
)

// query returns rows of text.
func query(t *testing.T, pool *sql.DB, statement string) [][3]string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), statement)
	must(t, err)
	defer rows.Close() // read only
	columns, err := rows.Columns()
	must(t, err)
	var all [][3]string
	for rows.Next() {
		var row [3]string
		targets := []any{&row[0], &row[1], &row[2]}
		must(t, rows.Scan(targets[:len(columns)]...))
		all = append(all, row)
	}
	must(t, rows.Err())
	return all
}

// behind returns a pool for looking at the database behind the store's back.
func behind(t testing.TB, name, address string) *sql.DB {
	t.Helper()
	if name == "SQLite" {
		return connect(t, "sqlite", "file:"+address+"?_pragma=busy_timeout(10000)") // the store counts meanwhile
	}
	return connect(t, "postgres", address)
}

// P2: no table joins a code with its marks, or either with a person.
func TestP2NoTableJoinsACodeWithItsMarks(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := readyPlace(t, name)
			_ = open(t, address)
			schema := schemaOf(t, name, behind(t, name, address))
			if len(schema) < 19 {
				t.Fatalf("only %d tables were seen", len(schema))
			}
			for _, finding := range joins(schema) {
				t.Error(finding)
			}
		})
	}
}

// The check of P2 bites: every way to join that it names is found once it is
// built into the real schema.
func TestP2FindsEveryCanary(t *testing.T) {
	t.Parallel()
	canaries := []string{
		"CREATE TABLE ballots (token_hash TEXT, marks TEXT)",
		"CREATE TABLE handed (member_id TEXT, qr TEXT)",
		"CREATE TABLE cast_papers (id TEXT PRIMARY KEY, voted TEXT)",
		"ALTER TABLE batches ADD COLUMN created_at BIGINT",
		"ALTER TABLE batches ADD COLUMN voter_id TEXT",
		"ALTER TABLE sheaves ADD COLUMN scan_seq BIGINT",
		"ALTER TABLE manifests ADD COLUMN tablet TEXT DEFAULT 'x'",
		"ALTER TABLE batches ADD COLUMN by_whom TEXT REFERENCES accounts (account_id)",
		"ALTER TABLE log ADD COLUMN about TEXT REFERENCES accounts (account_id)",
	}
	for _, name := range names() {
		for i, canary := range canaries {
			t.Run(fmt.Sprintf("%s %d", name, i), func(t *testing.T) {
				t.Parallel()
				if name == "SQLite" {
					canary = strings.Replace(canary, "BIGINT", "INTEGER", 1)
				}
				address := readyPlace(t, name)
				_ = open(t, address)
				pool := behind(t, name, address)
				run(t, pool, canary)
				if joins(schemaOf(t, name, pool)) == nil {
					t.Errorf("not found: %s", canary)
				}
			})
		}
	}
	t.Run("SQLite row numbers", func(t *testing.T) {
		t.Parallel()
		address := readyPlace(t, "SQLite")
		_ = open(t, address)
		pool := behind(t, "SQLite", address)
		run(t, pool, "DROP TABLE hand_counts", "CREATE TABLE hand_counts (org_id TEXT) STRICT")
		if joins(schemaOf(t, "SQLite", pool)) == nil {
			t.Error("a table of papers with row numbers was not found")
		}
	})
}

// Both schemas are one: the same tables with the same columns, in either.
func TestSchemasAreTwins(t *testing.T) {
	t.Parallel()
	var seen [2]string
	for i, name := range names() {
		address := readyPlace(t, name)
		_ = open(t, address)
		for _, table := range schemaOf(t, name, behind(t, name, address)) {
			seen[i] += fmt.Sprintln(table.name, table.columns)
		}
	}
	if seen[0] != seen[1] {
		t.Errorf("SQLite\n%s\nPostgreSQL\n%s", seen[0], seen[1])
	}
}
