package app_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// brokenOffices lists what the examination of all organisations finds.
func (i intruder) brokenOffices() []*congress.RecordError {
	i.t.Helper()
	all, err := i.ward.ExamineAll(i.t.Context())
	must(i.t, err)
	var found []*congress.RecordError
	for _, e := range all {
		if e.ID == "" && e.Broken != nil {
			found = append(found, e.Broken)
		}
	}
	return found
}

// Who holds which office, what was done to that by hand and the register of
// papers are signed: a row that is changed, put in, taken out or mixed up with
// another is found, in any column of any of these tables.
func TestEveryChangeBesideCongressesIsFound(t *testing.T) {
	i := breakIn(t)
	i.exec("PRAGMA ignore_check_constraints = ON")
	i.wroteByHand()
	var all []mutation
	for _, table := range []string{"mandates", "mandate_notes", "paper_numbers", "office_states"} {
		if i.count(table) == 0 {
			t.Fatalf("nothing in %s", table)
		}
		for _, column := range i.strings("SELECT name FROM pragma_table_info(?)", table) {
			for _, kind := range []string{"update", "swap", "insert", "delete"} {
				inKey := strings.Contains(", "+i.keyOf(table)+",", ", "+column+",")
				if kind != "insert" || inKey {
					all = append(all, mutation{table, kind, column})
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	r.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	found := 0
	for _, m := range all {
		i.keeping(func() {
			if !m.change(i, "", r) {
				return
			}
			found++
			broken, err := i.ward.Store.ExamineOffices(t.Context(), nil)
			must(t, err)
			if len(broken) == 0 {
				t.Errorf("nobody notices: %v", m)
			}
		}, m.table)
	}
	if found < 60 {
		t.Errorf("%d changes of %d", found, len(all))
	}
	if broken := i.brokenOffices(); len(broken) > 0 {
		t.Errorf("a false alarm: %v", broken[0])
	}
}

// wroteByHand has somebody type an office, so that every table has a row.
func (i intruder) wroteByHand() (congress.Actor, congress.Congress) {
	i.t.Helper()
	c := i.ratified()
	by := congress.Actor{OrgID: c.OrgID, OrgPath: "/", Role: congress.RoleOrganiser, AccountID: "x", Name: "X"}
	must(i.t, i.ward.Congress.NoteMandate(i.t.Context(), by, c.OrgID, congress.MandateInput{Office: ballot.Deputy,
		Term: "2010–2015", Name: "Lê Văn Cũ", From: "2010-01-01", To: "2015-01-01", Ending: "Hết nhiệm kỳ",
		How: congress.HowElected, Grounds: "Hồ sơ lưu"}))
	return by, c
}

// What was changed is neither shown nor used, and no act signs it: the page of
// offices, the next congress that takes the roster over, what is typed, the
// register and a number in it all refuse, and say which book of whom.
func TestChangedMandatesAreNotUsed(t *testing.T) {
	i := breakIn(t)
	by, c := i.wroteByHand()
	ctx, w := t.Context(), i.ward
	superior := i.superior()
	next := congress.CongressInput{Title: "Đại hội sau", Term: "2030–2032", HeldOn: c.HeldOn,
		Profile: c.Profile, RosterOf: c.ID}
	typed := congress.MandateInput{Office: ballot.Committee, Term: "2010–2015", Name: "Lê Văn Mới", From: "2010-01-01",
		To: "2015-01-01", Ending: "x", How: congress.HowElected, Grounds: "x"}
	doors := map[string]map[string]func() error{
		"mandates": {
			"page": func() error { _, err := w.Congress.OfficesOf(ctx, c.OrgID); return err },
			"page of the superior": func() error {
				_, err := w.Congress.OfficesOf(ctx, superior.ID)
				return err
			},
			"next congress": func() error {
				_, err := w.Congress.CreateCongress(ctx, by, c.OrgID, next)
				return err
			},
			"typed": func() error { return w.Congress.NoteMandate(ctx, by, c.OrgID, typed) },
		},
		"paper_numbers": {
			"page": func() error {
				_, err := w.Ratify.PapersNumbered(ctx, congress.Actor{OrgID: superior.ID})
				return err
			},
		},
	}
	for table, opened := range doors {
		for what, attack := range map[string]string{
			"changed": "UPDATE " + table + " SET term = term || '9'",
			"deleted": "DELETE FROM " + table,
			"hidden":  "UPDATE " + table + " SET org_id = 'nobody'",
		} {
			i.keeping(func() {
				i.exec(attack)
				for door, open := range opened {
					var broken *congress.RecordError
					if err := open(); !errors.As(err, &broken) || broken.Code != "state_changed" ||
						broken.Where != table || broken.Title == "" {
						t.Errorf("%s %s, %s: %v", table, what, door, err)
					}
				}
			}, table)
		}
	}
	// rows together with their signature, as they were before
	i.exec("CREATE TEMP TABLE was_states AS SELECT * FROM office_states")
	i.exec("CREATE TEMP TABLE was_mandates AS SELECT * FROM mandates")
	must(t, w.Congress.NoteMandate(ctx, by, c.OrgID, typed))
	i.exec("DELETE FROM mandates")
	i.exec("DELETE FROM office_states")
	i.exec("INSERT INTO mandates SELECT * FROM was_mandates")
	if err := doors["mandates"]["typed"](); code(err) != "unsigned" {
		t.Errorf("without a signature: %v", err)
	}
	i.exec("INSERT INTO office_states SELECT * FROM was_states")
	if err := doors["mandates"]["typed"](); code(err) != "log_older" {
		t.Errorf("the book of yesterday: %v", err)
	}
	if broken := i.brokenOffices(); !slices.ContainsFunc(broken, func(e *congress.RecordError) bool {
		return e.Where == "mandate_notes" || e.Code == "log_older" || e.Code == "state_changed"
	}) {
		t.Errorf("nobody notices: %v", broken)
	}
}

func code(err error) string {
	var broken *congress.RecordError
	if errors.As(err, &broken) {
		return broken.Code
	}
	return ""
}

// superior is whose register has the decisions.
func (i intruder) superior() congress.Organisation {
	i.t.Helper()
	id := congress.OrgID(i.strings("SELECT org_id FROM paper_numbers WHERE kind = 'QĐ' LIMIT 1")[0])
	o, err := i.ward.Congress.OrganisationOf(i.t.Context(), congress.Actor{OrgPath: "/"}, id)
	must(i.t, err)
	return o.Organisation
}
