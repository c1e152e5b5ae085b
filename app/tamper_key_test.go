package app_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/record"
)

// thief has the key of the installation beside its database, and signs what he
// has changed as the program itself would.
type thief struct {
	intruder
	signer, verifier string
	of               congress.Congress
	where            string             // that a row is of the congress
	kept             congress.KeptState // as the last act left it
	point            record.Checkpoint
	witness          string // what somebody outside has kept
}

func stealKey(t *testing.T) *thief {
	t.Helper()
	i := breakIn(t)
	i.exec("PRAGMA ignore_check_constraints = ON")
	c := i.ratified()
	h := &thief{intruder: i, of: c, where: " WHERE congress_id = '" + string(c.ID) + "'"}
	var err error
	h.signer, h.verifier, err = i.ward.Congress.LogKey(t.Context())
	must(t, err)
	must(t, i.ward.Store.View(t.Context(), func(tx congress.Tx) error {
		var err error
		if h.kept, err = tx.KeptState(t.Context(), c); err != nil {
			return err
		}
		h.point, err = congress.CheckpointOf(t.Context(), tx, c, c.LogSize)
		return err
	}))
	words := record.Words(h.point.Root)
	h.witness = strings.Join(words[:], " ") // as they stand on a paper
	return h
}

// rowsOf says where the rows of the congress are in a table.
func (h *thief) rowsOf(table string) string {
	if slices.Contains(h.strings("SELECT name FROM pragma_table_info(?)", table), "congress_id") {
		return h.where
	}
	return " WHERE round_id IN (SELECT round_id FROM rounds" + h.where + ")"
}

// state draws up the sums of what is stored now, as an act does.
func (h *thief) state() (congress.KeptState, map[string]string) {
	h.t.Helper()
	sums := map[string]string{}
	must(h.t, h.ward.Store.View(h.t.Context(), func(tx congress.Tx) error {
		texts, err := tx.Texts(h.t.Context(), h.of)
		for table, rows := range texts {
			all := sha256.New()
			for _, row := range rows {
				sum := sha256.Sum256([]byte(row))
				all.Write(sum[:])
			}
			if len(rows) > 0 {
				sums[table] = hex.EncodeToString(all.Sum(nil))
			}
		}
		return err
	}))
	return h.stateOf(sums), sums
}

func (h *thief) stateOf(sums map[string]string) congress.KeptState {
	h.t.Helper()
	text, err := json.Marshal(sums)
	must(h.t, err)
	return congress.KeptState{Sums: string(text), Salt: []byte("sixteen letters!")}
}

// untold draws up a state that pretends that the last event committed to the
// honest one, and that work without an event followed.
func (h *thief) untold(sums map[string]string) congress.KeptState {
	h.t.Helper()
	before, err := json.Marshal(map[string]any{"salt": h.kept.Salt, "sums": h.kept.Sums})
	must(h.t, err)
	sums["(told)"] = string(before)
	return h.stateOf(sums)
}

func seal(s congress.KeptState) []byte {
	salt := sha256.Sum256(s.Salt)
	mac := hmac.New(sha256.New, salt[:])
	mac.Write([]byte(s.Sums))
	return mac.Sum(nil)
}

// sign signs a state over the log as it is stored.
func (h *thief) sign(s congress.KeptState) {
	h.t.Helper()
	root := h.root()
	whole := record.Checkpoint{Origin: "kiemphieu-state/" + string(h.of.ID), Size: h.of.LogSize,
		Root: sha256.Sum256(append(seal(s), root[:]...))}
	note, err := whole.Sign(h.signer)
	must(h.t, err)
	h.exec("UPDATE states SET sums = ?, salt = ?, note = ?"+h.where, s.Sums, s.Salt, note)
}

func (h *thief) root() record.Hash {
	h.t.Helper()
	root, err := record.Root(h.of.LogSize, func(seq int64) (hashes []byte, err error) {
		err = h.db.QueryRowContext(h.t.Context(), "SELECT hashes FROM log"+h.where+" AND seq = ?", seq).Scan(&hashes)
		return hashes, err
	})
	must(h.t, err)
	return root
}

// commits has the last event commit to a state, with the log, its checkpoints
// and what this machine remembers of it written anew.
func (h *thief) commits(s congress.KeptState) {
	h.t.Helper()
	last := 0
	state := regexp.MustCompile(`"state":"[0-9a-f]{64}"`)
	h.rewrite(h.of, func(leaf []byte) []byte {
		if last++; int64(last) < h.of.LogSize {
			return leaf
		}
		return state.ReplaceAll(leaf, []byte(`"state":"`+hex.EncodeToString(seal(s))+`"`))
	})
	point := record.Checkpoint{Origin: h.of.LogOrigin(), Size: h.of.LogSize, Root: h.root()}
	note, err := point.Sign(h.signer)
	must(h.t, err)
	h.exec("UPDATE checkpoints SET note = ?"+h.where+" AND size = ? AND verifier = ?", note, h.of.LogSize, h.verifier)
	h.remembers(point)
}

// remembers has this machine remember how the log is.
func (h *thief) remembers(point record.Checkpoint) {
	h.t.Helper()
	must(h.t, h.ward.Store.View(h.t.Context(), func(tx congress.Tx) error {
		tx.Keyring().Remember(h.of.ID, point.String())
		return nil
	}))
}

