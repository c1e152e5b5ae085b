package app_test

import (
	"cmp"
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
	"kiemphieu/record"
	"kiemphieu/tally"
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

// Who holds which office, what was done to that by hand, the register of papers,
// the texts that they cite, what became of organisations, the days by which they count,
// the keys that speak for them, what they are called and where they stand, who enters for
// them, what they plan and who follows which cell are signed: a row that is changed, put
// in, taken out or mixed up with another is found, in any column of any of these tables.
func TestEveryChangeBesideCongressesIsFound(t *testing.T) {
	size.Long(t)
	i := breakIn(t)
	i.exec("PRAGMA ignore_check_constraints = ON")
	i.wroteByHand()
	var all []mutation
	for _, table := range []string{"mandates", "mandate_notes", "paper_numbers", "papers_entered", "legal_bases",
		"organisation_events", "organisation_mergers", "calendar_days", "calendar_years", "signers", "links",
		"organisations", "accounts", "second_factors", "tokens", "plans", "followers", "office_states"} {
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
	i.changedTheTree()
	_, err := i.ward.Ratify.EnterPaper(i.t.Context(), by, ratify.PaperInput{Kind: "CV", Term: c.Term, Series: "CB",
		Day: "2022-01-02", About: "Công văn khác"})
	must(i.t, err)
	i.comparedAKey(c.OrgID)
	i.keptACalendar()
	i.planned(c.OrgID)
	return by, c
}

// planned has a superior plan, somebody follow a cell, another program read, and an
// administrator with a second factor.
func (i intruder) planned(cell congress.OrgID) {
	i.t.Helper()
	ctx, w, by := i.t.Context(), i.ward, i.admin()
	must(i.t, w.Ratify.SavePlan(ctx, by, by.OrgID, ratify.Plan{Term: "2022–2025", FirstDay: "2022-06-01",
		LastDay: "2022-07-01"}))
	follower, err := w.Congress.CreateAccount(ctx, congress.AccountInput{OrgID: by.OrgID, Login: "theo.doi",
		Name: "Người theo dõi", Role: congress.RoleSuperior})
	must(i.t, err)
	must(i.t, w.Ratify.Assign(ctx, by.OrgID, follower, []congress.OrgID{cell}))
	_, err = w.Outside.CreateToken(ctx, by, outside.TokenInput{Name: "Cổng", Hash: "hash", Days: 30,
		Scopes: outside.Scopes()})
	must(i.t, err)
	by.AccountID = follower
	must(i.t, w.Security.Enrol(ctx, by, "secret", 1, []string{"code"}))
}

// keptACalendar has days off of the whole tree, and years that were confirmed.
func (i intruder) keptACalendar() {
	i.t.Helper()
	ctx, w, by := i.t.Context(), i.ward, i.admin()
	must(i.t, w.Calendar.SaveDays(ctx, by, []calendar.Day{{Day: "2027-02-08", Kind: calendar.Off, Name: "Tết"},
		{Day: "2022-07-07", Kind: calendar.Off, Name: "Nghỉ"}}))
	for _, year := range []string{"2027", "2022"} {
		must(i.t, w.Calendar.ConfirmYear(ctx, by, year, nil))
	}
}

// comparedAKey has the key of another house known for a cell, and that house's id of it.
func (i intruder) comparedAKey(cell congress.OrgID) (verifier string) {
	i.t.Helper()
	_, verifier, err := record.NewKey(crand.Reader, "elsewhere")
	must(i.t, err)
	must(i.t, i.ward.Ratify.AcceptKey(i.t.Context(), i.admin(), cell, verifier, "điện thoại"))
	must(i.t, i.ward.Store.Ratify().InTx(i.t.Context(), func(tx ratify.Tx) error {
		return tx.PutLink(i.t.Context(), ratify.Link{ForeignID: "theirs", OrgID: cell})
	}))
	return verifier
}

// Whose key speaks for whom is signed: with the database alone nobody makes a key of
// their own a known one, has one that was revoked speak again, or speak for another, nor
// has what one cell sends taken for another's.
func TestTheRegisterOfKeysIsSigned(t *testing.T) {
	i := breakIn(t)
	ctx, w, c := t.Context(), i.ward, i.ratified()
	verifier := i.comparedAKey(c.OrgID)
	other := i.strings("SELECT org_id FROM organisations WHERE kind = 'cell' AND org_id <> ?", c.OrgID)[0]
	must(t, w.Ratify.RevokeKey(ctx, i.admin(), verifier))
	signer := func() error {
		return w.Store.Ratify().View(ctx, func(tx ratify.Tx) error { _, err := tx.Signer(ctx, verifier); return err })
	}
	page := func() error { _, _, err := w.Ratify.KeysOf(ctx, i.admin()); return err }
	accept := func() error { return w.Ratify.AcceptKey(ctx, i.admin(), c.OrgID, "another+key", "x") }
	link := func() error {
		return w.Store.Ratify().View(ctx, func(tx ratify.Tx) error { _, err := tx.Linked(ctx, "theirs"); return err })
	}
	for what, attack := range map[string]struct {
		table, do string
		doors     []func() error
	}{
		"a key of one's own": {"signers", "INSERT INTO signers SELECT org_id, 'mine', compared_by, compared_with, " +
			"compared_at, 0 FROM signers", []func() error{signer, page, accept}},
		"a revoked key": {"signers", "UPDATE signers SET revoked_at = 0", []func() error{signer, page, accept}},
		"for another": {"signers", "UPDATE signers SET org_id = '" + other + "'",
			[]func() error{signer, page, accept}},
		"nobody":       {"signers", "DELETE FROM signers", []func() error{accept}},
		"another cell": {"links", "UPDATE links SET org_id = '" + other + "'", []func() error{link}},
	} {
		i.keeping(func() {
			i.exec(attack.do)
			for n, door := range attack.doors {
				var broken *congress.RecordError
				if err := door(); !errors.As(err, &broken) || broken.Code != "state_changed" ||
					broken.Where != attack.table {
					t.Errorf("%s, door %d: %v", what, n, err)
				}
			}
			if len(i.brokenOffices()) == 0 {
				t.Errorf("%s: nobody notices", what)
			}
		}, attack.table)
	}
	for n, door := range []func() error{signer, page, link, accept} {
		if err := door(); err != nil {
			t.Errorf("a false alarm at door %d: %v", n, err)
		}
	}
}

// listsHold reports whether lists and statistics over the tree are those of what is.
func (i intruder) listsHold() bool {
	i.t.Helper()
	broken, err := i.ward.Store.ExamineLists(i.t.Context())
	must(i.t, err)
	for _, cell := range i.strings("SELECT org_id FROM organisations WHERE kind = 'cell'") {
		where, err := i.ward.Store.CellHolds(i.t.Context(), congress.OrgID(cell))
		must(i.t, err)
		if where != "" {
			return false
		}
	}
	return len(broken) == 0
}

// Statistics say what they are counted from, in every column and sum.
func TestChangedStatisticsAreFound(t *testing.T) {
	size.Long(t)
	i := breakIn(t)
	for _, table := range []string{"statistics", "statistic_sums"} {
		if !i.listsHold() {
			t.Fatal("a false alarm")
		}
		for n, column := range i.strings("SELECT name FROM pragma_table_info(?)", table) {
			if i.count(table) == 0 {
				t.Fatalf("nothing in %s", table)
			}
			i.keeping(func() {
				change := column + " = " + column + " || 'x'"
				if i.strings("SELECT type FROM pragma_table_info(?) WHERE name = ?", table, column)[0] == "INTEGER" {
					change = column + " = 1 - " + column
				}
				key := i.keyOf(table)
				i.exec("PRAGMA ignore_check_constraints = ON")
				i.exec(fmt.Sprintf("UPDATE %s SET %s WHERE (%s) IN (SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d)",
					table, change, key, key, table, key, n%i.count(table)))
				if i.listsHold() {
					t.Errorf("nobody notices %s.%s", table, column)
				}
			}, table)
		}
		i.keeping(func() {
			i.exec("DELETE FROM " + table)
			if i.listsHold() {
				t.Errorf("nobody notices that %s is empty", table)
			}
		}, table)
	}
}

// admin is the administrator of the whole tree.
func (i intruder) admin() congress.Actor {
	i.t.Helper()
	top := congress.OrgID(i.strings("SELECT org_id FROM organisations WHERE parent_id = ''")[0])
	return congress.Actor{OrgID: top, OrgPath: "/" + string(top) + "/", Role: congress.RoleAdministrator,
		AccountID: "a", Name: "Quản trị"}
}

// changedTheTree has two cells become one, and a text cited from a day on.
func (i intruder) changedTheTree() {
	i.t.Helper()
	ctx, w, by := i.t.Context(), i.ward, i.admin()
	under := congress.OrgID(i.strings("SELECT parent_id FROM organisations WHERE kind = 'cell' LIMIT 1")[0])
	var cells []congress.OrgID
	for _, name := range []string{"Chi bộ Thôn Cũ", "Chi bộ Thôn Mới"} {
		id, err := w.Congress.CreateOrganisation(ctx, under, congress.OrganisationInput{Kind: congress.KindCell,
			Model: congress.ModelResidential, Name: name})
		must(i.t, err)
		cells = append(cells, id)
	}
	must(i.t, w.Office.Merge(ctx, by, cells[0], cells[1]))
	must(i.t, w.Congress.AddLegalBasis(ctx, by, congress.LegalBasis{Kind: tally.BasisKinds()[0], From: "2020-01-01",
		Text: "Quy định số 1-QĐ/TW"}))
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
	merged := congress.OrgID(i.strings("SELECT org_id FROM organisation_mergers")[0])
	branch := func() error { _, err := w.Office.BranchOf(ctx, i.admin(), merged, office.Search{}); return err }
	doors := map[string]map[string]func() error{
		"legal_bases": {
			"page":  func() error { _, err := w.Congress.LegalBases(ctx, i.admin().OrgPath); return err },
			"paper": func() error { _, err := w.Ratify.DossierOf(ctx, c.ID); return err },
			"added": func() error {
				return w.Congress.AddLegalBasis(ctx, i.admin(), congress.LegalBasis{Kind: tally.BasisKinds()[0],
					From: "2021-01-01", Text: "x"})
			},
		},
		"organisation_events":  {"page": branch},
		"organisation_mergers": {"page": branch},
		"calendar_days": {
			"page":  func() error { _, err := w.Calendar.YearOf(ctx, superior.Path, "2022"); return err },
			"paper": func() error { _, err := w.Ratify.DossierOf(ctx, c.ID); return err },
			"added": func() error {
				return w.Calendar.SaveDays(ctx, i.admin(), []calendar.Day{{Day: "2027-01-01", Kind: calendar.Off}})
			},
		},
		"plans": {
			"page": func() error {
				_, err := w.Ratify.ProgressOf(ctx, i.admin().OrgID, "", "", list.Query{})
				return err
			},
		},
		"followers": {
			"page": func() error {
				_, err := w.Ratify.ProgressOf(ctx, i.admin().OrgID, "", "", list.Query{})
				return err
			},
		},
		"calendar_years": {
			"page": func() error { _, err := w.Calendar.YearOf(ctx, superior.Path, "2022"); return err },
			"sent": func() error { _, err := w.Ratify.DatesOf(ctx, c.ID); return err },
		},
		"papers_entered": {
			"page": func() error { _, err := w.Ratify.PapersNumbered(ctx, by); return err },
		},
		"mandates": {
			"page": func() error { _, err := w.Congress.OfficesOf(ctx, c.OrgID); return err },
			"page of the superior": func() error {
				_, _, err := w.Office.HoldersBelow(ctx, superior.Path, list.Query{}, nil)
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
		column := map[string]string{"legal_bases": "text", "organisation_events": "was",
			"organisation_mergers": "into_id", "calendar_days": "name", "calendar_years": "confirmed_by",
			"followers": "account_id"}[table]
		column = cmp.Or(column, "term")
		for what, attack := range map[string]string{
			"changed": "UPDATE " + table + " SET " + column + " = " + column + " || '9'",
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

// What an organisation is called, and what it stands below, is what people read on pages
// and papers: a changed one is shown nowhere, printed nowhere, and nobody acts in it.
func TestChangedOrganisationsAreNotShown(t *testing.T) {
	i := breakIn(t)
	ctx, w, c := t.Context(), i.ward, i.ratified()
	by := congress.Actor{OrgID: c.OrgID, OrgPath: "/", Role: congress.RoleOrganiser, AccountID: "x", Name: "X"}
	admin, superior := i.admin(), i.superior()
	doors := map[string]func() error{
		"page":  func() error { _, err := w.Office.BranchOf(ctx, admin, c.OrgID, office.Search{}); return err },
		"paper": func() error { _, err := w.Ratify.DossierOf(ctx, c.ID); return err },
		"list":  func() error { _, err := w.Office.BranchOf(ctx, admin, superior.ID, office.Search{}); return err },
		"inbox": func() error { _, err := w.Ratify.InboxOf(ctx, superior.Path, ratify.InboxFilter{}); return err },
		"units": func() error {
			_, _, err := w.Statistics.BelowPage(ctx, superior.Path, statistics.Filter{}, list.Query{})
			return err
		},
		"behind a figure": func() error {
			_, _, err := w.Statistics.UnitsPage(ctx, superior.Path, statistics.Filter{}, "ratified", list.Query{})
			return err
		},
		"accounts":   func() error { _, _, err := w.Office.StaffOf(ctx, admin, list.Query{}); return err },
		"whole tree": func() error { _, err := w.Congress.Organisations(ctx); return err },
		"import": func() error {
			_, err := w.Office.PlanTree(ctx, superior.ID, nil)
			return err
		},
		"next congress": func() error {
			_, err := w.Congress.CreateCongress(ctx, by, c.OrgID, congress.CongressInput{Title: "Đại hội sau",
				Term: "2030–2032", HeldOn: c.HeldOn, Profile: c.Profile, RosterOf: c.ID})
			return err
		},
	}
	for what, set := range map[string]string{"name": "name = name || ' Mới'", "place": "place = place || 'x'",
		"parent": "parent_id = org_id", "path": "path = path || 'x/'"} {
		i.keeping(func() {
			i.exec("UPDATE organisations SET "+set+" WHERE org_id = ?", c.OrgID)
			for door, open := range doors {
				if what == "parent" && (door == "list" || door == "units") {
					continue // there it stands no more
				}
				var broken *congress.RecordError
				if err := open(); !errors.As(err, &broken) || broken.Where != "organisations" {
					t.Errorf("%s, %s: %v", what, door, err)
				}
			}
		}, "organisations")
	}
	i.keeping(func() {
		i.exec("UPDATE accounts SET role = 'administrator' WHERE org_id = ?", c.OrgID)
		var broken *congress.RecordError
		if err := doors["accounts"](); !errors.As(err, &broken) || broken.Where != "accounts" {
			t.Errorf("another role: %v", err)
		}
		if _, err := w.Congress.AccountsUnder(ctx, superior.Path); !errors.As(err, &broken) {
			t.Errorf("another role, of all below: %v", err)
		}
	}, "accounts")
	i.keeping(func() { // one that nobody made
		i.exec("INSERT INTO organisations SELECT 'x', parent_id, path || 'x', kind, model, 'Chi bộ Ma', place "+
			"FROM organisations WHERE org_id = ?", c.OrgID)
		if _, err := w.Office.BranchOf(ctx, admin, "x", office.Search{}); code(err) != "unsigned" {
			t.Errorf("of nobody: %v", err)
		}
		if len(i.brokenOffices()) == 0 {
			t.Error("of nobody: nobody notices")
		}
	}, "organisations")
	for door, open := range doors {
		var broken *congress.RecordError
		if err := open(); errors.As(err, &broken) {
			t.Errorf("a false alarm, %s: %v", door, err)
		}
	}
}

// In which terms a committee is, whether it has a standing committee and whether two of
// it decide stands among the settings, and is signed as well: papers are numbered, signed
// and decided by it. What was changed there is found, and neither shown nor used.
func TestChangedPracticeOfACommitteeIsFound(t *testing.T) {
	i := breakIn(t)
	ctx, w, c := t.Context(), i.ward, i.ratified()
	above := i.superior()
	by := congress.Actor{OrgID: above.ID, OrgPath: above.Path, Role: congress.RoleSuperior, AccountID: "s", Name: "S"}
	enter := func() error {
		return w.Ratify.EnterTerm(ctx, by, ratify.Term{Name: "2020–2025", Since: "2020-08-01"})
	}
	must(t, enter())
	must(t, w.Ratify.SetPractice(ctx, above.ID, ratify.Practice{NoStanding: true, TwoDecide: true}))
	paper := ratify.PaperInput{Kind: "CV", Term: "2020–2025", Series: "ĐU", Day: "2022-01-02", About: "x"}
	doors := map[string]func() error{
		"register": func() error { _, err := w.Ratify.IssuerOf(ctx, above.ID); return err },
		"entered":  func() error { _, err := w.Ratify.EnterPaper(ctx, by, paper); return err },
		"term":     enter,
		"paper":    func() error { _, err := w.Ratify.DossierOf(ctx, c.ID); return err },
		"practice": func() error { _, err := w.Ratify.PracticeOf(ctx, above.ID); return err },
		"set":      func() error { return w.Ratify.SetPractice(ctx, above.ID, ratify.Practice{}) },
		"decided": func() error {
			return w.Ratify.Annul(ctx, by, c.ID, ratify.Decision{Number: "99-QĐ/ĐU", DecidedOn: "2022-07-20",
				Reason: "x"})
		},
	}
	for what, attack := range map[string]string{
		"another term":  "UPDATE settings SET value = replace(value, '2025', '2026') WHERE key LIKE 'terms.%'",
		"another day":   "UPDATE settings SET value = replace(value, '08-01', '08-02') WHERE key LIKE 'terms.%'",
		"no term":       "DELETE FROM settings WHERE key LIKE 'terms.%'",
		"one decides":   "DELETE FROM settings WHERE key LIKE 'two_deciders.%'",
		"it has one":    "DELETE FROM settings WHERE key LIKE 'no_standing.%'",
		"somebody else": "UPDATE settings SET key = 'terms.x' WHERE key LIKE 'terms.%'",
	} {
		i.keeping(func() {
			if i.exec(attack) == 0 {
				t.Fatalf("%s: nothing is there", what)
			}
			if broken := i.brokenOffices(); len(broken) == 0 {
				t.Errorf("%s: nobody notices", what)
			}
			for door, open := range doors {
				var broken *congress.RecordError
				if err := open(); !errors.As(err, &broken) || broken.Code != "state_changed" ||
					broken.Where != "settings" || broken.Title != above.Name {
					t.Errorf("%s, %s: %v", what, door, err)
				}
			}
		}, "settings")
	}
	i.keeping(func() { // of a committee that never said anything
		i.exec("INSERT INTO settings (key, value) VALUES ('no_standing." + string(c.OrgID) + "', '1')")
		if broken := i.brokenOffices(); len(broken) != 1 || broken[0].Where != "settings" {
			t.Errorf("said by nobody: %v", broken)
		}
	}, "settings")
	gone, err := w.Congress.CreateOrganisation(ctx, i.admin().OrgID, congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ Tạm"})
	must(t, err)
	must(t, w.Ratify.SetPractice(ctx, gone, ratify.Practice{NoStanding: true}))
	must(t, w.Office.Remove(ctx, i.admin(), gone)) // and what it said with it
	if broken := i.brokenOffices(); len(broken) > 0 {
		t.Errorf("a false alarm: %v", broken[0])
	}
	must(t, enter())
}

// A version that did not sign them yet had such settings as well: they are signed as the
// next one starts, and from then on what is changed is found.
func TestPracticeOfBeforeIsSignedAtTheNextStart(t *testing.T) {
	i := breakIn(t)
	ctx, above := t.Context(), i.superior()
	i.signedBefore(above.ID)
	i.exec(`INSERT INTO settings (key, value) VALUES ('terms.' || ?, '[{"term":"2020–2025","since":"2020-08-01"}]')`,
		above.ID)
	for range 2 { // before and after the start
		issuer, err := i.ward.Ratify.IssuerOf(ctx, above.ID)
		must(t, err)
		if issuer.Terms.On("2022-07-01") != "2020–2025" {
			t.Errorf("%+v", issuer)
		}
		must(t, i.ward.Congress.TakeOverKey(ctx))
	}
	if broken := i.brokenOffices(); len(broken) > 0 {
		t.Errorf("a false alarm: %v", broken[0])
	}
	i.exec("UPDATE settings SET value = replace(value, '2025', '2026') WHERE key LIKE 'terms.%'")
	if broken := i.brokenOffices(); len(broken) != 1 || broken[0].Where != "settings" {
		t.Errorf("nobody notices: %v", broken)
	}
}

// signedBefore leaves of an organisation what a version signed that knew no settings.
func (i intruder) signedBefore(org congress.OrgID) {
	i.t.Helper()
	ctx := i.t.Context()
	signer, _, err := i.ward.Congress.LogKey(ctx)
	must(i.t, err)
	sums := map[string]string{}
	must(i.t, json.Unmarshal([]byte(i.strings("SELECT sums FROM office_states WHERE org_id = ?", org)[0]), &sums))
	delete(sums, "settings")
	sums["tables"] = "2"
	text, err := json.Marshal(sums)
	must(i.t, err)
	next := i.strings("SELECT revision + 1 FROM office_states WHERE org_id = ?", org)[0]
	revision, err := strconv.ParseInt(next, 10, 64)
	must(i.t, err)
	i.exec("UPDATE office_states SET sums = ?, revision = ? WHERE org_id = ?", string(text), revision, org)
	point := record.Checkpoint{Origin: "kiemphieu-office/" + string(org), Root: sha256.Sum256(text),
		Size: revision}
	note, err := point.Sign(signer)
	must(i.t, err)
	i.exec("UPDATE office_states SET note = ? WHERE org_id = ?", note, org)
	seen := filepath.Join(filepath.Dir(i.file), "keys", "seen", "offices")
	must(i.t, os.WriteFile(seen, []byte(record.Checkpoint{Origin: "kiemphieu-offices", Size: 2}.String()), 0o600))
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
