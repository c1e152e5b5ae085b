package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"kiemphieu/ratify/statistics"
	"kiemphieu/store"
)

// BenchmarkStatistics1000SQLite is the page of statistics over 1,000 cells in
// a file: all figures, the targets unit by unit, and the units behind one.
func BenchmarkStatistics1000SQLite(b *testing.B) {
	address := readyPlace(b, "SQLite")
	db := open(b, address)
	fillTree(b, behind(b, "SQLite", address), 1000)
	benchmarkStatistics(b, db, 1000)
}

// BenchmarkStatistics300000Postgres is the same over all cells of the country,
// which take a minute to write.
func BenchmarkStatistics300000Postgres(b *testing.B) {
	address := readyPlace(b, "PostgreSQL")
	db := open(b, address)
	pool := behind(b, "PostgreSQL", address)
	fillTree(b, pool, 300_000)
	run(b, pool, "VACUUM ANALYZE")
	benchmarkStatistics(b, db, 300_000)
}

func benchmarkStatistics(b *testing.B, db *store.DB, cells int) {
	b.Helper()
	ctx := context.Background()
	service := statistics.NewService(statistics.Config{Store: db.Statistics()})
	for b.Loop() {
		s, err := service.Of(ctx, "/top/", statistics.Filter{Term: "2025–2027"})
		must(b, err)
		if s.N("cells") != cells || s.N("held") != cells || s.N("elected") != 3*cells || s.Targets[0].Met.N == 0 {
			b.Fatalf("%d cells, %d held, %d elected", s.N("cells"), s.N("held"), s.N("elected"))
		}
	}
}

// fillTree writes a tree with ten cells to a base committee and a hundred base
// committees to a superior, a ratified congress to every cell, and the sums.
// Ids are as long as real ones. Both databases understand it.
func fillTree(tb testing.TB, pool *sql.DB, cells int) {
	tb.Helper()
	numbers := func(n int) string {
		return fmt.Sprintf("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)\n", n-1)
	}
	superior, base, cell := longID("a", "i / 1000"), longID("b", "i / 10"), longID("c", "i")
	org := func(n int, id, parent, path, kind, model string) string {
		return "INSERT INTO organisations (org_id, parent_id, path, kind, model, name, place)\n" + numbers(n) +
			fmt.Sprintf("SELECT %s, %s, '/top/' || %s, '%s', %s, 'Tổ chức ' || CAST(i AS TEXT), '' FROM n", id, parent,
				path, kind, model)
	}
	run(tb, pool,
		"INSERT INTO organisations (org_id, parent_id, path, kind, model, name, place) VALUES ('top', '', '/top/', "+
			"'superior', '', 'Đảng bộ', '')",
		org((cells+999)/1000, longID("a", "i"), "'top'", longID("a", "i")+" || '/'", "superior", "''"),
		org((cells+9)/10, longID("b", "i"), longID("a", "i / 100"), longID("a", "i / 100")+" || '/' || "+longID("b",
			"i")+" || '/'", "base_committee", "''"),
		org(cells, cell, base, superior+" || '/' || "+base+" || '/' || "+cell+" || '/'", "cell",
			"CASE i % 3 WHEN 0 THEN 'office' ELSE 'residential' END"),
		`INSERT INTO congresses (org_id, congress_id, title, term, held_on, place, pilot, rehearsal, profile, state, reason, closed_at, changed_by, changed_at, log_size)
		SELECT org_id, 'm' || org_id, 'Đại hội', '2025–2027', '2025-05-01', '', 1 = 0, 1 = 0, '190-QD/TW', 'ratified', '', 0, '', 0, 0 FROM organisations WHERE kind = 'cell'`,
		fillRows(), fillSums("newest", "''"), fillSums("term", "s.term"))
}

// longID makes the id of a number: a letter and 35 digits, as long as a UUID.
func longID(letter, number string) string {
	return "('" + letter + "' || substr('" + strings.Repeat("0", 35) + "' || CAST(" + number +
		" AS TEXT), length(CAST(" + number + " AS TEXT)) + 1))"
}

// fillRows elects three to every committee, one of them reelected, none to
// two women, and something in every other column.
func fillRows() string {
	var values []string
	for i, c := range statistics.Columns() {
		value := fmt.Sprintf("length(org_id || name) %% %d", i%5+1)
		switch c {
		case "elected", "age_known":
			value = "3"
		case "ratified", "reelected":
			value = "1"
		case "women", "under_40":
			value = "length(name) % 3"
		case "preparing", "postponed", "in_session", "closed", "submitted", "annulled", "minority":
			value = "0"
		}
		values = append(values, value)
	}
	return "INSERT INTO statistics (org_id, congress_id, path, model, term, held_on, newest, newest_of_term, " +
		strings.Join(statistics.Columns(), ", ") + ")\n" +
		"SELECT org_id, 'm' || org_id, path, model, '2025–2027', '2025-05-01', 1 = 1, 1 = 1, " + strings.Join(values,
		", ") + "\nFROM organisations\nWHERE kind = 'cell'"
}

// fillSums sums the rows for every organisation above them.
func fillSums(scope, term string) string {
	var sums []string
	for _, c := range statistics.Columns() {
		sums = append(sums, "SUM(s."+c+")")
	}
	return "INSERT INTO statistic_sums (org_id, scope, term, model, " + strings.Join(statistics.Columns(), ", ") +
		")\n" +
		"SELECT o.org_id, '" + scope + "', " + term + ", s.model, " + strings.Join(sums, ", ") + `
		FROM statistics s
		JOIN organisations c ON c.org_id = s.org_id
		JOIN organisations b ON b.org_id = c.parent_id
		JOIN organisations o ON o.org_id IN (b.org_id, b.parent_id, 'top')
		GROUP BY o.org_id, s.model` + strings.TrimPrefix(", "+term, ", ''")
}