// found reports whether the examination against the witness finds anything.
func (h *thief) found() bool {
	report, err := h.ward.Examine(h.t.Context(), h.of.ID, h.witness)
	var broken *congress.RecordError
	if err != nil && !errors.As(err, &broken) {
		return true // what is stored cannot even be read
	}
	return err != nil || !report.OK
}

// mutations lists every change that can be made to what is stored of the congress.
func (h *thief) mutations() []mutation {
	h.t.Helper()
	// the log and what signs it are the thief's to write; what stands beside congresses has other witnesses
	beside := []string{"log", "checkpoints", "states", "mandates", "paper_numbers", "papers_entered", "deliveries"}
	var all []mutation
	for _, table := range h.strings("SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c " +
		"WHERE m.type = 'table' AND c.name IN ('congress_id', 'round_id') AND m.name NOT LIKE 'statistic%' " +
		"GROUP BY 1 ORDER BY 1") {
		if slices.Contains(beside, table) || h.count(table+h.rowsOf(table)) == 0 {
			continue
		}
		key := ", " + h.keyOf(table) + ","
		for _, column := range h.strings("SELECT name FROM pragma_table_info(?)", table) {
			inKey := strings.Contains(key, ", "+column+",")
			ofOther := slices.Contains([]string{"org_id", "congress_id", "round_id"}, column)
			switch {
			case table+"."+column == "congresses.log_size": // is the log
			case !inKey:
				all = append(all, mutation{table, "update", column}, mutation{table, "swap", column})
			case !ofOther:
				all = append(all, mutation{table, "insert", column}, mutation{table, "delete", column})
			}
		}
	}
	return all
}

// sneak makes a change and signs it in one of three ways; it reports whether
// anything that is signed has changed.
func (h *thief) sneak(m mutation, way int, r *rand.Rand) bool {
	h.t.Helper()
	if !m.change(h.intruder, h.rowsOf(m.table), r) {
		return false
	}
	s, sums := h.state()
	if s.Sums == h.kept.Sums {
		return false // no sum covers it: [TestEveryChangeOfAFinishedCongressIsFound]
	}
	switch {
	case way == 1 && !slices.Contains([]string{"devices", "lessons", "preparations"}, m.table):
		s = h.untold(sums)
	case way == 2:
		h.commits(s)
	}
	h.sign(s)
	return true
}

// Whoever has the database and the key can sign what he changed: the state
// alone, the state as work without an event would have left it, or the last
// event with it. Eight words on a paper find it, in every table that tells of a
// congress. Without them the pages have to believe the key.
func TestTheKeyAndTheDatabaseAgainstOneWitness(t *testing.T) {
	size.Long(t)
	h := stealKey(t)
	if h.found() {
		t.Fatal("a false alarm")
	}
	all := h.mutations()
	r := rand.New(rand.NewPCG(5, 6))
	changes, believed := 0, 0
	for n := range size.Pick(60, 90, 5000) {
		m, way := all[r.IntN(len(all))], n%3
		h.keeping(func() {
			if !h.sneak(m, way, r) {
				return
			}
			changes++
			if _, err := h.ward.Congress.Overview(t.Context(), h.of.ID); err == nil {
				believed++
			}
			if !h.found() {
				t.Errorf("the witness does not find %v, signed in way %d", m, way)
			}
		}, slices.Compact(slices.Sorted(slices.Values([]string{m.table, "log", "checkpoints", "states"})))...)
		h.remembers(h.point)
	}
	t.Logf("%d changes, of which every page shows %d", changes, believed)
	if changes < 20 || believed < changes/2 {
		t.Errorf("%d changes, of which the key covers %d", changes, believed)
	}
	if h.found() {
		t.Error("a false alarm")
	}
}

// What is done honestly after the last event of a log is no finding: a lesson is
// written down, another key signs.
func TestHonestWorkAfterTheLastEventIsNoFinding(t *testing.T) {
	size.Long(t)
	h := stealKey(t)
	ctx, w := t.Context(), h.ward
	all, err := w.Congress.CongressesUnder(ctx, "/")
	must(t, err)
	pilot := all[slices.IndexFunc(all, func(c congress.Congress) bool { return c.Pilot && c.Over() })]
	by := congress.Actor{OrgID: pilot.OrgID, OrgPath: "/", Role: congress.RoleOrganiser, AccountID: "x", Name: "X"}
	held := func(what string) {
		t.Helper()
		for _, c := range all {
			if !c.Over() {
				continue
			}
			var root record.Hash
			must(t, w.Store.View(ctx, func(tx congress.Tx) error {
				now, err := tx.Congress(ctx, c.ID)
				if err != nil {
					return err
				}
				point, err := congress.CheckpointOf(ctx, tx, now, now.LogSize)
				root = point.Root
				return err
			}))
			report, err := w.Examine(ctx, c.ID, root.String())
			must(t, err)
			if last := report.Checks[len(report.Checks)-1]; !report.OK || last.Code != "stated" || last.Skipped {
				t.Errorf("%s: %s: %+v, %s", what, c.Title, last, report.Failed())
			}
		}
	}
	held("at first")
	must(t, w.Ratify.AddLesson(ctx, by, pilot.ID, "Đọc từng bước."))
	held("a lesson")
	if _, err := w.Congress.ChangeKey(ctx); err != nil {
		t.Fatal(err)
	}
	held("another key")
	must(t, w.Ratify.AddLesson(ctx, by, pilot.ID, "Ghi vắng trước."))
	held("both")
}
