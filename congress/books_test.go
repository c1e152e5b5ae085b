package congress_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// Whoever has the database in hand while papers are counted is found by the
// next batch that rests on what they changed, also when the process has seen
// everything before; and whatever else they changed is not signed along with it.
func TestABatchRestsOnWhatWasSigned(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kiemphieu.db")
	h := newHall(t, openProgram(t, app.Config{Database: file}), 48, congress.CongressInput{
		Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 48)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 12, 0, ""))
	_, err := h.s.TakePass(h.ctx, h.teller1, id, congress.PassA, "", "")
	must(t, err)
	enter := func(by congress.Actor, pass congress.Pass, sheaf int) error {
		_, err := h.s.AcceptBatch(h.ctx, by, id, h.batch(id, pass, sheaf, 12*(sheaf-1), repeat(12, "1110")...))
		return err
	}
	must(t, errors.Join(enter(h.teller1, congress.PassA, 1), enter(h.teller1, congress.PassA, 2)))
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	must(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { must(t, db.Close()) })
	exec := func(statement string) {
		t.Helper()
		_, err := db.ExecContext(h.ctx, statement)
		must(t, err)
	}
	exec("PRAGMA foreign_keys = OFF")
	exec("CREATE TEMP TABLE earlier AS SELECT * FROM states")
	must(t, enter(h.teller1, congress.PassA, 3))
	b2 := h.batch(id, congress.PassB, 2, 12, repeat(12, "1110")...)
	keeping := func(table, attack string, do func()) {
		exec("CREATE TEMP TABLE kept AS SELECT * FROM " + table)
		exec(attack)
		do()
		exec("DELETE FROM " + table)
		exec("INSERT INTO " + table + " SELECT * FROM kept")
		exec("DROP TABLE kept")
	}
	for attack, where := range map[string]string{
		"UPDATE batches SET marks = replace(marks, '1110', '0110') WHERE sheaf = 2": "batches",
		"UPDATE batches SET entered_by = 'Ai đó' WHERE sheaf = 2":                   "batches",
		"UPDATE batches SET sheaf = 4 WHERE sheaf = 2":                              "batches",
		"DELETE FROM batches WHERE sheaf = 2":                                       "batches",
		"UPDATE counted SET genuine = 5 WHERE pass = 'B'":                           "counted",
		"DELETE FROM counted":                                                       "counted",
		"UPDATE sheaves SET size = 13 WHERE sheaf = 2":                              "sheaves",
		"DELETE FROM pairs":                                                         "pairs",
		"UPDATE pairs SET reader = 'Ai đó'":                                         "pairs",
		"UPDATE rounds SET handed_out = 49":                                         "rounds",
		"UPDATE congresses SET place = 'nơi khác'":                                  "congresses",
	} {
		keeping(where, attack, func() {
			_, err := h.s.AcceptBatch(h.ctx, h.teller2, id, b2)
			var broken *congress.RecordError
			if !errors.As(err, &broken) || broken.Where != where {
				t.Errorf("%s: %v", attack, err)
			}
		})
	}
	const state, last = "json_extract(CAST(leaf AS TEXT), '$.state')", " FROM log ORDER BY seq DESC LIMIT 1"
	for attack, code := range map[string]string{
		"UPDATE states SET salt = x'00'":                                    "log_changed",
		"UPDATE states SET sums = replace(sums, 'batches', 'papers')":       "log_changed",
		"UPDATE states SET note = (SELECT note FROM earlier)":               "log_cut",
		"UPDATE states SET note = 'x'":                                      "unsigned",
		"UPDATE states SET (sums, salt) = (SELECT sums, salt FROM earlier)": "log_changed",
		"UPDATE states SET (sums, salt) = (SELECT sums, salt FROM earlier); " + // and its event's word for it
			"UPDATE log SET leaf = CAST(replace(CAST(leaf AS TEXT), " + state + ", (SELECT " + state + last +
			" OFFSET 1)) AS BLOB) WHERE seq = (SELECT seq" + last + ")": "log_changed",
	} {
		exec("CREATE TEMP TABLE events AS SELECT * FROM log")
		keeping("states", attack, func() {
			_, err := h.s.AcceptBatch(h.ctx, h.teller2, id, b2)
			var broken *congress.RecordError
			if !errors.As(err, &broken) || broken.Code != code {
				t.Errorf("%s: want %s, got %v", attack, code, err)
			}
		})
		exec("UPDATE log SET leaf = (SELECT leaf FROM events WHERE events.congress_id = log.congress_id AND " +
			"events.seq = log.seq)")
		exec("DROP TABLE events")
	}
	// a sheaf on which the batch does not rest is found by the next page
	exec("CREATE TEMP TABLE kept AS SELECT * FROM batches WHERE sheaf = 3")
	exec("UPDATE batches SET entered_by = 'Ai đó' WHERE sheaf = 3")
	_, err = h.s.AcceptBatch(h.ctx, h.teller2, id, b2)
	must(t, err)
	var broken *congress.RecordError
	if _, err := h.s.RoundOf(h.ctx, id); !errors.As(err, &broken) || broken.Where != "batches" {
		t.Errorf("the page: %v", err)
	}
	exec("DELETE FROM batches WHERE sheaf = 3")
	exec("INSERT INTO batches SELECT * FROM kept")
	if v := h.view(id); !strings.Contains(string(v.Sheaves[1].Status), "agreed") {
		t.Errorf("%+v", v.Sheaves)
	}
}
