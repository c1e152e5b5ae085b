package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/record"
)

// intruder has the database of a running ward in hand, and not its keys.
type intruder struct {
	t    *testing.T
	ward *apptest.Ward
	db   *sql.DB
	file string // of the database
}

func breakIn(t *testing.T) intruder {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kiemphieu.db")
	w := apptest.OpenFinishedWard(t, app.Config{Database: file})
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	must(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { must(t, db.Close()) })
	return intruder{t, w, db, file}
}

func (i intruder) exec(statement string, args ...any) int64 {
	i.t.Helper()
	done, err := i.db.ExecContext(i.t.Context(), statement, args...)
	if err != nil {
		i.t.Fatalf("%s: %v", statement, err)
	}
	n, err := done.RowsAffected()
	must(i.t, err)
	return n
}

// ratified returns a congress that is through.
func (i intruder) ratified() congress.Congress {
	i.t.Helper()
	all, err := i.ward.Congress.CongressesUnder(i.t.Context(), "/")
	must(i.t, err)
	at := slices.IndexFunc(all, func(c congress.Congress) bool { return c.State == congress.StateRatified })
	return all[at]
}

// keeping has the tables as they were again after do.
func (i intruder) keeping(do func(), tables ...string) {
	i.t.Helper()
	for _, table := range tables {
		i.exec("CREATE TEMP TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
	do()
	for _, table := range tables {
		i.exec("DELETE FROM " + table)
		i.exec("INSERT INTO " + table + " SELECT * FROM kept_" + table)
		i.exec("DROP TABLE kept_" + table)
	}
}

// doors lists what rests on a congress, for people and programs.
func (i intruder) doors(c congress.Congress) map[string]error {
	ctx, w := i.t.Context(), i.ward
	_, page := w.Congress.Overview(ctx, c.ID)
	_, dossier := w.Ratify.DossierOf(ctx, c.ID)
	_, board := w.Congress.BoardOf(ctx, c.ID)
	signer, _, err := w.Congress.LogKey(ctx)
	must(i.t, err)
	export := w.Ratify.ExportBundle(ctx, c.ID, &bytes.Buffer{}, signer)
	by := congress.Actor{OrgID: c.OrgID, Role: congress.RoleOrganiser}
	return map[string]error{"page": page, "dossier": dossier, "board": board, "export": export,
		"act": w.Congress.Reopen(ctx, by, c.ID)}
}

// refused wants every door to say that the record is broken.
func (i intruder) refused(c congress.Congress, what, code string) {
	i.t.Helper()
	for door, err := range i.doors(c) {
		var broken *congress.RecordError
		if !errors.As(err, &broken) || (code != "" && broken.Code != code) {
			i.t.Errorf("%s: %s: want %s, got %v", what, door, code, err)
		}
	}
}

// rewrite writes the whole log anew, hashes and all, as whoever knows the
// format does it.
func (i intruder) rewrite(c congress.Congress, edit func([]byte) []byte) {
	i.t.Helper()
	rows, err := i.db.QueryContext(i.t.Context(), "SELECT leaf FROM log WHERE congress_id = ? ORDER BY seq", c.ID)
	must(i.t, err)
	defer rows.Close() //nolint:errcheck // read only
	var entries []record.Entry
	for rows.Next() {
		var leaf []byte
		must(i.t, rows.Scan(&leaf))
		e, err := record.Next(int64(len(entries)), edit(leaf),
			func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil })
		must(i.t, err)
		entries = append(entries, e)
	}
	must(i.t, rows.Err())
	for _, e := range entries {
		i.exec("UPDATE log SET leaf = ?, hashes = ? WHERE congress_id = ? AND seq = ?", e.Leaf, e.Hashes, c.ID, e.Seq)
	}
}

// The attacks of November 2026 on a running server, with the database in hand:
// a rewritten log, an altered sheet, outcome and elected row, a cut log.
func TestWhatWasChangedBesideTheProgramIsRefused(t *testing.T) {
	i := breakIn(t)
	c := i.ratified()
	for door, err := range i.doors(c) {
		var broken *congress.RecordError
		if errors.As(err, &broken) {
			t.Fatalf("%s of an honest congress: %v", door, err)
		}
	}
	of := " WHERE congress_id = '" + string(c.ID) + "'"
	for what, attack := range map[string]struct {
		code   string
		tables []string
		do     func()
	}{
		"sheet": {"state_changed", []string{"rounds"}, func() {
			i.exec("UPDATE rounds SET sheet = replace(sheet, '\"votes\":', '\"votes\":1')" + of)
		}},
		"elected row": {"state_changed", []string{"elected"}, func() {
			i.exec("UPDATE elected SET votes = votes - 1" +
				of)
		}},
		"printed figures": {"state_changed", []string{"reports"}, func() {
			i.exec("UPDATE reports SET report = replace(report, '\"votes\":', '\"votes\":1')")
		}},
		"one event": {"log_changed", []string{"log"}, func() {
			i.exec("UPDATE log SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"votes\":', '\"votes\":1') AS BLOB)" +
				of)
		}},
		"whole log": {"log_changed", []string{"log"}, func() {
			i.rewrite(c, func(leaf []byte) []byte {
				return bytes.ReplaceAll(leaf, []byte(`"votes":`), []byte(`"votes":1`))
			})
		}},
		"cut log": {"", []string{"log", "congresses"}, func() {
			i.exec("DELETE FROM log"+of+" AND seq >= ?", c.LogSize-3)
			i.exec("UPDATE congresses SET log_size = log_size - 3" + of)
		}},
		"state of nobody": {"unsigned", []string{"states"}, func() { i.exec("DELETE FROM states" + of) }},
	} {
		i.keeping(func() {
			attack.do()
			i.refused(c, what, attack.code)
		}, attack.tables...)
	}
	if _, err := i.ward.Congress.Overview(t.Context(), c.ID); err != nil {
		t.Errorf("as it was: %v", err)
	}
}

// mutation is one change of one table.
type mutation struct{ table, kind, column string }

// change makes it on rows of a congress, and reports whether anything changed.
func (m mutation) change(i intruder, where string, r *rand.Rand) bool {
	n := i.count(m.table + where)
	if n == 0 {
		return false
	}
	key := i.keyOf(m.table)
	at := fmt.Sprintf("(%s) IN (SELECT %s FROM %s%s ORDER BY %s LIMIT 1 OFFSET %d)", key, key, m.table, where, key,
		r.IntN(n))
	switch m.kind {
	case "delete":
		return i.exec("DELETE FROM "+m.table+" WHERE "+at) > 0
	case "insert":
		return i.double(m.table, at, m.column)
	case "swap":
		other := fmt.Sprintf("SELECT %s FROM %s%s ORDER BY %s LIMIT 1 OFFSET %d", m.column, m.table, where, key,
			r.IntN(n))
		return i.exec(fmt.Sprintf("UPDATE OR IGNORE %s SET %s = (%s) WHERE %s AND %s IS NOT (%s)", m.table, m.column,
			other, at,
			m.column, other)) > 0
	}
	return i.exec(fmt.Sprintf(`UPDATE OR IGNORE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + 1
		WHEN 'blob' THEN CAST(%s || x'00' AS BLOB) ELSE %s || 'x' END WHERE %s`, m.table, m.column, m.column, m.column,
		m.column, m.column, at)) > 0
}

func (i intruder) count(from string) int {
	var n int
	must(i.t, i.db.QueryRowContext(i.t.Context(), "SELECT count(*) FROM "+from).Scan(&n))
	return n
}

// keyOf lists the key columns of a table.
func (i intruder) keyOf(table string) string {
	return strings.Join(i.strings("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table), ", ")
}

func (i intruder) strings(query string, args ...any) []string {
	i.t.Helper()
	rows, err := i.db.QueryContext(i.t.Context(), query, args...)
	must(i.t, err)
	defer rows.Close() // read only
	var list []string
	for rows.Next() {
		var s string
		must(i.t, rows.Scan(&s))
		list = append(list, s)
	}
	must(i.t, rows.Err())
	return list
}

// double inserts a copy of a row under another key.
func (i intruder) double(table, at, column string) bool {
	var cols []string
	for _, col := range i.strings("SELECT name FROM pragma_table_info(?)", table) {
		if col == column {
			col = fmt.Sprintf("CASE typeof(%s) WHEN 'integer' THEN %s + 1000 ELSE %s || 'x' END", col, col, col)
		}
		cols = append(cols, col)
	}
	return i.exec("INSERT OR IGNORE INTO "+table+" SELECT "+strings.Join(cols, ", ")+" FROM "+table+" WHERE "+at) > 0
}

// Every change of what is stored of a finished congress is found: any table,
// any column, a row changed, put in, taken out, or mixed up with another.
func TestEveryChangeOfAFinishedCongressIsFound(t *testing.T) {
	size.Long(t)
	i := breakIn(t)
	i.exec("PRAGMA ignore_check_constraints = ON")
	c := i.ratified()
	var all []mutation
	for _, table := range i.strings("SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c " +
		"WHERE m.type = 'table' AND c.name IN ('congress_id', 'round_id') " +
		"AND m.name NOT IN ('deliveries', 'uncounted') GROUP BY 1 ORDER BY 1") {
		for _, column := range i.strings("SELECT name FROM pragma_table_info(?)", table) {
			for _, kind := range []string{"update", "swap", "insert", "delete"} {
				if kind == "insert" && (column == "org_id" || column == "congress_id" || column == "round_id") &&
					table != "congresses" && table != "rounds" {
					continue // a row of no congress is read by nobody
				}
				if (kind == "insert") == strings.Contains(", "+i.keyOf(table)+",", ", "+column+",") ||
					kind != "insert" {
					all = append(all, mutation{table, kind, column})
				}
			}
		}
	}
	// these stand beside congresses: [TestEveryChangeBesideCongressesIsFound]
	all = slices.DeleteFunc(all, func(m mutation) bool {
		return slices.Contains([]string{"mandates", "paper_numbers", "papers_entered"}, m.table)
	})
	unread := []string{"congresses.projector", "devices.seen_at", "devices.waiting", "devices.account_id",
		"devices.failures"}
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for n := range size.Pick(250, 250, 5000) {
		m := all[r.IntN(len(all))]
		if n == 0 { // one of 5,000 that was once missed
			m = mutation{"checkpoints", "update", "size"}
		}
		if m.kind != "delete" && slices.Contains(unread, m.table+"."+m.column) {
			continue
		}
		where := " WHERE congress_id = '" + string(c.ID) + "'"
		if !slices.Contains(i.strings("SELECT name FROM pragma_table_info(?)", m.table), "congress_id") {
			where = " WHERE round_id IN (SELECT round_id FROM rounds" + where + ")"
		}
		i.keeping(func() {
			if !m.change(i, where, r) {
				return
			}
			found++
			if !i.noticed(c) {
				t.Errorf("nobody notices: %v", m)
			}
		}, m.table)
	}
	if found < 50 {
		t.Errorf("%d changes", found)
	}
	if i.noticed(c) {
		t.Error("a false alarm")
	}
}

// noticed reports whether the page, or the checks of the exported bundle, tell.
func (i intruder) noticed(c congress.Congress) bool {
	if i.count("congresses") != 11 {
		return !i.whole()
	}
	report, err := i.ward.Examine(context.Background(), c.ID, "")
	return err != nil || !report.OK
}

// whole reports whether every congress stands up.
func (i intruder) whole() bool {
	all, err := i.ward.ExamineAll(context.Background())
	if err != nil {
		return false
	}
	for _, e := range all {
		if !e.OK() {
			return false
		}
	}
	return true
}
