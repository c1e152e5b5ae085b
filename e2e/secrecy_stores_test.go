package e2e

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/store/pgtest"
)

// houses open the program over each of the databases.
func houses() map[string]func(*testing.T) *searched {
	return map[string]func(*testing.T) *searched{
		"SQLite": func(t *testing.T) *searched {
			file := filepath.Join(t.TempDir(), "kiemphieu.db")
			return search(t, file, t.TempDir(), 61, &sqliteFiles{pool{t, "sqlite", "file:" + file +
				"?_pragma=busy_timeout(10000)"}, file})
		},
		// with every statement in the server's log, which doctor warns of
		"PostgreSQL": func(t *testing.T) *searched {
			server := pgtest.NewCluster(t, "log_min_duration_statement=0", "autovacuum=off")
			return search(t, server.Address(), t.TempDir(), 62, &postgresFiles{pool{t, "postgres", server.Address()},
				server.Dir()})
		},
	}
}

// pool is how somebody asks a database who is let in by it.
type pool struct {
	t               *testing.T
	driver, address string
}

func (p pool) do(statements ...string) {
	p.t.Helper()
	db, err := sql.Open(p.driver, p.address)
	check(p.t, err)
	defer db.Close() //nolint:errcheck // each statement was answered
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.ExecContext(p.t.Context(), s); err != nil {
			p.t.Fatalf("%s: %v", s, err)
		}
	}
}

// texts returns the first column of an answer, a line a row.
func (p pool) texts(query string) (lines []string) {
	p.t.Helper()
	db, err := sql.Open(p.driver, p.address)
	check(p.t, err)
	defer db.Close() // read only
	rows, err := db.QueryContext(p.t.Context(), query)
	check(p.t, err)
	defer rows.Close() // read only
	for rows.Next() {
		var line string
		check(p.t, rows.Scan(&line))
		lines = append(lines, line)
	}
	check(p.t, rows.Err())
	return lines
}

// plantRows stores papers as a careless program would: one after another, code
// beside marks.
func (p pool) plantRows(rows []sheet) {
	p.t.Helper()
	statements := []string{"CREATE TABLE canary (code TEXT, marks TEXT)"}
	for _, one := range rows {
		statements = append(statements, fmt.Sprintf("INSERT INTO canary VALUES ('%x', '%s')", one.hash, one.Marks))
	}
	p.do(statements...)
}

// sqliteFiles are those of an SQLite database: pages in use and free ones, and
// the log of its writes.
type sqliteFiles struct {
	pool
	file string
}

const (
	inFile  = "the database's files"
	inWAL   = "the database's write-ahead log"
	inRows  = "rows by transaction"
	inStats = "the database's statistics"
	inLog   = "the database's log"
)

func (f *sqliteFiles) sources() (all []source) {
	for suffix, name := range map[string]string{"": inFile, "-wal": inWAL} {
		content, err := os.ReadFile(f.file + suffix)
		check(f.t, err)
		all = append(all, source{name, content})
	}
	return all
}

func (f *sqliteFiles) keeps(string) bool { return false }

func (f *sqliteFiles) canaries() []planted {
	empty := "PRAGMA wal_checkpoint(TRUNCATE)"
	return []planted{
		{"a row a paper", f.plantRows, []string{inWAL}},
		{"the same, moved into the file", func([]sheet) { f.do(empty) }, []string{inFile}},
		{"free pages", func([]sheet) {
			f.do("PRAGMA secure_delete = OFF", "DROP TABLE canary", empty)
		}, []string{inFile}},
	}
}

// postgresFiles are those of a PostgreSQL server: tables with what was deleted
// in them and what stands beside them, logs, and what it tells of rows.
type postgresFiles struct {
	pool
	dir string
}

func (f *postgresFiles) sources() []source {
	f.do("CHECKPOINT")
	data := filepath.Join(f.dir, "data")
	oid := f.texts("SELECT oid::TEXT FROM pg_database WHERE datname = current_database()")[0]
	return []source{{inFile, content(f.t, filepath.Join(data, "base", oid))},
		{inWAL, content(f.t, filepath.Join(data, "pg_wal"))},
		{"the server's other files", content(f.t, data, "pg_wal", "base")},
		{inLog, content(f.t, filepath.Join(f.dir, "log"))},
		{inRows, f.rowsInOrder()}, {inStats, f.statistics()},
		{"what the server is at", []byte(strings.Join(f.texts("SELECT query FROM pg_stat_activity"), "\n"))}}
}

// rowsInOrder are those of all tables, by the transaction that wrote them and by place.
func (f *postgresFiles) rowsInOrder() []byte {
	var lines []string
	for _, table := range f.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1") {
		for _, order := range []string{"xmin::TEXT::BIGINT, ctid", "ctid"} {
			lines = append(lines, f.texts(fmt.Sprintf("SELECT concat(xmin::TEXT, ' ', ctid::TEXT, ' ', "+
				"row_to_json(t)::TEXT) FROM %s t ORDER BY %s", table, order))...)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// statistics are what the server keeps of columns to plan by.
func (f *postgresFiles) statistics() []byte {
	f.do("ANALYZE")
	return []byte(strings.Join(f.texts(`SELECT concat(tablename, ' ', attname, ' ', most_common_vals::TEXT, ' ',
		histogram_bounds::TEXT, ' ', most_common_elems::TEXT) FROM pg_stats WHERE schemaname = 'public'`), "\n"))
}

// keeps: what cannot be taken back from a server's logs is said in docs/secrecy.md.
func (f *postgresFiles) keeps(name string) bool { return name == inWAL || name == inLog }

func (f *postgresFiles) canaries() []planted {
	return []planted{
		{"a row a paper", f.plantRows, []string{inWAL, inFile, inRows, inLog}},
		{"rows that came in order and lie in another", func([]sheet) {
			f.do("CREATE INDEX canary_by_code ON canary (code)", "CLUSTER canary USING canary_by_code")
		}, []string{inRows}},
		{"deleted rows", func([]sheet) { f.do("DELETE FROM canary") }, []string{inFile}},
		{"a long list beside the table", func(rows []sheet) {
			var list []string
			for _, one := range rows {
				list = append(list, fmt.Sprintf("%x", one.hash))
			}
			f.do("DROP TABLE canary", "CREATE TABLE canary (list TEXT)",
				"ALTER TABLE canary ALTER COLUMN list SET STORAGE EXTERNAL",
				"INSERT INTO canary VALUES ('"+strings.Join(list, "")+"')")
		}, []string{inFile, inWAL}},
		{"samples", func(rows []sheet) {
			var values []string
			for i, one := range rows {
				for range 2 * (len(rows) - i) { // the first the most often
					values = append(values, fmt.Sprintf("('%x')", one.hash))
				}
			}
			f.do("DROP TABLE canary", "CREATE TABLE canary (code TEXT)",
				"ALTER TABLE canary ALTER COLUMN code SET STATISTICS 1000",
				"INSERT INTO canary VALUES "+strings.Join(values, ", "))
		}, []string{inStats}},
	}
}

// content is that of a file, or of all files of a folder but some.
func content(t *testing.T, place string, but ...string) []byte {
	t.Helper()
	var all bytes.Buffer
	check(t, filepath.WalkDir(place, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && slices.Contains(but, d.Name()) {
			return fs.SkipDir
		}
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // the server may have removed it since
		}
		if text, err := os.ReadFile(path); err == nil {
			_, _ = all.Write(text)
		}
		return nil
	}))
	return all.Bytes()
}

// unpacked is the content of a file, with that of the files in it where it is a package.
func unpacked(t *testing.T, content []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return content
	}
	all := bytes.Clone(content)
	for _, f := range archive.File {
		file, err := f.Open()
		check(t, err)
		text, err := io.ReadAll(file)
		check(t, err)
		all = append(all, text...)
	}
	return all
}
